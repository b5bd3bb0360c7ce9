import type { Instant, ReadModelDb } from '@art33/event-log';

/** What a live stream says of one event: where to look, never what is in it. */
export interface LiveEvent {
  readonly logNumber: number;
  readonly id: string;
  /** The record: `<kind>-<id>`. */
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly recordedAt: Instant;
  readonly actorKind: string;
}

/** An event and whose it is. */
export interface OwnedEvent {
  readonly owner: string;
  readonly event: LiveEvent;
}

const COLUMNS = 'log_number, id, owner, stream, revision, type, recorded_at, actor';

/** Everybody's events after a log number, in log order. */
export const eventsAfter = (db: ReadModelDb, after: number, limit: number): readonly OwnedEvent[] =>
  db
    .sql(`SELECT ${COLUMNS} FROM evidence_events WHERE log_number > ? ORDER BY log_number LIMIT ?`)
    .all(after, limit)
    .map(ownedEvent);

/** One organisation's events after a log number up to another (inclusive), in log order. */
export const eventsOf = (
  db: ReadModelDb,
  organisation: string,
  after: number,
  upTo: number,
  limit: number,
): readonly LiveEvent[] =>
  db
    .sql(
      `SELECT ${COLUMNS} FROM evidence_events WHERE owner = ? AND log_number > ? AND log_number <= ?
       ORDER BY log_number LIMIT ?`,
    )
    .all(organisation, after, upTo, limit)
    .map((row) => ownedEvent(row).event);

/** The last log number that is shown; -1 before the first. */
export const lastShown = (db: ReadModelDb): number =>
  Number(db.sql('SELECT max(log_number) AS last FROM evidence_events').get()?.['last'] ?? -1);

/** The last of an organisation's own up to a log number; -1 where it has none. */
export const lastOf = (db: ReadModelDb, organisation: string, upTo: number): number =>
  Number(
    db
      .sql('SELECT max(log_number) AS last FROM evidence_events WHERE owner = ? AND log_number <= ?')
      .get(organisation, upTo)?.['last'] ?? -1,
  );

const ownedEvent = (row: Record<string, unknown>): OwnedEvent => ({
  owner: row['owner'] as string,
  event: {
    logNumber: row['log_number'] as number,
    id: row['id'] as string,
    stream: row['stream'] as string,
    revision: row['revision'] as number,
    type: row['type'] as string,
    recordedAt: row['recorded_at'] as string,
    actorKind: (row['actor'] as string).split(':', 1)[0] ?? '',
  },
});
