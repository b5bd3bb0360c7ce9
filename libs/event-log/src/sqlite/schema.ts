/** "a33L": marks a SQLite file as an event log of art33. */
export const APPLICATION_ID = 0x6133_334c;

/** A numbered, forward-only step. A released step is never edited: what it got wrong, a later one mends. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * `recorded_at` is in milliseconds since 1970; `id` is the UUID's 16 bytes; `metadata` and `data` are canonical JSON
 * (RFC 8785). Positions run from 1 without a gap.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'streams and events',
    sql: `
      CREATE TABLE streams (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
      ) STRICT;

      CREATE TABLE events (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        stream INTEGER NOT NULL REFERENCES streams (id),
        revision INTEGER NOT NULL CHECK (revision >= 0),
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        type TEXT NOT NULL,
        schema_version INTEGER NOT NULL CHECK (schema_version >= 1),
        recorded_at INTEGER NOT NULL,
        metadata TEXT NOT NULL,
        data TEXT NOT NULL,
        UNIQUE (stream, revision)
      ) STRICT;

      -- These hold whatever program writes, also against INSERT OR REPLACE, which deletes without firing a DELETE trigger.
      CREATE TRIGGER events_follow_on BEFORE INSERT ON events
        WHEN NEW.position IS NOT coalesce((SELECT max(position) FROM events), 0) + 1
          OR NEW.revision IS NOT coalesce((SELECT max(revision) FROM events WHERE stream = NEW.stream), -1) + 1
          OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
        BEGIN SELECT RAISE (ABORT, 'an event takes the next position, the next revision and an id of its own'); END;
      CREATE TRIGGER streams_are_new BEFORE INSERT ON streams
        WHEN EXISTS (SELECT 1 FROM streams WHERE id = NEW.id OR name = NEW.name)
        BEGIN SELECT RAISE (ABORT, 'the stream exists'); END;
      CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
        BEGIN SELECT RAISE (ABORT, 'the event log is append-only'); END;
      CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
        BEGIN SELECT RAISE (ABORT, 'the event log is append-only'); END;
      CREATE TRIGGER streams_are_never_changed BEFORE UPDATE ON streams
        BEGIN SELECT RAISE (ABORT, 'the event log is append-only'); END;
      CREATE TRIGGER streams_are_never_deleted BEFORE DELETE ON streams
        BEGIN SELECT RAISE (ABORT, 'the event log is append-only'); END;
    `,
  },
];
