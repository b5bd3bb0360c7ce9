import type { EventLog } from '../port/event-log.js';
import { backOff, rest } from './pace.js';

/** However silent the subscription: readers look at the log again after this time (milliseconds). */
const LONGEST_SILENCE = 2_000;
const FIRST_WAIT = 100;
const LONGEST_WAIT = 10_000;

/**
 * Rings when the log may have grown. Readers take pages from where they stand and wait here when they find none: the
 * subscription only wakes them, so that nothing is lost or doubled when it breaks.
 */
export class LogTail {
  private rung = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly log: EventLog) {}

  /** How often it has rung: to be noted before reading, so that a ring while reading is not missed. */
  get rings(): number {
    return this.rung;
  }

  /** Listens until the signal aborts; comes back by itself after errors. */
  async listen(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const { position } = await this.log.head();
        this.ring();
        const news = this.log.subscribe(position, signal)[Symbol.asyncIterator]();
        while (!(await news.next()).done) {
          failures = 0;
          this.ring();
        }
      } catch {
        // Readers meet the same error where they read, and report it there.
      }
      if (!signal.aborted) await rest(backOff(failures++, FIRST_WAIT, LONGEST_WAIT), signal);
    }
  }

  /** Resolves when it has rung since the count was noted, at the latest after two seconds or when the signal aborts. */
  async ringAfter(noted: number, signal: AbortSignal): Promise<void> {
    if (this.rung !== noted || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, LONGEST_SILENCE);
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private ring(): void {
    this.rung++;
    for (const wake of [...this.waiting]) wake();
  }
}
