import type { Deadline, StatedInstant } from '@art33/deadlines';
import type { Actor, Erased } from '@art33/event-log';
import { caseIdOf } from './ids.js';
import { evolveReceived, type ReceivedNotice } from './received-state.js';
import type { CaseEvent, Clock, Communication, Counted, Filing } from './events.js';

export interface RunningClock extends Clock {
  readonly withdrawn: { readonly why: string; readonly at: string } | null;
}

/** A controller's decision that nothing is to be filed. */
export interface DecisionNotToFile {
  readonly reason: string | Erased;
  readonly decidedBy: string | Erased;
  /** Where it took two: ids of the persons. */
  readonly proposedBy?: string;
  readonly confirmedBy?: string;
  readonly at: string;
  /** The filing that was made all the same, and that the decision no longer stands beside. */
  readonly replacedBy: string | null;
}

/** What one person proposed and another has not confirmed yet. */
export interface NotFilingProposal {
  readonly reason: string | Erased;
  readonly decidedBy: string | Erased;
  readonly proposedBy: Actor;
  readonly at: string;
}

/** Everything that a case is. Personal fields may have been erased. */
export interface CaseState {
  readonly status: 'none' | 'open' | 'closed';
  readonly caseId: string;
  /** Of the notice delivered here; empty where the controller put a notice on file itself. */
  readonly noticeId: string;
  readonly agreementId: string;
  readonly controllerId: string;
  readonly processorId: string;
  /** IANA zone of the controller. */
  readonly zone: string;
  /** All clocks ever started, withdrawn ones included: nothing is hidden. */
  readonly clocks: readonly RunningClock[];
  /** What the controller itself stated, newest last. */
  readonly awareness: readonly {
    readonly aware: StatedInstant;
    readonly reason: string | Erased | null;
    readonly at: string;
    readonly before: Deadline | null;
    readonly after: Deadline;
  }[];
  readonly filings: readonly (Omit<Filing, 'reference' | 'reasonsForDelay'> & {
    readonly reference: string | Erased | null;
    readonly reasonsForDelay: string | Erased | null;
  })[];
  readonly decisionNotToFile: DecisionNotToFile | null;
  readonly notFilingProposal: NotFilingProposal | null;
  /** Notices that the controller put on file itself. */
  readonly received: readonly ReceivedNotice[];
  readonly communications: readonly (Omit<Communication, 'reason' | 'decidedBy'> & {
    readonly reason: string | Erased | null;
    readonly decidedBy: string | Erased;
  })[];
  /** Deadline steps already recorded, as `<due> <step>`. */
  readonly steps: readonly string[];
  readonly missed: { readonly due: string; readonly noticed: string } | null;
}

export const initialState: CaseState = {
  status: 'none',
  caseId: '',
  noticeId: '',
  agreementId: '',
  controllerId: '',
  processorId: '',
  zone: 'UTC',
  clocks: [],
  awareness: [],
  filings: [],
  decisionNotToFile: null,
  notFilingProposal: null,
  received: [],
  communications: [],
  steps: [],
  missed: null,
};

export const stepKey = (due: string, step: string): string => `${due} ${step}`;

