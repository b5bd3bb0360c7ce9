import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../domain/clock.js';
import { isReplica } from '../eventstore/replica-file.js';
import { syncDirectory } from '../objects/directory/durable-files.js';
import { admit } from '../port/admission.js';
import { LogUnusable } from '../port/errors.js';
import type { StoredEvent } from '../port/event-log.js';
import { EventRows } from '../sqlite/event-rows.js';
import { asLogError } from '../sqlite/failures.js';
import { openForWriting, type OpenFile } from '../sqlite/file.js';
import { LogReader } from '../sqlite/reader.js';
import { emptyWriteAheadLog } from '../sqlite/wal-checkpoint.js';
import type { ReadableLog } from './compare-logs.js';
import { runsOf, TargetTaken, type MoveTarget } from './copy-events.js';

/** About so many bytes may stand in the write-ahead log before it is emptied. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What a file is called until it holds a whole log. */
export const unfinishedName = (file: string): string => `${file}.unfinished`;

/**
 * An embedded log that events are copied to. A new one has another name until it is whole: no service starts on half a log.
 * Each `add` is one transaction, and not an append per stream as a service writes: where the disk is full in the midst of
 * it, a later, smaller append could still have found room, and the order would be lost for good.
 */
export class SqliteTarget implements MoveTarget {
  readonly log: ReadableLog;
  readonly atOnce = 500;
  private readonly rows: EventRows;
  private bytes = 0;

  private constructor(
    private readonly opened: OpenFile,
    private readonly file: string,
  ) {
    this.rows = new EventRows(opened.db);
    const reader = new LogReader(opened.db, opened.file, false);
    this.log = { readAll: (after, limit) => reader.readAll(after, limit), head: async () => reader.head() };
  }

  /** Takes the lock of a writer. Throws `LogUnusable` (held by a service, foreign, a node's replica) and `LogUnavailable`. */
  static open({ file, clock }: { readonly file: string; readonly clock: Clock }): SqliteTarget {
    const opened = openForWriting(existsSync(file) ? file : unfinishedName(file), clock);
    if (!isReplica(opened.db)) return new SqliteTarget(opened, file);
    opened.close();
    throw new LogUnusable(`${file} is a copy of a log on EventStoreDB: name another file`);
  }

  async add(events: readonly StoredEvent[]): Promise<void> {
    const { db, file } = this.opened;
    try {
      db.exec('BEGIN IMMEDIATE');
      this.rows.begin();
      for (const run of runsOf(events)) this.addRun(run);
      db.exec('COMMIT');
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error instanceof TargetTaken ? error : asLogError(error, file);
    }
    if (this.bytes < MOST_BYTES) return;
    this.bytes = 0;
    // A disk that does not take it now takes it later; what is wrong with it shows in the next transaction.
    await emptyWriteAheadLog(file).catch(() => undefined);
  }

  /** Gives the file its name, once it has been proven whole. Throws `LogUnusable` where somebody else made one meanwhile. */
  async finish(): Promise<void> {
    await this.close();
    const unfinished = this.opened.file;
    if (!unfinished.endsWith(unfinishedName(''))) return;
    if (existsSync(this.file)) throw new LogUnusable(`${this.file} was made meanwhile: move it away, and begin anew`);
    renameSync(unfinished, this.file);
    rmSync(`${unfinished}.lock`, { force: true });
    await syncDirectory(dirname(this.file));
  }

  async close(): Promise<void> {
    if (this.opened.db.open) this.opened.close();
  }

  private addRun(run: readonly [StoredEvent, ...StoredEvent[]]): void {
    const [first] = run;
    const { stream } = first;
    const { events } = admit({ stream, expectedRevision: 'any', events: run });
    for (const { metadata, data } of events) this.bytes += metadata.length + data.length;
    const { rows } = this.rows.add(stream, this.rows.lastOf(stream), events);
    const [position, , revision] = rows[0]!;
    if (position - 1 === first.logNumber && revision === first.revision) return;
    throw new TargetTaken(
      `${stream}, revision ${first.revision} (log number ${first.logNumber}) would become revision ${revision} (${position - 1})`,
    );
  }
}
