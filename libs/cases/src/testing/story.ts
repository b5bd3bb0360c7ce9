import { parseStatedInstant, type StatedInstant } from '@art33/deadlines';
import { fold, type Instant } from '@art33/event-log';
import type { CaseCommandData, CaseDelivery } from '../domain/commands.js';
import { caseDecider } from '../domain/decider.js';
import type { CaseEvent } from '../domain/events.js';
import { caseIdOf } from '../domain/ids.js';
import type { CaseState } from '../domain/state.js';

export const noticeId = '0b9d3ad0-6f64-5d0c-9d6c-1d7f6c9c2a01';
export const caseId = caseIdOf(noticeId);
/** Whose case it is, and who told it. */
export const practice = '11111111-1111-4111-8111-111111111111';
export const processor = '22222222-2222-4222-8222-222222222222';

export const utc = (text: string): Instant => new Date(text).toISOString();
export const stated = (text: string): StatedInstant => parseStatedInstant(text) as StatedInstant;

/** A breach notice that the recipient's own server accepted, unless said otherwise. */
export const delivery = (at: string, change: Partial<CaseDelivery> = {}): CaseDelivery => ({
  deliveryId: `delivery ${at}`,
  kind: 'breach',
  grade: 'accepted-by-server',
  at: utc(at),
  valid: true,
  ...change,
});
export const gone = (one: CaseDelivery): CaseDelivery => ({ ...one, valid: false });

/** What `align` says of a notice to a controller. */
export const alignOf = (notice: string, controllerId: string, deliveries: readonly CaseDelivery[]) =>
  ({
    type: 'align',
    caseId: caseIdOf(notice),
    noticeId: notice,
    agreementId: '33333333-3333-4333-8333-333333333333',
    controllerId,
    processorId: processor,
    zone: 'Europe/Berlin',
    deliveries,
  }) as const satisfies CaseCommandData;
export const align = (...deliveries: readonly CaseDelivery[]) => alignOf(noticeId, practice, deliveries);

/** A proven initial filing made at this instant. */
export const filing = (
  filedAt: string,
  change: Partial<Extract<CaseCommandData, { type: 'record-filing' }>> = {},
): CaseCommandData => ({
  type: 'record-filing',
  filingId: 'filing-1',
  phase: 'initial',
  authority: 'BayLDA',
  reference: 'LDA-1085.3-1',
  filedAt: stated(filedAt),
  reasonsForDelay: null,
  ...change,
});

/** The events of one command after a history; throws where it is refused. */
export function next(before: readonly CaseEvent[], at: string, command: CaseCommandData): readonly CaseEvent[] {
  const decision = caseDecider.decide({ ...command, now: utc(at) }, fold(caseDecider, before));
  if (!Array.isArray(decision)) throw new Error(JSON.stringify(decision));
  return decision as readonly CaseEvent[];
}

type Step = readonly [at: string, command: CaseCommandData];

/** All events of commands given one after the other, each at its instant. */
export const history = (...steps: readonly Step[]): readonly CaseEvent[] =>
  steps.reduce<readonly CaseEvent[]>((events, [at, command]) => [...events, ...next(events, at, command)], []);
export const stateAfter = (...steps: readonly Step[]): CaseState => fold(caseDecider, history(...steps));
export const types = (events: readonly CaseEvent[]): readonly string[] => events.map(({ type }) => type);

/** When the Lumitra notice of the worked examples was accepted. */
export const sunday = '2026-10-25T09:12:00+01:00';
export const opened = history([sunday, align(delivery(sunday))]);
