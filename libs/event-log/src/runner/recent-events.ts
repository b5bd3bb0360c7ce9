import type { EventLog, StoredEvent } from '../port/event-log.js';

/** Where a reader stands: the last event that it has. */
export interface ReaderPlace {
  readonly position: string;
  readonly logNumber: number;
}

/** How many events are kept, and how many are read at once. */
const KEPT = 1_000;
const PAGE = 200;
/** For so long (milliseconds) a look at the log that found nothing speaks for all who have heard no more rings than it. */
const SILENCE = 500;

/**
 * The end of the log for readers who follow it side by side: what one of them has read the others need not read again.
 * Whoever is further behind than what is kept reads for himself. Events never change, so what is kept stays right; it is as
 * they are stored, sealed.
 */
export class RecentEvents {
  /** Consecutive. */
  private kept: readonly StoredEvent[] = [];
  private reading: Promise<readonly StoredEvent[]> | undefined;
  /** The last look that found nothing. */
  private silence = { next: -1, rings: -1, until: 0 };

  constructor(private readonly log: Pick<EventLog, 'readAll'>) {}

  /**
   * The next events after a place; undefined: from the start. None: the log had no more since its tail rang that often; the
   * next event will ring.
   */
  async after(place: ReaderPlace | undefined, rings: number): Promise<readonly StoredEvent[]> {
    const next = place === undefined ? 0 : place.logNumber + 1;
    const known = this.from(next);
    if (known.length > 0) return known;
    const isAtEnd = this.kept.length === 0 || next === this.kept.at(-1)!.logNumber + 1;
    if (!isAtEnd) return this.log.readAll(place?.position, PAGE);
    const { silence } = this;
    if (silence.next === next && silence.rings === rings && performance.now() < silence.until) return [];
    if (this.reading) {
      await this.reading.catch(() => undefined);
      // What was under way may have begun before the log grew: that it found nothing says nothing.
      const read = this.from(next);
      if (read.length > 0) return read;
    }
    return this.read(place, next, rings);
  }

  private async read(place: ReaderPlace | undefined, next: number, rings: number): Promise<readonly StoredEvent[]> {
    const reading = this.log.readAll(place?.position, PAGE);
    this.reading = reading;
    try {
      const events = await reading;
      if (events.length === 0) this.silence = { next, rings, until: performance.now() + SILENCE };
      const end = this.kept.at(-1)?.logNumber;
      if (end === undefined || next === end + 1) this.kept = [...this.kept, ...events].slice(-KEPT);
      return events;
    } finally {
      if (this.reading === reading) this.reading = undefined;
    }
  }

  private from(next: number): readonly StoredEvent[] {
    const first = this.kept[0]?.logNumber;
    if (first === undefined || next < first) return [];
    return this.kept.slice(next - first, next - first + PAGE);
  }
}
