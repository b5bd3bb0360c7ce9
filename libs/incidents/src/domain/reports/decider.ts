import { Refusal, type Actor, type Decider, type Instant } from '@art33/event-log';
import { noSuchIncident, refuseBlank } from '../refusals.js';
import type { Personal } from '../values.js';
import type { ReportCommandBy } from './commands.js';
import type { Channel, ReportEvent, Told } from './events.js';

/** What a person decided about a report; the last one counts, and all are shown. */
export interface ReportDecision {
  readonly decided: 'turned' | 'linked' | 'rejected' | 'taken-back';
  /** Of the incident, where there is one. */
  readonly incidentId: string | null;
  readonly reason: Personal<string> | null;
  readonly by: Actor;
  readonly at: Instant;
}

/** A report as the log tells it. */
export interface ReportState {
  readonly status: 'none' | 'open' | 'turned' | 'linked' | 'rejected';
  readonly processorId: string;
  readonly channel: Channel;
  readonly reference: string;
  readonly told: Told;
  readonly receivedAt: Instant;
  readonly incidentId: string | null;
  readonly decisions: readonly ReportDecision[];
}

const initialState: ReportState = {
  status: 'none',
  processorId: '',
  channel: 'api',
  reference: '',
  told: { text: '', reporter: null, noticedAt: null, noticed: null, source: null },
  receivedAt: '',
  incidentId: null,
  decisions: [],
};

type Decision = readonly ReportEvent[] | Refusal;

/** The rules of one report, which belongs to one processor. */
export const reportDecider: Decider<ReportState, ReportCommandBy, ReportEvent> = {
  initialState,
  evolve,
  decide(command, state) {
    const { now, onBehalfOf } = command;
    if (command.type === 'receive-report') return state.status === 'none' ? receive(command, onBehalfOf, now) : [];
    if (state.status === 'none' || state.processorId !== onBehalfOf) return noSuchIncident();
    const { by } = command;
    switch (command.type) {
      case 'turn-report':
        // The incident stands in the log and refers to this report: whatever was decided meanwhile, that is so.
        if (state.status === 'turned') return state.incidentId === command.incidentId ? [] : decidedAlready(state);
        return [{ type: 'ReportTurnedIntoIncident', data: { incidentId: command.incidentId, by, at: now } }];
      case 'link-report':
        if (state.status === 'linked' && state.incidentId === command.incidentId) return [];
        if (state.status !== 'open') return decidedAlready(state);
        return [{ type: 'ReportLinkedToIncident', data: { incidentId: command.incidentId, by, at: now } }];
      case 'reject-report':
        return reject(command.reason, by, now, state);
      case 'take-rejection-back':
        return takeBack(command.reason, by, now, state);
    }
  },
};

function receive(
  command: Extract<ReportCommandBy, { type: 'receive-report' }>,
  processorId: string,
  now: Instant,
): Decision {
  const { reportId, channel, reference, text, reporter, noticedAt, noticed, source } = command;
  const refused = refuseBlank(text, 'text', 'a report says something');
  if (refused) return refused;
  const data = { reportId, processorId, channel, reference, text, reporter, noticedAt, noticed, source, at: now };
  return [{ type: 'ReportReceived', data }];
}

/** Before an incident is made of it: a decision stands until it is taken back. Undefined where nothing is in the way. */
export function refuseTurning(state: ReportState, onBehalfOf: string, incidentId: string): Refusal | undefined {
  if (state.status === 'none' || state.processorId !== onBehalfOf) return noSuchIncident();
  const isSame = state.status === 'turned' && state.incidentId === incidentId;
  return state.status === 'open' || isSame ? undefined : decidedAlready(state);
}

const decidedAlready = ({ status, incidentId }: ReportState): Refusal =>
  new Refusal(
    'report-decided',
    'conflict',
    status === 'rejected'
      ? 'the report was rejected; take the rejection back first, with a reason'
      : 'the report belongs to an incident already',
    undefined,
    { status, ...(incidentId === null ? {} : { incidentId }) },
  );

function reject(reason: string, by: Actor, at: Instant, state: ReportState): Decision {
  if (state.status === 'rejected') return [];
  if (state.status !== 'open') return decidedAlready(state);
  const refused = refuseBlank(reason, 'reason', 'a report is rejected with a reason');
  return refused ?? [{ type: 'ReportRejected', data: { reason, by, at } }];
}

function takeBack(reason: string, by: Actor, at: Instant, state: ReportState): Decision {
  if (state.status === 'open') return [];
  if (state.status !== 'rejected') return decidedAlready(state);
  const refused = refuseBlank(reason, 'reason', 'a rejection is taken back with a reason');
  return refused ?? [{ type: 'ReportRejectionTakenBack', data: { reason, by, at } }];
}

function evolve(state: ReportState, event: ReportEvent): ReportState {
  const decided = (
    status: ReportState['status'],
    kind: ReportDecision['decided'],
    incidentId: string | null,
    reason: Personal<string> | null,
  ): ReportState => {
    const { by, at } = event.data as { readonly by: Actor; readonly at: Instant };
    return {
      ...state,
      status,
      incidentId,
      decisions: [...state.decisions, { decided: kind, incidentId, reason, by, at }],
    };
  };
  switch (event.type) {
    case 'ReportReceived': {
      const { reportId: _, processorId, channel, reference, at, ...told } = event.data;
      return { ...initialState, status: 'open', processorId, channel, reference, told, receivedAt: at };
    }
    case 'ReportTurnedIntoIncident':
      return decided('turned', 'turned', event.data.incidentId, null);
    case 'ReportLinkedToIncident':
      return decided('linked', 'linked', event.data.incidentId, null);
    case 'ReportRejected':
      return decided('rejected', 'rejected', null, event.data.reason);
    case 'ReportRejectionTakenBack':
      return decided('open', 'taken-back', null, event.data.reason);
  }
}
