import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.js';
import type { Status } from './status.js';

/** One page of reports, the latest first. */
export const reportsQuery = (search: string, status: Status | undefined) =>
  queryOptions({
    queryKey: ['reports', 'list', search, status],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/reports', {
          params: {
            query: { limit: 200, count: true, ...(search !== '' && { q: search }), ...(status && { status }) },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['reports', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/reports/{id}', { params: { path: { id } }, signal })),
  });
