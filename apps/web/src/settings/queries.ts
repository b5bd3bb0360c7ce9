import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, seenOf, type Schemas, type Seen } from '../api/client.js';

/** What a person was in the organisation, change by change. */
export const memberHistoryQuery = (personId: string) =>
  queryOptions({
    queryKey: ['members', personId, 'history'],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/v1/members/{personId}/history', { params: { path: { personId } }, signal }))).items,
  });

/** Every engagement of an auditor, over or not. */
export const engagementsQuery = queryOptions({
  queryKey: ['engagements'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/engagements', { signal }))).items,
});

/** The organisation's record as it was read. */
export type OrganisationRead = Seen<Schemas['OrganisationView']>;

export const organisationReadQuery = queryOptions({
  queryKey: ['organisation', 'read'],
  queryFn: ({ signal }) => seenOf(api.GET('/api/v1/organisation', { signal })),
});

/** Where reports come in. */
export const intakeQuery = queryOptions({
  queryKey: ['intake'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/intake', { signal })),
});

/** How deliveries go is no event of the organisation's: whoever looks at them asks so often, in milliseconds. */
const WATCHED = 3_000;

/** The organisation's webhooks, the oldest first. */
export const webhooksQuery = queryOptions({
  queryKey: ['webhooks', 'list'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/webhooks', { signal }))).items,
  refetchInterval: WATCHED,
});

/** One webhook, with what says which edits its reader has seen. */
export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'one'],
    queryFn: ({ signal }) => seenOf(api.GET('/api/v1/webhooks/{id}', { params: { path: { id } }, signal })),
  });

/** The last hundred requests of one webhook. */
export const attemptsQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'attempts'],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/v1/webhooks/{id}/attempts', { params: { path: { id } }, signal }))).items,
    staleTime: 0,
    refetchInterval: WATCHED,
  });

/** The services by which the organisation's people sign in, the oldest first. */
export const issuersQuery = queryOptions({
  queryKey: ['issuers', 'list'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/issuers', { signal }))).items,
});

/** One of them, with what says which edits its reader has seen. */
export const issuerQuery = (id: string) =>
  queryOptions({
    queryKey: ['issuers', id, 'one'],
    queryFn: ({ signal }) => seenOf(api.GET('/api/v1/issuers/{id}', { params: { path: { id } }, signal })),
  });

/** The organisation's API tokens: named, never shown. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/tokens', { signal }))).items,
});

/** The address of the calendar, if there is one. */
export const calendarQuery = queryOptions({
  queryKey: ['calendar'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/calendar', { signal })),
});
