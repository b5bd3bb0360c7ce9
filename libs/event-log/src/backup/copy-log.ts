import { closeSync, fsyncSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { toInstant } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';
import { makePlain } from '../eventstore/replica-file.js';
import { asLogError } from '../sqlite/failures.js';
import { openForReading } from '../sqlite/file.js';

/** What a copy of a log holds. */
export interface CopiedLog {
  /** How many events; the last one's log number is one less. */
  readonly size: number;
  /** When the last one was recorded. */
  readonly recordedAt: Instant | undefined;
}

/** Pages between two turns of the event loop: some milliseconds. */
const SLICE = 256;

/**
 * Copies the log as it stands at one moment into a new file, while its writer, here or in another process, goes on: readers
 * hold nobody up in WAL mode. The copy is one whole file without any beside it. Its directory is flushed by the caller.
 * Throws `LogUnusable` and `LogUnavailable` (disk full, I/O error); what then lies at `to` is of no use.
 */
export async function copyLog(options: {
  readonly file: string;
  /** Must not exist. */
  readonly to: string;
  /** Both in bytes. */
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<CopiedLog> {
  const { file, to, onProgress } = options;
  const source = openForReading(file);
  try {
    // The transaction holds the moment: without it, every write of another process would make the copy start anew.
    source.db.exec('BEGIN');
    const last = source.db
      .prepare<[], [number, number]>('SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1')
      .raw()
      .get();
    const pageSize = source.db.pragma('page_size', { simple: true }) as number;
    await source.db.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress?.((totalPages - remainingPages) * pageSize, totalPages * pageSize);
        return SLICE;
      },
    });
    makePlain(to);
    makeSingleFile(to);
    return { size: last?.[0] ?? 0, recordedAt: last && toInstant(last[1]) };
  } catch (error) {
    throw asLogError(error, to);
  } finally {
    source.close();
  }
}

/** A copy says of itself that it is in WAL mode, which wants files beside it, until it is told otherwise. */
function makeSingleFile(file: string): void {
  const copy = new BetterSqlite3(file, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
