import type { Instant } from '@art33/event-log';

/** Messages that somebody is about to write, alike in what decides when they go. */
export interface MessagesToCome {
  readonly count: number;
  readonly domain: string;
  /** Due time of what they serve; null: none. */
  readonly dueBy: Instant | null;
  /** They are not written before somebody resumes their job. */
  readonly held: boolean;
}

/** Knows what running and paused jobs have still to write, though no message of it is there yet. */
export interface Forecast {
  toCome(organisation: string): Promise<readonly MessagesToCome[]>;
}

/** Injection token: who knows what is to come (`Forecast`). */
export const FORECAST = Symbol('Forecast');
