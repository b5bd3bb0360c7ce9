import type { Instant, Projection, ReadModelDb } from '@art33/event-log';
import type { PublicEventKind, PublicFacts } from '../public-events.js';

/** An event as one organisation's receivers get it. */
export interface OutgoingEvent {
  readonly logNumber: number;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  readonly time: Instant;
  readonly facts: PublicFacts;
}

/** What each organisation's receivers can be told, in log order. One event of the log tells an organisation one thing. */
export const publicEventProjection = (kinds: readonly PublicEventKind[]): Projection => {
  const byType = new Map<string, PublicEventKind[]>();
  for (const kind of kinds) byType.set(kind.from, [...(byType.get(kind.from) ?? []), kind]);
  return {
    name: 'delivery-public-events',
    version: 1,
    handles: [...byType.keys()],
    tables: `
      CREATE TABLE webhook_events (
        organisation TEXT NOT NULL, log_number INTEGER NOT NULL, event_id TEXT NOT NULL, type TEXT NOT NULL,
        subject TEXT NOT NULL, time TEXT NOT NULL, facts TEXT NOT NULL,
        PRIMARY KEY (organisation, log_number)
      ) WITHOUT ROWID;
      CREATE INDEX webhook_events_news ON webhook_events (log_number, organisation);`,
    apply(event, db) {
      for (const kind of byType.get(event.type) ?? []) {
        for (const { organisation, subject, facts } of kind.read(event)) {
          db.sql('INSERT INTO webhook_events VALUES (?, ?, ?, ?, ?, ?, ?)').run(
            organisation,
            event.logNumber,
            event.id,
            kind.type,
            subject,
            event.recordedAt,
            JSON.stringify(facts),
          );
        }
      }
    },
  };
};

/** The next events of an organisation after a log number. */
export const eventsAfter = (
  db: ReadModelDb,
  organisation: string,
  logNumber: number,
  limit: number,
): readonly OutgoingEvent[] =>
  db
    .sql(
      `SELECT log_number AS logNumber, event_id AS eventId, type, subject, time, facts FROM webhook_events
       WHERE organisation = ? AND log_number > ? ORDER BY log_number LIMIT ?`,
    )
    .all(organisation, logNumber, limit)
    .map((row) => ({ ...row, facts: JSON.parse(String(row['facts'])) as PublicFacts }) as OutgoingEvent);

/** The last log number that tells anybody anything; -1 where there is none. */
export const lastPublicLogNumber = (db: ReadModelDb): number =>
  Number(db.sql('SELECT max(log_number) AS last FROM webhook_events').get()?.['last'] ?? -1);

/** Who is told something after a log number. */
export const organisationsToldAfter = (db: ReadModelDb, logNumber: number): readonly string[] =>
  db
    .sql('SELECT DISTINCT organisation FROM webhook_events WHERE log_number > ?')
    .all(logNumber)
    .map((row) => String(row['organisation']));
