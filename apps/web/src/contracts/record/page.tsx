import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { Asked, Empty } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { lengthOf } from '../../design/time.js';
import { Bars, Legend, type Bar, type Series } from './bars.js';
import { Line } from './line.js';
import { keptQuery } from './queries.js';
import styles from './record.module.css';
import { KeptTable, type NamedKept } from './table.js';

const SHOWN = ['onTime', 'late', 'overdue', 'handedOver', 'open', 'undated'] as const satisfies readonly Series[];

/** How duties to tell were kept and how long telling took: by quarter, controller and subprocessor. */
export function OnTimeRecord(): ReactNode {
  const { t } = useTranslation('contracts');
  const query = useQuery(keptQuery);
  return (
    <PageFrame title={t('record.title')}>
      <Asked query={query}>
        {({ quarters, controllers, subprocessors }) =>
          quarters.every(({ notices }) => notices === 0) ? (
            <Empty title={t('record.empty.title')} text={t('record.empty.text')} />
          ) : (
            <>
              <p className={styles['soft']}>{t('record.intro')}</p>
              <Quarters quarters={quarters} />
              <By
                title={t('record.byController')}
                rows={controllers.map((each) => ({
                  ...each,
                  shown: (
                    <Link to="/desk/controllers/$id" params={{ id: each.id }}>
                      {each.name ?? t('erased')}
                    </Link>
                  ),
                }))}
              />
              {subprocessors.length > 0 && (
                <By
                  title={t('record.bySubprocessor')}
                  rows={subprocessors.map((each) => ({
                    ...each,
                    shown: (
                      <Link to="/desk/subprocessors/$id" params={{ id: each.id }}>
                        {each.name ?? each.id}
                      </Link>
                    ),
                  }))}
                />
              )}
            </>
          )
        }
      </Asked>
    </PageFrame>
  );
}

function Quarters({ quarters }: { readonly quarters: readonly Schemas['KeptQuarter'][] }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const nameOf = ({ quarter }: Schemas['KeptQuarter']): string => {
    const [year, number] = quarter.split('-Q');
    return t('record.quarter', { year, number });
  };
  const rows = quarters.map((each) => ({ ...each, id: each.quarter, shown: nameOf(each) }));
  return (
    <>
      <Sheet title={t('record.byQuarter')}>
        <Duties label={t('record.byQuarter')} rows={rows} />
        <Table title={t('record.byQuarter')} rows={rows} />
      </Sheet>
      <Sheet title={t('record.timeByQuarter')}>
        <p className={styles['soft']}>{t('record.timeText')}</p>
        <Line
          label={t('record.timeByQuarter')}
          points={quarters.map((each) => ({
            key: each.quarter,
            name: nameOf(each),
            value: each.timeToNotice?.mean ?? null,
            said: each.timeToNotice === null ? '–' : lengthOf(each.timeToNotice.mean, lang),
          }))}
        />
      </Sheet>
    </>
  );
}

function By({ title, rows }: { readonly title: string; readonly rows: readonly NamedKept[] }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const timed = rows.filter(({ timeToNotice }) => timeToNotice !== null);
  return (
    <Sheet title={title}>
      <Duties label={title} rows={rows} />
      {timed.length > 0 && (
        <>
          <h3 className={styles['sub']}>{t('record.time')}</h3>
          <Bars
            label={`${title}: ${t('record.time')}`}
            bars={timed.map(({ id, shown, timeToNotice }) => ({
              key: id,
              name: shown,
              said: lengthOf(timeToNotice?.mean ?? 0, lang),
              parts: [{ series: 'time', value: timeToNotice?.mean ?? 0 }],
            }))}
          />
        </>
      )}
      <Table title={title} rows={rows} />
    </Sheet>
  );
}

function Duties({ label, rows }: { readonly label: string; readonly rows: readonly NamedKept[] }): ReactNode {
  const { t } = useTranslation('contracts');
  const said = ({ duties: { onTime, late, overdue } }: NamedKept): string => {
    const judged = onTime + late + overdue;
    return judged === 0 ? '–' : t('record.outOf', { onTime: String(onTime), judged: String(judged) });
  };
  const used = SHOWN.filter((series) => rows.some(({ duties }) => duties[series] > 0));
  return (
    <>
      <Legend series={used.map((series) => [series, t(`record.state.${series}`)] as const)} />
      <Bars label={label} bars={rows.map((row) => barOf(row, said(row)))} />
    </>
  );
}

const barOf = ({ id, shown, duties }: NamedKept, said: string): Bar => ({
  key: id,
  name: shown,
  said,
  parts: SHOWN.map((series) => ({
    series,
    // What is overdue is open, too.
    value: series === 'open' ? duties.open - duties.overdue : duties[series],
  })),
});

/** The figures behind a chart. */
function Table({ title, rows }: { readonly title: string; readonly rows: readonly NamedKept[] }): ReactNode {
  const { t } = useTranslation('contracts');
  return (
    <details className={styles['details']}>
      <summary>{t('record.table')}</summary>
      <KeptTable label={title} rows={rows} />
    </details>
  );
}
