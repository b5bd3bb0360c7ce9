import BetterSqlite3, { type Database, type Statement } from 'better-sqlite3';

/** The last event that a process manager is done with. */
export interface ProcessCheckpoint {
  readonly position: string;
  readonly logNumber: number;
}

/**
 * How far each process manager has come, in a SQLite file of its own: read models may be thrown away and built anew, this
 * may not. Losing it does no harm but work: the managers see all events again, and find them done.
 */
export class ProcessCheckpoints {
  private readonly db: Database;
  private readonly find: Statement<[string], ProcessCheckpoint>;
  private readonly write: Statement<[string, string, number]>;
  private readonly remove: Statement<[string]>;

  constructor(file: string) {
    this.db = new BetterSqlite3(file);
    this.db.pragma('journal_mode = WAL');
    this.db.pragma('synchronous = NORMAL');
    this.db.exec(
      'CREATE TABLE IF NOT EXISTS processes (name TEXT PRIMARY KEY, position TEXT NOT NULL, log_number INTEGER NOT NULL) STRICT',
    );
    this.find = this.db.prepare('SELECT position, log_number AS logNumber FROM processes WHERE name = ?');
    this.write = this.db.prepare('INSERT OR REPLACE INTO processes VALUES (?, ?, ?)');
    this.remove = this.db.prepare('DELETE FROM processes WHERE name = ?');
  }

  of(name: string): ProcessCheckpoint | undefined {
    return this.find.get(name);
  }

  move(name: string, { position, logNumber }: ProcessCheckpoint): void {
    this.write.run(name, position, logNumber);
  }

  forget(name: string): void {
    this.remove.run(name);
  }

  close(): void {
    this.db.close();
  }
}
