import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { Loading, Trouble } from '../../design/notes.js';
import { Sheet } from '../../design/page.js';
import { StateChip, Tag } from '../../design/state-chip.js';
import type { ClockState } from '../../design/state.js';
import { lengthOf } from '../../design/time.js';
import { compareClocks, type ComparedClock } from './clocks.js';
import { clocksThenQuery } from './queries.js';
import table from '../../design/table.module.css';
import styles from './at.module.css';

/** Who steps on at once waits for the record alone, in milliseconds. */
const RESTS_AFTER = 400;

/** All clocks as they stood at a log number, beside how they stood at another one: what came, what went, what changed. */
export function ClocksThen(props: { readonly logNumber: number; readonly other: number | undefined }): ReactNode {
  const { t } = useTranslation('audit');
  const { membership } = useSession();
  const [later, earlier] = [props.logNumber, props.other ?? props.logNumber].toSorted((one, other) => other - one);
  const [[after = 0, before = 0]] = useDebouncedValue([later, earlier] as const, RESTS_AFTER);
  const shown = useQuery(clocksThenQuery(after));
  const compared = useQuery(clocksThenQuery(before));
  const rows = useMemo(
    () => (shown.data && compared.data ? compareClocks(compared.data, shown.data) : undefined),
    [shown.data, compared.data],
  );
  const failed = [shown, compared].find(({ isError }) => isError);
  return (
    <Sheet title={t('at.clocks.title', { number: after })}>
      {failed ? (
        <Trouble error={failed.error} onRetry={() => void failed.refetch()} />
      ) : rows === undefined || shown.data === undefined ? (
        <Loading />
      ) : (
        <div data-clocks={after}>
          <p className={styles['soft']}>{t('at.clocks.text')}</p>
          {rows.length === 0 ? (
            <p>{t('at.clocks.none')}</p>
          ) : (
            <Rows rows={rows} instant={shown.data.instant} isCompared={after !== before} />
          )}
          {membership.role === 'processor' && (
            <p className={styles['deeds']}>
              <Link to="/desk" search={{ asOf: after }}>
                {t('at.clocks.board')}
              </Link>
            </p>
          )}
          {shown.data.isMore && <p className={styles['soft']}>{t('at.clocks.more')}</p>}
        </div>
      )}
    </Sheet>
  );
}

function Rows(props: {
  readonly rows: readonly ComparedClock[];
  readonly instant: string;
  readonly isCompared: boolean;
}): ReactNode {
  const { rows, instant, isCompared } = props;
  const { t } = useTranslation(['audit', 'app']);
  const lang = useLang();
  const left = ({ due, state }: ComparedClock['clock'], after: ClockState | undefined): string => {
    if (due === null || after === undefined || state === 'sent') return '–';
    const length = Date.parse(due) - Date.parse(instant);
    return length < 0 ? t('app:clock.since', { length: lengthOf(length, lang) }) : lengthOf(length, lang);
  };
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('at.clocks.clock')}</th>
            {isCompared && <th scope="col">{t('at.before')}</th>}
            <th scope="col">{t(isCompared ? 'at.after' : 'at.clocks.state')}</th>
            <th scope="col">{t('at.clocks.left')}</th>
            <th scope="col">{t('at.clocks.due')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ clock, change, before, after }) => (
            <tr key={`${clock.owner.id} ${clock.duty}`} data-change={change}>
              <td>
                <b>{clock.counterpart ?? t('app:board.unnamed')}</b> · {clock.title ?? clock.source}{' '}
                {isCompared && change !== 'same' && <Tag tone="plain">{t(`at.clocks.${change}`)}</Tag>}
              </td>
              {isCompared && <td data-label={t('at.before')}>{before ? <StateChip state={before} /> : '–'}</td>}
              <td data-label={t(isCompared ? 'at.after' : 'at.clocks.state')}>
                {after ? <StateChip state={after} /> : '–'}
              </td>
              <td data-label={t('at.clocks.left')}>{left(clock, after)}</td>
              <td data-label={t('at.clocks.due')}>{clock.due === null ? '–' : <Instant at={clock.due} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
