import { isOutsideBusinessHours, seventyTwoHours, stateInstant } from '@art33/deadlines';
import { deriveId, type Instant } from '@art33/event-log';
import type { CaseCommandData, CaseDelivery } from './commands.js';
import type { CaseEvent, Clock, ClockKind } from './events.js';
import { precautionaryClock, properClock, type CaseState, type RunningClock } from './state.js';

/** What clocks are started from. */
type Align = Pick<Extract<CaseCommandData, { type: 'align' }>, 'caseId' | 'zone' | 'deliveries'>;

/** A breach notice known to have reached the recipient starts the clock proper; everything else is a precaution. */
const clockKindOf = (delivery: CaseDelivery): ClockKind =>
  delivery.kind === 'breach' && delivery.grade !== 'handed-over' && delivery.grade !== 'stated'
    ? 'proper'
    : 'precautionary';

const byInstant = (a: CaseDelivery, b: CaseDelivery): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

/** A clock that starts. A delivery whose clock was withdrawn may start one again: another clock, with an id of its own. */
function clockFrom(state: CaseState, command: Align, delivery: CaseDelivery): Clock {
  const kind = clockKindOf(delivery);
  const { deliveryId } = delivery;
  const before = state.clocks.filter((clock) => clock.kind === kind && clock.deliveryId === deliveryId).length;
  const at = delivery.stated ?? stateInstant(delivery.at, command.zone);
  return {
    clockId: deriveId(command.caseId, kind, deliveryId, before),
    kind,
    deadline: seventyTwoHours(kind === 'proper' ? 'breach-notice-received' : 'notice-received', at, command.zone),
    deliveryId,
    noticeKind: delivery.kind,
    grade: delivery.grade,
    outsideBusinessHours: isOutsideBusinessHours(delivery.at, command.zone),
  };
}

/**
 * The clock events that bring the case in line with the deliveries: at most one clock of each kind runs, from the first
 * valid delivery of its kind. A precaution is started only where no clock proper runs from the same instant or earlier;
 * one that runs stays shown beside a clock proper for as long as its delivery is valid.
 */
export function alignClocks(state: CaseState, command: Align, at: Instant): readonly CaseEvent[] {
  const valid = command.deliveries.filter((delivery) => delivery.valid).toSorted(byInstant);
  const proper = valid.find((delivery) => clockKindOf(delivery) === 'proper');
  const precaution = valid.find(
    (delivery) => clockKindOf(delivery) === 'precautionary' && (!proper || delivery.at < proper.at),
  );
  return [...change(properClock(state), proper), ...change(precautionaryClock(state), precaution)];

  function change(running: RunningClock | undefined, wanted: CaseDelivery | undefined): readonly CaseEvent[] {
    const start = (delivery: CaseDelivery): CaseEvent => ({
      type: 'ClockStarted',
      data: { ...clockFrom(state, command, delivery), at },
    });
    if (!running) return wanted ? [start(wanted)] : [];
    const isValid = valid.some((delivery) => delivery.deliveryId === running.deliveryId);
    const isFirst = !wanted || running.deadline.anchor.at.at <= wanted.at;
    if (isValid && isFirst) return [];
    const why = isValid ? 'earlier-delivery-known' : 'delivery-invalidated';
    const withdrawn: CaseEvent = { type: 'ClockWithdrawn', data: { clockId: running.clockId, why, at } };
    return wanted ? [withdrawn, start(wanted)] : [withdrawn];
  }
}
