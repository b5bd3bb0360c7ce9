import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.js';
import { Empty, Loading, Trouble } from '../../design/notes.js';
import { PageFrame } from '../../design/page.js';
import { agreementsQuery } from '../queries.js';
import { More } from '../shared/more.js';
import styles from '../shared/parts.module.css';
import { AgreementTable } from './table.js';

const route = getRouteApi('/desk/agreements');

/** All agreements to which one's organisation is a party, the latest first. */
export function AgreementsList(): ReactNode {
  const { t } = useTranslation('contracts');
  const { membership } = useSession();
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(agreementsQuery(q));
  const search = useDebouncedCallback(
    (text: string) => void navigate({ search: text === '' ? {} : { q: text }, replace: true }),
    250,
  );
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <PageFrame title={t('agreements.title')}>
      <div className={styles['tools']}>
        <TextInput
          type="search"
          className={styles['search']}
          label={t('agreements.search')}
          defaultValue={q}
          onChange={({ currentTarget }) => search(currentTarget.value)}
        />
      </div>
      {items === undefined ? (
        query.isError ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading />
        )
      ) : items.length === 0 ? (
        <Empty
          title={t(q === '' ? 'agreements.empty.title' : 'agreements.none.title')}
          text={t(q === '' ? 'agreements.empty.text' : 'agreements.none.text')}
        />
      ) : (
        <>
          <AgreementTable items={items} by={membership.role === 'controller' ? 'terms' : 'controller'} />
          <More shown={items.length} total={query.data?.pages[0]?.total} query={query} />
        </>
      )}
    </PageFrame>
  );
}
