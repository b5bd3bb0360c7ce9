import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { matrixQuery } from '../../api/matrix.js';
import { timelineQuery, type TimelineOrder } from '../../api/queries.js';
import { useLang, useZone } from '../../app/locale.js';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { countOf, dayAndTime, offsetAt } from '../../design/time.js';
import { factNamed } from '../facts.js';
import { merged, toldLines, type ToldLine } from './notice-lines.js';
import styles from './timeline.module.css';

type Entry = Schemas['TimelineEntry'];

/** How an incident came about, on two axes: when it happened, and when it was recorded; with what was done for many controllers. */
export function Timeline({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation();
  const [order, setOrder] = useState<TimelineOrder>('recorded');
  const query = useQuery(timelineQuery(id, order));
  const matrix = useQuery(matrixQuery(id)).data;
  // Of some rows only some counts.
  const lines = useMemo(() => toldLines(matrix?.isWhole ? matrix.items : []), [matrix]);
  return (
    <Asked query={query}>
      {(entries) => (
        <>
          <div className={styles['head']}>
            <span id="timeline-order">{t('incident.order.label')}</span>
            <SegmentedControl
              size="xs"
              aria-labelledby="timeline-order"
              value={order}
              data={(['recorded', 'happened'] as const).map((each) => ({
                value: each,
                label: t(`incident.order.${each}`),
              }))}
              onChange={(next) => setOrder(next === 'happened' ? 'happened' : 'recorded')}
            />
          </div>
          <Axes entries={entries} lines={lines} />
          <div className={styles['columns']} aria-hidden="true">
            <span>{t('incident.order.happened')}</span>
            <span>{t('incident.order.recorded')}</span>
          </div>
          <ol className={styles['lines']}>
            {merged(entries, lines, ({ happened, recordedAt }) =>
              order === 'happened' && happened ? happened.at : recordedAt,
            ).map((each, index) =>
              'subject' in each ? (
                <Line key={`${each.logNumber} ${index}`} entry={each} />
              ) : (
                <Told key={each.key} line={each} />
              ),
            )}
          </ol>
        </>
      )}
    </Asked>
  );
}

function Told({ line }: { readonly line: ToldLine }): ReactNode {
  const { t } = useTranslation(['app', 'notices']);
  const lang = useLang();
  const { count, at } = line;
  return (
    <li>
      <span>
        <span className="unseen">{t('incident.order.happened')}: </span>
        <span className={styles['soft']}>{t('incident.sameTime')}</span>
      </span>
      <span>
        <span className="unseen">{t('incident.order.recorded')}: </span>
        <Instant at={at} />
      </span>
      <span>
        <b>{t('notices:title')}</b>: {t('notices:timeline.told', { count, formatted: countOf(count, lang) })}
      </span>
    </li>
  );
}

function Line({ entry }: { readonly entry: Entry }): ReactNode {
  const { t } = useTranslation(['app', 'notices']);
  const lang = useLang();
  const { subject, happened, recordedAt, body } = entry;
  const { notices, controllerName } = body;
  const whose =
    typeof notices === 'number' &&
    (typeof controllerName === 'string'
      ? controllerName
      : t('notices:timeline.of', { count: notices, formatted: countOf(notices, lang) }));
  const words = ['title', 'description', 'reason'].map((key) => body[key]).filter((value) => typeof value === 'string');
  const known = factNamed(body['fact']);
  return (
    <li>
      <span>
        <span className="unseen">{t('incident.order.happened')}: </span>
        {happened ? <Instant at={happened.at} /> : <span className={styles['soft']}>{t('incident.sameTime')}</span>}
      </span>
      <span>
        <span className="unseen">{t('incident.order.recorded')}: </span>
        <Instant at={recordedAt} />
      </span>
      <span>
        <b>{t(`timeline.${subject}`)}</b>
        {known && `: ${t(`fact.${known}`)}`}
        {whose && `: ${whose}`}
        {words.length > 0 && <span className={styles['body']}>{words.join(' · ')}</span>}
      </span>
    </li>
  );
}

const TOP = 34;
const BOTTOM = 86;
// In two lines, so that both ends fit beside each other on a phone.
const [SCALE_FROM, SCALE_UNTIL] = [132, 150];

/** The picture of it: above when it happened, below when we knew; a slanting line is time that went by between. */
function Axes(props: { readonly entries: readonly Entry[]; readonly lines: readonly ToldLine[] }): ReactNode {
  const { entries, lines } = props;
  const { t } = useTranslation();
  const lang = useLang();
  const zone = useZone();
  const points = [
    ...entries.map(({ happened, recordedAt }) => ({ recordedAt, happenedAt: happened?.at ?? recordedAt })),
    ...lines.map(({ at }) => ({ recordedAt: at, happenedAt: at })),
  ].map(({ recordedAt, happenedAt }) => ({ recorded: Date.parse(recordedAt), happened: Date.parse(happenedAt) }));
  const all = points.flatMap(({ happened, recorded }) => [happened, recorded]);
  const [from, until] = [Math.min(...all), Math.max(...all)];
  if (until <= from) return null;
  const x = (instant: number): string => `${2 + (96 * (instant - from)) / (until - from)}%`;
  const label = (instant: number): string =>
    `${dayAndTime(instant - (instant % 60_000), lang, zone)} ${offsetAt(instant, zone)}`;
  return (
    <svg className={styles['axes']} role="img" aria-label={t('incident.timelineText')}>
      <text x="2%" y={TOP - 16}>
        {t('incident.order.happened')}
      </text>
      <text x="2%" y={BOTTOM + 24}>
        {t('incident.order.recorded')}
      </text>
      <text x="2%" y={SCALE_FROM}>
        {label(from)}
      </text>
      <text x="98%" y={SCALE_UNTIL} textAnchor="end">
        {label(until)}
      </text>
      <line className={styles['axis']} x1="2%" x2="98%" y1={TOP} y2={TOP} />
      <line className={styles['axis']} x1="2%" x2="98%" y1={BOTTOM} y2={BOTTOM} />
      {points.map(({ happened, recorded }, index) => (
        <g key={index}>
          <line className={styles['link']} x1={x(happened)} x2={x(recorded)} y1={TOP} y2={BOTTOM} />
          <circle className={styles['point']} cx={x(happened)} cy={TOP} r="5" />
          <circle className={styles['point']} cx={x(recorded)} cy={BOTTOM} r="5" />
        </g>
      ))}
    </svg>
  );
}
