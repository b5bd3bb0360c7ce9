import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { membersQuery } from '../api/queries.js';

/** An incident as it was read to be changed. */
export interface Reading {
  readonly incident: Schemas['IncidentShown'];
  /** Sent back with a change, so that nobody overwrites what others recorded meanwhile unseen. */
  readonly tag: string;
}

/** Read anew for every deed: what is shown beside may be older. */
export const readingQuery = (id: string) =>
  queryOptions({
    queryKey: ['deeds', 'reading', id],
    queryFn: async ({ signal }): Promise<Reading> => {
      const answered = await api.GET('/api/v1/incidents/{id}', { params: { path: { id } }, signal });
      const incident = await answerOf(Promise.resolve(answered));
      return { incident, tag: answered.response.headers.get('ETag') ?? '*' };
    },
    staleTime: Infinity,
    gcTime: 0,
  });

/** Who alone sees an incident. */
export const restrictionQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', id, 'restriction'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/incidents/{id}/restriction', { params: { path: { id } }, signal })),
  });

/** A member whom one can name. */
export interface Member {
  readonly personId: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** Who belongs to the organisation now, without those who were asked in and did not come yet. */
export const joinedQuery = queryOptions({
  ...membersQuery,
  select: (items): readonly Member[] =>
    items.flatMap((item) =>
      'state' in item && item.state === 'joined'
        ? [{ personId: item.personId, name: item.name, email: item.email }]
        : [],
    ),
});

/** The clocks of one incident, also those that are settled; of many the first to be due. */
export const clocksOfIncidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['deadlines', 'incident', id],
    queryFn: async ({ signal }) => {
      const { items, nextCursor } = await answerOf(
        api.GET('/api/v1/deadlines', {
          params: {
            query: { subject: id, limit: 200, state: ['open', 'missed', 'sent', 'settled'], ownerKind: 'notice' },
          },
          signal,
        }),
      );
      return { clocks: items, isWhole: nextCursor === null };
    },
  });
