import type { StatedInstant } from '@art33/deadlines';
import { isRefusal, Refusal, type Instant } from '@art33/event-log';
import type { ConfirmAsBreach, CorrectAwareness, RuleOut } from './commands.js';
import type { IncidentEvent } from './events.js';
import { factKey, type IncidentFact } from './facts.js';
import { refuseBlank, refuseFuture } from './refusals.js';
import type { IncidentState } from './state.js';
import { IRREGULARITIES } from './values.js';

type Decision = readonly IncidentEvent[] | Refusal;

const factOf = (state: IncidentState, known: Pick<IncidentFact, 'fact' | 'irregularity'>): IncidentFact | undefined =>
  state.facts.find((other) => factKey(other) === factKey(known));

const wellNamed = (known: IncidentFact, field: string): Refusal | undefined => {
  if (known.fact === 'irregularity-known' && !known.irregularity)
    return new Refusal(
      'irregularity-unnamed',
      'invalid',
      `name the irregularity: ${IRREGULARITIES.slice(0, -1).join(', ')} or ${IRREGULARITIES.at(-1)}`,
      `${field}irregularity`,
    );
  if (known.fact !== 'irregularity-known' && known.irregularity)
    return new Refusal(
      'irregularity-misplaced',
      'invalid',
      'only the fact irregularity-known names an irregularity',
      `${field}irregularity`,
    );
  return undefined;
};

/** Records a knowledge. The earliest recorded anywhere in the processor's organisation counts, so there is one per fact. */
function record(known: IncidentFact, now: Instant, state: IncidentState, field: string): Decision {
  const refused = wellNamed(known, field) ?? refuseFuture(now, { [`${field}at`]: known.at });
  if (refused) return refused;
  const before = factOf(state, known);
  if (!before) return [{ type: 'AwarenessEstablished', data: known }];
  if (before.at.at === known.at.at) return [];
  return new Refusal(
    'awareness-already-established',
    'conflict',
    'this fact is known since another instant; another one is a correction and needs a reason',
    `${field}at`,
    { known: before },
  );
}

/** A fact became known. An established breach is thereby confirmed as one. `field` prefixes the fields in refusals. */
export function establish(known: IncidentFact, now: Instant, state: IncidentState, field = ''): Decision {
  if (known.fact === 'ruled-out-as-notifiable')
    return new Refusal(
      'ruling-needs-reason',
      'invalid',
      'an incident is ruled out by a ruling, with a reason',
      `${field}fact`,
    );
  const recorded = record(known, now, state, field);
  if (isRefusal(recorded) || known.fact !== 'breach-established' || state.assessment === 'breach') return recorded;
  return [...recorded, { type: 'IncidentConfirmedAsBreach', data: { at: known.at } }];
}

/** The incident is a personal data breach (Art. 4 no. 12 GDPR): the fact `breach-established` and the confirmation are one. */
export const confirm = (command: ConfirmAsBreach, now: Instant, state: IncidentState): Decision =>
  establish({ fact: 'breach-established', at: command.at }, now, state);

/** Another instant for a fact that is known: downstream, open deadlines are recomputed and fulfilled ones reassessed. */
export function correct({ known, reason }: CorrectAwareness, now: Instant, state: IncidentState): Decision {
  const before = factOf(state, known);
  if (!before)
    return new Refusal(
      'fact-not-established',
      'conflict',
      'only a fact that has been established can be corrected',
      'fact',
    );
  const refused =
    refuseFuture(now, { at: known.at }) ?? refuseBlank(reason, 'reason', 'a corrected awareness carries its reason');
  if (refused) return refused;
  if (before.at.at === known.at.at) return [];
  const { at, ...fact } = known;
  return [{ type: 'AwarenessCorrected', data: { ...fact, from: before.at, to: at, reason } }];
}

/**
 * The incident is no personal data breach, or nothing that is notifiable. An established breach stays notifiable: Art. 33(2)
 * GDPR has no risk threshold, and a contract cannot shorten it.
 */
export function ruleOut(command: RuleOut, now: Instant, state: IncidentState): Decision {
  const { ruling, at, reason } = command;
  const refused =
    refuseFuture(now, { at }) ?? refuseBlank(reason, 'reason', 'ruling an incident out carries its reason');
  if (refused) return refused;
  if (ruling === 'not-notifiable' && state.assessment === 'breach')
    return new Refusal(
      'established-breach-is-notifiable',
      'conflict',
      'an established personal data breach is told whatever its risk (Art. 33(2) GDPR)',
      'ruling',
    );
  if (state.ruling === ruling) return [];
  const ruledOut: IncidentEvent = { type: 'IncidentRuledOut', data: { ruling, at, reason } };
  return factOf(state, { fact: 'ruled-out-as-notifiable' }) ? [ruledOut] : [ruledOut, ruledOutSince(at)];
}

const ruledOutSince = (at: StatedInstant): IncidentEvent => ({
  type: 'AwarenessEstablished',
  data: { fact: 'ruled-out-as-notifiable', at },
});
