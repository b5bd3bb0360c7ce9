import type { StatedInstant } from '@art33/deadlines';
import { spec } from '@art33/event-log';
import type { IncidentCommandBy, IncidentCommandData } from '../domain/commands.js';
import { incidentDecider } from '../domain/decider.js';
import type { IncidentEvent } from '../domain/events.js';
import type { IncidentFact } from '../domain/facts.js';
import { UNKNOWN_DETAILS } from '../domain/state.js';
import type { AffectedAgreement, Implication } from '../domain/values.js';

/** An incident as the tests of this room tell it: worked example A, at ratiomedicus. */

export const NOW = '2026-10-24T16:10:00.000Z';
export const ours = '00000000-0000-4000-8000-00000000000a';
export const theirs = '00000000-0000-4000-8000-00000000000b';
export const incidentId = '00000000-0000-4000-8000-000000000001';

export const instant = (at: string): StatedInstant => ({
  at,
  offset: '+02:00',
  zone: 'Europe/Berlin',
  precision: 'exact',
});
/** Fri 2026-10-23 21:40+02:00 */
export const told = instant('2026-10-23T19:40:00.000Z');
export const earlier = instant('2026-10-23T17:00:00.000Z');
export const established = instant('2026-10-24T16:05:00.000Z');
export const future = instant('2026-10-24T16:10:00.001Z');

export const suspicion: IncidentFact = { fact: 'suspicion-known', at: told };
export const breach: IncidentFact = { fact: 'breach-established', at: established };
export const microsoft: Implication = {
  subprocessorId: 'microsoft-ireland-operations-ltd',
  itsAwareness: earlier,
  toldUs: told,
  sphere: 'on-behalf',
};

export const logged: IncidentEvent = {
  type: 'IncidentLogged',
  data: { incidentId, processorId: ours, ...UNKNOWN_DETAILS, title: 'Access under investigation' },
};
export const suspected: IncidentEvent = { type: 'AwarenessEstablished', data: suspicion };
export const breachKnown: IncidentEvent = { type: 'AwarenessEstablished', data: breach };
export const confirmed: IncidentEvent = { type: 'IncidentConfirmedAsBreach', data: { at: established } };
export const ruledOut: IncidentEvent = {
  type: 'IncidentRuledOut',
  data: { ruling: 'not-a-personal-data-breach', at: established, reason: 'test data only' },
};
export const ruledOutKnown: IncidentEvent = {
  type: 'AwarenessEstablished',
  data: { fact: 'ruled-out-as-notifiable', at: established },
};
export const closed: IncidentEvent = { type: 'IncidentClosed', data: {} };

export const agreement = (n: number, ended = false): AffectedAgreement => ({
  agreementId: `agreement-${n}`,
  controllerId: `controller-${n}`,
  ended,
});
export const byTerms = { by: 'terms', termsId: 'terms-1' } as const;
export const affected = (agreements: readonly AffectedAgreement[], chunk = 1, chunks = 1): IncidentEvent => ({
  type: 'ControllersAffected',
  data: { rule: byTerms, evaluatedAtLogNumber: 7, chunk, chunks, agreements },
});

export const given = (...events: readonly IncidentEvent[]) => ({
  when: (command: IncidentCommandData, now = NOW, onBehalfOf = ours) =>
    spec(incidentDecider)
      .given(events)
      .when({ ...command, onBehalfOf } as IncidentCommandBy, now),
});
export const log = {
  type: 'log-incident',
  incidentId,
  details: { title: 'Access under investigation' },
  awareness: [],
  subprocessors: [],
} as const;
