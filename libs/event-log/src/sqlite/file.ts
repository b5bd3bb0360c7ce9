import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { toInstant, type Clock } from '../domain/clock.js';
import { LogUnusable } from '../port/errors.js';
import { asOpenError, sqliteCode } from './failures.js';
import { APPLICATION_ID, MIGRATIONS, type Migration } from './schema.js';

/** How long (milliseconds) SQLite waits for another connection's lock; the thread stands still meanwhile. */
const LOCK_PATIENCE = 1_000;

export interface OpenFile {
  readonly file: string;
  readonly db: Database;
  close(): void;
}

/**
 * Opens a log as its one writer: makes the file where there is none, and brings an older one up to today's schema.
 * Whatever is wrong, the file is left as it was. Throws `LogUnusable`, or `LogUnavailable` (disk full, I/O error).
 */
export const openForWriting = (
  given: string,
  clock: Clock,
  migrations: readonly Migration[] = MIGRATIONS,
): OpenFile => {
  const file = locate(given);
  identify(file);
  const lock = takeLock(file);
  try {
    const db = new BetterSqlite3(file, { timeout: LOCK_PATIENCE });
    try {
      db.pragma('synchronous = FULL');
      db.pragma('fullfsync = ON');
      db.pragma('cell_size_check = ON');
      migrate(db, file, clock, migrations);
      if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
        throw new LogUnusable(`${file}: this file system cannot share memory (WAL): keep the log on a local disk`);
      }
      // The thread that serves everybody does not wait for it: the writer has it emptied.
      db.pragma('wal_autocheckpoint = 0');
      db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
      checkGapless(db, file);
      return {
        file,
        db,
        close: () => {
          db.close();
          lock.close();
        },
      };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.close();
    throw asOpenError(error, file);
  }
};

/** Opens a log beside its writer, or without one. Throws `LogUnusable`. */
export const openForReading = (given: string): OpenFile => {
  const file = locate(given);
  if (identify(file) === 'new') {
    throw new LogUnusable(`${file}: there is no log yet; the service makes it when it starts`);
  }
  try {
    const db = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: LOCK_PATIENCE });
    try {
      if (pendingMigrations(db, file, MIGRATIONS).length > 0) {
        throw new LogUnusable(
          `${file} has the schema of an older release: start the service once, it brings the file up to date`,
        );
      }
      checkGapless(db, file);
      return { file, db, close: () => db.close() };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw asOpenError(error, file);
  }
};

/** Whether opening the file for writing would migrate it (after a backup). False where there is no file. Throws `LogUnusable`. */
export const needsMigration = (given: string, migrations: readonly Migration[] = MIGRATIONS): boolean => {
  const file = locate(given);
  if (identify(file) === 'new') return false;
  return inspect(file, (db) => pendingMigrations(db, file, migrations).length > 0);
};

/** One path for one file, however it is spelt: the lock's name hangs on it. */
const locate = (given: string): string => {
  const path = resolve(given);
  const directory = dirname(path);
  try {
    if (!statSync(directory).isDirectory()) throw new LogUnusable(`${directory} is no directory`);
    return existsSync(path) ? realpathSync(path) : join(realpathSync(directory), basename(path));
  } catch (error) {
    if (error instanceof LogUnusable) throw error;
    throw new LogUnusable(`${path}: the directory cannot be used: make it, and let this user write there`, {
      cause: error,
    });
  }
};

/** Looks without touching: a foreign file must not even get a lock file beside it. */
const identify = (file: string): 'new' | 'log' => {
  if (!existsSync(file)) return 'new';
  const stat = statSync(file);
  if (!stat.isFile()) throw new LogUnusable(`${file} is no file`);
  if (stat.size === 0) return 'new';
  const applicationId = existsSync(`${file}-wal`)
    ? // Somebody has it open, or did not close it: then only SQLite may open the file (closing a plain descriptor would
      // drop the locks of every other connection of this process), and its page 1 may stand in the WAL.
      inspect(file, (db) => db.pragma('application_id', { simple: true }))
    : applicationIdInHeader(file);
  if (applicationId === APPLICATION_ID) return 'log';
  throw new LogUnusable(`${file} belongs to another application: name another file for the event log`);
};

