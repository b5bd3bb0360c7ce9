import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api, seenOf } from '../api/client.js';
import { after, allOf } from '../api/queries.js';

/** One text in one version (left out: the latest that may be seen), with what its reader has seen. */
export const termsTextQuery = (id: string, version: number | undefined) =>
  queryOptions({
    queryKey: ['terms', id, version ?? 'latest'],
    queryFn: ({ signal }) =>
      seenOf(
        api.GET('/api/v1/terms/{id}', {
          params: { path: { id }, query: { ...(version !== undefined && { version }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

const LIST_PAGE = 100;
const one = (cursor: string | null) => ({ limit: LIST_PAGE, ...(cursor !== null && { cursor }) });

/** The controllers by name, page by page. */
export const controllersQuery = (search: string, withoutContact: boolean) =>
  infiniteQueryOptions({
    queryKey: ['controllers', 'list', search, withoutContact],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/controllers', {
          params: {
            query: {
              ...one(pageParam),
              count: true,
              ...(search !== '' && { q: search }),
              ...(withoutContact && { withoutNoticeContact: true }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

export const controllerQuery = (id: string) =>
  queryOptions({
    queryKey: ['controllers', id],
    queryFn: ({ signal }) => seenOf(api.GET('/api/v1/controllers/{id}', { params: { path: { id } }, signal })),
  });

/** How the duties towards one controller were kept. */
export const controllerRecordQuery = (id: string) =>
  queryOptions({
    queryKey: ['record', 'controller', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/controllers/{id}/record', { params: { path: { id } }, signal })),
  });

/** The latest notices to one controller. */
export const controllerNoticesQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', 'controller', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/notices', {
          params: { query: { controller: id, limit: 50, sort: '-opened', count: true } },
          signal,
        }),
      ),
  });

/** The agreements with one controller. */
export const controllerAgreementsQuery = (id: string) =>
  queryOptions({
    queryKey: ['agreements', 'of', id],
    queryFn: ({ signal }) =>
      allOf((cursor) =>
        answerOf(api.GET('/api/v1/agreements', { params: { query: { ...after(cursor), controllerId: id } }, signal })),
      ),
  });

/** All agreements, the latest first, page by page. */
export const agreementsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['agreements', 'list', search],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/agreements', {
          params: { query: { ...one(pageParam), count: true, sort: '-from', ...(search !== '' && { q: search }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

export const agreementQuery = (id: string) =>
  queryOptions({
    queryKey: ['agreements', id],
    queryFn: ({ signal }) => seenOf(api.GET('/api/v1/agreements/{id}', { params: { path: { id } }, signal })),
  });

/** What would go wrong in an incident and can be mended before: the first of them, and whether there are more. */
export const findingsQuery = queryOptions({
  queryKey: ['findings'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/findings', { params: { query: { limit: 200 } }, signal })),
});

export const subprocessorQuery = (id: string) =>
  queryOptions({
    queryKey: ['subprocessors', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/subprocessors/{id}', { params: { path: { id } }, signal })),
  });

/** The own record with its settings, and what its reader has seen. */
export const ownSettingsQuery = queryOptions({
  queryKey: ['organisation', 'settings'],
  queryFn: ({ signal }) => seenOf(api.GET('/api/v1/organisation', { signal })),
});
