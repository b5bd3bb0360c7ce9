import type { Clock } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';
import { isReplica } from '../eventstore/replica-file.js';
import { admit, MAX_EVENT_BYTES } from '../port/admission.js';
import { LogUnavailable, LogUnusable } from '../port/errors.js';
import type {
  AppendItem,
  AppendOutcome,
  EventLog,
  EventToAppend,
  ExpectedRevision,
  ReadStreamOptions,
  StoredEvent,
} from '../port/event-log.js';
import { needsMigration, openForReading, openForWriting, type OpenFile } from './file.js';
import { fromToken, toToken } from './position.js';
import { LogReader } from './reader.js';
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

/**
 * The event log in one SQLite file: one writer at a time, readers beside it. A position token is `s:<n>`, where n is the
 * event's log number + 1. An event id can stand in the log only once.
 */
export class SqliteEventLog implements EventLog {
  private closing = false;
  private readonly writer: Writer | undefined;
  private readonly reader: LogReader;

  private constructor(
    private readonly opened: OpenFile,
    readOnly: boolean,
    private readonly maxEventBytes: number,
  ) {
    const { db, file } = opened;
    this.reader = new LogReader(db, file, readOnly);
    if (!readOnly) this.writer = new Writer(db, file, () => this.reader.wake());
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
    if (!readOnly && isReplica(opened.db)) {
      opened.close();
      throw new LogUnusable(`${file} is a copy of a log on EventStoreDB: nothing is written to it; see art33 migrate`);
    }
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

  async readStream(stream: string, options?: ReadStreamOptions): Promise<readonly StoredEvent[]> {
    return this.reader.readStream(stream, options);
  }

  readAll(after: string | undefined, limit: number): Promise<readonly StoredEvent[]> {
    return this.reader.readAll(after, limit);
  }

  subscribe(after: string | undefined, signal: AbortSignal): AsyncGenerator<StoredEvent, void, undefined> {
    return this.reader.subscribe(after, signal);
  }

  async head(): Promise<{ position: string | undefined; size: number; recordedAt: Instant | undefined }> {
    return this.reader.head();
  }

  comparePositions(a: string, b: string): number {
    return fromToken(a) - fromToken(b);
  }

  /** Writes what is queued, ends the subscriptions with `LogUnavailable`, and gives the file to the next writer. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    await this.writer?.idle();
    this.reader.wake();
    this.opened.close();
  }

  private async enqueue(item: AppendItem): Promise<AppendOutcome> {
    try {
      const append = admit(item, this.maxEventBytes);
      if (this.closing) throw new LogUnavailable(`${this.opened.file} has been closed`);
      if (this.writer === undefined) throw new LogUnavailable(`${this.opened.file} was opened for reading only`);
      return await this.writer.enqueue(append);
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }
}