export function evolve(state: CaseState, event: CaseEvent): CaseState {
  switch (event.type) {
    case 'CaseOpened': {
      const { noticeId, agreementId, controllerId, processorId, zone } = event.data;
      const caseId = caseIdOf(noticeId);
      return { ...state, status: 'open', caseId, noticeId, agreementId, controllerId, processorId, zone };
    }
    case 'CaseOpenedFromReceivedNotice': {
      const { caseId, controllerId, zone } = event.data;
      return { ...state, status: 'open', caseId, controllerId, zone };
    }
    case 'ReceivedNoticeFiled':
    case 'ReceivedNoticeAcknowledged':
    case 'AcknowledgementReturnStarted':
    case 'AcknowledgementReturned':
    case 'AcknowledgementReturnFailed':
    case 'AcknowledgementReturnUnknown':
      return { ...state, received: evolveReceived(state.received, event) };
    case 'ClockStarted': {
      const { clockId, kind, deadline, deliveryId, noticeKind, grade, outsideBusinessHours } = event.data;
      const clock = { clockId, kind, deadline, deliveryId, noticeKind, grade, outsideBusinessHours, withdrawn: null };
      return { ...state, clocks: [...state.clocks, clock] };
    }
    case 'ClockWithdrawn': {
      const { clockId, why, at } = event.data;
      return {
        ...state,
        clocks: state.clocks.map((clock) => (clock.clockId === clockId ? { ...clock, withdrawn: { why, at } } : clock)),
      };
    }
    case 'AwarenessSetByController': {
      const { aware, reason, at, before, after } = event.data;
      return { ...state, awareness: [...state.awareness, { aware, reason, at, before, after }] };
    }
    case 'FilingRecorded': {
      const { filingId, phase, statedPhase, authority, reference, filedAt, reasonsForDelay, lateness } = event.data;
      const filing = { filingId, phase, statedPhase, authority, reference, filedAt, reasonsForDelay, lateness };
      const decision = state.decisionNotToFile;
      const isReplaced = phase === 'initial' && decision?.replacedBy === null;
      return {
        ...state,
        filings: [...state.filings, filing],
        notFilingProposal: phase === 'initial' ? null : state.notFilingProposal,
        decisionNotToFile: isReplaced ? { ...decision, replacedBy: filingId } : decision,
      };
    }
    case 'FilingReferenceAdded': {
      const { filingId, reference } = event.data;
      return {
        ...state,
        filings: state.filings.map((filing) => (filing.filingId === filingId ? { ...filing, reference } : filing)),
      };
    }
    case 'DecidedNotToFile': {
      const { controllerId: _, ...decision } = event.data;
      return { ...state, notFilingProposal: null, decisionNotToFile: { ...decision, replacedBy: null } };
    }
    case 'NotFilingProposed': {
      const { controllerId: _, ...proposal } = event.data;
      return { ...state, notFilingProposal: proposal };
    }
    case 'NotFilingProposalWithdrawn':
      return { ...state, notFilingProposal: null };
    case 'CommunicationRecorded': {
      const { outcome, letter, reason, decidedBy, at } = event.data;
      return { ...state, communications: [...state.communications, { outcome, letter, reason, decidedBy, at }] };
    }
    case 'FilingDeadlineApproaching':
    case 'FilingDeadlineOverdue':
      return { ...state, steps: [...state.steps, stepKey(event.data.due, event.data.step)] };
    case 'FilingDeadlineMissed': {
      const { due, step, noticed } = event.data;
      return { ...state, steps: [...state.steps, stepKey(due, step)], missed: { due, noticed } };
    }
    case 'CaseClosed':
      return { ...state, status: 'closed' };
    case 'CaseReopened':
      return { ...state, status: 'open' };
    default:
      return state;
  }
}

const running = (state: CaseState): readonly RunningClock[] => state.clocks.filter((clock) => clock.withdrawn === null);

/** The clock proper, if one runs. */
export const properClock = (state: CaseState): RunningClock | undefined =>
  running(state).find((clock) => clock.kind === 'proper');

/** The precautionary clock, if one runs. */
export const precautionaryClock = (state: CaseState): RunningClock | undefined =>
  running(state).find((clock) => clock.kind === 'precautionary');

/** What the controller's 72 hours are counted from now: its own statement, else the clock proper, else the precaution. */
export function effectiveDeadline(state: CaseState): { readonly deadline: Deadline; readonly clock: Counted } | null {
  const decided = state.awareness.at(-1);
  if (decided) return { deadline: decided.after, clock: 'decided' };
  const proper = properClock(state);
  if (proper) return { deadline: proper.deadline, clock: 'proper' };
  const precautionary = precautionaryClock(state);
  return precautionary ? { deadline: precautionary.deadline, clock: 'precautionary' } : null;
}

/** The initial filing, unless it has been withdrawn. */
export function initialFiling(state: CaseState): CaseState['filings'][number] | undefined {
  const last = state.filings.findLastIndex((filing) => filing.phase === 'withdrawal');
  return state.filings.slice(last + 1).find((filing) => filing.phase === 'initial');
}

/** Whether the duty of Art. 33(1) has its outcome: filed, or decided not to. */
export const isDecided = (state: CaseState): boolean =>
  initialFiling(state) !== undefined || state.decisionNotToFile?.replacedBy === null;

/** Whether the end of the 72 hours that counts now was missed: an end that no longer counts says nothing. */
export const isMissed = (state: CaseState): boolean =>
  state.missed !== null && state.missed.due === effectiveDeadline(state)?.deadline.due;
