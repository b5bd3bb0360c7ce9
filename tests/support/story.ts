import type { IncidentCounts, NoticeListItem, NoticeView } from '@art33/notices';
import type { CaseView } from '../../libs/cases/src/read-model/queries.js';
import { pick, type Answer, type Api, type JsonBody } from '../../apps/cli/src/api-client.js';
import type { Controller, Processor } from './installation.js';

/** An incident of which everything is known that a notice is asked for. */
export const COMPLETE = {
  title: 'Zugriff auf Gesprächsdaten',
  summary: 'Unbefugter Zugriff auf ein Speicherkonto',
  dimensions: ['confidentiality'],
  categoriesOfPersons: ['patients'],
  numberOfPersons: { kind: 'approximate', value: 240 },
  categoriesOfRecords: ['appointments'],
  numberOfRecords: { kind: 'approximate', value: 900 },
  specialCategories: ['health'],
  dataAffected: 'Termine und Telefonnummern',
  consequences: 'Unbefugte könnten Termine kennen',
  contactPoint: { name: 'Sicherheitsteam', email: 'security@processor.example', phone: null },
} as const;

/** Logs an incident, with a measure taken, so that its notices have no gaps; returns its id. */
export async function logIncident(processor: Processor, more: object = {}): Promise<string> {
  const id: string = pick(await processor.api.done('post', 'incidents', { ...COMPLETE, ...more }), 'id');
  await processor.api.done('post', `incidents/${id}/measures`, { description: 'Schlüssel getauscht', stage: 'taken' });
  return id;
}

/** The facts that a person may establish. */
type Fact = 'suspicion-known' | 'breach-established' | 'irregularity-known' | 'defect-known';

/** A fact that became known, as a request states it. */
export const known = (fact: Fact, at: unknown, irregularity?: string) => ({
  fact,
  at,
  ...(irregularity === undefined ? {} : { irregularity }),
});

export const becomeAware = (processor: Processor, incidentId: string, fact: Fact, at: string): Promise<JsonBody> =>
  processor.api.done('post', `incidents/${incidentId}/awareness`, known(fact, at));

export const affect = (processor: Processor, incidentId: string, ...controllers: Controller[]): Promise<JsonBody> =>
  processor.api.done('post', `incidents/${incidentId}/affected`, {
    agreements: controllers.map(({ agreementId }) => agreementId),
  });

/** An incident in which one fact became known, with the controllers that it affects; returns its id. */
export async function incidentOf(
  processor: Processor,
  awareness: readonly object[],
  ...controllers: Controller[]
): Promise<string> {
  const id = await logIncident(processor, { awareness });
  await affect(processor, id, ...controllers);
  return id;
}

/** Drafts, approves and sends whatever the incident's notices owe now. */
export async function tell(processor: Processor, incidentId: string): Promise<void> {
  for (const step of ['drafts', 'approvals', 'sendings']) {
    const done = await processor.api.done('post', `incidents/${incidentId}/notices/${step}`, {});
    if (pick<number>(done, 'counts.refused') > 0) throw new Error(`${step}: ${JSON.stringify(done)}`);
  }
}

/** A list's answer, as far as tests look at it. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const listed = async <T>(api: Api, path: string): Promise<Listed<T>> =>
  (await api.read(path)) as unknown as Listed<T>;

export const noticesOf = async (
  processor: Processor,
  incidentId: string,
): Promise<Listed<NoticeListItem> & { readonly counts: IncidentCounts }> =>
  (await processor.api.read(`incidents/${incidentId}/notices`)) as never;

/** The notice of an incident to one controller, as its processor sees it. */
export async function noticeTo(
  processor: Processor,
  incidentId: string,
  { agreementId }: Pick<Controller, 'agreementId'>,
): Promise<NoticeView> {
  const { items } = await listed<NoticeListItem>(
    processor.api,
    `incidents/${incidentId}/notices?agreement=${agreementId}`,
  );
  const [item] = items;
  if (!item) throw new Error('there is no such notice yet');
  return (await processor.api.read(`notices/${item.id}`)) as unknown as NoticeView;
}

/** The duty that one trigger of the terms opened. */
export function dutyOf(notice: NoticeView, trigger: string): NoticeView['duties'][number] {
  const duty = notice.duties.find((one) => one.trigger === trigger);
  if (!duty) throw new Error(`no duty ${trigger} among ${notice.duties.map((one) => one.trigger).join(', ')}`);
  return duty;
}

/** The controller's only case. */
export async function caseOf(controller: Controller): Promise<CaseView> {
  const { items } = await listed<{ readonly id: string }>(controller.api, 'cases');
  const [item, ...others] = items;
  if (!item || others.length > 0) throw new Error(`${items.length} cases instead of one`);
  return (await controller.api.read(`cases/${item.id}`)) as unknown as CaseView;
}

/** The machine-readable kind of a refusal: `urn:art33:problem:<code>`. */
export const problemOf = ({ status, body }: Answer): { readonly status: number; readonly code: string } => ({
  status,
  code: String(body['type']).replace('urn:art33:problem:', ''),
});
