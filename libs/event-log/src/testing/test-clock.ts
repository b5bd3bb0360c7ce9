import { toInstant, toMilliseconds, type Clock } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  private milliseconds: number;

  constructor(start: Instant = '2026-03-02T03:10:00.000Z') {
    this.milliseconds = toMilliseconds(start);
  }

  now(): number {
    return this.milliseconds;
  }

  /** The time as an instant. */
  get instant(): Instant {
    return toInstant(this.milliseconds);
  }

  /** Moves the hands to an instant, backwards too. */
  set(instant: Instant): void {
    this.milliseconds = toMilliseconds(instant);
  }

  /** Lets time pass. */
  advance(time: {
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
    readonly milliseconds?: number;
  }): void {
    const { hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = time;
    this.milliseconds += ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  }
}
