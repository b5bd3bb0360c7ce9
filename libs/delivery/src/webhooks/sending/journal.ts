import BetterSqlite3, { type Database, type Statement } from 'better-sqlite3';
import { told, type Instant } from '@art33/event-log';
import type { PostOutcome } from './post.js';

/** How far an endpoint's deliveries have come, and how its failures in a row stand. */
export interface Progress {
  /** Log number of the last event that it took. */
  readonly through: number;
  readonly failures: number;
  readonly failingSince: Instant | null;
  /** Null: at once. */
  readonly nextAt: Instant | null;
}

/** One request to an endpoint and what came of it. */
export interface Attempt {
  readonly at: Instant;
  readonly eventId: string;
  /** Null for a ping. */
  readonly logNumber: number | null;
  readonly type: string;
  readonly outcome: PostOutcome;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  readonly milliseconds: number;
}

/** What the endpoint's own events say of where it begins, see `Endpoint`. */
interface Start {
  readonly id: string;
  readonly startAfter: number;
  readonly startedBy: number;
  readonly touchedBy: number;
}

/** How far an endpoint has come, counted from where its own events let it begin. */
export interface EndpointPlace extends Omit<Start, 'startAfter'> {
  readonly through: number;
}

/** So many attempts are kept of each endpoint. */
const ATTEMPTS_KEPT = 100;

/**
 * This node's own account of its deliveries, in a SQLite file of its own: it is no fact of the log, and read models may be
 * thrown away, this rather not. Without it every endpoint is sent again what it got since it was registered or last replayed.
 */
export class Journal {
  private readonly db: Database;
  private readonly statements = new Map<string, Statement>();

  constructor(file: string) {
    this.db = new BetterSqlite3(file);
    this.db.pragma('journal_mode = WAL');
    this.db.pragma('synchronous = NORMAL');
    this.db.exec(`
      CREATE TABLE IF NOT EXISTS progress (
        webhook TEXT PRIMARY KEY, through INTEGER NOT NULL, started_by INTEGER NOT NULL, touched_by INTEGER NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0, failing_since TEXT, next_at TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS attempts (
        number INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL, at TEXT NOT NULL, event_id TEXT NOT NULL,
        log_number INTEGER, type TEXT NOT NULL, outcome TEXT NOT NULL, status INTEGER, milliseconds INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS attempts_of ON attempts (webhook, number);`);
  }

  /** Takes over where the endpoints' own events make them begin anew, or be tried again at once. */
  follow(starts: readonly Start[]): void {
    const follow = this.sql(
      `INSERT INTO progress (webhook, through, started_by, touched_by) VALUES (@id, @startAfter, @startedBy, @touchedBy)
       ON CONFLICT DO UPDATE SET
         through = iif(started_by < @startedBy, @startAfter, through),
         failures = iif(touched_by < @touchedBy, 0, failures),
         failing_since = iif(touched_by < @touchedBy, NULL, failing_since),
         next_at = iif(touched_by < @touchedBy, NULL, next_at),
         started_by = max(started_by, @startedBy), touched_by = max(touched_by, @touchedBy)`,
    );
    this.db.transaction(() => {
      for (const { id, startAfter, startedBy, touchedBy } of starts)
        follow.run({ id, startAfter, startedBy, touchedBy });
    })();
  }

  progress(id: string): Progress | undefined {
    return this.sql(
      'SELECT through, failures, failing_since AS failingSince, next_at AS nextAt FROM progress WHERE webhook = ?',
    ).get(id) as Progress | undefined;
  }

  /** The endpoint has taken everything up to an event, unless it was told meanwhile to begin elsewhere. */
  advance(id: string, from: number, through: number): void {
    this.sql(
      `UPDATE progress SET through = ?, failures = 0, failing_since = NULL, next_at = NULL
         WHERE webhook = ? AND through = ?`,
    ).run(through, id, from);
  }

  /** Leaves out what the endpoint does not want: nothing was sent, so that its failures stand as they are. */
  passOver(id: string, from: number, through: number): void {
    this.sql('UPDATE progress SET through = ? WHERE webhook = ? AND through = ?').run(through, id, from);
  }

  fail(id: string, failures: number, failingSince: Instant, nextAt: Instant): void {
    this.sql('UPDATE progress SET failures = ?, failing_since = ?, next_at = ? WHERE webhook = ?').run(
      failures,
      failingSince,
      nextAt,
      id,
    );
  }

  /** Tries it again later, for a reason that is none of the endpoint's. */
  postpone(id: string, nextAt: Instant): void {
    this.sql('UPDATE progress SET next_at = ? WHERE webhook = ?').run(nextAt, id);
  }

  note(id: string, attempt: Attempt): void {
    const { at, eventId, logNumber, type, outcome, status, milliseconds } = attempt;
    this.sql(
      `INSERT INTO attempts (webhook, at, event_id, log_number, type, outcome, status, milliseconds)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(id, at, eventId, logNumber, type, outcome, status, milliseconds);
    this.sql(
      `DELETE FROM attempts WHERE webhook = @id AND number <=
           (SELECT number FROM attempts WHERE webhook = @id ORDER BY number DESC LIMIT 1 OFFSET ${ATTEMPTS_KEPT})`,
    ).run({ id });
  }

  /** The attempts kept, the latest first. */
  attempts(id: string): readonly Attempt[] {
    return this.sql(
      `SELECT at, event_id AS eventId, log_number AS logNumber, type, outcome, status, milliseconds
         FROM attempts WHERE webhook = ? ORDER BY number DESC`,
    ).all(id) as Attempt[];
  }

  /** Of endpoints that were removed nothing is kept. */
  forget(ids: readonly string[]): void {
    this.db.transaction(() => {
      for (const id of ids) {
        this.sql('DELETE FROM progress WHERE webhook = ?').run(id);
        this.sql('DELETE FROM attempts WHERE webhook = ?').run(id);
      }
    })();
  }

  /** The log ends earlier than this journal knows it: an older copy was restored. What comes now is new and is sent. */
  endAt(size: number): void {
    this.sql(
      `UPDATE progress SET through = min(through, @last), started_by = min(started_by, @last), touched_by = min(touched_by, @last)
         WHERE max(through, started_by, touched_by) > @last`,
    ).run({ last: size - 1 });
  }

  /** How far each endpoint has come, for another node. */
  handOver(): readonly EndpointPlace[] {
    return this.sql(
      'SELECT webhook AS id, through, started_by AS startedBy, touched_by AS touchedBy FROM progress',
    ).all() as EndpointPlace[];
  }

  /** Goes on where another node has come. */
  takeOver(places: readonly EndpointPlace[]): void {
    const take = this.sql(
      `INSERT INTO progress (webhook, through, started_by, touched_by) VALUES (@id, @through, @startedBy, @touchedBy)
       ON CONFLICT DO UPDATE SET
         through = CASE WHEN started_by > @startedBy THEN through
                        WHEN started_by = @startedBy THEN max(through, @through) ELSE @through END,
         started_by = max(started_by, @startedBy), touched_by = max(touched_by, @touchedBy)`,
    );
    this.db.transaction(() => {
      for (const { id, through, startedBy, touchedBy } of places) take.run({ id, through, startedBy, touchedBy });
    })();
  }

  close(): void {
    this.db.close();
  }

  private sql(text: string): Statement {
    const statement = this.statements.get(text) ?? this.db.prepare(text);
    this.statements.set(text, statement);
    return told(statement);
  }
}
