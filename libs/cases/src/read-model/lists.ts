import { flagColumn, instantColumn, textColumn } from '@art33/documents';
import type { Instant, ReadModelDb } from '@art33/event-log';
import { given, listBy, type ListPlan, type SavedList } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';
import type { Counted } from '../domain/events.js';
import { caseSearch, type CaseOutcome } from './projection.js';

export interface CaseRow {
  readonly id: string;
  readonly noticeId: string;
  readonly status: 'open' | 'closed';
  readonly decided: boolean;
  /** What came of the duty to file; null: nothing yet. */
  readonly outcome: CaseOutcome | null;
  readonly due: Instant | null;
  readonly clock: Counted | null;
  /** Its end, as it counts now, passed with neither a filing nor a decision. */
  readonly missed: boolean;
  readonly openedAt: Instant;
  /** Of the initial filing that stands. */
  readonly filedAt: Instant | null;
  readonly authority: string | null;
  /** The authority's own; null where there is none, or where it was erased. */
  readonly reference: string | null;
}

export interface CaseFilter {
  readonly status?: 'open' | 'closed' | undefined;
  readonly outcome?: CaseOutcome | 'none' | undefined;
  readonly missed?: boolean | undefined;
  readonly clock?: Counted | undefined;
  /** Due from the one and until the other instant, inclusive. */
  readonly dueFrom?: Instant | undefined;
  readonly dueUntil?: Instant | undefined;
  readonly q?: string | undefined;
}

export interface StoredRow {
  readonly id: string;
  readonly notice: string;
  readonly status: CaseRow['status'];
  readonly decided: number;
  readonly outcome: CaseOutcome | null;
  readonly due: string | null;
  readonly clock: Counted | null;
  readonly missed: number;
  readonly opened_at: string;
  readonly filed_at: string | null;
  readonly authority: string | null;
  readonly reference: string | null;
}

/** The notices that cases were opened from, by the cases' ids. Ask only for those that whoever reads them may see. */
export const noticesOfCases = (db: ReadModelDb, ids: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    db
      .sql('SELECT id, notice FROM cases_records WHERE id IN (SELECT value FROM json_each(?))')
      .all(JSON.stringify([...new Set(ids)]))
      .map(({ id, notice }) => [String(id), String(notice)]),
  );

/** How cases are read, whoever's; what has no end comes last, what has no outcome and no filing first. */
export const CASE_LIST = {
  from: 'cases_records',
  columns: 'id, notice, status, decided, outcome, due, clock, missed, opened_at, filed_at, authority, reference',
  sorts: {
    due: ['sort_due', 'id'],
    openedAt: ['opened_at', 'id'],
    filedAt: ['sort_filed', 'id'],
    status: ['status', 'sort_due', 'id'],
    outcome: ['sort_outcome', 'sort_due', 'id'],
  },
  sort: 'due',
} as const;

/** The conditions of the filters that are given, but for the search. */
export const filtersOf = ({ status, outcome, missed, clock, dueFrom, dueUntil }: Omit<CaseFilter, 'q'>) => [
  given('status = :status', { status }),
  outcome && { sql: 'sort_outcome = :outcome', values: { outcome: outcome === 'none' ? '' : outcome } },
  missed !== undefined && { sql: `missed = ${missed ? 1 : 0}` },
  given('clock = :clock', { clock }),
  given('(sort_due >= :dueFrom AND due IS NOT NULL)', { dueFrom }),
  given('sort_due <= :dueUntil', { dueUntil }),
];

export const caseRowOf = (row: StoredRow): CaseRow => ({
  id: row.id,
  noticeId: row.notice,
  status: row.status,
  decided: row.decided === 1,
  outcome: row.outcome,
  due: row.due,
  clock: row.clock,
  missed: row.missed === 1,
  openedAt: row.opened_at,
  filedAt: row.filed_at,
  authority: row.authority,
  reference: row.reference,
});

/** How a controller's cases are read. */
export function casePlan(
  db: ReadModelDb,
  scope: OrganisationScope,
  { q, ...filter }: CaseFilter,
): ListPlan<StoredRow, CaseRow> {
  return {
    ...CASE_LIST,
    name: 'cases',
    conditions: [
      { sql: 'controller = :controller', values: { controller: scope.organisation } },
      seen(scope, "'case-' || id"),
      ...filtersOf(filter),
      caseSearch.condition(db, scope.organisation, q, 'id', ['notice']),
    ],
    view: caseRowOf,
  };
}

/** The controller's cases. */
export const listCases = listBy(casePlan);

/** How cases are saved. */
export const SAVED_CASES: SavedList<CaseRow> = {
  name: 'cases',
  columns: [
    textColumn('Akte', 'Case', ({ id }) => id),
    textColumn('Stand', 'Status', ({ status }) => status),
    textColumn('Ergebnis', 'Outcome', ({ outcome }) => outcome),
    instantColumn('Fällig', 'Due', ({ due }) => due),
    textColumn('Uhr', 'Clock', ({ clock }) => clock),
    flagColumn('Versäumt', 'Missed', ({ missed }) => missed),
    instantColumn('Eröffnet', 'Opened', ({ openedAt }) => openedAt),
    instantColumn('Gemeldet', 'Filed', ({ filedAt }) => filedAt),
    textColumn('Behörde', 'Authority', ({ authority }) => authority),
    textColumn('Aktenzeichen', 'Reference', ({ reference }) => reference),
    textColumn('Meldung', 'Notice', ({ noticeId }) => noticeId),
  ],
};
