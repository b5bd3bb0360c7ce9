import { categoryOfStream, type Projection, type ReadModelDb } from '@art33/event-log';
import { decodeCursor } from '@art33/http';
import type { OrganisationScope } from '@art33/identity';

/**
 * Every event with the organisation that owns its stream: the one on whose behalf the stream's first event was made.
 * Holds no data of events: that is read from the log itself.
 */
export const eventListProjection: Projection = {
  name: 'evidence-events',
  version: 1,
  handles: 'all',
  tables: `
    CREATE TABLE evidence_streams (stream TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE evidence_events (
      log_number INTEGER PRIMARY KEY, id TEXT NOT NULL, owner TEXT NOT NULL, category TEXT NOT NULL, stream TEXT NOT NULL,
      revision INTEGER NOT NULL, type TEXT NOT NULL, recorded_at TEXT NOT NULL, actor TEXT NOT NULL, correlation TEXT NOT NULL
    );
    CREATE INDEX evidence_events_by_owner ON evidence_events (owner, log_number);
    CREATE INDEX evidence_events_by_stream ON evidence_events (stream, log_number);`,
  apply(event, db) {
    if (event.revision === 0)
      db.sql('INSERT INTO evidence_streams VALUES (?, ?)').run(event.stream, event.metadata.organisation);
    const { owner } = db.sql('SELECT owner FROM evidence_streams WHERE stream = ?').get(event.stream) as {
      owner: string;
    };
    db.sql('INSERT INTO evidence_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      event.logNumber,
      event.id,
      owner,
      categoryOfStream(event.stream),
      event.stream,
      event.revision,
      event.type,
      event.recordedAt,
      `${event.metadata.actor.kind}:${event.metadata.actor.id}`,
      event.metadata.correlationId,
    );
  },
};

export interface EventRow {
  readonly logNumber: number;
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly correlationId: string;
}

export interface EventFilter {
  readonly stream?: string;
  readonly category?: string;
  readonly type?: string;
  /** RFC 3339 UTC, inclusive. */
  readonly from?: string;
  /** RFC 3339 UTC, exclusive. */
  readonly until?: string;
  readonly cursor?: string;
  readonly limit: number;
}

const COLUMNS = 'log_number, id, stream, revision, type, recorded_at, actor, correlation';

const viewOf = (row: Record<string, unknown>): EventRow => ({
  logNumber: row['log_number'] as number,
  id: row['id'] as string,
  stream: row['stream'] as string,
  revision: row['revision'] as number,
  type: row['type'] as string,
  recordedAt: row['recorded_at'] as string,
  actor: row['actor'] as string,
  correlationId: row['correlation'] as string,
});

/** The organisation's events in log order; `limit + 1` rows. */
export function listEvents(db: ReadModelDb, scope: OrganisationScope, filter: EventFilter): readonly EventRow[] {
  const after = decodeCursor(filter.cursor);
  const conditions: readonly (readonly [string, string | number | undefined])[] = [
    ['stream = ?', filter.stream],
    ['category = ?', filter.category],
    ['type = ?', filter.type],
    ['recorded_at >= ?', filter.from],
    ['recorded_at < ?', filter.until],
    ['log_number > ?', after && Number(after[0])],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  const where = ['owner = ?', ...used.map(([condition]) => condition)].join(' AND ');
  return db
    .sql(`SELECT ${COLUMNS} FROM evidence_events WHERE ${where} ORDER BY log_number LIMIT ?`)
    .all(scope.organisation, ...used.map(([, value]) => value), filter.limit + 1)
    .map(viewOf);
}

export function eventByLogNumber(db: ReadModelDb, scope: OrganisationScope, logNumber: number): EventRow | undefined {
  const row = db
    .sql(`SELECT ${COLUMNS} FROM evidence_events WHERE log_number = ? AND owner = ?`)
    .get(logNumber, scope.organisation);
  return row && viewOf(row);
}
