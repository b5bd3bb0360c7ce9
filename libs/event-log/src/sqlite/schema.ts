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
