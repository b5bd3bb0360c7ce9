import type { Instant, ReadModelDb } from '@art33/event-log';
import type { CaseState } from '../domain/state.js';

/** Acknowledgements that are on their way to the senders of received notices. */
export const RETURNS_TABLE = `
    CREATE TABLE cases_returns (
      id TEXT PRIMARY KEY, case_id TEXT NOT NULL, controller TEXT NOT NULL, attempt INTEGER NOT NULL,
      due_at TEXT, taken_by TEXT, lease_until TEXT
    ) WITHOUT ROWID;
    CREATE INDEX cases_returns_due ON cases_returns (due_at) WHERE due_at IS NOT NULL;`;

/** One acknowledgement on its way. */
export interface ReturnEntry {
  readonly acknowledgementId: string;
  readonly caseId: string;
  readonly controllerId: string;
  readonly attempt: number;
}

/** Keeps what is still to be done about a case's acknowledgements; what has come to its end is dropped. */
export function keepReturns(db: ReadModelDb, caseId: string, state: CaseState): void {
  for (const { acknowledgement } of state.received) {
    if (!acknowledgement) continue;
    const { acknowledgementId, attempt, dueAt, takenBy, leaseUntil } = acknowledgement;
    if (dueAt === null && takenBy === null) db.sql('DELETE FROM cases_returns WHERE id = ?').run(acknowledgementId);
    else
      db.sql('INSERT OR REPLACE INTO cases_returns VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        acknowledgementId,
        caseId,
        state.controllerId,
        attempt,
        dueAt,
        takenBy,
        leaseUntil,
      );
  }
}

const entryOf = (row: unknown): ReturnEntry => {
  const { id, case_id, controller, attempt } = row as {
    readonly id: string;
    readonly case_id: string;
    readonly controller: string;
    readonly attempt: number;
  };
  return { acknowledgementId: id, caseId: case_id, controllerId: controller, attempt };
};

/** What may be sent now, the earliest first. */
export const dueReturns = (db: ReadModelDb, now: Instant, limit: number): readonly ReturnEntry[] =>
  db
    .sql('SELECT * FROM cases_returns WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?')
    .all(now, limit)
    .map(entryOf);

/** Attempts whose process is gone: this node's own from before, and those whose lease is over. */
export const lostReturns = (db: ReadModelDb, node: string, now: Instant): readonly ReturnEntry[] =>
  db
    .sql('SELECT * FROM cases_returns WHERE taken_by IS NOT NULL AND (taken_by = ? OR lease_until < ?)')
    .all(node, now)
    .map(entryOf);
