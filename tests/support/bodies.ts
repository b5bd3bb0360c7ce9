import type { Answer, Api } from '../../apps/cli/src/api-client.js';
import type { House } from './houses.js';
import type { Route } from './routes.js';
import { known } from './story.js';

const AT = '2026-10-20T09:05+02:00';
/** For each route with an id a request that would be taken from the record's owner; what is chosen beside it is the asker's own. */
export const bodiesFor = (house: House, asker: House = house): Readonly<Record<string, unknown>> => ({
  'POST controllers/{id}/contacts': { name: 'Fremd', email: 'fremd@example.org' },
  'PUT controllers/{id}/contacts/{contactId}': { name: 'Fremd', email: 'fremd@example.org' },
  'DELETE controllers/{id}/contacts/{contactId}': undefined,
  'POST terms/{id}/open-terms/{openTermId}/confirmation': { value: 'earliest-anywhere', reason: 'x' },
  'POST agreements/{id}/end': { until: '2026-12-31' },
  'POST agreements/{id}/version': { termsVersion: 1, from: '2026-10-01' },
  'POST agreements/{id}/subprocessors': { action: 'authorise', subprocessorId: 'x-gmbh', from: '2026-10-01' },
  'POST incidents/{id}/details': { note: 'x' },
  'POST incidents/{id}/awareness': known('suspicion-known', AT),
  'POST incidents/{id}/awareness/corrections': { ...known('breach-established', AT), reason: 'x' },
  'POST incidents/{id}/subprocessors': { subprocessorId: 'x-gmbh' },
  'POST incidents/{id}/confirmation': { at: AT },
  'POST incidents/{id}/ruling-out': { ruling: 'not-a-personal-data-breach', at: AT, reason: 'x' },
  'POST incidents/{id}/measures': { description: 'x', stage: 'taken' },
  'POST incidents/{id}/risk': { unintelligible: 'no', malicious: 'no', information: 'x' },
  'POST incidents/{id}/closure': {},
  'POST incidents/{id}/reopening': { reason: 'x' },
  'POST incidents/{id}/affected/preview': { terms: asker.ids['terms'] },
  'POST incidents/{id}/affected': { terms: asker.ids['terms'] },
  'POST reports/{id}/incident': { title: 'x' },
  'POST imports/{id}/abandonment': {},
  'POST reports/{id}/link': { incidentId: house.ids['incident'] },
  'POST reports/{id}/rejection': { reason: 'x' },
  'POST reports/{id}/rejection/withdrawal': { reason: 'x' },
  'POST incidents/{id}/jobs': { what: 'approve' },
  'POST incidents/{id}/jobs/preview': { what: 'approve' },
  'POST jobs/{id}/pause': {},
  'POST jobs/{id}/resume': {},
  'POST jobs/{id}/cancel': {},
  'POST incidents/{id}/print-runs': {},
  'POST print-runs/{id}/posted': { at: AT, by: 'x' },
  'DELETE print-runs/{id}': undefined,
  'POST incidents/{id}/notices/drafts': {},
  'POST incidents/{id}/notices/approvals': {},
  'POST incidents/{id}/notices/sendings': {},
  'POST incidents/{id}/notices/lateness-reasons': { reason: 'x' },
  'PUT notices/{id}/draft': { subject: 'x', text: 'x' },
  'POST notices/{id}/approval': { textNumber: 1 },
  'POST notices/{id}/sending': {},
  'POST notices/{id}/deliveries': { channel: 'phone', textForm: false, at: AT, by: 'x', to: 'y', evidence: '' },
  'POST notices/{id}/deliveries/{deliveryId}/withdrawal': { reason: 'x' },
  'POST notices/{id}/not-required': { reason: 'x', decidedBy: 'x' },
  'POST notices/{id}/lateness-reasons': { dutyId: house.ids['duty'], reason: 'x' },
  'POST notices/{id}/acknowledgement': { sendNumber: 1, name: 'x' },
  'POST notices/{id}/closure': {},
  'POST notices/{id}/links/revocation': { reason: 'x' },
  'POST cases/{id}/awareness': { aware: AT },
  'POST cases/{id}/filings': { phase: 'initial', authority: 'LfD', filedAt: AT },
  'POST cases/{id}/filings/{filingId}/reference': { reference: 'x' },
  'POST cases/{caseId}/received/{receivedId}/acknowledgement': { name: 'x' },
  'POST cases/{id}/decision-not-to-file': { reason: 'x', decidedBy: 'x' },
  'POST cases/{id}/communications': { outcome: 'required', decidedBy: 'x', at: AT },
  'POST cases/{id}/closure': {},
  'POST cases/{id}/reopening': {},
  'PUT webhooks/{id}': { url: 'https://hooks.example/other', types: ['*'] },
  'POST webhooks/{id}/secret': {},
  'POST webhooks/{id}/disabling': {},
  'POST webhooks/{id}/enabling': {},
  'POST webhooks/{id}/replay': { from: 0 },
  'POST webhooks/{id}/ping': {},
  'DELETE webhooks/{id}': undefined,
  'POST members/{personId}/invitation': {},
  'PUT members/{personId}/roles': { roles: ['reader'] },
  'DELETE members/{personId}': undefined,
  'DELETE engagements/{id}': undefined,
  'PUT issuers/{id}': { label: 'x', url: 'https://login.example', clientId: 'x', groups: [], domains: ['example.org'] },
  'DELETE issuers/{id}': undefined,
  'PUT incidents/{id}/restriction': { members: [asker.ids['member']] },
  'DELETE incidents/{id}/restriction': undefined,
  'DELETE linked-records/{organisation}': undefined,
  'POST notices/{id}/not-required/confirmation': {},
  'POST notices/{id}/not-required/withdrawal': {},
  'POST cases/{id}/decision-not-to-file/confirmation': {},
  'POST cases/{id}/decision-not-to-file/withdrawal': {},
});

/** Sends a request by whichever method; edits say what they were based on. */
export const ask = (
  api: Api,
  { method }: Pick<Route, 'method'>,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  switch (method) {
    case 'GET':
      return api.get(path, headers);
    case 'PUT':
      return api.put(path, body, { 'If-Match': '"0"', ...headers });
    case 'DELETE':
      return api.delete(path, headers);
    default:
      return api.post(path, body, headers);
  }
};