/** https://www.sqlite.org/fileformat2.html, section 1.3 */
const applicationIdInHeader = (file: string): number => {
  const header = Buffer.alloc(100);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new LogUnusable(`${file} cannot be opened: let this user read and write it`, { cause: error });
  }
  try {
    readSync(descriptor, header, 0, header.length, 0);
  } finally {
    closeSync(descriptor);
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new LogUnusable(
      `${file} is no SQLite database: name another file for the event log, or restore the last backup`,
    );
  }
  return header.readUInt32BE(68);
};

const inspect = <T>(file: string, look: (db: Database) => T): T => {
  try {
    const db = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: LOCK_PATIENCE });
    try {
      return look(db);
    } finally {
      db.close();
    }
  } catch (error) {
    throw asOpenError(error, file);
  }
};

/**
 * The right to write, for as long as the connection lives: an exclusive lock on a database of its own, so that readers of
 * the log are not shut out. The operating system drops it with the process, however that ends.
 */
const takeLock = (file: string): Database => {
  const lockFile = `${file}.lock`;
  let lock: Database | undefined;
  try {
    lock = new BetterSqlite3(lockFile, { timeout: 0 });
    // The write (never committed) is refused where the file may not be written: BEGIN alone would then lock nothing.
    lock.exec('BEGIN EXCLUSIVE; PRAGMA user_version = 1');
    return lock;
  } catch (error) {
    lock?.close();
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) {
      throw new LogUnusable(
        `${file} is open for writing already (${lockFile} is held): stop the other process, or send the command through it`,
        { cause: error },
      );
    }
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '')) {
      throw new LogUnusable(`${lockFile} is no lock: delete it, no lock file holds anything`, { cause: error });
    }
    throw asOpenError(error, lockFile);
  }
};

const pendingMigrations = (db: Database, file: string, migrations: readonly Migration[]): readonly Migration[] => {
  const known = db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'`).get() !== undefined;
  const current = known ? (db.prepare('SELECT max(version) FROM schema_migrations').pluck().get() as number) : 0;
  const newest = migrations.at(-1)!.version;
  if (current > newest) {
    throw new LogUnusable(
      `${file} has schema ${current}, this release knows ${newest}: use the release that wrote it, or a newer one`,
    );
  }
  return migrations.filter((migration) => migration.version > current);
};

const migrate = (db: Database, file: string, clock: Clock, migrations: readonly Migration[]): void => {
  const pending = pendingMigrations(db, file, migrations);
  if (pending.length > 0 && pending.length < migrations.length)
    backUp(db, `${file}.before-v${pending.at(-1)!.version}`);
  db.transaction(() => {
    for (const { version, name, sql } of pending) {
      if (version === 1) {
        db.pragma(`application_id = ${APPLICATION_ID}`);
        db.exec(
          'CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
        );
      }
      db.exec(sql);
      db.prepare('INSERT INTO schema_migrations VALUES (?, ?, ?)').run(version, name, toInstant(clock.now()));
    }
    // Deletes nothing: but where the file may not be written, SQLite says so at a write and not at BEGIN.
    db.exec('DELETE FROM schema_migrations WHERE version < 1');
  }).immediate();
};

/** A whole copy under that name, or none: what a crash leaves behind has another name and is swept away here. */
const backUp = (db: Database, copy: string): void => {
  const unfinished = `${copy}.unfinished`;
  rmSync(unfinished, { force: true });
  db.prepare('VACUUM INTO ?').run(unfinished);
  const descriptor = openSync(unfinished, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(unfinished, copy);
};

/** Log numbers are counted from positions: they must run from 1 without a gap. */
const checkGapless = (db: Database, file: string): void => {
  const [count, first, last] = db
    .prepare(
      'SELECT (SELECT count(*) FROM events), (SELECT min(position) FROM events), (SELECT max(position) FROM events)',
    )
    .raw()
    .get() as [number, number | null, number | null];
  if ((first ?? 1) !== 1 || (last ?? 0) !== count) {
    throw new LogUnusable(
      `${file} has lost events (${count} events, positions ${first} to ${last}): keep it aside and restore the last backup`,
    );
  }
};
