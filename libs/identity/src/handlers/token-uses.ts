import BetterSqlite3, { type Database } from 'better-sqlite3';
import { toInstant, type Instant } from '@art33/event-log';

/** How exact the last use of a token is known, in milliseconds: so often at most is it written down. */
const MINUTE = 60_000;

/**
 * When each token was used last on this node. It is the node's own knowledge, not the log's: every request would be an
 * event otherwise. What is not written yet when a node is killed is at most a minute.
 */
export class TokenUses {
  private readonly database: Database;
  private readonly written = new Map<string, number>();

  /** `file`: where it is kept; it may be deleted. */
  constructor(file: string) {
    this.database = new BetterSqlite3(file);
    this.database.pragma('journal_mode = WAL');
    this.database.pragma('synchronous = OFF');
    this.database.exec('CREATE TABLE IF NOT EXISTS uses (token TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID');
  }

  /** Notes a use at this time (milliseconds). */
  note(tokenId: string, now: number): void {
    const before = this.written.get(tokenId);
    if (before !== undefined && Math.abs(now - before) < MINUTE) return;
    this.written.set(tokenId, now);
    try {
      this.database.prepare('INSERT OR REPLACE INTO uses VALUES (?, ?)').run(tokenId, toInstant(now));
    } catch {
      // A full disk keeps nobody from reading: the use is noted a minute later.
    }
  }

  /** When a token was used last here, to the minute; null: not here. */
  lastUse(tokenId: string): Instant | null {
    const row = this.database.prepare('SELECT at FROM uses WHERE token = ?').get(tokenId) as
      { readonly at: Instant } | undefined;
    return row?.at ?? null;
  }

  close(): void {
    this.database.close();
  }
}

/** Injection token of `TokenUses`. */
export const TOKEN_USES = Symbol('TokenUses');
