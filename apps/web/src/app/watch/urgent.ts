import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { clockStateAt } from '../../design/state.js';
import { now } from '../clock.js';

type Clock = Schemas['WatchedDeadline'];

/** A clock that asks for something. */
export interface Urgent {
  readonly clock: Clock;
  readonly state: 'missed' | 'near';
}

/** The clocks that ask for something at an instant (milliseconds), in their order. */
export const urgentAt = (clocks: readonly Clock[], at: number): readonly Urgent[] =>
  clocks.flatMap((clock) => {
    const { state, due, deadline } = clock;
    const is = clockStateAt({ state, due, anchor: deadline.anchor.at.at }, at);
    return is === 'missed' || is === 'near' ? [{ clock, state: is }] : [];
  });

const PAGE = 200;

/**
 * The clocks that ask for something, and at least the next two hundred: the nearest come first, so the rest is not asked for
 * on every page of the app.
 */
export const urgentQuery = queryOptions({
  queryKey: ['deadlines', 'urgent'],
  queryFn: async ({ signal }): Promise<readonly Clock[]> => {
    const clocks: Clock[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { limit: PAGE, state: ['open', 'missed'] as ['open', 'missed'], ...(cursor && { cursor }) };
      const { items, nextCursor } = await answerOf(api.GET('/api/v1/deadlines', { params: { query }, signal }));
      clocks.push(...items);
      if (nextCursor === null || urgentAt(items.slice(-1), now()).length === 0) return clocks;
      cursor = nextCursor;
    }
  },
});
