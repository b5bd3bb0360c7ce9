import type { Deadline } from '@art33/deadlines';
import type { Instant, ReadModelDb } from '@art33/event-log';
import type { DutyRef } from '../source.js';

/** A duty whose next step has been reached. */
export interface DueRow extends DutyRef {
  readonly organisation: string;
  readonly subject: string;
  readonly nextAt: Instant;
  readonly deadline: Deadline;
}

/** Where a page begins: after this row. */
export type DueCursor = Pick<DueRow, 'nextAt' | 'owner' | 'duty'>;
export const START: DueCursor = { nextAt: '', owner: { kind: '', id: '' }, duty: '' };

/** The next duties of one kind of owner with a step reached by `now`, in the order of their steps. */
export const dueAfter = (
  db: ReadModelDb,
  ownerKind: string,
  now: Instant,
  after: DueCursor,
  limit: number,
): readonly DueRow[] => {
  const rows = db
    .sql(
      `SELECT owner_id, duty, organisation, subject, next_at, deadline FROM watch_deadlines
       WHERE owner_kind = ? AND next_at IS NOT NULL AND next_at <= ? AND (next_at, owner_id, duty) > (?, ?, ?)
       ORDER BY next_at, owner_id, duty LIMIT ?`,
    )
    .all(ownerKind, now, after.nextAt, after.owner.id, after.duty, limit) as unknown as readonly StoredRow[];
  return rows.map((row) => ({
    owner: { kind: ownerKind, id: row.owner_id },
    duty: row.duty,
    organisation: row.organisation,
    subject: row.subject,
    nextAt: row.next_at,
    deadline: JSON.parse(row.deadline) as Deadline,
  }));
};

interface StoredRow {
  readonly owner_id: string;
  readonly duty: string;
  readonly organisation: string;
  readonly subject: string;
  readonly next_at: Instant;
  readonly deadline: string;
}

/** SQL for the deadlines that run, to be read from beside what other rooms keep. */
export const RUNNING = `(SELECT organisation, owner_kind, owner_id, duty, due, target, sort_at FROM watch_deadlines
  WHERE alarms <> 'off' AND alarms = 'on')`;

/**
 * How many unsettled deadlines run and how many are over, and when the next one ends. `sort_at` is the due time, or the target
 * where there is none; what has neither comes in the year 9999.
 */
export const deadlineCounts = (db: ReadModelDb, now: Instant) =>
  db
    .sql(
      `SELECT count(CASE WHEN sort_at > @now THEN 1 END) AS open, count(CASE WHEN sort_at <= @now THEN 1 END) AS overdue,
         min(CASE WHEN sort_at > @now AND sort_at < '9999' THEN sort_at END) AS next
       FROM watch_deadlines WHERE alarms <> 'off'`,
    )
    .get({ now }) as { readonly open: number; readonly overdue: number; readonly next: Instant | null };
