import type { Instant, ReadModelDb } from '@art33/event-log';

/** A message and, where an attempt was started, its number. */
export interface OutboxEntry {
  readonly id: string;
  readonly organisation: string;
  readonly attempt: number;
}

/** High priority first. */
const RANKS = [0, 1];

/** Messages that may be sent now, the most pressing first, then the longest due. */
export const dueMessages = (db: ReadModelDb, now: Instant, limit: number): readonly OutboxEntry[] =>
  RANKS.flatMap(
    (rank) =>
      db
        .sql(
          `SELECT id, organisation, attempt FROM delivery_messages
           WHERE rank = ? AND due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
        )
        .all(rank, now, limit) as unknown as OutboxEntry[],
  ).slice(0, limit);

/** Attempts without an outcome that this node started, or another node whose lease is over. */
export const startedAttempts = (db: ReadModelDb, node: string, now: Instant): readonly OutboxEntry[] =>
  db
    .sql(
      `SELECT id, organisation, attempt FROM delivery_messages WHERE state = 'started' AND (taken_by = ? OR lease_until <= ?)`,
    )
    .all(node, now) as unknown as OutboxEntry[];

/** The message behind a return address. */
export const messageOfToken = (db: ReadModelDb, token: string): OutboxEntry | undefined =>
  db
    .sql('SELECT id, organisation, attempt FROM delivery_messages WHERE return_path_token = ?')
    .get(token.toLowerCase()) as unknown as OutboxEntry | undefined;

export const messageEntry = (db: ReadModelDb, id: string): OutboxEntry | undefined =>
  db.sql('SELECT id, organisation, attempt FROM delivery_messages WHERE id = ?').get(id.toLowerCase()) as unknown as
    OutboxEntry | undefined;
