import { toInstant, toMilliseconds, type Instant } from '@art33/event-log';

const MINUTE = 60_000;

/** Minutes until the next attempt, after the first, second … failure; the last one for all that follow. */
const STEPS = [1, 2, 5, 10, 20, 40, 60] as const;
const LAST_STEP = 60;

/** How long temporary failures are tried again: RFC 5321, 4.5.4.1 asks for four to five days at least. */
const GIVE_UP_AFTER = 5 * 24 * 60 * MINUTE;

/** More copies than this, each perhaps delivered, would do harm. */
export const UNKNOWN_LIMIT = 10;

/**
 * How long an attempt belongs to the node that started it. Transports end an attempt well before, so that no two nodes
 * ever send the same message at the same time.
 */
export const LEASE_MILLISECONDS = 15 * MINUTE;

/**
 * When a message whose attempt number `attempt` failed at `at` is tried again, or null when its time is over.
 * `jitter` (0 ≤ jitter < 1) shortens the wait by up to a fifth.
 */
export function retryAfter(attempt: number, at: Instant, firstStartedAt: Instant, jitter: number): Instant | null {
  const minutes = STEPS[attempt - 1] ?? LAST_STEP;
  const next = toMilliseconds(at) + Math.round(minutes * MINUTE * (1 - jitter / 5));
  return next > toMilliseconds(firstStartedAt) + GIVE_UP_AFTER ? null : toInstant(next);
}
