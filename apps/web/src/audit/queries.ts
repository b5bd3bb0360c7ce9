import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';

/** The largest page there is. */
const PAGE = 200;

/** One event, as lists of events show it. */
export type EventRow = Schemas['ListedEvent'];

/** Which events are asked for. Instants are RFC 3339; `until` itself is left out. */
export interface EventsAsked {
  readonly order: 'newest' | 'oldest';
  readonly stream?: string;
  readonly category?: string;
  readonly type?: string;
  readonly from?: string;
  readonly until?: string;
}

/** One page of events. */
export const eventsPage = (
  { order, ...filter }: EventsAsked,
  { cursor, limit = PAGE, signal }: { cursor?: string | undefined; limit?: number; signal?: AbortSignal },
) =>
  answerOf(
    api.GET('/api/v1/events', {
      params: {
        query: {
          ...filter,
          limit,
          sort: order === 'newest' ? '-logNumber' : 'logNumber',
          ...(cursor !== undefined && { cursor }),
        },
      },
      ...(signal && { signal }),
    }),
  );

/** Events page by page. What was written stays, so nothing read is asked for again; `newestEventQuery` tells of new ones. */
export const eventsQuery = (asked: EventsAsked) =>
  infiniteQueryOptions({
    queryKey: ['events', 'pages', asked],
    queryFn: ({ pageParam, signal }) => eventsPage(asked, { cursor: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: Infinity,
  });

/** The log number of the newest event that fits; -1 where there is none. */
export const newestEventQuery = (asked: EventsAsked) =>
  queryOptions({
    queryKey: ['log', 'newest', asked],
    queryFn: async ({ signal }) => {
      const { items } = await eventsPage({ ...asked, order: 'newest' }, { limit: 1, signal });
      return items[0]?.logNumber ?? -1;
    },
  });

/** Who acted, by pseudonym: the members and those who were engaged, as far as the asker may know them. */
export const peopleQuery = queryOptions({
  queryKey: ['members', 'names'],
  queryFn: async ({ signal }) => {
    const [members, engagements] = await Promise.all([
      answerOf(api.GET('/api/v1/members', { signal })),
      answerOf(api.GET('/api/v1/engagements', { signal })),
    ]);
    return new Map([...engagements.items, ...members.items].map(({ personId, name }) => [personId, name]));
  },
  staleTime: 60_000,
});

/** A record that somebody can look at as it was. */
export interface Named {
  readonly id: string;
  /** Null: erased. */
  readonly name: string | null;
  /** The incident that a notice is about. */
  readonly incidentId?: string;
}

const nameOf = (title: unknown): string | null => (typeof title === 'string' ? title : null);

/** The latest records of a kind that the asker sees, with what they are called; none where its side has none. */
export const recordsQuery = (kind: 'incident' | 'notice' | 'case') =>
  queryOptions({
    queryKey: [`${kind}s`, 'names'],
    queryFn: async ({ signal }): Promise<readonly Named[]> => {
      const params = { query: { limit: PAGE } };
      if (kind === 'incident') {
        const { items } = await answerOf(api.GET('/api/v1/incidents', { params, signal }));
        return items.map(({ id, title }) => ({ id, name: nameOf(title) }));
      }
      if (kind === 'notice') {
        const { items } = await answerOf(api.GET('/api/v1/notices', { params, signal }));
        return items.map((each) => ({
          id: each.id,
          name: each.counterpart,
          ...('incidentId' in each && { incidentId: each.incidentId }),
        }));
      }
      const { items } = await answerOf(api.GET('/api/v1/cases', { params, signal }));
      return items.map(({ id, openedAt }) => ({ id, name: openedAt }));
    },
    staleTime: 60_000,
    retry: false,
  });

/** What others read of the organisation's records, the latest first. */
export const accessQuery = (asked: { readonly reader?: string; readonly record?: string }) =>
  infiniteQueryOptions({
    queryKey: ['access-log', asked],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/access-log', {
          params: { query: { ...asked, limit: PAGE, ...(pageParam !== undefined && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
