import { toInstant, toMilliseconds } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';
import type { Projection, ReadModelDb } from '../port/projection.js';
import { isByPerson } from '../runner/edits.js';

/**
 * The log's time: the running maximum of recordedAt in log order. One row per instant, with the last event that has it.
 */
const logTime: Projection = {
  name: 'log-time',
  version: 1,
  tables: `CREATE TABLE log_time (
    instant TEXT PRIMARY KEY,
    log_number INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  handles: 'all',
  reads: 'envelope',
  apply: ({ logNumber, recordedAt }, db) => {
    const last = lastLogTime(db);
    // Not in one statement: what is inserted from the table itself goes through a table of its own first.
    db.sql('INSERT INTO log_time VALUES (?, ?) ON CONFLICT DO UPDATE SET log_number = excluded.log_number').run(
      last !== undefined && last > recordedAt ? last : recordedAt,
      logNumber,
    );
  },
};

/** How many edits the people of each organisation have made to each stream. */
const logEdits: Projection = {
  name: 'log-edits',
  version: 1,
  tables: `CREATE TABLE log_edits (
    stream TEXT NOT NULL,
    organisation TEXT NOT NULL,
    edits INTEGER NOT NULL,
    last_command TEXT NOT NULL,
    PRIMARY KEY (stream, organisation)
  ) STRICT, WITHOUT ROWID`,
  handles: 'all',
  reads: 'envelope',
  apply: ({ stream, metadata }, db) => {
    if (!isByPerson(metadata)) return;
    // A command's events stand together, and no command id comes back: a new id is a new edit.
    db.sql(
      `INSERT INTO log_edits VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE
       SET edits = edits + (last_command <> excluded.last_command), last_command = excluded.last_command`,
    ).run(stream, metadata.organisation, metadata.commandId);
  },
};

/** Kept in every set of read models, from the envelopes of events alone: no sealed field can stop them. */
export const builtIn: readonly Projection[] = [logTime, logEdits];

/** The ETag of a record: edits that people of the organisation made to its stream. The same count as `CommandOutcome.edits`. */
export const editsOf = (db: ReadModelDb, stream: string, organisation: string): number =>
  Number(
    db.sql('SELECT edits FROM log_edits WHERE stream = ? AND organisation = ?').get(stream, organisation)?.['edits'] ??
      0,
  );

/** The last instant of the log's time that these models have seen. */
export const lastLogTime = (db: ReadModelDb): Instant | undefined =>
  db.sql('SELECT instant FROM log_time ORDER BY instant DESC LIMIT 1').get()?.['instant'] as Instant | undefined;

const firstLogTime = (db: ReadModelDb): Instant | undefined =>
  db.sql('SELECT instant FROM log_time ORDER BY instant LIMIT 1').get()?.['instant'] as Instant | undefined;

/** The log number of the last event that these models have seen; -1 before the first. */
export const lastLogNumber = (db: ReadModelDb): number =>
  (db.sql('SELECT log_number FROM log_time ORDER BY instant DESC LIMIT 1').get()?.['log_number'] ?? -1) as number;

/** The log number of the last event whose log time is not after the instant. */
export const logNumberUpTo = (db: ReadModelDb, instant: Instant): number | null =>
  (db.sql('SELECT log_number FROM log_time WHERE instant <= ? ORDER BY instant DESC LIMIT 1').get(instant)?.[
    'log_number'
  ] ?? null) as number | null;

/** The instant of the log's time at which the log came to a log number; undefined where it never did. */
export function logTimeAt(db: ReadModelDb, logNumber: number): Instant | undefined {
  const [first, last] = [firstLogTime(db), lastLogTime(db)];
  if (first === undefined || last === undefined || lastLogNumber(db) < logNumber) return undefined;
  // The table is ordered by instants, and log numbers grow with them.
  let [low, high] = [toMilliseconds(first), toMilliseconds(last)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((logNumberUpTo(db, toInstant(middle)) ?? -1) >= logNumber) high = middle;
    else low = middle + 1;
  }
  return toInstant(low);
}
