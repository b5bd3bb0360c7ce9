import type { CaseRow, CaseView } from '@art33/cases';
import type { AffectedPreview, IncidentView } from '@art33/incidents';
import type { BulkOutcome, IncidentCounts, NoticeListItem, NoticeView, ReceiptView } from '@art33/notices';
import type { OrganisationView } from '@art33/parties';
import type { WatchedDeadline } from '@art33/watch';
import type { Api, JsonBody } from '../api-client.js';

/** What the service answers, in its own words. The story reads it over HTTP as anybody would. */
const as = <T>(body: JsonBody): T => body as unknown as T;

/** `at`: as it was recorded at an instant. */
const asOf = (at: string | undefined): string => (at === undefined ? '' : `asOf=${encodeURIComponent(at)}`);

export interface IncidentNotices {
  readonly counts: IncidentCounts;
  readonly items: readonly NoticeListItem[];
}

export const incident = async (api: Api, id: string, at?: string): Promise<IncidentView> =>
  as(await api.read(`incidents/${id}?${asOf(at)}`));

export const preview = async (api: Api, incidentId: string, selection: object): Promise<AffectedPreview> =>
  as(await api.done('post', `incidents/${incidentId}/affected/preview`, selection));

export const noticesOf = async (api: Api, incidentId: string, at?: string): Promise<IncidentNotices> =>
  as(await api.read(`incidents/${incidentId}/notices?limit=200&${asOf(at)}`));

export const notice = async (api: Api, id: string, at?: string): Promise<NoticeView> =>
  as(await api.read(`notices/${id}?${asOf(at)}`));

/** Every notice of an incident in full. */
export async function noticesInFull(api: Api, incidentId: string): Promise<readonly NoticeView[]> {
  const { items } = await noticesOf(api, incidentId);
  return Promise.all(items.map(({ id }) => notice(api, id)));
}

/** The notice to one controller. */
export async function noticeTo(api: Api, incidentId: string, controllerId: string): Promise<NoticeView> {
  const { items } = await noticesOf(api, incidentId);
  const found = items.find((item) => item.controllerId === controllerId);
  if (!found) throw new Error(`incident ${incidentId} has no notice to ${controllerId}`);
  return notice(api, found.id);
}

export const receiptsOf = async (api: Api, noticeId: string): Promise<readonly ReceiptView[]> =>
  as<{ readonly items: readonly ReceiptView[] }>(await api.read(`notices/${noticeId}/receipt`)).items;

/** Drafts, approves or sends for many at once. */
export const bulk = async (
  api: Api,
  incidentId: string,
  step: 'drafts' | 'approvals' | 'sendings',
  body: object = {},
): Promise<BulkOutcome> => as(await api.done('post', `incidents/${incidentId}/notices/${step}`, body));

export const casesOf = async (api: Api): Promise<readonly CaseRow[]> =>
  as<{ readonly items: readonly CaseRow[] }>(await api.read('cases?limit=200')).items;

export const caseOf = async (api: Api, id: string, at?: string): Promise<CaseView> =>
  as(await api.read(`cases/${id}?${asOf(at)}`));

export const organisation = async (api: Api, controllerId: string): Promise<OrganisationView> =>
  as(await api.read(`controllers/${controllerId}`));

/** The clocks that an organisation still has to meet. */
export const unsettled = async (api: Api): Promise<readonly WatchedDeadline[]> =>
  as<{ readonly items: readonly WatchedDeadline[] }>(await api.read('deadlines?limit=200')).items;

/** How many events of a type stand in the organisation's history. */
export async function eventCount(api: Api, type: string): Promise<number> {
  const { items } = as<{ readonly items: readonly unknown[] }>(await api.read(`events?type=${type}&limit=200`));
  return items.length;
}
