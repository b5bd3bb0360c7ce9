import { categoryOfStream, type Projection, type ReadModelDb } from '@art33/event-log';

/**
 * Every event with the organisation that owns its stream: the one on whose behalf the stream's first event was made.
 * Holds no data of events: that is read from the log itself.
 */
export const eventListProjection: Projection = {
  name: 'evidence-events',
  version: 1,
  handles: 'all',
  reads: 'envelope',
  tables: `
    CREATE TABLE evidence_streams (stream TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE evidence_events (
      log_number INTEGER PRIMARY KEY, id TEXT NOT NULL, owner TEXT NOT NULL, category TEXT NOT NULL, stream TEXT NOT NULL,
      revision INTEGER NOT NULL, type TEXT NOT NULL, recorded_at TEXT NOT NULL, actor TEXT NOT NULL, correlation TEXT NOT NULL
    );
    CREATE INDEX evidence_events_by_owner ON evidence_events (owner, log_number);
    CREATE INDEX evidence_events_by_stream ON evidence_events (stream, log_number);`,
  apply(event, db) {
    const { actor, organisation, correlationId } = event.metadata;
    if (event.revision === 0) db.sql('INSERT INTO evidence_streams VALUES (?, ?)').run(event.stream, organisation);
    const owner = event.revision === 0 ? organisation : ownerOf(event.stream, db);
    db.sql('INSERT INTO evidence_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      event.logNumber,
      event.id,
      owner,
      categoryOfStream(event.stream),
      event.stream,
      event.revision,
      event.type,
      event.recordedAt,
      `${actor.kind}:${actor.id}`,
      correlationId,
    );
  },
};

const ownerOf = (stream: string, db: ReadModelDb): string =>
  String(db.sql('SELECT owner FROM evidence_streams WHERE stream = ?').get(stream)?.['owner']);
