import { idOfStream, type ListedPast, type Projection, type RecordedEvent } from '@art33/event-log';
import { importEvents, type ImportEvent } from '../domain/events.js';

/**
 * Every import, and which of them are unfinished. The rooms' own tables hide the rows of those behind views (see
 * `hidingUnfinished`), so that completing an import shows all of it at once.
 */
export const importProjection: Projection = {
  name: 'imports',
  version: 2,
  handles: Object.keys(importEvents),
  tables: `
    CREATE TABLE imports_imports (
      id TEXT PRIMARY KEY, organisation TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, rows INTEGER NOT NULL,
      begun TEXT NOT NULL, ended TEXT, counts TEXT NOT NULL, given_id TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX imports_imports_begun ON imports_imports (organisation, begun, id);
    CREATE INDEX imports_imports_given ON imports_imports (given_id);
    CREATE TABLE imports_unfinished (id TEXT PRIMARY KEY) WITHOUT ROWID;`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<ImportEvent> & ImportEvent;
    const id = idOfStream(recorded.stream);
    switch (event.type) {
      case 'ImportBegun': {
        const { importId, organisationId, kind, rows, at } = event.data;
        db.sql(`INSERT INTO imports_imports VALUES (?, ?, ?, 'open', ?, ?, NULL, '{}', ?)`).run(
          id,
          organisationId,
          kind,
          rows,
          at,
          importId,
        );
        db.sql('INSERT INTO imports_unfinished VALUES (?)').run(id);
        return;
      }
      case 'ImportCompleted':
        db.sql(`UPDATE imports_imports SET status = 'completed', ended = ?, counts = ? WHERE id = ?`).run(
          event.data.at,
          JSON.stringify(event.data.counts),
          id,
        );
        db.sql('DELETE FROM imports_unfinished WHERE id = ?').run(id);
        return;
      case 'ImportAbandoned':
        db.sql(`UPDATE imports_imports SET status = 'abandoned', ended = ? WHERE id = ?`).run(event.data.at, id);
    }
  },
};

/**
 * A view of a table that has a column `import_id`: all of it but what unfinished or abandoned imports wrote. Whoever
 * queries the view cannot forget it.
 */
export const hidingUnfinished = (view: string, table: string): string =>
  `CREATE VIEW ${view} AS SELECT * FROM ${table}
     WHERE import_id IS NULL OR import_id NOT IN (SELECT id FROM imports_unfinished);`;

/** What lists show of the past of imports: which of them were complete. */
export const importPast: ListedPast = {
  projections: [importProjection],
  streams: "SELECT 'import-' || id AS stream FROM imports_imports WHERE organisation = :organisation",
};
