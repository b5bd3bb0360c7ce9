import type { Deadline } from '@art33/deadlines';
import { editsOf, type ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import { cursorsOf, sortOf, type CursorKey } from '@art33/http';
import { caseStream } from '../domain/ids.js';
import type { Counted } from '../domain/events.js';
import { effectiveDeadline, isDecided, type CaseState } from '../domain/state.js';

export interface CaseView extends Omit<CaseState, 'steps'> {
  readonly id: string;
  readonly openedAt: string;
  /** What the 72 hours are counted from now; null while every clock is withdrawn. */
  readonly deadline: { readonly deadline: Deadline; readonly clock: Counted } | null;
  readonly decided: boolean;
  /** A filing without the authority's reference proves nothing. */
  readonly unprovenFilings: readonly string[];
  readonly edits: number;
}

export interface CaseRow {
  readonly id: string;
  readonly noticeId: string;
  readonly status: 'open' | 'closed';
  readonly decided: boolean;
  readonly due: string | null;
  readonly clock: Counted | null;
  /** Its end, as it counts now, passed with neither a filing nor a decision. */
  readonly missed: boolean;
  readonly openedAt: string;
}

export const CASE_SORTS = ['due', 'openedAt'] as const;

export interface CaseFilter {
  readonly status?: 'open' | 'closed';
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Only the controller's own members (and its auditors) see a case: nothing of it is the processor's to read. */
export function caseView(db: ReadModelDb, scope: OrganisationScope, id: string): CaseView | undefined {
  const row = db
    .sql('SELECT id, opened_at, state FROM cases_records WHERE id = ? AND controller = ?')
    .get(id, scope.organisation) as { id: string; opened_at: string; state: string } | undefined;
  if (!row) return undefined;
  const state = JSON.parse(row.state) as CaseState;
  return {
    id: row.id,
    openedAt: row.opened_at,
    status: state.status,
    noticeId: state.noticeId,
    agreementId: state.agreementId,
    controllerId: state.controllerId,
    processorId: state.processorId,
    zone: state.zone,
    clocks: state.clocks,
    awareness: state.awareness,
    filings: state.filings,
    decisionNotToFile: state.decisionNotToFile,
    communications: state.communications,
    missed: state.missed,
    deadline: effectiveDeadline(state),
    decided: isDecided(state),
    unprovenFilings: state.filings.filter((filing) => filing.reference === null).map((filing) => filing.filingId),
    edits: editsOf(db, caseStream(id), scope.organisation),
  };
}

const NEVER = '9999';
const BY_DUE = 'due';
const cursorsIn = (sort: string = BY_DUE) => cursorsOf(`cases ${sort}`, 2);

/** The controller's cases; what has no end comes last. `limit + 1` rows, so that the caller knows whether there are more. */
export function listCases(db: ReadModelDb, scope: OrganisationScope, filter: CaseFilter): readonly CaseRow[] {
  const { field, descending } = sortOf(filter.sort, CASE_SORTS, BY_DUE);
  const column = field === 'due' ? `ifnull(due, '${NEVER}')` : 'opened_at';
  const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const after = cursorsIn(filter.sort).read(filter.cursor);
  const where = [
    'controller = ?',
    ...(filter.status ? ['status = ?'] : []),
    ...(after ? [`(${column}, id) ${beyond} (?, ?)`] : []),
  ];
  const rows = db
    .sql(
      `SELECT id, notice, status, decided, due, clock, missed, opened_at FROM cases_records
       WHERE ${where.join(' AND ')} ORDER BY ${column} ${direction}, id ${direction} LIMIT ?`,
    )
    .all(scope.organisation, ...(filter.status ? [filter.status] : []), ...(after ?? []), filter.limit + 1);
  return rows.map((row) => ({
    id: row['id'] as string,
    noticeId: row['notice'] as string,
    status: row['status'] as CaseRow['status'],
    decided: row['decided'] === 1,
    due: row['due'] as string | null,
    clock: row['clock'] as CaseRow['clock'],
    missed: row['missed'] === 1,
    openedAt: row['opened_at'] as string,
  }));
}

/** The key that a page of cases ends with. */
export const caseCursor =
  (sort: string | undefined) =>
  (row: CaseRow): CursorKey => {
    const { field } = sortOf(sort, CASE_SORTS, BY_DUE);
    return cursorsIn(sort).keyOf(field === 'due' ? (row.due ?? NEVER) : row.openedAt, row.id);
  };
