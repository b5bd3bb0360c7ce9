import type { Instant } from './event.js';

/** Where the time comes from. Injected everywhere; deciders get an instant instead. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export const toInstant = (milliseconds: number): Instant => new Date(milliseconds).toISOString();
export const toMilliseconds = (instant: Instant): number => Date.parse(instant);
