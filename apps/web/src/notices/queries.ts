import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { Problem } from '../api/problem.js';

/** One job with many notices. */
export type Job = Schemas['JobView'];
/** A notice as its processor sees it. */
export type NoticeInFull = Schemas['NoticeView'];

/** Whether something of a job is still to come by itself. */
export const isAtWork = ({ state, dispatch }: Job): boolean =>
  state === 'running' ||
  state === 'interrupted' ||
  (dispatch !== null && dispatch.waiting + dispatch.inFlight + dispatch.toCome > dispatch.held + dispatch.toComeHeld);

/** Whether somebody may still steer it: its own work, or mails that it wrote, are not at their end. */
export const isOpen = (job: Job): boolean =>
  isAtWork(job) || job.state === 'paused' || (job.dispatch !== null && job.dispatch.held > 0);

/** The jobs of an incident, the latest first; asked anew each second while one is at work. */
export const jobsQuery = (incident: string) =>
  queryOptions({
    queryKey: ['jobs', incident],
    queryFn: async ({ signal }) =>
      (
        await answerOf(
          api.GET('/api/v1/incidents/{id}/jobs', { params: { path: { id: incident }, query: { limit: 20 } }, signal }),
        )
      ).items,
    refetchInterval: ({ state: { data } }) => (data?.some(isAtWork) ? 1_000 : false),
    placeholderData: keepPreviousData,
  });

/** What a job would come to; nothing is written. */
export const jobPreviewQuery = (incident: string, body: Schemas['JobBody']) =>
  queryOptions({
    queryKey: ['notices', 'job-preview', incident, body],
    queryFn: ({ signal }) =>
      answerOf(api.POST('/api/v1/incidents/{id}/jobs/preview', { params: { path: { id: incident } }, body, signal })),
    staleTime: 0,
    gcTime: 0,
  });

/** A notice with the tag by which a change says what was read. */
export interface ReadNotice {
  readonly notice: NoticeInFull;
  readonly etag: string;
}

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', 'one', id],
    queryFn: async ({ signal }): Promise<ReadNotice> => {
      const asked = await api.GET('/api/v1/notices/{id}', { params: { path: { id } }, signal });
      const notice = await answerOf(Promise.resolve(asked));
      // A controller's own view belongs to the portal.
      if (!('duties' in notice)) throw new Problem(404, 'not-found', '', [], undefined);
      return { notice, etag: asked.response.headers.get('ETag') ?? '' };
    },
  });

/** The receipts of what was acknowledged, the latest first. */
export const receiptsQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', 'receipts', id],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/v1/notices/{id}/receipt', { params: { path: { id } }, signal }))).items,
  });

/** What the accepted terms of an agreement ask to be told. */
export const requiredContentQuery = (agreement: string) =>
  queryOptions({
    queryKey: ['terms', 'required-content', agreement],
    queryFn: async ({ signal }) => {
      const { termsId: id, termsVersion: version } = await answerOf(
        api.GET('/api/v1/agreements/{id}', { params: { path: { id: agreement } }, signal }),
      );
      const { terms } = await answerOf(
        api.GET('/api/v1/terms/{id}', { params: { path: { id }, query: { version } }, signal }),
      );
      return terms.requiredContent;
    },
    staleTime: 5 * 60_000,
  });

/** A controller with its contacts. */
export const controllerQuery = (id: string) =>
  queryOptions({
    queryKey: ['controllers', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/controllers/{id}', { params: { path: { id } }, signal })),
  });

/** The print runs of an incident that still exist, the latest first. */
export const printRunsQuery = (incident: string) =>
  queryOptions({
    queryKey: ['print-runs', incident],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/v1/incidents/{id}/print-runs', { params: { path: { id: incident } }, signal })))
        .items,
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ status }) => status === 'waiting' || status === 'printing') ? 1_000 : false,
  });
