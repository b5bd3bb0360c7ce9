import { rmSync } from 'node:fs';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import type { Projection } from '../port/projection.js';
import { ModelConnection, sqliteCodeOf } from './connection.js';
import { emptyWriteAheadLog } from '../sqlite/wal-checkpoint.js';

/** How far a projection has come. */
export interface Checkpoint {
  /** Position of the last event that is in its tables; undefined before the first. */
  readonly position: string | undefined;
  /** The same event's log number; -1 before the first. */
  readonly logNumber: number;
}

/** Another process has the read models open. */
export class ModelsInUse extends Error {}

const TODAY = 1;
/** So many transactions or events may stand in the write-ahead log: a few MiB of it. */
const MOST_TRANSACTIONS = 50;
const MOST_EVENTS = 500;
const CACHE_KIBIBYTES = 32 * 1024;
const LOCK_PATIENCE = 1_000;

/**
 * One SQLite file of read models: a connection that writes, one that reads, and a checkpoint per projection that moves in
 * the transaction that changes its rows. It can be rebuilt from the log at any time, so a power cut may cost the last
 * transactions (`synchronous=NORMAL`), never the agreement of rows and checkpoint.
 */
export class ModelFile {
  private transactions = 0;
  private events = 0;
  private snapshots: readonly Database[] = [];

  private constructor(
    readonly file: string,
    readonly writer: ModelConnection,
    readonly reader: ModelConnection,
  ) {}

  /** Opens the file, and makes it with the projections' tables where there is none or a damaged one. */
  static open(file: string, projections: readonly Projection[]): ModelFile {
    try {
      return ModelFile.openOnce(file, projections);
    } catch (error) {
      if (!isDamage(error)) throw error;
      removeFile(file);
      return ModelFile.openOnce(file, projections);
    }
  }

  private static openOnce(file: string, projections: readonly Projection[]): ModelFile {
    const writing = new BetterSqlite3(file, { timeout: LOCK_PATIENCE });
    try {
      writing.pragma('journal_mode = WAL');
      writing.pragma('synchronous = NORMAL');
      // What is deleted from the models because it was erased must not stay readable in the file.
      writing.pragma('secure_delete = ON');
      // The thread that serves everybody does not wait for the disk: see `tidy`.
      writing.pragma('wal_autocheckpoint = 0');
      writing.pragma(`journal_size_limit = ${16 * 1024 * 1024}`);
      prepareConnection(writing);
      if (writing.pragma('user_version', { simple: true }) !== TODAY) create(writing, projections);
      const reading = new BetterSqlite3(file, { readonly: true, timeout: LOCK_PATIENCE });
      prepareConnection(reading);
      return new ModelFile(file, new ModelConnection(writing), new ModelConnection(reading));
    } catch (error) {
      writing.close();
      throw error;
    }
  }

  /** A further connection that sees the rows as they are now, whatever is written meanwhile. To be closed soon. */
  snapshot(): ModelConnection {
    const database = new BetterSqlite3(this.file, { readonly: true, timeout: LOCK_PATIENCE });
    prepareConnection(database);
    this.snapshots = [...this.openSnapshots(), database];
    const snapshot = new ModelConnection(database);
    database.exec('BEGIN');
    // SQLite takes the snapshot at the first read, not at BEGIN.
    snapshot.sql('SELECT 1 FROM model_checkpoints').get();
    return snapshot;
  }

  /** Whether somebody still reads a snapshot: an export takes as long as its reader. */
  get isRead(): boolean {
    return this.openSnapshots().length > 0;
  }

  private openSnapshots(): readonly Database[] {
    return this.snapshots.filter(({ open }) => open);
  }

  /**
   * To be awaited after every transaction, before the next: empties the write-ahead log where it has grown. A disk that does
   * not take it now takes it later; what is wrong with it shows in the next transaction.
   */
  async tidy(events: number): Promise<void> {
    this.transactions += 1;
    this.events += events;
    if (this.transactions < MOST_TRANSACTIONS && this.events < MOST_EVENTS) return;
    this.transactions = 0;
    this.events = 0;
    await emptyWriteAheadLog(this.file).catch(() => undefined);
  }

  /** Closes both connections and leaves one single file. Throws `ModelsInUse` (closed all the same) if others have it open. */
  closeWhole(): void {
    this.reader.close();
    try {
      this.writer.database.pragma('journal_mode = DELETE');
    } catch (error) {
      this.writer.close();
      throw new ModelsInUse(`${this.file} is open in another process: let that process rebuild its models`, {
        cause: error,
      });
    }
    this.writer.close();
  }

  close(): void {
    this.reader.close();
    this.writer.close();
  }
}

export const checkpointsOf = (db: ModelConnection): ReadonlyMap<string, Checkpoint> =>
  new Map(
    db
      .sql('SELECT projection, position, log_number FROM model_checkpoints')
      .all()
      .map((row) => [
        String(row['projection']),
        { position: row['position'] as string, logNumber: row['log_number'] as number },
      ]),
  );

export const moveCheckpoint = (db: ModelConnection, projection: string, { position, logNumber }: Checkpoint): void => {
  db.sql('INSERT OR REPLACE INTO model_checkpoints VALUES (?, ?, ?)').run(projection, position, logNumber);
};

/** Removes a database file and what SQLite keeps beside it. */
export const removeFile = (file: string): void => {
  for (const suffix of ['-wal', '-shm', '-journal', '']) rmSync(file + suffix, { force: true });
};

const prepareConnection = (database: Database): void => {
  database.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
  // Sorting large results would otherwise leave personal data in temporary files.
  database.pragma('temp_store = MEMORY');
};

const create = (database: Database, projections: readonly Projection[]): void => {
  database.transaction(() => {
    database.exec(
      'CREATE TABLE model_checkpoints (projection TEXT PRIMARY KEY, position TEXT NOT NULL, log_number INTEGER NOT NULL) STRICT, WITHOUT ROWID',
    );
    for (const { tables } of projections) database.exec(tables);
    database.pragma(`user_version = ${TODAY}`);
  })();
};

const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCodeOf(error) ?? '');
