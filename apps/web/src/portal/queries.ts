import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api, askingFor, type Schemas } from '../api/client.js';
import { Problem } from '../api/problem.js';
import { after, allOf } from '../api/queries.js';

/** How often is asked for what happens in organisations that the live stream does not follow, in milliseconds. */
const ELSEWHERE_EVERY = 60_000;

/** What waits for the person, in all organisations. */
export const inboxQuery = queryOptions({
  queryKey: ['inbox'],
  queryFn: ({ signal }) =>
    allOf((cursor) => answerOf(api.GET('/api/v1/inbox', { params: { query: after(cursor) }, signal }))),
  refetchInterval: ELSEWHERE_EVERY,
});

/** Every case of one of the person's organisations. */
export const casesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['cases', 'of', organisation],
    queryFn: ({ signal }) =>
      allOf((cursor) =>
        answerOf(
          api.GET('/api/v1/cases', { params: { query: after(cursor) }, headers: askingFor(organisation), signal }),
        ),
      ),
    refetchInterval: ELSEWHERE_EVERY,
  });

export type ListedNotice = Schemas['ReceivedNoticeListItem'];
type AnyListedNotice = Schemas['NoticeListItem'] | ListedNotice;
/** As its controller sees it: a processor's row says what it owes. */
const isReceived = (row: AnyListedNotice): row is ListedNotice => !('status' in row);

/** The notices that one of the person's organisations was sent, by their ids. */
export const noticesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['notices', 'received', organisation],
    queryFn: async ({ signal }) => {
      const rows = await allOf<AnyListedNotice>((cursor) =>
        answerOf(
          api.GET('/api/v1/notices', { params: { query: after(cursor) }, headers: askingFor(organisation), signal }),
        ),
      );
      return new Map(rows.filter(isReceived).map((row) => [row.id, row]));
    },
    refetchInterval: ELSEWHERE_EVERY,
  });

/** One notice as its controller sees it. */
export type Notice = Schemas['ReceivedNotice'];
export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', 'one', id],
    queryFn: async ({ signal }): Promise<Notice> => {
      const notice = await answerOf(api.GET('/api/v1/notices/{id}', { params: { path: { id } }, signal }));
      // What a processor owes is shown at its desk, not here.
      if (!('side' in notice) || notice.side !== 'controller') throw new Problem(404, 'not-found', '', [], undefined);
      return notice;
    },
  });

export type Receipt = Schemas['ReceiptView'];
/** The receipts of a notice's acknowledgements, the latest first. */
export const receiptsQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', 'receipts', id],
    queryFn: async ({ signal }): Promise<readonly Receipt[]> =>
      (await answerOf(api.GET('/api/v1/notices/{id}/receipt', { params: { path: { id } }, signal }))).items,
  });

export type Case = Schemas['CaseView'];
export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['cases', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/cases/{id}', { params: { path: { id } }, signal })),
  });

/** Other processors' records of the organisation one acts for. */
export const linkedQuery = queryOptions({
  queryKey: ['linked-records'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/linked-records', { signal }))).items,
});

export type Show = 'open' | 'closed' | undefined;

/** The register of Art. 33(5) GDPR of one of the person's organisations, the latest first. */
export const registerQuery = (organisation: string, q: string, show: Show) =>
  queryOptions({
    queryKey: ['register', organisation, q, show],
    queryFn: ({ signal }) =>
      allOf((cursor) =>
        answerOf(
          api.GET('/api/v1/register', {
            params: { query: { ...after(cursor), ...(q !== '' && { q }), ...(show && { state: show }) } },
            headers: askingFor(organisation),
            signal,
          }),
        ),
      ),
    placeholderData: keepPreviousData,
  });

const READ = {
  notices: (id: string, organisation: string) =>
    api.GET('/api/v1/notices/{id}', { params: { path: { id } }, headers: askingFor(organisation) }),
  cases: (id: string, organisation: string) =>
    api.GET('/api/v1/cases/{id}', { params: { path: { id } }, headers: askingFor(organisation) }),
};

/** Which of these organisations a record belongs to; null: none. */
export const whoseQuery = (kind: keyof typeof READ, id: string, organisations: readonly string[]) =>
  queryOptions({
    queryKey: [kind, 'whose', id, organisations],
    queryFn: async (): Promise<string | null> => {
      for (const organisation of organisations) {
        const { response } = await READ[kind](id, organisation);
        if (response.ok) return organisation;
      }
      return null;
    },
  });
