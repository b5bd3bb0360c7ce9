import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from './client.js';

/** The largest page there is. */
const PAGE = 200;

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** All pages of a list, one after the other. */
export async function allOf<T>(
  pageAfter: (cursor: string | undefined) => Promise<Page<T>>,
  most = Infinity,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = await pageAfter(cursor);
    all.push(...items);
    if (nextCursor === null || all.length >= most) return all;
    cursor = nextCursor;
  }
}

/** What asks for the page that follows. */
export const after = (cursor: string | undefined) => ({ limit: PAGE, ...(cursor !== undefined && { cursor }) });

/** The own organisation: its name, time zone and settings. */
export const organisationQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['organisation', organisation],
    queryFn: () => answerOf(api.GET('/api/v1/organisation')),
    staleTime: 60_000,
  });

/** The nearest clocks: enough to see what is next while thousands follow. */
export const nearestDeadlinesQuery = queryOptions({
  queryKey: ['deadlines', 'nearest'],
  queryFn: async ({ signal }): Promise<readonly Schemas['WatchedDeadline'][]> =>
    (await answerOf(api.GET('/api/v1/deadlines', { params: { query: { limit: 50 } }, signal }))).items,
});

/** Every clock that is not settled, the nearest first. */
export const deadlinesQuery = queryOptions({
  queryKey: ['deadlines', 'all'],
  queryFn: ({ signal }) =>
    allOf((cursor) => answerOf(api.GET('/api/v1/deadlines', { params: { query: after(cursor) }, signal }))),
});

/** One page of incidents, the newest first. */
export const incidentsQuery = (search: string, state: 'open' | 'closed' | undefined) =>
  queryOptions({
    queryKey: ['incidents', 'list', search, state],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/incidents', {
          params: {
            query: { limit: PAGE, count: true, ...(search !== '' && { q: search }), ...(state && { state }) },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/incidents/{id}', { params: { path: { id } }, signal })),
  });

export type TimelineOrder = 'recorded' | 'happened';

export const timelineQuery = (id: string, order: TimelineOrder) =>
  queryOptions({
    queryKey: ['incidents', id, 'timeline', order],
    queryFn: ({ signal }) =>
      allOf((cursor) =>
        answerOf(
          api.GET('/api/v1/incidents/{id}/timeline', {
            params: { path: { id }, query: { ...after(cursor), sort: order } },
            signal,
          }),
        ),
      ),
    placeholderData: keepPreviousData,
  });

/** Every text of terms as a whole, with its open terms, in the latest version. */
export const textsQuery = queryOptions({
  queryKey: ['terms', 'whole'],
  queryFn: async ({ signal }) => {
    const { items } = await answerOf(api.GET('/api/v1/terms', { signal }));
    return Promise.all(
      items.map(({ id }) => answerOf(api.GET('/api/v1/terms/{id}', { params: { path: { id } }, signal }))),
    );
  },
});

/** What the values of open terms mean, by `<open term> <value>`, for the person who reads a deadline. */
export const meaningsQuery = queryOptions({
  ...textsQuery,
  select: (texts) =>
    new Map(
      texts.flatMap(({ openTerms }) =>
        openTerms.flatMap(({ id, meanings = {} }) =>
          Object.entries(meanings).map(([value, meaning]) => [`${id} ${value}`, meaning] as const),
        ),
      ),
    ),
  staleTime: Infinity,
});

/** Who belongs to the organisation now, those included who were asked in and did not come yet. */
export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/members', { signal }))).items,
  staleTime: 60_000,
});

/** How many reports wait for a decision. */
export const waitingReportsQuery = queryOptions({
  queryKey: ['reports', 'waiting'],
  queryFn: async ({ signal }) => {
    const query = { status: 'open', count: true, limit: 1 } as const;
    return (await answerOf(api.GET('/api/v1/reports', { params: { query }, signal }))).total?.count ?? 0;
  },
});

/** The organisation's texts of terms. */
export const termsQuery = queryOptions({
  queryKey: ['terms', 'list'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/terms', { signal })),
});

/** Every subprocessor that terms or incidents name. */
export const subprocessorsQuery = queryOptions({
  queryKey: ['subprocessors'],
  queryFn: ({ signal }) =>
    allOf((cursor) => answerOf(api.GET('/api/v1/subprocessors', { params: { query: after(cursor) }, signal }))),
});

/** What a choice of affected controllers would come to, so many of them by name; nothing is written. */
export const affectedPreviewQuery = (incident: string, selection: Schemas['SelectionBody'], sample = 10) =>
  queryOptions({
    queryKey: ['incidents', incident, 'affected-preview', selection, sample],
    queryFn: ({ signal }) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/affected/preview', {
          params: { path: { id: incident }, query: { sample } },
          body: selection,
          signal,
        }),
      ),
    staleTime: 0,
  });

/** One event with its data as stored. It never changes. */
export const eventQuery = (logNumber: number) =>
  queryOptions({
    queryKey: ['events', 'one', logNumber],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/events/{logNumber}', { params: { path: { logNumber } }, signal })),
    staleTime: Infinity,
  });

/** The instant of a log number, which clocks are measured by. It never changes. */
export const momentQuery = (logNumber: number) =>
  queryOptions({
    queryKey: ['past', 'moment', logNumber],
    queryFn: async ({ signal }): Promise<string> => {
      const params = { path: { logNumber } };
      const { data, response } = await api.GET('/api/v1/events/{logNumber}', { params, signal });
      if (response.ok && data) return data.recordedAt;
      // Another organisation's event, or none yet: the service knows where the log stood.
      const query = { asOf: String(logNumber), limit: 1 };
      const { asOf } = await answerOf(api.GET('/api/v1/deadlines', { params: { query }, signal }));
      if (!asOf) throw new Error('a look at the past without its moment');
      return asOf.instant;
    },
    staleTime: Infinity,
  });
