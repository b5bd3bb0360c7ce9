import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { Instant } from '../../design/instant.js';
import { Empty, Loading, Trouble } from '../../design/notes.js';
import { Tag } from '../../design/state-chip.js';
import { countOf } from '../../design/time.js';
import { AuditFrame } from '../frame.js';
import { shortId, useReadWords } from '../names.js';
import { accessQuery } from '../queries.js';
import type { AccessSearch } from '../searches.js';
import table from '../../design/table.module.css';
import styles from './access.module.css';

const route = getRouteApi('/audit/access');

type Entry = Schemas['AccessEntry'];
type Reader = Schemas['ReaderView'];

/** Who read what, by reader, record and hour, and when an operator opened the records to itself. */
export function AccessLog(): ReactNode {
  const { t } = useTranslation('audit');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(accessQuery(search));
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const entries = data?.pages.flatMap(({ items }) => items);
  const ask = (next: AccessSearch): void => void navigate({ search: next });
  const isNarrowed = search.reader !== undefined || search.record !== undefined;
  return (
    <AuditFrame title={t('access.title')}>
      <p className={styles['soft']}>{t('access.text')}</p>
      {isNarrowed && (
        <p className={styles['only']}>
          {t(search.reader === undefined ? 'access.oneRecord' : 'access.oneReader')}
          <Button variant="default" size="compact-md" onClick={() => ask({})}>
            {t('access.all')}
          </Button>
        </p>
      )}
      {entries && entries.length === 0 && (
        <Empty
          title={t(isNarrowed ? 'stream.none.title' : 'access.empty.title')}
          text={t(isNarrowed ? 'access.none' : 'access.empty.text')}
        />
      )}
      {entries && entries.length > 0 && <Entries entries={entries} onAsk={ask} />}
      {error && <Trouble error={error} onRetry={() => void (data ? fetchNextPage() : refetch())} />}
      {!data && !error && <Loading />}
      {!error && hasNextPage && (
        <Button variant="default" mt={12} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('stream.older')}
        </Button>
      )}
    </AuditFrame>
  );
}

function Entries(props: {
  readonly entries: readonly Entry[];
  readonly onAsk: (search: AccessSearch) => void;
}): ReactNode {
  const { entries, onAsk } = props;
  const { t } = useTranslation('audit');
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('access.reader')}</th>
            <th scope="col">{t('access.what')}</th>
            <th scope="col">{t('access.hour')}</th>
            <th scope="col" className={table['number']}>
              {t('access.count')}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={`${entry.type} ${entry.id}`}>
              <td>
                <ReaderName reader={entry.reader} onAsk={onAsk} />
              </td>
              {entry.type === 'read' ? <Reading entry={entry} onAsk={onAsk} /> : <Opening entry={entry} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ReaderName(props: { readonly reader: Reader; readonly onAsk: (search: AccessSearch) => void }): ReactNode {
  const { kind, id, name } = props.reader;
  const { t } = useTranslation('audit');
  return (
    <button type="button" className={styles['ask']} onClick={() => props.onAsk({ reader: id })}>
      {name ?? `${t(`actor.${kind}`)} ${shortId(id)}`}
    </button>
  );
}

function Reading(props: {
  readonly entry: Schemas['ReadEntry'];
  readonly onAsk: (search: AccessSearch) => void;
}): ReactNode {
  const { record, as, hour, at, count } = props.entry;
  const { t } = useTranslation('audit');
  const lang = useLang();
  const words = useReadWords();
  return (
    <>
      <td data-label={t('access.what')}>
        <button type="button" className={styles['ask']} onClick={() => props.onAsk({ record: record.id })}>
          {words(record)}
        </button>{' '}
        <Tag tone="plain">{t(`access.as.${as}`)}</Tag>
      </td>
      <td data-label={t('access.hour')}>
        <Instant at={hour} />
        <span className={styles['first']}>
          {t('access.first')} <Instant at={at} />
        </span>
      </td>
      <td data-label={t('access.count')} className={table['number']}>
        {countOf(count, lang)}
      </td>
    </>
  );
}

function Opening({ entry }: { readonly entry: Schemas['BreakGlassEntry'] }): ReactNode {
  const { reason, at, until, closedAt } = entry;
  const { t } = useTranslation('audit');
  return (
    <>
      <td data-label={t('access.what')}>
        <b>{t('access.opened')}</b>
        <span className={styles['first']}>{reason ?? t('at.erased')}</span>
      </td>
      <td data-label={t('access.hour')}>
        <Instant at={at} />
        <span className={styles['first']}>
          {t(closedAt === null ? 'access.until' : 'access.closed')} <Instant at={closedAt ?? until} />
        </span>
      </td>
      <td />
    </>
  );
}
