import type { Database, Statement } from 'better-sqlite3';
import { toInstant } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';
import { InvalidPosition, LogUnavailable } from '../port/errors.js';
import type { ReadStreamOptions, StoredEvent } from '../port/event-log.js';
import { told } from '../port/statements.js';
import { Slices, turn } from '../runner/pace.js';
import { asLogError } from './failures.js';
import { fromToken, toToken } from './position.js';
import { COLUMNS, toStoredEvent, type Row } from './rows.js';

/** Events are read and handed out in pages of so many; the event loop turns between them. */
const PAGE = 100;
/** How often (milliseconds) a reader that nobody wakes looks for new events. */
const POLL = 250;

/** Reads the events of one SQLite file, and hands out new ones as whoever writes them wakes it. */
export class LogReader {
  /** Wakes the subscriptions that have read to the end. */
  private readonly sleepers = new Set<() => void>();

  private readonly page: Statement<[number, number], Row>;
  private readonly streamForwards: Statement<[string, number, number], Row>;
  private readonly streamBackwards: Statement<[string, number, number], Row>;
  private readonly last: Statement<[], readonly [position: number, recordedAt: number]>;

  constructor(
    private readonly db: Database,
    private readonly file: string,
    /** The writer is in another process: nobody here calls `wake`. */
    private readonly polls: boolean,
  ) {
    // CROSS JOIN keeps SQLite from starting at the streams.
    this.page = db
      .prepare<[number, number], Row>(
        `SELECT ${COLUMNS} FROM events AS e CROSS JOIN streams AS s ON s.id = e.stream
         WHERE e.position > ? ORDER BY e.position LIMIT ?`,
      )
      .raw();
    const stream = (condition: string): Statement<[string, number, number], Row> =>
      db
        .prepare<[string, number, number], Row>(
          `SELECT ${COLUMNS} FROM streams AS s JOIN events AS e ON e.stream = s.id WHERE s.name = ? AND ${condition} LIMIT ?`,
        )
        .raw();
    this.streamForwards = stream('e.revision >= ? ORDER BY e.revision');
    this.streamBackwards = stream('e.revision <= ? ORDER BY e.revision DESC');
    this.last = db
      .prepare<[], [number, number]>('SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1')
      .raw();
  }

  readStream(stream: string, options: ReadStreamOptions = {}): readonly StoredEvent[] {
    const { direction = 'forwards', limit = Number.MAX_SAFE_INTEGER } = options;
    const forwards = direction === 'forwards';
    const from = options.from ?? (forwards ? 0 : Number.MAX_SAFE_INTEGER);
    const rows = this.read(() => told(forwards ? this.streamForwards : this.streamBackwards).all(stream, from, limit));
    return rows.map(toStoredEvent);
  }

  async readAll(after: string | undefined, limit: number): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    const slices = new Slices();
    let position = fromToken(after);
    for (;;) {
      // Many readers wake up together: whoever comes late reads at the next turn.
      await slices.breathe();
      const rows = this.readPage(position, Math.min(PAGE, limit - events.length));
      for (const row of rows) events.push(toStoredEvent(row));
      position = rows.at(-1)?.[0] ?? position;
      if (rows.length < PAGE || events.length >= limit) return events;
    }
  }

  async *subscribe(after: string | undefined, signal: AbortSignal): AsyncGenerator<StoredEvent, void, undefined> {
    let position = fromToken(after);
    while (!signal.aborted) {
      const rows = this.readPage(position, PAGE);
      for (const row of rows) {
        yield toStoredEvent(row);
        if (signal.aborted) return;
        position = row[0];
      }
      // No other code runs between a read that found nothing and going to sleep: no event can slip through between.
      if (rows.length === 0) await this.sleep(signal);
      else await turn();
    }
  }

  head(): { position: string | undefined; size: number; recordedAt: Instant | undefined } {
    const last = this.read(() => told(this.last).get());
    if (last === undefined) return { position: undefined, size: 0, recordedAt: undefined };
    return { position: toToken(last[0]), size: last[0], recordedAt: toInstant(last[1]) };
  }

  /** There is something new, or the file is about to be closed. */
  wake(): void {
    for (const wake of [...this.sleepers]) wake();
  }

  private readPage(after: number, limit: number): readonly Row[] {
    return this.read(() => {
      const rows = told(this.page).all(after, Math.max(0, limit));
      if (rows.length === 0 && after > (told(this.last).get()?.[0] ?? 0)) {
        throw new InvalidPosition(`${toToken(after)} lies behind the end of ${this.file}: was an older copy put back?`);
      }
      return rows;
    });
  }

  private read<T>(query: () => T): T {
    if (!this.db.open) throw new LogUnavailable(`${this.file} has been closed`);
    try {
      return query();
    } catch (error) {
      throw asLogError(error, this.file);
    }
  }

  private sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        clearTimeout(timer);
        resolve();
      };
      const timer = this.polls ? setTimeout(wake, POLL) : undefined;
      this.sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
