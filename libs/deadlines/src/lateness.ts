import type { Deadline, Instant, Lateness } from './types.js';

/**
 * Judges a fulfilment: due is inclusive, one millisecond later is late. Without a due time nothing is ever late, and a
 * missed internal target is no lateness.
 */
export const judge = (deadline: Pick<Deadline, 'due'>, fulfilledAt: Instant): Lateness => {
  const { due } = deadline;
  const lateBy = due === null ? 0 : Math.max(0, Date.parse(fulfilledAt) - Date.parse(due));
  return { onTime: lateBy === 0, lateBy, due, fulfilledAt };
};
