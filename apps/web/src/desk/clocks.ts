import type { Schemas } from '../api/client.js';
import type { ClockFacts } from '../design/state.js';

export type Clock = Schemas['WatchedDeadline'];

export const factsOf = ({ state, due, deadline }: Clock): ClockFacts => ({
  state,
  due,
  anchor: deadline.anchor.at.at,
});

/** What is owed at once counts as due when it arose; what was sent and only lacks proof waits for no hour of its own. */
const urgency = ({ state, due, target, deadline }: Clock): string =>
  due ?? (state === 'sent' ? (target ?? '9') : deadline.anchor.at.at);

/** What is to be done first comes first. */
export const byUrgency = (clocks: readonly Clock[]): readonly Clock[] =>
  clocks.toSorted((one, other) => {
    const [first, second] = [urgency(one), urgency(other)];
    return first < second ? -1 : first > second ? 1 : 0;
  });
