/**
 * Operations that a rule of the domain may forbid as things stand (409). tests/generated reaches each of these refusals; an
 * operation that gets such a rule is added here.
 */
export const MAY_CONFLICT: ReadonlySet<string> = new Set([
  'POST agreements',
  'POST agreements/{id}/end',
  'POST agreements/{id}/subprocessors',
  'POST cases/{caseId}/received/{receivedId}/acknowledgement',
  'POST cases/{id}/awareness',
  'POST cases/{id}/closure',
  'POST cases/{id}/communications',
  'POST cases/{id}/decision-not-to-file',
  'POST cases/{id}/filings',
  'POST cases/{id}/filings/{filingId}/reference',
  'POST imports',
  'POST imports/{id}/abandonment',
  'POST incidents/{id}/affected',
  'POST incidents/{id}/awareness',
  'POST incidents/{id}/awareness/corrections',
  'POST incidents/{id}/closure',
  'POST incidents/{id}/confirmation',
  'POST incidents/{id}/details',
  'POST incidents/{id}/measures',
  'POST incidents/{id}/risk',
  'POST incidents/{id}/ruling-out',
  'POST incidents/{id}/subprocessors',
  'POST jobs/{id}/cancel',
  'POST jobs/{id}/pause',
  'POST jobs/{id}/resume',
  'DELETE members/{personId}',
  'POST members/{personId}/invitation',
  'PUT members/{personId}/roles',
  'POST nodes/{id}/retire',
  'POST notices/{id}/approval',
  'POST notices/{id}/closure',
  'POST notices/{id}/deliveries',
  'POST notices/{id}/deliveries/{deliveryId}/withdrawal',
  'PUT notices/{id}/draft',
  'POST notices/{id}/lateness-reasons',
  'POST notices/{id}/links/revocation',
  'POST notices/{id}/not-required',
  'POST notices/{id}/sending',
  'POST reports/{id}/incident',
  'POST reports/{id}/link',
  'POST reports/{id}/rejection',
  'POST reports/{id}/rejection/withdrawal',
]);

/** Writes that are no edit of one record: they do not look at `If-Match`. */
export const LOOKS_AT_NO_ETAG: ReadonlySet<string> = new Set([
  'POST imports',
  'POST imports/{id}/abandonment',
  'POST incidents/{id}/affected/preview',
  'POST incidents/{id}/jobs/preview',
  'POST incidents/{id}/notices/approvals',
  'POST incidents/{id}/notices/drafts',
  'POST incidents/{id}/notices/lateness-reasons',
  'POST incidents/{id}/notices/sendings',
  'POST incidents/{id}/print-runs',
  'POST intake/{target}',
  'POST members/{personId}/invitation',
  'DELETE print-runs/{id}',
  'POST print-runs/{id}/posted',
  'POST replays',
  'POST terms-imports',
  'POST tokens',
  'POST tokens/{id}/revocation',
  'POST webhooks/{id}/ping',
  'PUT incidents/{id}/restriction',
  'DELETE incidents/{id}/restriction',
]);

/** What is done by signing in, or by a person who signed in, for itself: no role is asked for, and no ETag looked at. */
const PERSONAL = /^\w+ (me|inbox|sign-in|sign-out|password-resets)(\/|$)/;
export const isPersonal = (name: string): boolean => PERSONAL.test(name);

/** Operations whose requests say by a signature who they are: no role is asked for, and no id tells anything. */
export const SIGNED: ReadonlySet<string> = new Set(['POST intake/{target}']);
