import type { Projection, ReadModelDb } from '@art33/event-log';

/** Which request each command was: so that a key used for another request is refused, on any node and after a rebuild. */
export const commandProjection: Projection = {
  name: 'http-commands',
  version: 1,
  handles: 'all',
  reads: 'envelope',
  tables: 'CREATE TABLE http_commands (command_id TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;',
  apply(event, db) {
    const { commandId, commandDigest } = event.metadata;
    if (commandDigest !== undefined)
      db.sql('INSERT OR IGNORE INTO http_commands VALUES (?, ?)').run(commandId, commandDigest);
  },
};

export const digestOfCommand = (db: ReadModelDb, commandId: string): string | undefined =>
  (db.sql('SELECT digest FROM http_commands WHERE command_id = ?').get(commandId) as { digest: string } | undefined)
    ?.digest;
