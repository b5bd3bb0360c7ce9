import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { subprocessorsQuery } from '../../api/queries.js';
import { useLang } from '../../app/locale.js';
import { Asked, Empty } from '../../design/notes.js';
import { PageFrame } from '../../design/page.js';
import { DataTable } from '../../design/table.js';
import { countOf } from '../../design/time.js';
import styles from '../shared/parts.module.css';

const route = getRouteApi('/desk/subprocessors');

/** Whom the texts name or an incident implicates, and what each has caused. */
export function SubprocessorsList(): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(subprocessorsQuery);
  return (
    <PageFrame title={t('subprocessors.title')}>
      <div className={styles['tools']}>
        <TextInput
          type="search"
          className={styles['search']}
          label={t('subprocessors.search')}
          value={q}
          onChange={({ currentTarget }) =>
            void navigate({ search: currentTarget.value === '' ? {} : { q: currentTarget.value }, replace: true })
          }
        />
      </div>
      <Asked query={query}>
        {(all) => {
          const shown = all.filter(({ subprocessorId, name }) =>
            `${name ?? ''} ${subprocessorId}`.toLowerCase().includes(q.trim().toLowerCase()),
          );
          if (shown.length === 0)
            return (
              <Empty
                title={t(all.length === 0 ? 'subprocessors.empty.title' : 'subprocessors.none.title')}
                text={t(all.length === 0 ? 'subprocessors.empty.text' : 'subprocessors.none.text')}
              />
            );
          return (
            <DataTable
              label={t('subprocessors.title')}
              rows={shown}
              keyOf={({ subprocessorId }) => subprocessorId}
              columns={[
                {
                  name: t('subprocessors.name'),
                  cell: ({ subprocessorId, name }) => (
                    <Link to="/desk/subprocessors/$id" params={{ id: subprocessorId }}>
                      {name ?? subprocessorId}
                    </Link>
                  ),
                },
                {
                  name: t('subprocessors.incidents'),
                  isNumber: true,
                  cell: ({ incidents }) => countOf(incidents, lang),
                },
                {
                  name: t('subprocessors.touched'),
                  isNumber: true,
                  cell: ({ agreements }) => countOf(agreements, lang),
                },
              ]}
            />
          );
        }}
      </Asked>
    </PageFrame>
  );
}
