import { toInstant, toMilliseconds, type Instant } from '@art33/event-log';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long to wait after the first, second … failure in a row; the last one for all that follow. */
const WAITS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR] as const;
const LAST_WAIT = 4 * HOUR;

/** After this long without a single success an endpoint is disabled: three days. */
const GIVE_UP_AFTER_MILLISECONDS = 72 * HOUR;

/** When the event is sent again after so many failures in a row. `jitter` (0 ≤ jitter < 1) adds up to a fifth. */
export const retryAt = (failures: number, now: Instant, jitter: number): Instant => {
  const wait = WAITS[failures - 1] ?? LAST_WAIT;
  return toInstant(toMilliseconds(now) + Math.round(wait * (1 + jitter / 5)));
};

/** Whether an endpoint that failed at `now` has failed for too long. */
export const hasFailedForTooLong = (failingSince: Instant, now: Instant): boolean =>
  toMilliseconds(now) - toMilliseconds(failingSince) >= GIVE_UP_AFTER_MILLISECONDS;
