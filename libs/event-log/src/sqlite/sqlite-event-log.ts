import type { Statement } from 'better-sqlite3';
import { toInstant, type Clock } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';
import { admit, MAX_EVENT_BYTES } from '../port/admission.js';
import { InvalidPosition, LogUnavailable } from '../port/errors.js';
import type {
  AppendItem,
  AppendOutcome,
  EventLog,
  EventToAppend,
  ExpectedRevision,
  ReadStreamOptions,
  StoredEvent,
} from '../port/event-log.js';
import { Slices, turn } from '../runner/pace.js';
import { asLogError } from './failures.js';
import { needsMigration, openForReading, openForWriting, type OpenFile } from './file.js';
import { fromToken, toToken } from './position.js';
import { COLUMNS, toStoredEvent, type Row } from './rows.js';
import { emptyWriteAheadLog } from './wal-checkpoint.js';
import { Writer } from './writer.js';

export interface SqliteEventLogOptions {
  /** The database file; its directory must exist. Beside it appear `-wal`, `-shm` and `.lock`. */
  readonly file: string;
  /** Dates migrations. Events bring their own `recordedAt`. */
  readonly clock: Clock;
  /** Opens beside the writer, also in another process. Appends are then refused with `LogUnavailable`. */
  readonly readOnly?: boolean;
  /** The largest event, in bytes of its data and metadata together. */
  readonly maxEventBytes?: number;
}

/** Events are read and handed out in pages of so many; the event loop turns between them. */
const PAGE = 100;
/** How often (milliseconds) a reader in another process looks for new events. */
const POLL = 250;

/**
 * The event log in one SQLite file: one writer at a time, readers beside it. A position token is `s:<n>`, where n is the
 * event's log number + 1. An event id can stand in the log only once.
 */
export class SqliteEventLog implements EventLog {
  private closing = false;
  private readonly writer: Writer | undefined;
  /** Wakes the subscriptions that have read to the end. */
  private readonly sleepers = new Set<() => void>();

  private readonly page: Statement<[number, number], Row>;
  private readonly streamForwards: Statement<[string, number, number], Row>;
  private readonly streamBackwards: Statement<[string, number, number], Row>;
  private readonly last: Statement<[], readonly [position: number, recordedAt: number]>;

  private constructor(
    private readonly opened: OpenFile,
    private readonly readOnly: boolean,
    private readonly maxEventBytes: number,
  ) {
    const { db, file } = opened;
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
    if (!readOnly) this.writer = new Writer(db, file, () => this.wake(), emptyWriteAheadLog);
  }

  /**
   * Opens the file, and makes it where there is none (unless `readOnly`). A file of an older release is copied to
   * `<file>.before-v<schema>` and then migrated. Rejects with `LogUnusable` where the file is foreign, damaged, newer than
   * this release, not writable or held by another writer, and leaves it as it was; with `LogUnavailable` on a full disk.
   */
  static async open({
    file,
    clock,
    readOnly = false,
    maxEventBytes = MAX_EVENT_BYTES,
  }: SqliteEventLogOptions): Promise<SqliteEventLog> {
    const opened = readOnly ? openForReading(file) : openForWriting(file, clock);
    return new SqliteEventLog(opened, readOnly, maxEventBytes);
  }

  /** The position of the event with this log number. */
  static positionOf(logNumber: number): string {
    return toToken(logNumber + 1);
  }

  /** Whether `open` would migrate this file. False where there is none. Throws `LogUnusable`. */
  static needsMigration(file: string): boolean {
    return needsMigration(file);
  }

  async append(
    stream: string,
    expectedRevision: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<readonly StoredEvent[]> {
    const outcome = await this.enqueue({ stream, expectedRevision, events });
    if (!outcome.ok) throw outcome.error;
    return outcome.events;
  }

  async appendMany(items: readonly AppendItem[]): Promise<readonly AppendOutcome[]> {
    return Promise.all(items.map((item) => this.enqueue(item)));
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly StoredEvent[]> {
    const { direction = 'forwards', limit = Number.MAX_SAFE_INTEGER } = options;
    const forwards = direction === 'forwards';
    const from = options.from ?? (forwards ? 0 : Number.MAX_SAFE_INTEGER);
    const rows = this.read(() => (forwards ? this.streamForwards : this.streamBackwards).all(stream, from, limit));
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

  async head(): Promise<{ position: string | undefined; size: number; recordedAt: Instant | undefined }> {
    const last = this.read(() => this.last.get());
    if (last === undefined) return { position: undefined, size: 0, recordedAt: undefined };
    return { position: toToken(last[0]), size: last[0], recordedAt: toInstant(last[1]) };
  }

  comparePositions(a: string, b: string): number {
    return fromToken(a) - fromToken(b);
  }

  /** Writes what is queued, ends the subscriptions with `LogUnavailable`, and gives the file to the next writer. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    await this.writer?.idle();
    this.wake();
    this.opened.close();
  }

  private async enqueue(item: AppendItem): Promise<AppendOutcome> {
    try {
      const append = admit(item, this.maxEventBytes);
      if (this.closing) throw this.closed();
      if (this.writer === undefined) throw new LogUnavailable(`${this.opened.file} was opened for reading only`);
      return await this.writer.enqueue(append);
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  private readPage(after: number, limit: number): readonly Row[] {
    return this.read(() => {
      const rows = this.page.all(after, Math.max(0, limit));
      if (rows.length === 0 && after > (this.last.get()?.[0] ?? 0)) {
        throw new InvalidPosition(
          `${toToken(after)} lies behind the end of ${this.opened.file}: was an older copy put back?`,
        );
      }
      return rows;
    });
  }

  private read<T>(query: () => T): T {
    if (!this.opened.db.open) throw this.closed();
    try {
      return query();
    } catch (error) {
      throw asLogError(error, this.opened.file);
    }
  }

  private closed(): LogUnavailable {
    return new LogUnavailable(`${this.opened.file} has been closed`);
  }

  private sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        clearTimeout(timer);
        resolve();
      };
      const timer = this.readOnly ? setTimeout(wake, POLL) : undefined;
      this.sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private wake(): void {
    for (const wake of [...this.sleepers]) wake();
  }
}
