import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Empty, Loading, Trouble } from '../../design/notes.js';
import { countOf } from '../../design/time.js';
import { AuditFrame } from '../frame.js';
import { useEventWords, type EventWords } from '../names.js';
import { eventsQuery, newestEventQuery, type EventRow, type EventsAsked } from '../queries.js';
import type { StreamSearch } from '../searches.js';
import { EventSheet } from './event-sheet.js';
import { Filters } from './filters.js';
import { EventList } from './list.js';
import styles from './stream.module.css';

const route = getRouteApi('/audit');

const askedBy = ({ order, q: _q, event: _event, ...filter }: StreamSearch): EventsAsked => ({
  ...filter,
  order: order ?? 'newest',
});

/** Every event of the organisation's records, in words. Filters, search and the opened event stand in the address. */
export function Stream(): ReactNode {
  const { t } = useTranslation('audit');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const words = useEventWords();
  const change = (part: Partial<Record<keyof StreamSearch, unknown>>): void =>
    void navigate({
      search: (before) => ({ ...before, ...part }) as StreamSearch,
      replace: true,
      resetScroll: false,
    });
  return (
    <AuditFrame title={t('stream.title')}>
      <Filters search={search} words={words} onChange={change} />
      <Events search={search} words={words} onOpen={(event) => change({ event })} />
      <EventSheet
        logNumber={search.event}
        words={words}
        onClose={() => change({ event: undefined })}
        onStream={(stream) => change({ event: undefined, q: undefined, stream })}
      />
    </AuditFrame>
  );
}

/** Without case, to be found by. */
const plain = (text: string): string => text.toLocaleLowerCase();

const isFound = (row: EventRow, words: EventWords, parts: readonly string[]): boolean => {
  const shown = plain(
    `${words.what(row.type)} ${row.type} ${words.record(row.stream, row.read)} ${row.stream} ${words.who(row.actor)} ${row.logNumber}`,
  );
  return parts.every((part) => shown.includes(part));
};

/** A search goes on by itself through so many pages, unless it has found as much as one looks at. */
const SEARCHED_AT_ONCE = 25;
const ENOUGH_FOUND = 50;

function Events(props: {
  readonly search: StreamSearch;
  readonly words: EventWords;
  readonly onOpen: (logNumber: number) => void;
}): ReactNode {
  const { search, words, onOpen } = props;
  const { t } = useTranslation('audit');
  const lang = useLang();
  const asked = askedBy(search);
  const query = useInfiniteQuery(eventsQuery(asked));
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const loaded = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const text = plain(search.q ?? '').trim();
  const shown = useMemo(
    () => (text === '' ? loaded : loaded.filter((row) => isFound(row, words, text.split(/\s+/)))),
    [loaded, words, text],
  );
  const [goal, setGoal] = useState(SEARCHED_AT_ONCE);
  const pages = data?.pages.length ?? 0;
  const isSearching = text !== '' && shown.length < ENOUGH_FOUND && hasNextPage && !error && pages < goal;
  useEffect(() => {
    if (isSearching && !isFetchingNextPage) void fetchNextPage();
  }, [isSearching, isFetchingNextPage, fetchNextPage, pages]);
  if (data === undefined) return error ? <Trouble error={error} onRetry={() => void refetch()} /> : <Loading />;
  const more = (): void => {
    setGoal(pages + SEARCHED_AT_ONCE);
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  };
  const isFiltered = Object.keys(askedBy(search)).length > 1;
  return (
    <>
      {asked.order === 'newest' && <Fresh asked={asked} shown={loaded[0]?.logNumber ?? -1} />}
      <p role="status" className={styles['count']}>
        {text === ''
          ? t('stream.loaded', { count: loaded.length, formatted: countOf(loaded.length, lang) })
          : t('stream.found', { found: countOf(shown.length, lang), searched: countOf(loaded.length, lang) })}
      </p>
      <Legend />
      {shown.length > 0 && (
        <EventList
          rows={shown}
          words={words}
          isWhole={!hasNextPage}
          onOpen={onOpen}
          {...(text === '' && { onNearEnd: more })}
        />
      )}
      {shown.length === 0 && !hasNextPage && (
        <Empty
          title={t(isFiltered || text !== '' ? 'stream.none.title' : 'stream.empty.title')}
          text={t(isFiltered || text !== '' ? 'stream.none.text' : 'stream.empty.text')}
        />
      )}
      {error && <Trouble error={error} onRetry={() => void fetchNextPage()} />}
      {!error && hasNextPage && (
        <Button variant="default" mt={12} loading={isFetchingNextPage} onClick={more}>
          {t(asked.order === 'newest' ? 'stream.older' : 'stream.newer')}
        </Button>
      )}
      {!hasNextPage && shown.length > 0 && <p className={styles['count']}>{t('stream.end')}</p>}
    </>
  );
}

/** Why numbers are left out, and why there are ids where names are looked for. */
function Legend(): ReactNode {
  const { t } = useTranslation('audit');
  const { isNarrowed } = useSession().membership;
  return (
    <p className={styles['count']}>
      {t('stream.gaps')} {t(isNarrowed ? 'stream.noNames' : 'stream.ids')}
    </p>
  );
}

/** Says that events were written since; what one reads does not move by itself. */
function Fresh({ asked, shown }: { readonly asked: EventsAsked; readonly shown: number }): ReactNode {
  const { t } = useTranslation('audit');
  const queries = useQueryClient();
  const newest = useQuery(newestEventQuery(asked)).data ?? -1;
  return (
    <div role="status">
      {newest > shown && (
        <Button
          variant="light"
          mb={12}
          onClick={() => void queries.resetQueries({ queryKey: eventsQuery(asked).queryKey })}
        >
          {t('stream.fresh')}
        </Button>
      )}
    </div>
  );
}
