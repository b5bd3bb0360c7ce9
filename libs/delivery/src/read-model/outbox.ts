import type { Instant, ReadModelDb } from '@art33/event-log';

/** A message and, where an attempt was started, its number. */
export interface OutboxEntry {
  readonly id: string;
  readonly organisation: string;
  readonly attempt: number;
}

/** A message that may be sent, as far as who comes first depends on it. */
export interface DueMessage extends OutboxEntry {
  /** 0: high priority. */
  readonly rank: number;
  /** Due time of what it serves. */
  readonly due_by: Instant;
  readonly due_at: Instant;
  readonly domain: string;
  readonly batch: string | null;
}

/** High priority first. */
const RANKS = [0, 1];
/** Of those that are tried again so many are looked at, longest due first, and then put in order. */
const TRIED_AGAIN = 200;

const WANTED = 'id, organisation, attempt, rank, due_by, due_at, domain, batch';
const ALLOWED = `domain NOT IN (SELECT value FROM json_each(:blocked))
  AND (batch IS NULL OR batch NOT IN (SELECT id FROM delivery_batches WHERE state IN ('held', 'cancelled')))`;

/**
 * Messages that may be sent now: high priority first, then by the due time of what they serve, then the oldest. Passed over
 * are domains that may not be sent to now, and batches that are held or cancelled.
 */
export function dueMessages(
  db: ReadModelDb,
  now: Instant,
  limit: number,
  blockedDomains: readonly string[] = [],
): readonly DueMessage[] {
  const blocked = JSON.stringify(blockedDomains);
  const fresh = RANKS.flatMap(
    (rank) =>
      db
        .sql(
          `SELECT ${WANTED} FROM delivery_messages INDEXED BY delivery_messages_ready
           WHERE rank = :rank AND due_at IS NOT NULL AND deferred = 0 AND due_at <= :now AND ${ALLOWED}
           ORDER BY due_by, due_at, id LIMIT :limit`,
        )
        .all({ rank, now, limit, blocked }) as unknown as DueMessage[],
  );
  const again = db
    .sql(
      `SELECT ${WANTED} FROM delivery_messages INDEXED BY delivery_messages_deferred
       WHERE deferred = 1 AND due_at IS NOT NULL AND due_at <= :now AND ${ALLOWED} ORDER BY due_at, id LIMIT ${TRIED_AGAIN}`,
    )
    .all({ now, blocked }) as unknown as DueMessage[];
  if (again.length === 0) return fresh.slice(0, limit);
  return [...fresh, ...again].sort(inOrder).slice(0, limit);
}

const inOrder = (a: DueMessage, b: DueMessage): number =>
  a.rank - b.rank || compare(a.due_by, b.due_by) || compare(a.due_at, b.due_at) || compare(a.id, b.id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What waits of batches that were cancelled: nothing of it is sent any more, so no limit holds it up. */
export const cancelledMessages = (db: ReadModelDb, limit: number): readonly OutboxEntry[] =>
  db
    .sql(
      `SELECT id, organisation, attempt FROM delivery_messages INDEXED BY delivery_messages_batch_waiting
       WHERE batch IN (SELECT id FROM delivery_batches WHERE state = 'cancelled') AND due_at IS NOT NULL LIMIT ?`,
    )
    .all(limit) as unknown as OutboxEntry[];

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

/** What waits, by state, since when the oldest of it does, and how many are on their way: only what is unfinished is looked at. */
export function outboxCounts(db: ReadModelDb): {
  readonly waiting: readonly { readonly state: string; readonly count: number }[];
  readonly oldest: Instant | null;
  readonly inFlight: number;
} {
  const waiting = db
    .sql(
      `SELECT state, count(*) AS count, min(prepared_at) AS oldest FROM delivery_messages
       WHERE due_at IS NOT NULL GROUP BY state`,
    )
    .all() as unknown as readonly { readonly state: string; readonly count: number; readonly oldest: Instant }[];
  const { count } = db.sql("SELECT count(*) AS count FROM delivery_messages WHERE state = 'started'").get() as {
    count: number;
  };
  const oldest = waiting.map((row) => row.oldest).sort()[0] ?? null;
  return { waiting, oldest, inFlight: count };
}
