import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';

export type Import = Schemas['ImportView'];

/** Whether an import is at work: how far it is changes from second to second. */
export const isAtWork = ({ state }: Import): boolean => ['waiting', 'checking', 'writing'].includes(state);

/** How often what is at work is asked for, in milliseconds: nothing of it stands in the log meanwhile. */
const OFTEN = 1_500;

/** The imports that were begun, the latest first. */
export const importsQuery = queryOptions({
  queryKey: ['imports', 'list'],
  queryFn: async ({ signal }) =>
    (await answerOf(api.GET('/api/v1/imports', { params: { query: { limit: 50 } }, signal }))).items,
  refetchInterval: ({ state }) => (state.data?.some(isAtWork) === true ? OFTEN : false),
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isAtWork(state.data) ? OFTEN : false),
  });

/** What waits to be sent, and how fast it goes. */
export const dispatchQuery = queryOptions({
  queryKey: ['dispatch'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/dispatch', { signal })),
  refetchInterval: ({ state: { data } }) => (data && data.waiting + data.inFlight + data.toCome > 0 ? OFTEN : false),
});

/** The jobs of all incidents, the latest first. */
export const jobsQuery = queryOptions({
  queryKey: ['jobs', 'all'],
  queryFn: async ({ signal }) =>
    (await answerOf(api.GET('/api/v1/jobs', { params: { query: { limit: 50 } }, signal }))).items,
  refetchInterval: ({ state: { data } }) => (data?.some(({ state }) => state === 'running') === true ? OFTEN : false),
});
