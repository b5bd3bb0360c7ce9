import type { Instant, Projection, ReadModelDb, RecordedEvent } from '@art33/event-log';
import { linkedPair, recordLinkEvents, type RecordLinkEvent } from '../domain/record-link.js';

/** Which records are linked now. */
export const recordLinkProjection: Projection = {
  name: 'parties-record-links',
  version: 1,
  handles: Object.keys(recordLinkEvents),
  tables: `
    CREATE TABLE parties_record_links (
      one TEXT NOT NULL, other TEXT NOT NULL, linked_at TEXT NOT NULL, PRIMARY KEY (one, other)
    ) WITHOUT ROWID;
    CREATE INDEX parties_record_links_of_other ON parties_record_links (other, one);`,
  apply(recorded, db) {
    const { type, data } = recorded as RecordedEvent<RecordLinkEvent> & RecordLinkEvent;
    const [one, other] = data.organisations;
    if (type === 'RecordsLinked')
      db.sql('INSERT OR REPLACE INTO parties_record_links VALUES (?, ?, ?)').run(one, other, data.at);
    else db.sql('DELETE FROM parties_record_links WHERE one = ? AND other = ?').run(one, other);
  },
};

/** Another processor's record of the same controller. */
export interface LinkedRecord {
  readonly id: string;
  /** As that processor calls it; null where it was erased. */
  readonly name: string | null;
  /** Who keeps that record. */
  readonly processorName: string | null;
  readonly linkedAt: Instant;
}

/**
 * The records that one record is linked with, by name. `among`: the records that the asker belongs to, beside which there is
 * nothing for it.
 */
export const linkedRecords = (db: ReadModelDb, record: string, among: readonly string[]): readonly LinkedRecord[] =>
  db
    .sql(
      `SELECT o.id, o.name, p.name AS processorName, l.linked_at AS linkedAt
       FROM json_each(:among) a
       JOIN parties_record_links l ON l.one = min(:record, a.value) AND l.other = max(:record, a.value)
       JOIN parties_organisations o ON o.id = a.value
       LEFT JOIN parties_organisations p ON p.id = o.owner
       ORDER BY o.sort_name, o.id`,
    )
    .all({ record, among: JSON.stringify(among) }) as unknown as readonly LinkedRecord[];

export const areLinked = (db: ReadModelDb, record: string, other: string): boolean =>
  db.sql('SELECT 1 FROM parties_record_links WHERE one = ? AND other = ?').get(...linkedPair(record, other)) !==
  undefined;
