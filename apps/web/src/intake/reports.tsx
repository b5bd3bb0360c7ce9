import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useSession } from '../app/session.js';
import { textOr } from '../design/erased.js';
import { Instant } from '../design/instant.js';
import { Asked, Empty } from '../design/notes.js';
import { PageFrame } from '../design/page.js';
import table from '../design/table.module.css';
import { reportsQuery } from './queries.js';
import { isShown, ReportTag, STATUSES } from './status.js';
import styles from './reports.module.css';

type Listed = Schemas['ReportListItem'];

const route = getRouteApi('/desk/reports');

/** What was told to the processor: what waits for a decision stands first. */
export function Reports(): ReactNode {
  const { t } = useTranslation(['intake', 'app']);
  const { may } = useSession();
  const { q = '', status } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(reportsQuery(q, status));
  // However many came since, what waits is not on a later page.
  const waiting = useQuery({ ...reportsQuery(q, 'open'), enabled: status === undefined });
  const search = useDebouncedCallback(
    (text: string) =>
      void navigate({ search: ({ q: _before, ...rest }) => ({ ...rest, ...(text && { q: text }) }), replace: true }),
    250,
  );
  const isWhole = q === '' && status === undefined;
  const enter = may('processor:responder') && (
    <Button component={Link} to="/desk/reports/new" variant="default">
      {t('enter.open')}
    </Button>
  );
  return (
    <PageFrame title={t('title')} beside={enter}>
      <div className={styles['tools']}>
        <TextInput
          type="search"
          className={styles['search']}
          label={t('list.search')}
          defaultValue={q}
          onChange={({ currentTarget }) => search(currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('list.status')}
          className={styles['choice']}
          value={status ?? 'all'}
          data={[
            { value: 'all', label: t('list.all') },
            ...STATUSES.map((each) => ({ value: each, label: t(`status.${each}`) })),
          ]}
          onChange={(next) =>
            void navigate({
              search: ({ status: _before, ...rest }) => ({ ...rest, ...(isShown(next) && { status: next }) }),
              replace: true,
            })
          }
        />
      </div>
      <Asked query={query}>
        {({ items }) => {
          const first = status === undefined ? (waiting.data?.items ?? []) : [];
          const isFirst = new Set(first.map(({ id }) => id));
          const rows = [...first, ...items.filter(({ id }) => !isFirst.has(id))];
          if (rows.length > 0) return <Rows rows={rows} />;
          return (
            <Empty title={t(isWhole ? 'empty.title' : 'none.title')} text={t(isWhole ? 'empty.text' : 'none.text')} />
          );
        }}
      </Asked>
    </PageFrame>
  );
}

function Rows({ rows }: { readonly rows: readonly Listed[] }): ReactNode {
  const { t } = useTranslation('intake');
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('list.report')}</th>
            <th scope="col">{t('list.status')}</th>
            <th scope="col">{t('list.channel')}</th>
            <th scope="col">{t('list.received')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, reference, beginning, status, channel, receivedAt }) => (
            <tr key={id}>
              <td>
                <Link to="/desk/reports/$id" params={{ id }}>
                  {reference}
                </Link>
                <span className={styles['beginning']}>{textOr(beginning, t('erased'))}</span>
              </td>
              <td>
                <ReportTag status={status} />
              </td>
              <td data-label={t('list.channel')}>{t(`channel.${channel}`)}</td>
              <td data-label={t('list.received')}>
                <Instant at={receivedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
