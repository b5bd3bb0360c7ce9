import type { Instant } from '@art33/event-log';

/** What a server says it did (RFC 3464, 2.3.3). */
export type ReportedAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/** What the machine-readable part of a report says of one message. */
export interface StatusFields {
  readonly action: ReportedAction;
  /** Enhanced status code (RFC 3463), e.g. `5.1.1`. */
  readonly status: string | null;
  readonly diagnostic: string | null;
  readonly envelopeId: string | null;
  readonly arrivalDate: Instant | null;
  readonly lastAttempt: Instant | null;
}

/**
 * Where a report speaks of several recipients (an alias that was expanded), the gravest counts: better a notice sent
 * once more than one believed to have arrived.
 */
const GRAVEST_FIRST: readonly ReportedAction[] = ['failed', 'delivered', 'delayed', 'relayed', 'expanded'];

const ENHANCED_STATUS = /\b[245]\.\d{1,3}\.\d{1,3}\b/;

/** Reads groups of `Name: value` lines; undefined where no group says what was done. */
export function readStatusFields(text: string): StatusFields | undefined {
  const groups = text
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf);
  const ofMessage =
    groups.find((group) => group.has('reporting-mta') || group.has('arrival-date')) ?? new Map<string, string>();
  const reports = groups.flatMap((group) => {
    const action = actionOf(group);
    return action === undefined ? [] : [{ group, action }];
  });
  const [gravest] = reports.sort((a, b) => GRAVEST_FIRST.indexOf(a.action) - GRAVEST_FIRST.indexOf(b.action));
  if (!gravest) return undefined;
  const { group, action } = gravest;
  return {
    action,
    status: statusIn(group.get('status') ?? '') ?? statusIn(group.get('diagnostic-code') ?? ''),
    diagnostic: group.get('diagnostic-code') ?? null,
    envelopeId: ofMessage.get('original-envelope-id') ?? null,
    arrivalDate: instantOf(ofMessage.get('arrival-date')),
    lastAttempt: instantOf(group.get('last-attempt-date')),
  };
}

export const statusIn = (text: string): string | null => ENHANCED_STATUS.exec(text)?.[0] ?? null;

/** A date of RFC 5322 with its zone; null for anything else, because a date without a zone is no instant. */
export function instantOf(text: string | undefined): Instant | null {
  if (text === undefined || !/([+-]\d{4}|\b(GMT|UTC?|Z))\b/i.test(text)) return null;
  const milliseconds = Date.parse(text.replaceAll(/\([^)]*\)/g, ' ').trim());
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

function fieldsOf(group: string): Map<string, string> {
  const unfolded = group.replaceAll(/\n[ \t]+/g, ' ');
  const fields = new Map<string, string>();
  for (const line of unfolded.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** The action, or what the class of the status says where a server left the action out. */
function actionOf(group: ReadonlyMap<string, string>): ReportedAction | undefined {
  const stated = /^[a-z]+/.exec(group.get('action')?.toLowerCase() ?? '')?.[0];
  const action = GRAVEST_FIRST.find((known) => known === stated);
  if (action !== undefined || !group.has('final-recipient')) return action;
  const byClass: Readonly<Record<string, ReportedAction>> = { '5': 'failed', '4': 'delayed', '2': 'delivered' };
  return byClass[statusIn(group.get('status') ?? '')?.charAt(0) ?? ''];
}
