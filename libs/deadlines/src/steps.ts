import type { Deadline, Instant } from './types.js';

/** How much of the period has passed when a reminder goes out, in per cent. */
const REMINDERS = [50, 80, 95] as const;
/** Hours after the due time at which an open duty is escalated again. */
const ESCALATIONS = [1, 24] as const;
const HOUR = 3_600_000;

/** One point of a duty's period at which somebody is told. */
export type StepName =
  `approaching-${(typeof REMINDERS)[number]}` | 'missed' | `overdue-${(typeof ESCALATIONS)[number]}h`;

export interface DeadlineStep {
  readonly step: StepName;
  readonly kind: 'approaching' | 'missed' | 'overdue';
  /** `target`: about an organisation's internal target, which is never called a deadline. */
  readonly about: 'deadline' | 'target';
  /** The due time or target that it is about. UTC. */
  readonly end: Instant;
  /** When the step is reached. UTC. */
  readonly at: Instant;
}

/**
 * The steps of a deadline or target, in order: reminders when half, 80 % and 95 % of the period have passed; missed, one
 * millisecond after the (inclusive) due time; escalations one hour and one day after it. None where there is neither.
 */
export const reminderSteps = (deadline: Pick<Deadline, 'due' | 'target' | 'anchor'>): readonly DeadlineStep[] => {
  const end = deadline.due ?? deadline.target;
  if (end === null) return [];
  const about = deadline.due === null ? 'target' : 'deadline';
  const from = Date.parse(deadline.anchor.at.at);
  const to = Date.parse(end);
  const step = (name: StepName, kind: DeadlineStep['kind'], at: number): DeadlineStep => ({
    step: name,
    kind,
    about,
    end,
    at: new Date(at).toISOString(),
  });
  return [
    ...REMINDERS.map((share) =>
      step(`approaching-${share}`, 'approaching', from + Math.floor(((to - from) * share) / 100)),
    ),
    step('missed', 'missed', to + 1),
    ...ESCALATIONS.map((hours) => step(`overdue-${hours}h`, 'overdue', to + hours * HOUR)),
  ];
};

/**
 * What has to be said now of the steps reached from `since` to `now` (both inclusive): the missed step if it is among
 * them, otherwise only the latest. What it overtakes is never said. Null where nothing has been reached.
 */
export const stepToTake = (
  deadline: Pick<Deadline, 'due' | 'target' | 'anchor'>,
  since: Instant,
  now: Instant,
): DeadlineStep | null => {
  const reached = reminderSteps(deadline).filter(({ at }) => at >= since && at <= now);
  return reached.find(({ kind }) => kind === 'missed') ?? reached.at(-1) ?? null;
};

/** The first step later than `after`: the next one to wait for. Null where there is none. */
export const nextStep = (
  deadline: Pick<Deadline, 'due' | 'target' | 'anchor'>,
  after: Instant | null,
): DeadlineStep | null => reminderSteps(deadline).find(({ at }) => after === null || at > after) ?? null;
