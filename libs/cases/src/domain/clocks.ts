import { isOutsideBusinessHours, seventyTwoHours, stateInstant } from '@art33/deadlines';
import { deriveId, type Instant } from '@art33/event-log';
import type { CaseCommandData, CaseDelivery } from './commands.js';
import type { CaseEvent, Clock, ClockKind } from './events.js';
import { precautionaryClock, properClock, type CaseState, type RunningClock } from './state.js';

type Align = Extract<CaseCommandData, { type: 'align' }>;

/** One case per notice. */
export const caseIdOf = (noticeId: string): string => deriveId(noticeId, 'case');

/** The id of the duty of Art. 33(1) in a case. */
export const filingDutyId = (caseId: string): string => deriveId(caseId, 'art-33-1');

/** A breach notice known to have reached the recipient starts the clock proper; everything else is a precaution. */
const clockKindOf = (delivery: CaseDelivery): ClockKind =>
  delivery.kind === 'breach' && delivery.grade !== 'handed-over' && delivery.grade !== 'stated'
    ? 'proper'
    : 'precautionary';

const byInstant = (a: CaseDelivery, b: CaseDelivery): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

function clockFrom(command: Align, delivery: CaseDelivery): Clock {
  const kind = clockKindOf(delivery);
  const at = stateInstant(delivery.at, command.zone);
  return {
    clockId: deriveId(command.caseId, kind, delivery.deliveryId),
    kind,
    deadline: seventyTwoHours(kind === 'proper' ? 'breach-notice-received' : 'notice-received', at, command.zone),
    deliveryId: delivery.deliveryId,
    noticeKind: delivery.kind,
    grade: delivery.grade,
    outsideBusinessHours: isOutsideBusinessHours(delivery.at, command.zone),
  };
}

/**
 * The clock events that bring the case in line with the deliveries: the first valid delivery of each kind of clock
 * counts. A precaution is started only where no clock proper runs from the same instant or earlier.
 */
export function alignClocks(state: CaseState, command: Align, at: Instant): readonly CaseEvent[] {
  const valid = command.deliveries.filter((delivery) => delivery.valid).toSorted(byInstant);
  const proper = valid.find((delivery) => clockKindOf(delivery) === 'proper');
  const precaution = valid.find(
    (delivery) => clockKindOf(delivery) === 'precautionary' && (!proper || delivery.at < proper.at),
  );
  return [
    ...change('proper', properClock(state), proper),
    ...change('precautionary', precautionaryClock(state), precaution),
  ];

  function change(
    kind: ClockKind,
    running: RunningClock | undefined,
    wanted: CaseDelivery | undefined,
  ): readonly CaseEvent[] {
    if (running && wanted && running.deliveryId === wanted.deliveryId) return [];
    const invalid = running && !valid.some((delivery) => delivery.deliveryId === running.deliveryId);
    const earlier = running && wanted && wanted.at < running.deadline.anchor.at.at;
    if (running && !invalid && !earlier) return [];
    const clockId = wanted && deriveId(command.caseId, kind, wanted.deliveryId);
    const events: CaseEvent[] = [];
    if (running)
      events.push({
        type: 'ClockWithdrawn',
        data: { clockId: running.clockId, why: invalid ? 'delivery-invalidated' : 'earlier-delivery-known', at },
      });
    if (wanted && !state.clocks.some((clock) => clock.clockId === clockId))
      events.push({ type: 'ClockStarted', data: { ...clockFrom(command, wanted), at } });
    return events;
  }
}
