import { Button, Checkbox, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Empty, Loading, Trouble } from '../../design/notes.js';
import { PageFrame } from '../../design/page.js';
import { Tag } from '../../design/state-chip.js';
import { DataTable } from '../../design/table.js';
import { countOf } from '../../design/time.js';
import { controllersQuery } from '../queries.js';
import { More } from '../shared/more.js';
import styles from '../shared/parts.module.css';

const route = getRouteApi('/desk/controllers');

/** The controllers by name, searchable; those whom no notice could reach can be told apart. The search stands in the address. */
export function ControllersList(): ReactNode {
  const { t } = useTranslation(['contracts', 'app']);
  const { may } = useSession();
  const { q = '', unreachable = false } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(controllersQuery(q, unreachable));
  const search = useDebouncedCallback(
    (text: string) =>
      void navigate({ search: ({ q: _before, ...rest }) => ({ ...rest, ...(text && { q: text }) }), replace: true }),
    250,
  );
  const register = may('processor:admin') && (
    <Button component={Link} to="/desk/controllers/new">
      {t('controllers.register')}
    </Button>
  );
  const isWhole = q === '' && !unreachable;
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <PageFrame title={t('controllers.title')} beside={register}>
      <div className={styles['tools']}>
        <TextInput
          type="search"
          className={styles['search']}
          label={t('controllers.search')}
          defaultValue={q}
          onChange={({ currentTarget }) => search(currentTarget.value)}
        />
        <Checkbox
          label={t('controllers.onlyUnreachable')}
          checked={unreachable}
          onChange={({ currentTarget }) =>
            void navigate({
              search: { ...(q && { q }), ...(currentTarget.checked && { unreachable: true }) },
              replace: true,
            })
          }
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
          title={t(isWhole ? 'controllers.empty.title' : 'controllers.none.title')}
          text={t(isWhole ? 'controllers.empty.text' : 'controllers.none.text')}
        />
      ) : (
        <>
          <Found items={items} />
          <More shown={items.length} total={query.data?.pages[0]?.total} query={query} />
        </>
      )}
    </PageFrame>
  );
}

function Found({ items }: { readonly items: readonly Schemas['ControllerListItem'][] }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  return (
    <DataTable
      label={t('controllers.title')}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          name: t('field.name'),
          cell: ({ id, name }) => (
            <Link to="/desk/controllers/$id" params={{ id }}>
              {name ?? t('erased')}
            </Link>
          ),
        },
        { name: t('field.customerNumber'), cell: ({ customerNumber }) => customerNumber ?? '–' },
        { name: t('field.city'), cell: ({ city }) => city ?? '–' },
        {
          name: t('controllers.noticeContacts'),
          cell: ({ noticeContacts: count }) =>
            count === 0 ? (
              <Tag tone="plain">{t('controllers.nobody')}</Tag>
            ) : (
              t('controllers.contacts', { count, formatted: countOf(count, lang) })
            ),
        },
      ]}
    />
  );
}
