import { known } from '../../support/story.js';

/** Who sends a write. */
export type Sender = 'operator' | 'processor' | 'controller';

/** A write as it would be sent with every field that it may have; nothing where it has none. */
export interface Write {
  readonly sender: Sender;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Stands in the table for every instant that a request states. */
export const TIME = '2026-10-20T09:05+02:00';
/** Stands for every date or instant of an agreement or token. */
export const DATE = '2026-10-01';
/** An id that nobody has. */
export const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const OTHER_ID = '00000000-0000-4000-8000-000000000001';
const IDS = [UNKNOWN_ID, OTHER_ID];

const TEXTS = { de: { subject: 'x', text: 'x' }, en: { subject: 'x', text: 'x' } };
const NUMBER = { kind: 'exact', value: 3 };
const DETAILS = {
  title: 'x',
  summary: 'x',
  occurred: { from: TIME, until: TIME },
  detected: TIME,
  dimensions: ['confidentiality'],
  categoriesOfPersons: ['patients'],
  numberOfPersons: NUMBER,
  categoriesOfRecords: ['appointments'],
  numberOfRecords: NUMBER,
  specialCategories: ['health'],
  dataAffected: 'x',
  consequences: 'x',
  contactPoint: { name: 'x', email: 'x@example.org', phone: '1' },
};
const FACT = known('irregularity-known', TIME, 'other');
const IMPLICATION = { subprocessorId: 'x-gmbh', itsAwareness: TIME, toldUs: TIME, sphere: 'undetermined' };
const REPORT = {
  text: 'x',
  reporter: { name: 'x', email: 'x@example.org', phone: '1' },
  noticedAt: TIME,
  noticed: 'x',
  source: 'x',
};
const SELECTION = { agreements: IDS, terms: UNKNOWN_ID, subprocessor: 'x-gmbh' };
const BULK = { notices: IDS, everyone: true };
const CONTACT = {
  name: 'x',
  function: 'x',
  email: 'x@example.org',
  phone: '1',
  language: 'de',
  purposes: ['breach-notices'],
};
const WEBHOOK = { url: 'https://hooks.example/art33', types: ['eu.art33.notice.*'] };

const PERSON = { email: 'x@example.org', name: 'x', language: 'de' };
const ISSUER = {
  label: 'x',
  url: 'https://login.example',
  clientId: 'x',
  clientSecret: 'x',
  scopes: ['email'],
  groupsClaim: 'groups',
  groups: [{ group: 'x', roles: ['reader'] }],
  justInTime: false,
  domains: ['example.org'],
};

const by = (sender: Sender, body?: Write['body']): Write => ({ sender, ...(body && { body }) });

/** Every write of the API by method and address below `/api/v1/`. */
export const WRITES: Readonly<Record<string, Write>> = {
  'POST tokens': by('operator', {
    organisation: UNKNOWN_ID,
    role: 'auditor',
    rights: ['auditor'],
    label: 'x',
    expiresAt: DATE,
  }),
  'POST tokens/{id}/revocation': by('operator', { organisation: UNKNOWN_ID }),
  'POST replays': by('operator'),
  'POST nodes/{id}/retire': by('operator'),
  'POST imports': by('processor'),
  'POST imports/{id}/abandonment': by('processor'),
  'POST terms-imports': by('operator', { files: [{ name: 'x.yaml', text: 'x' }], dryRun: true }),
  'PUT organisation/settings': by('processor', {
    internalTargetHours: 4.5,
    requiredGrade: 'opened',
    onCallAddress: 'x@example.org',
    templates: TEXTS,
    fourEyes: { approvals: true, decisions: true },
  }),
  'POST members': by('processor', { ...PERSON, roles: ['reader'], organisation: UNKNOWN_ID }),
  'POST members/{personId}/invitation': by('processor'),
  'PUT members/{personId}/roles': by('processor', { roles: ['reader'] }),
  'DELETE members/{personId}': by('processor'),
  'POST engagements': by('processor', {
    ...PERSON,
    scope: { agreements: IDS, incidents: IDS, recordedFrom: TIME, recordedUntil: TIME },
    from: TIME,
    until: TIME,
  }),
  'DELETE engagements/{id}': by('processor'),
  'POST linked-records': by('controller', { organisation: UNKNOWN_ID }),
  'DELETE linked-records/{organisation}': by('controller'),
  'POST issuers': by('processor', ISSUER),
  'PUT issuers/{id}': by('processor', ISSUER),
  'DELETE issuers/{id}': by('processor'),
  'POST break-glass': by('operator', { organisation: UNKNOWN_ID, reason: 'x', hours: 3.5 }),
  'DELETE break-glass/{id}': by('operator'),
  'POST controllers': by('processor', {
    name: 'x',
    legalForm: 'x',
    address: { street: 'x', postalCode: '1', city: 'x' },
    land: 'BY',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    language: 'de',
    regime: 'gdpr',
    customerNumber: '1',
  }),
  'POST controllers/{id}/contacts': by('processor', CONTACT),
  'PUT controllers/{id}/contacts/{contactId}': by('processor', CONTACT),
  'DELETE controllers/{id}/contacts/{contactId}': by('processor'),
  'POST terms/{id}/open-terms/{openTermId}/confirmation': by('processor', { value: 'earliest-anywhere', reason: 'x' }),
  'POST agreements': by('processor', {
    controllerId: UNKNOWN_ID,
    termsId: UNKNOWN_ID,
    termsVersion: 1,
    from: DATE,
  }),
  'POST agreements/{id}/end': by('processor', { until: DATE }),
  'POST agreements/{id}/version': by('processor', { termsVersion: 1, from: DATE }),
  'POST agreements/{id}/subprocessors': by('processor', { action: 'authorise', subprocessorId: 'x-gmbh', from: DATE }),
  'POST incidents': by('processor', { ...DETAILS, awareness: [FACT], subprocessors: [IMPLICATION] }),
  'POST incidents/{id}/details': by('processor', { ...DETAILS, note: 'x' }),
  'POST incidents/{id}/awareness': by('processor', FACT),
  'POST incidents/{id}/awareness/corrections': by('processor', { ...FACT, reason: 'x' }),
  'POST incidents/{id}/subprocessors': by('processor', IMPLICATION),
  'POST incidents/{id}/confirmation': by('processor', { at: TIME }),
  'POST incidents/{id}/ruling-out': by('processor', { ruling: 'not-a-personal-data-breach', at: TIME, reason: 'x' }),
  'POST incidents/{id}/measures': by('processor', { description: 'x', stage: 'taken', at: TIME }),
  'POST incidents/{id}/risk': by('processor', { unintelligible: 'no', malicious: 'no', information: 'x' }),
  'PUT incidents/{id}/restriction': by('processor', { members: IDS }),
  'DELETE incidents/{id}/restriction': by('processor'),
  'POST incidents/{id}/closure': by('processor', { conclusion: 'x' }),
  'POST incidents/{id}/reopening': by('processor', { reason: 'x' }),
  'POST incidents/{id}/affected/preview': by('processor', SELECTION),
  'POST incidents/{id}/affected': by('processor', SELECTION),
  'POST reports': by('processor', REPORT),
  'POST reports/{id}/incident': by('processor', { ...DETAILS, awareness: [FACT], subprocessors: [IMPLICATION] }),
  'POST reports/{id}/link': by('processor', { incidentId: UNKNOWN_ID }),
  'POST reports/{id}/rejection': by('processor', { reason: 'x' }),
  'POST reports/{id}/rejection/withdrawal': by('processor', { reason: 'x' }),
  'PUT intake/form': by('processor', {
    phone: '+49 831 1',
    instructions: { de: 'x', en: 'x' },
    anotherAddress: true,
  }),
  'DELETE intake/form': by('processor'),
  'POST intake/webhook/secrets': by('processor', { overlapHours: 7 }),
  'DELETE intake/webhook': by('processor'),
  'POST intake/{target}': by('processor', REPORT),
  'POST cases/received': by('controller'),
  'POST cases/{caseId}/received/{receivedId}/acknowledgement': by('controller', { name: 'x', function: 'x' }),
  'POST incidents/{id}/jobs': by('processor', { ...BULK, what: 'draft', kind: 'breach', templates: TEXTS }),
  'POST incidents/{id}/jobs/preview': by('processor', { ...BULK, what: 'send', kind: 'breach', withGaps: true }),
  'POST jobs/{id}/pause': by('processor'),
  'POST jobs/{id}/resume': by('processor'),
  'POST jobs/{id}/cancel': by('processor'),
  'POST incidents/{id}/print-runs': by('processor', { notices: IDS }),
  'POST print-runs/{id}/posted': by('processor', { at: TIME, by: 'x' }),
  'DELETE print-runs/{id}': by('processor'),
  'POST incidents/{id}/notices/drafts': by('processor', { ...BULK, kind: 'breach', templates: TEXTS }),
  'POST incidents/{id}/notices/approvals': by('processor', BULK),
  'POST incidents/{id}/notices/sendings': by('processor', { ...BULK, kind: 'breach', withGaps: true }),
  'POST incidents/{id}/notices/lateness-reasons': by('processor', { ...BULK, reason: 'x' }),
  'PUT notices/{id}/draft': by('processor', { subject: 'x', text: 'x', language: 'de', kind: 'breach' }),
  'POST notices/{id}/approval': by('processor', { textNumber: 7 }),
  'POST notices/{id}/sending': by('processor', { kind: 'breach', recipients: IDS, again: true, withGaps: true }),
  'POST notices/{id}/deliveries': by('processor', {
    channel: 'phone',
    textForm: false,
    at: TIME,
    by: 'x',
    to: 'x',
    evidence: 'x',
    kind: 'breach',
    sendNumber: 7,
  }),
  'POST notices/{id}/deliveries/{deliveryId}/withdrawal': by('processor', { reason: 'x' }),
  'POST notices/{id}/not-required': by('processor', { dutyId: UNKNOWN_ID, reason: 'x', decidedBy: 'x' }),
  'POST notices/{id}/not-required/confirmation': by('processor'),
  'POST notices/{id}/not-required/withdrawal': by('processor'),
  'POST notices/{id}/lateness-reasons': by('processor', { dutyId: UNKNOWN_ID, reason: 'x' }),
  'POST notices/{id}/acknowledgement': by('controller', { sendNumber: 7, name: 'x', function: 'x' }),
  'POST notices/{id}/closure': by('processor'),
  'POST notices/{id}/links/revocation': by('processor', { messageId: UNKNOWN_ID, reason: 'x' }),
  'POST cases/{id}/awareness': by('controller', { aware: TIME, reason: 'x' }),
  'POST cases/{id}/filings': by('controller', {
    phase: 'initial',
    authority: 'x',
    reference: 'x',
    filedAt: TIME,
    reasonsForDelay: 'x',
  }),
  'POST cases/{id}/filings/{filingId}/reference': by('controller', { reference: 'x' }),
  'POST cases/{id}/decision-not-to-file': by('controller', { reason: 'x', decidedBy: 'x' }),
  'POST cases/{id}/decision-not-to-file/confirmation': by('controller'),
  'POST cases/{id}/decision-not-to-file/withdrawal': by('controller'),
  'POST cases/{id}/communications': by('controller', {
    outcome: 'exempt',
    letter: 'a',
    reason: 'x',
    decidedBy: 'x',
    at: TIME,
  }),
  'POST cases/{id}/closure': by('controller'),
  'POST cases/{id}/reopening': by('controller'),
  'POST webhooks': by('processor', { ...WEBHOOK, enabled: false }),
  'PUT webhooks/{id}': by('processor', WEBHOOK),
  'POST webhooks/{id}/secret': by('processor'),
  'POST webhooks/{id}/disabling': by('processor'),
  'POST webhooks/{id}/enabling': by('processor'),
  'POST webhooks/{id}/replay': by('processor', { from: 7 }),
  'POST webhooks/{id}/ping': by('processor'),
  'DELETE webhooks/{id}': by('processor'),
  'POST calendar': by('processor'),
  'POST calendar/revocation': by('processor'),
  'DELETE calendar': by('processor'),
};
