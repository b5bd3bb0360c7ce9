import type { Refusal } from '@art33/event-log';
import { blockers } from './blockers.js';
import type { Close, ExplainLateness, NoteDeadlineStep, Timed } from './commands.js';
import { stating, type NoticeEvent } from './events.js';
import { conflict, invalid, isBlank, unknown } from './refusals.js';
import { dutyStatus, standingDuties, type Duty, type OpenedNotice } from './state.js';

/** A step of a duty's period was reached: noted once, and never for a duty that is decided, handed over, or due at another time. */
export function noteStep(
  { dutyId, step, wasDue, noticed }: NoteDeadlineStep,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  const duty = state.duties.find((known) => known.dutyId === dutyId);
  if (!duty) return unknown('duty', 'dutyId');
  const { due, target } = duty.deadline;
  const about = wasDue === due ? 'deadline' : wasDue === target ? 'target' : null;
  if (about === null || dutyStatus(state, duty) !== 'open') return [];
  const noted = (name: string) => duty.steps.some((known) => known.step === name && known.end === wasDue);
  if (noted(step)) return [];
  const say = stating(state.notice);
  if (step.startsWith('approaching'))
    return about === 'deadline'
      ? [say('DeadlineApproaching', { dutyId, step, due: wasDue, noticed })]
      : [say('TargetApproaching', { dutyId, step, target: wasDue, noticed })];
  // A duty is escalated only after it was said that its time had passed.
  if (step !== 'missed' && noted('missed')) return [say('DutyOverdue', { dutyId, step, about, wasDue, noticed })];
  return about === 'deadline'
    ? [say('DeadlineMissed', { dutyId, wasDue, noticed })]
    : [say('TargetMissed', { dutyId, target: wasDue, noticed })];
}

/** Lateness needs reasons; they may follow the sending. */
export function explainLateness(
  { dutyId, reason, now: at }: Timed<ExplainLateness>,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  if (isBlank(reason)) return invalid('reason-required', 'reason', 'a reason says why');
  const explain = ({ dutyId: id }: Duty) => stating(state.notice)('LatenessExplained', { dutyId: id, reason, at });
  const late = standingDuties(state).filter((duty) => isLate(duty, at));
  if (dutyId === null) return late.filter(({ reasonsForLateness }) => reasonsForLateness.length === 0).map(explain);
  const duty = state.duties.find((known) => known.dutyId === dutyId);
  if (!duty) return unknown('duty', 'dutyId');
  if (!late.includes(duty)) return conflict('duty-not-late', 'only a late duty needs reasons for lateness', 'dutyId');
  return duty.reasonsForLateness.some((known) => known.reason === reason) ? [] : [explain(duty)];
}

/** Judged or reassessed late, or open past its due time. */
function isLate({ judgement, deadline }: Duty, now: string): boolean {
  if (judgement) return [judgement, ...judgement.reassessments].some(({ lateness }) => !lateness.onTime);
  return deadline.due !== null && now > deadline.due;
}

/** Closes a notice once nothing of it is undecided or unexplained. */
export function close({ now: at }: Timed<Close>, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  if (state.closedAt !== null) return [];
  const [first, ...others] = blockers(state);
  if (!first) return [stating(state.notice)('NoticeClosed', { at })];
  return conflict(first.reason, CLOSING_RULES[first.reason], undefined, { blockers: [first, ...others] });
}

const CLOSING_RULES: Readonly<Record<ReturnType<typeof blockers>[number]['reason'], string>> = {
  pending:
    'a notice that still waits for a trigger is closed once the incident is ruled out or a person finds it not required',
  'no-recipient-known': 'a notice whose controller nobody can tell is not closed',
  'undecided-duty': 'a duty is fulfilled or found not required before the notice is closed',
  'receipt-not-proven': 'a notice that was handed over is closed once receipt is proven',
  'gaps-open': 'what was left out is supplied, or found not required, before the notice is closed',
  'late-without-reasons': 'lateness is explained before the notice is closed',
};
