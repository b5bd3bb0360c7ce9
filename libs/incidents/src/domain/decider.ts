import { fold, isRefusal, Refusal, sameJson, type Decider, type Instant } from '@art33/event-log';
import { affect, close } from './affected.js';
import { confirm, correct, establish, ruleOut } from './awareness.js';
import type {
  AddDetails,
  ImplicateSubprocessor,
  IncidentCommandBy,
  LogIncident,
  RecordMeasure,
  ReopenIncident,
} from './commands.js';
import type { IncidentEvent } from './events.js';
import { refuseDetails, withStated } from './details.js';
import { recordHistory, refuseWork } from './history.js';
import { noSuchIncident, refuseBlank, refuseFuture } from './refusals.js';
import { evolveIncident, initialIncident, UNKNOWN_DETAILS, type IncidentState } from './state.js';
import type { Implication, IncidentDetails } from './values.js';

type Decision = readonly IncidentEvent[] | Refusal;

/** The rules of one incident, which belongs to one processor. */
export const incidentDecider: Decider<IncidentState, IncidentCommandBy, IncidentEvent> = {
  initialState: initialIncident,
  evolve: evolveIncident,
  decide(command, state) {
    if (command.type === 'record-historical-incident')
      return state.status === 'none' ? recordHistory(command, command.onBehalfOf, command.now) : [];
    if (command.type === 'log-incident')
      return state.status === 'none' ? log(command, command.onBehalfOf, command.now) : [];
    if (state.status === 'none' || state.processorId !== command.onBehalfOf) return noSuchIncident();
    if (state.history) return command.type === 'add-details' ? addDetails(command, command.now, state) : refuseWork();
    if (command.type === 'reopen-incident') return state.status === 'closed' ? reopen(command) : [];
    if (command.type === 'close-incident') return state.status === 'closed' ? [] : close(command, state);
    if (state.status === 'closed')
      return new Refusal('incident-closed', 'conflict', 'a closed incident is reopened before it is changed');
    return work(command, state);
  },
};

type Work = Exclude<
  IncidentCommandBy,
  { type: 'log-incident' | 'record-historical-incident' | 'close-incident' | 'reopen-incident' }
> & {
  readonly now: Instant;
};

function work(command: Work, state: IncidentState): Decision {
  const { now } = command;
  switch (command.type) {
    case 'add-details':
      return addDetails(command, now, state);
    case 'establish-awareness':
      return establish(command.known, now, state);
    case 'correct-awareness':
      return correct(command, now, state);
    case 'implicate-subprocessor':
      return implicate(command, now, state);
    case 'affect-controllers':
      return affect(command, state);
    case 'confirm-as-breach':
      return confirm(command, now, state);
    case 'rule-out':
      return ruleOut(command, now, state);
    case 'record-measure':
      return recordMeasure(command, now, state);
    case 'record-risk-information':
      return sameJson(state.risk, command.risk) ? [] : [{ type: 'RiskInformationRecorded', data: command.risk }];
  }
}

/** Logs the incident, then what is known of it, each by its own rule. */
function log(command: LogIncident, processorId: string, now: Instant): Decision {
  const { incidentId, reportId } = command;
  const details = withStated(UNKNOWN_DETAILS, command.details);
  const refused = refuseDetails(details, now);
  if (refused) return refused;
  const steps: readonly ((state: IncidentState) => Decision)[] = [
    ...command.awareness.map((known, i) => (state: IncidentState) => establish(known, now, state, `awareness.${i}.`)),
    ...command.subprocessors.map(
      (implication, i) => (state: IncidentState) =>
        implicate({ type: 'implicate-subprocessor', implication }, now, state, `subprocessors.${i}.`),
    ),
  ];
  const of = { incidentId, processorId, ...(reportId === undefined ? {} : { reportId }) };
  let events: readonly IncidentEvent[] = [{ type: 'IncidentLogged', data: { ...of, ...details } }];
  for (const step of steps) {
    const decided = step(fold(incidentDecider, events));
    if (isRefusal(decided)) return decided;
    events = [...events, ...decided];
  }
  return events;
}

/** Only what differs from what is known is an event. */
function addDetails({ note, changes }: AddDetails, now: Instant, { details }: IncidentState): Decision {
  const stated = withStated(details, changes);
  const refused = refuseDetails(stated, now);
  if (refused) return refused;
  const differs = ([field, value]: [string, unknown]) => !sameJson(details[field as keyof IncidentDetails], value);
  const fresh: Partial<IncidentDetails> = Object.fromEntries(Object.entries(stated).filter(differs));
  if (note === undefined && Object.keys(fresh).length === 0) return [];
  return [{ type: 'IncidentDetailsAdded', data: { ...(note === undefined ? {} : { note }), changes: fresh } }];
}

function implicate({ implication }: ImplicateSubprocessor, now: Instant, state: IncidentState, field = ''): Decision {
  const { subprocessorId, itsAwareness, toldUs } = implication;
  const refused = refuseFuture(now, { [`${field}itsAwareness`]: itsAwareness, [`${field}toldUs`]: toldUs });
  if (refused) return refused;
  if (itsAwareness && toldUs && toldUs.at < itsAwareness.at)
    return new Refusal(
      'told-before-it-knew',
      'invalid',
      'a subprocessor does not tell before it knows',
      `${field}toldUs`,
    );
  const before = state.subprocessors.find((known: Implication) => known.subprocessorId === subprocessorId);
  return before && sameJson(before, implication) ? [] : [{ type: 'SubprocessorImplicated', data: implication }];
}

function recordMeasure({ measure }: RecordMeasure, now: Instant, state: IncidentState): Decision {
  const refused = measure.stage === 'taken' ? refuseFuture(now, { at: measure.at }) : undefined;
  if (refused) return refused;
  return state.measures.some(({ measureId }) => measureId === measure.measureId)
    ? []
    : [{ type: 'MeasureRecorded', data: measure }];
}

function reopen({ cause }: ReopenIncident): Decision {
  if (cause.by === 'person') {
    const refused = refuseBlank(cause.reason, 'reason', 'a person who reopens an incident says why');
    if (refused) return refused;
  }
  return [{ type: 'IncidentReopened', data: { cause } }];
}
