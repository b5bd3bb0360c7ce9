import type { Deadline } from '@art33/deadlines';
import { editsOf, type ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
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
