import type { Deadline } from '@art33/deadlines';
import { editsOf, type ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import { caseStream } from '../domain/ids.js';
import type { Counted } from '../domain/events.js';
import type { ReceivedNotice, ReturnedAcknowledgement } from '../domain/received-state.js';
import { effectiveDeadline, isDecided, type CaseState } from '../domain/state.js';

/** A notice on file, as its controller sees it. What it says was checked for form only. */
export interface ReceivedNoticeView extends Omit<ReceivedNotice, 'acknowledgement'> {
  readonly acknowledgement: Omit<ReturnedAcknowledgement, 'link' | 'takenBy' | 'leaseUntil'> | null;
}

export interface CaseView extends Omit<CaseState, 'steps' | 'caseId' | 'received'> {
  readonly id: string;
  /** Notices that the controller put on file itself. */
  readonly received: readonly ReceivedNoticeView[];
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
    received: state.received.map(receivedView),
    awareness: state.awareness,
    filings: state.filings,
    decisionNotToFile: state.decisionNotToFile,
    notFilingProposal: state.notFilingProposal,
    communications: state.communications,
    missed: state.missed,
    deadline: effectiveDeadline(state),
    decided: isDecided(state),
    unprovenFilings: state.filings.filter((filing) => filing.reference === null).map((filing) => filing.filingId),
    edits: editsOf(db, caseStream(id), scope.organisation),
  };
}

function receivedView({ acknowledgement, ...received }: ReceivedNotice): ReceivedNoticeView {
  if (!acknowledgement) return { ...received, acknowledgement };
  const { link: _, takenBy: __, leaseUntil: ___, ...shown } = acknowledgement;
  return { ...received, acknowledgement: shown };
}
