import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { Empty, Loading, Trouble } from '../../design/notes.js';
import { Sheet } from '../../design/page.js';
import type { RecordKind } from '../kinds.js';
import { useEventWords } from '../names.js';
import type { EventRow } from '../queries.js';
import type { AtSearch } from '../searches.js';
import { Changes } from './changes.js';
import { ClocksThen } from './clocks-then.js';
import { changesBetween, linesOf } from './lines.js';
import { usePlace } from './place.js';
import { pastQuery } from './queries.js';
import { RecordLines } from './record.js';
import { Slider } from './slider.js';
import { ToInstant } from './to-instant.js';
import styles from './at.module.css';

/** So many steps to either side are asked for before one goes there. */
const NEIGHBOURS = [1, -1, 2, -2];

/** The last step that had happened when the log stood at a log number; the first where none had. */
const stepAt = (steps: readonly EventRow[], logNumber: number): number =>
  Math.max(
    0,
    steps.findLastIndex((step) => step.logNumber <= logNumber),
  );

/** One record's history: the slider, what changed with a step or between two, and the whole record as it was. */
export function History(props: {
  readonly kind: RecordKind;
  readonly id: string;
  readonly steps: readonly EventRow[];
  readonly search: AtSearch;
  readonly onChange: (part: Pick<AtSearch, 'at' | 'than'>) => void;
}): ReactNode {
  const { kind, id, steps, search, onChange } = props;
  const { t } = useTranslation('audit');
  const words = useEventWords();
  const queries = useQueryClient();
  const { membership } = useSession();
  const { index, go } = usePlace(stepAt(steps, search.at ?? Infinity), (next) =>
    onChange({ at: steps[next]?.logNumber }),
  );
  const step = steps[index];
  const other = search.than === undefined ? steps[index - 1] : steps[stepAt(steps, search.than)];
  useEffect(() => {
    for (const by of NEIGHBOURS) {
      const neighbour = steps[index + by];
      if (neighbour) void queries.prefetchQuery(pastQuery(kind, id, neighbour.logNumber));
    }
  }, [queries, kind, id, steps, index]);
  if (!step) return null;
  const kept = search.than !== undefined && other;
  return (
    <>
      <Sheet>
        <Slider steps={steps} at={index} words={words} onStep={go} />
        <ToInstant steps={steps} onStep={go} />
        <div className={styles['deeds']}>
          {kept ? (
            <>
              <span>
                {t('at.comparedWith', { number: kept.logNumber })} <Instant at={kept.recordedAt} />
              </span>
              <Button variant="default" onClick={() => onChange({ at: step.logNumber, than: undefined })}>
                {t('at.stopComparing')}
              </Button>
            </>
          ) : (
            <Button variant="default" onClick={() => onChange({ at: step.logNumber, than: step.logNumber })}>
              {t('at.compare')}
            </Button>
          )}
          {kind === 'incident' && membership.role === 'processor' && (
            <Link to="/desk/incidents/$id" params={{ id }} search={{ asOf: step.logNumber }}>
              {t('at.onTheDesk')}
            </Link>
          )}
        </div>
      </Sheet>
      <State kind={kind} id={id} step={step} other={other} isComparing={kept !== false && kept !== undefined} />
      <div className={styles['then']}>
        <ClocksThen logNumber={step.logNumber} other={other?.logNumber} />
      </div>
    </>
  );
}

function State(props: {
  readonly kind: RecordKind;
  readonly id: string;
  readonly step: EventRow;
  readonly other: EventRow | undefined;
  readonly isComparing: boolean;
}): ReactNode {
  const { kind, id, step, other, isComparing } = props;
  const { t } = useTranslation('audit');
  const shown = useQuery(pastQuery(kind, id, step.logNumber));
  const compared = useQuery({ ...pastQuery(kind, id, other?.logNumber ?? 0), enabled: other !== undefined });
  const lines = useMemo(() => linesOf(shown.data), [shown.data]);
  // Going back while comparing: what was earlier in the log is "before", whichever of the two was kept.
  const isBackwards = isComparing && other !== undefined && other.logNumber > step.logNumber;
  const changes = useMemo(() => {
    const others = other === undefined ? [] : linesOf(compared.data);
    return isBackwards ? changesBetween(lines, others) : changesBetween(others, lines);
  }, [lines, other, compared.data, isBackwards]);
  const changed = useMemo(() => new Set(changes.map((change) => change.id)), [changes]);
  if (shown.isError) {
    if (shown.error instanceof Problem && shown.error.status === 404)
      return <Empty title={t('at.notYet.title')} text={t('at.notYet.text')} />;
    return <Trouble error={shown.error} onRetry={() => void shown.refetch()} />;
  }
  if (shown.data === undefined) return <Loading />;
  // At the first step there is nothing to compare with, and so nothing to wait for.
  const isOnItsWay =
    shown.isPlaceholderData || (other !== undefined && (compared.isPlaceholderData || compared.isLoading));
  return (
    <div className={styles['state']} aria-busy={isOnItsWay} data-shown={isOnItsWay ? undefined : step.logNumber}>
      <Sheet title={t(isComparing ? 'at.between' : 'at.step')}>
        {other === undefined ? (
          <p className={styles['soft']}>{t('at.first')}</p>
        ) : isComparing && other.logNumber === step.logNumber ? (
          <p className={styles['soft']}>{t('at.goOn')}</p>
        ) : (
          <Changes changes={changes} />
        )}
      </Sheet>
      <Sheet title={t('at.state', { number: step.logNumber })}>
        <RecordLines lines={lines} changed={other === undefined ? NONE : changed} />
      </Sheet>
    </div>
  );
}

const NONE: ReadonlySet<string> = new Set();
