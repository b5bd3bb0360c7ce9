import BetterSqlite3, { type Database } from 'better-sqlite3';
import type { Clock } from '../domain/clock.js';
import { openForWriting, type OpenFile } from '../sqlite/file.js';

/**
 * Beside the tables of every log: how far the server's log has been followed, and what of it is not, or not yet, in ours.
 * All of it changes in the transaction that takes the events in.
 *
 *     replica            the server's position of the last event seen (decimal texts: 64 bits), and its event's id
 *     replica_streams    how many of the server's revisions of a stream carry no event of the log
 *     replica_held       events of appends whose last part has not come
 *     replica_threats    what was found that could delete events, or has
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS replica (
    only INTEGER PRIMARY KEY CHECK (only = 1), server_commit TEXT NOT NULL, server_prepare TEXT NOT NULL, event TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS replica_streams (stream TEXT PRIMARY KEY, ahead INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS replica_held (
    stream TEXT NOT NULL, place INTEGER NOT NULL, "of" TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (stream, place)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS replica_threats (stream TEXT PRIMARY KEY, what TEXT NOT NULL) STRICT;
`;

/** Opens a node's copy of the server's log, or makes it. Throws `LogUnusable` and `LogUnavailable`. */
export const openReplicaFile = (file: string, clock: Clock): OpenFile => {
  const opened = openForWriting(file, clock);
  // What a power cut takes is fetched again: the checkpoint goes with it.
  opened.db.pragma('synchronous = NORMAL');
  // Ids stand in no order: without room for their index, taking in a long log would write the same pages again and again.
  opened.db.pragma('cache_size = -32768');
  opened.db.exec(TABLES);
  return opened;
};

export const isReplica = (db: Database): boolean =>
  db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'replica'`).get() !== undefined;

/** Makes a plain log of a copy of a replica. */
export const makePlain = (file: string): void => {
  const db = new BetterSqlite3(file, { fileMustExist: true });
  try {
    if (!isReplica(db)) return;
    for (const table of ['replica', 'replica_streams', 'replica_held', 'replica_threats'])
      db.exec(`DROP TABLE ${table}`);
  } finally {
    db.close();
  }
};
