import { orErased, type Projection } from '@art33/event-log';
import { STREAM_OF } from '../../sight/http/sight-guard.js';
import type { AccessEvent, ReadRecord } from '../domain/events.js';

/** The stream of a record that may be restricted to others; null: of a list, or of what is never restricted. */
export const recordStream = ({ kind, id }: ReadRecord): string | null =>
  STREAM_OF[kind] === undefined ? null : `${STREAM_OF[kind]}-${id}`;

/**
 * Who read what of an organisation, and who opened it to itself. `stream`: of a record that may be restricted to others;
 * `record`: of what was opened, the stream that it stands in.
 */
export const accessProjection: Projection = {
  name: 'identity-access',
  version: 1,
  handles: ['RecordRead', 'RecordReadAgain', 'BreakGlassOpened', 'BreakGlassClosed'],
  tables: `
    CREATE TABLE identity_access (
      id TEXT PRIMARY KEY, organisation TEXT NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL, reader_kind TEXT NOT NULL,
      reader TEXT NOT NULL, reading_as TEXT NOT NULL, record_kind TEXT, record TEXT, stream TEXT, hour TEXT,
      count INTEGER NOT NULL, reason TEXT, until TEXT, closed_at TEXT,
      log_number INTEGER NOT NULL
    );
    CREATE INDEX identity_access_by_time ON identity_access (organisation, at, log_number);
    CREATE INDEX identity_access_by_reader ON identity_access (organisation, reader, at, log_number);
    CREATE INDEX identity_access_by_record ON identity_access (organisation, record, at, log_number);
    CREATE INDEX identity_access_open ON identity_access (organisation, reader, until) WHERE type = 'break-glass';`,
  apply(recorded, db) {
    const event = recorded as unknown as AccessEvent;
    switch (event.type) {
      case 'RecordRead': {
        const { organisation, reader, as, record, hour, at } = event.data;
        db.sql(`INSERT INTO identity_access VALUES (?, ?, 'read', ?, ?, ?, ?, ?, ?, ?, ?, 1, NULL, NULL, NULL, ?)`).run(
          recorded.stream,
          organisation,
          at,
          reader.kind,
          reader.id,
          as,
          record.kind,
          record.id,
          recordStream(record),
          hour,
          recorded.logNumber,
        );
        break;
      }
      case 'RecordReadAgain':
        db.sql('UPDATE identity_access SET count = count + ? WHERE id = ?').run(event.data.count, recorded.stream);
        break;
      case 'BreakGlassOpened': {
        const { breakGlassId, organisation, by, reason, at, until } = event.data;
        db.sql(
          `INSERT INTO identity_access
           VALUES (?, ?, 'break-glass', ?, ?, ?, 'break-glass', NULL, ?, NULL, NULL, 1, ?, ?, NULL, ?)`,
        ).run(
          breakGlassId,
          organisation,
          at,
          by.kind,
          by.id,
          recorded.stream,
          orErased(reason, null),
          until,
          recorded.logNumber,
        );
        break;
      }
      case 'BreakGlassClosed':
        db.sql('UPDATE identity_access SET closed_at = ? WHERE id = ?').run(event.data.at, event.data.breakGlassId);
        break;
    }
  },
};
