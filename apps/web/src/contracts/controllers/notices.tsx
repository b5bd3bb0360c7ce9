import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentQuery } from '../../api/queries.js';
import { useLang } from '../../app/locale.js';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { DataTable } from '../../design/table.js';
import { countOf } from '../../design/time.js';
import { controllerNoticesQuery } from '../queries.js';
import styles from '../shared/parts.module.css';

/** What one controller was told and is to be told, the latest first. */
export function Notices({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation(['contracts', 'app']);
  const lang = useLang();
  const query = useQuery(controllerNoticesQuery(id));
  const incidents = [
    ...new Set((query.data?.items ?? []).flatMap((item) => ('incidentId' in item ? [item.incidentId] : []))),
  ];
  const asked = useQueries({ queries: incidents.map((incident) => incidentQuery(incident)) });
  const titles = new Map(
    asked.flatMap(({ data }) => (data ? [[data.id, textOr(data.title, t('erased'))] as const] : [])),
  );
  return (
    <Asked query={query}>
      {({ items, total }) => {
        const notices = items.flatMap((item) => ('incidentId' in item ? [item] : []));
        if (notices.length === 0) return <p>{t('notices.none')}</p>;
        return (
          <>
            <DataTable
              label={t('notices.title')}
              rows={notices}
              keyOf={(notice) => notice.id}
              columns={[
                {
                  name: t('notices.incident'),
                  cell: ({ incidentId }) => (
                    <Link to="/desk/incidents/$id" params={{ id: incidentId }}>
                      {titles.get(incidentId) ?? '…'}
                    </Link>
                  ),
                },
                { name: t('app:incident.columns.kind'), cell: ({ kind }) => t(`app:kind.${kind}`) },
                { name: t('app:incident.columns.status'), cell: ({ status }) => t(`app:noticeStatus.${status}`) },
                {
                  name: t('app:incident.columns.due'),
                  cell: ({ due }) => (due === null ? '–' : <Instant at={due} />),
                },
                {
                  name: t('notices.told'),
                  cell: ({ toldAt }) => (toldAt === null ? t('notices.notYet') : <Instant at={toldAt} />),
                },
              ]}
            />
            {total !== undefined && total.count > notices.length && (
              <p className={styles['soft']}>
                {t('app:incidents.shown', { shown: countOf(notices.length, lang), total: countOf(total.count, lang) })}
              </p>
            )}
          </>
        );
      }}
    </Asked>
  );
}
