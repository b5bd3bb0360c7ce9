import BetterSqlite3 from 'better-sqlite3';
import { systemClock } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';
import type { StoredEvent } from '../port/event-log.js';
import { KeyUnusable } from '../port/key-store.js';
import type { EventCodec } from '../sealing/event-codec.js';
import { asOpenError } from '../sqlite/failures.js';
import { SqliteEventLog } from '../sqlite/sqlite-event-log.js';

/** What was found of a whole log. */
export interface CheckedLog {
  readonly events: number;
  readonly streams: number;
  readonly recordedAt: Instant | undefined;
  /** The first things that are wrong, each a sentence; none: it is whole. */
  readonly faults: readonly string[];
  /** Events of which some field does not open although its key was not erased. */
  readonly unopened: { readonly count: number; readonly first: string | undefined };
}

const PAGE = 500;
const FAULTS_TOLD = 20;

/**
 * Reads a log from its first event to its last: SQLite finds the file whole, log numbers and revisions run without a gap,
 * and, with a codec, every event is of a known type, and which of its sealed fields neither open nor were erased. Beside
 * its writer it checks what the log held when it began. Throws `LogUnusable` where the file cannot be read at all.
 */
export async function checkLog(options: {
  readonly file: string;
  /** Undefined: what is sealed stays so, and only its form is checked. */
  readonly codec?: EventCodec;
  /** Sees each event as it is stored. */
  readonly onEvent?: (event: StoredEvent) => void;
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<CheckedLog> {
  const { file, codec, onEvent, onProgress } = options;
  const faults: string[] = [...integrityFaults(file)];
  const fault = (text: string): void => void (faults.length < FAULTS_TOLD && faults.push(text));
  const revisions = new Map<string, number>();
  let unopened: CheckedLog['unopened'] = { count: 0, first: undefined };
  const log = await SqliteEventLog.open({ file, clock: systemClock, readOnly: true });
  try {
    const { size } = await log.head();
    let read = 0;
    let position: string | undefined;
    let recordedAt: Instant | undefined;
    while (read < size) {
      const page = await log.readAll(position, Math.min(PAGE, size - read));
      if (page.length === 0) break;
      for (const event of page) {
        const due = (revisions.get(event.stream) ?? -1) + 1;
        if (event.logNumber !== read) fault(`log number ${read} is missing`);
        if (event.revision !== due) fault(`${event.stream}: revision ${due} is missing`);
        revisions.set(event.stream, event.revision);
        read = event.logNumber + 1;
        recordedAt = event.recordedAt;
        onEvent?.(event);
      }
      for (const opened of (await codec?.openEach(page)) ?? []) {
        if (opened instanceof KeyUnusable)
          unopened = { count: unopened.count + 1, first: unopened.first ?? opened.message };
        else if (opened instanceof Error) fault(opened.message);
      }
      position = page.at(-1)?.position;
      onProgress?.(read, size);
    }
    if (read < size) fault(`${size} events were announced, ${read} could be read`);
    return { events: read, streams: revisions.size, recordedAt, faults, unopened };
  } finally {
    await log.close();
  }
}

function integrityFaults(file: string): readonly string[] {
  try {
    const db = new BetterSqlite3(file, { readonly: true, fileMustExist: true });
    try {
      const found = db.pragma(`integrity_check(${FAULTS_TOLD})`) as readonly { readonly integrity_check: string }[];
      const words = found.map((row) => row.integrity_check).filter((text) => text !== 'ok');
      return [...words, ...(db.pragma('foreign_key_check') as readonly unknown[]).map(() => 'an event has no stream')];
    } finally {
      db.close();
    }
  } catch (error) {
    throw asOpenError(error, file);
  }
}
