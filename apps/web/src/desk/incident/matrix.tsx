import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { matrixQuery, type Matrix as AllNotices } from '../../api/matrix.js';
import { incidentQuery } from '../../api/queries.js';
import { useLang } from '../../app/locale.js';
import { Asked, Empty, Loading, Trouble } from '../../design/notes.js';
import { usePrinting } from '../../design/printing.js';
import { countOf } from '../../design/time.js';
import { Deeds } from '../../notices/jobs/deeds.js';
import { Jobs } from '../../notices/jobs/jobs.js';
import { isOutdated, isOutdatedDraft } from '../../notices/outdated.js';
import { useChoice } from './matrix-choice.js';
import { filtered, isFiltered, isFollowUpOwed } from './matrix-filter.js';
import { Paper } from './matrix-paper.js';
import { Rows } from './matrix-rows.js';
import { Tools } from './matrix-tools.js';
import styles from './matrix.module.css';

const route = getRouteApi('/desk/incidents/$id');

/** Every affected controller with what it is owed, when, and how far that has come; and what is done with many at once. */
export function Matrix({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation(['notices', 'app']);
  const query = useQuery(matrixQuery(id));
  return (
    <Asked query={query}>
      {(matrix) =>
        matrix.items.length === 0 ? (
          <Empty title={t('app:incident.matrixEmpty.title')} text={t('app:incident.matrixEmpty.text')} />
        ) : (
          <>
            {!matrix.isWhole && <Arriving query={query} matrix={matrix} />}
            <Filled id={id} matrix={matrix} />
          </>
        )
      }
    </Asked>
  );
}

/** How many rows are here, while others are on their way; or that they stay away, and the way on. */
function Arriving(props: { readonly query: UseQueryResult; readonly matrix: AllNotices }): ReactNode {
  const { query, matrix } = props;
  const { t } = useTranslation(['notices', 'app']);
  const lang = useLang();
  const [loaded, total] = [matrix.items.length, matrix.counts.total];
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <label className={styles['arriving']}>
      <span>{t('matrix.loaded', { loaded: countOf(loaded, lang), total: countOf(total, lang) })}</span>
      <progress value={loaded} max={total} />
    </label>
  );
}

function Filled({ id, matrix }: { readonly id: string; readonly matrix: AllNotices }): ReactNode {
  const { t } = useTranslation(['notices', 'app']);
  const lang = useLang();
  const search = route.useSearch();
  const printing = usePrinting();
  const { items, counts, isWhole } = matrix;
  const shown = useMemo(() => filtered(items, search), [items, search]);
  const choice = useChoice(shown);
  const incident = useQuery(incidentQuery(id)).data;
  const outdated = useMemo(() => items.filter((notice) => isOutdated(notice, incident)), [items, incident]);
  const followUps = useMemo(() => items.filter(isFollowUpOwed).length, [items]);
  const names = useMemo(() => new Map(items.map((notice) => [notice.id, notice.counterpart])), [items]);
  const scope =
    choice.chosen.size > 0
      ? ({ of: 'chosen', notices: [...choice.chosen] } as const)
      : isFiltered(search)
        ? ({ of: 'filtered', notices: shown.map((notice) => notice.id) } as const)
        : ({ of: 'all', count: counts.total } as const);
  return (
    <>
      <p className={styles['counts']}>
        {t('app:incident.counts', {
          total: countOf(counts.total, lang),
          told: countOf(counts.told, lang),
          overdue: countOf(counts.overdue, lang),
          withoutRecipient: countOf(counts.withoutRecipient, lang),
        })}
        {followUps > 0 && ` · ${t('matrix.followUps', { count: followUps, formatted: countOf(followUps, lang) })}`}
        {shown.length < items.length &&
          ` · ${t('matrix.shown', { shown: countOf(shown.length, lang), total: countOf(items.length, lang) })}`}
      </p>
      {outdated.length > 0 && (
        <p className={styles['outdated']}>
          {t('matrix.outdatedCount', { count: outdated.length, formatted: countOf(outdated.length, lang) })}
        </p>
      )}
      {printing ? (
        <Paper notices={shown} />
      ) : (
        <>
          <Jobs incident={id} names={names} />
          <Tools notices={items} />
          <Deeds
            incident={id}
            scope={scope}
            // What a filter shows is known once all rows are here.
            isReady={isWhole || scope.of !== 'filtered'}
            progress={counts.byProgress}
            outdated={outdated.filter((notice) => isOutdatedDraft(notice, incident)).length}
            names={names}
            onClear={choice.clear}
          />
          {shown.length === 0 && !isWhole ? (
            <Loading />
          ) : shown.length === 0 ? (
            <Empty title={t('matrix.nothing.title')} text={t('matrix.nothing.text')} />
          ) : (
            <>
              <Rows incident={id} record={incident} notices={shown} choice={choice} isWhole={isWhole} />
              <p className={styles['keys']}>{t('matrix.keys')}</p>
            </>
          )}
        </>
      )}
    </>
  );
}
