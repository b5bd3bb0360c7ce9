import type { Schemas } from '../../api/client.js';
import { clockStateAt, type ClockState } from '../../design/state.js';

export type Clock = Schemas['WatchedDeadline'];

/** The clocks that were not settled at a moment of the log. */
export interface ClocksThen {
  readonly instant: string;
  readonly clocks: readonly Clock[];
  /** More ran than are compared. */
  readonly isMore: boolean;
}
/** A clock at two moments; undefined: it did not run then. */
export interface ComparedClock {
  readonly clock: Clock;
  readonly change: 'came' | 'gone' | 'changed' | 'same';
  readonly before: ClockState | undefined;
  readonly after: ClockState | undefined;
}

/** The state of a clock at the instant of a look. */
export const stateIn = ({ state, due, deadline }: Clock, { instant }: ClocksThen): ClockState =>
  clockStateAt({ state, due, anchor: deadline.anchor.at.at }, Date.parse(instant));

const keyOf = ({ owner, duty }: Clock): string => `${owner.id} ${duty}`;

/** The clocks of two looks side by side: what came, went or changed stands before what stayed as it was. */
export function compareClocks(before: ClocksThen, after: ClocksThen): readonly ComparedClock[] {
  const earlier = new Map(before.clocks.map((clock) => [keyOf(clock), clock]));
  const later = new Set(after.clocks.map(keyOf));
  const shown = after.clocks.map((clock): ComparedClock => {
    const was = earlier.get(keyOf(clock));
    const states = { before: was && stateIn(was, before), after: stateIn(clock, after) };
    if (was === undefined) return { clock, change: 'came', ...states };
    const isSame = states.before === states.after && was.due === clock.due && was.source === clock.source;
    return { clock, change: isSame ? 'same' : 'changed', ...states };
  });
  const gone = before.clocks
    .filter((clock) => !later.has(keyOf(clock)))
    .map((clock): ComparedClock => ({ clock, change: 'gone', before: stateIn(clock, before), after: undefined }));
  const moved = [...shown, ...gone].filter(({ change }) => change !== 'same');
  return [...moved, ...shown.filter(({ change }) => change === 'same')];
}
