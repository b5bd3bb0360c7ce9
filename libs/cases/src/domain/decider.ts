import { GDPR_APPLIES_FROM, judge, seventyTwoHours } from '@art33/deadlines';
import { Refusal, type Decider, type Instant } from '@art33/event-log';
import { alignClocks } from './clocks.js';
import type { CaseCommandBy, CaseCommandData } from './commands.js';
import type { CaseEvent, Filing } from './events.js';
import { filingDutyId } from './ids.js';
import { confirmNotFiling, decideNotToFile, withdrawNotFiling } from './not-filing.js';
import { decideReceived } from './received.js';
import { effectiveDeadline, evolve, initialFiling, initialState, isDecided, stepKey, type CaseState } from './state.js';

type Timed<T extends CaseCommandData['type']> = Extract<CaseCommandData, { type: T }> &
  Pick<CaseCommandBy, 'actor' | 'fourEyes'> & { readonly now: Instant };
type Decision = readonly CaseEvent[] | Refusal;

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/** The controller's file for one breach: its clock, its filings, its decisions. */
export const caseDecider: Decider<CaseState, CaseCommandBy, CaseEvent> = {
  initialState,
  evolve,
  decide(command, state) {
    const decision = decideOn(command, state);
    return decision instanceof Refusal ? decision : withDeadline(state, decision, command.now);
  },
};

function decideOn(command: CaseCommandBy & { readonly now: Instant }, state: CaseState): Decision {
  if (command.type === 'align') return align(command, state);
  if (command.type === 'file-received-notice') return decideReceived(command, state);
  if (state.status === 'none') return new Refusal('not-found', 'not-found', 'there is no such record');
  switch (command.type) {
    case 'acknowledge-received':
    case 'start-return':
    case 'record-return':
    case 'declare-return-lost':
      return decideReceived(command, state);
    case 'note-deadline-step':
      return noteStep(command, state);
    case 'close':
      return close(command, state);
    case 'reopen':
      return state.status === 'open'
        ? []
        : [{ type: 'CaseReopened', data: { cause: 'by-controller', at: command.now } }];
    case 'add-filing-reference':
      return addReference(command, state);
    default:
      if (state.status === 'closed')
        return new Refusal('case-closed', 'conflict', 'a closed case is changed only after it is reopened');
      return decideOpen(command, state);
  }
}

/** Says so when the end of the 72 hours moves, and when it counts again because its outcome was taken back. */
function withDeadline(state: CaseState, events: readonly CaseEvent[], at: Instant): readonly CaseEvent[] {
  const after = events.reduce(evolve, state);
  const [was, is] = [effectiveDeadline(state), effectiveDeadline(after)];
  const isSame = was?.deadline.due === is?.deadline.due && was?.clock === is?.clock;
  const countsAgain = is !== null && isDecided(state) && !isDecided(after);
  if (isSame && !countsAgain) return events;
  const { caseId, controllerId } = after;
  const set: CaseEvent = {
    type: 'FilingDeadlineSet',
    data: {
      controllerId,
      dutyId: filingDutyId(caseId),
      before: was?.deadline ?? null,
      after: is?.deadline ?? null,
      clock: is?.clock ?? null,
      decided: isDecided(after),
      at,
    },
  };
  return [...events, set];
}

function decideOpen(
  command: Timed<
    | 'set-awareness'
    | 'record-filing'
    | 'decide-not-to-file'
    | 'confirm-not-filing'
    | 'withdraw-not-filing'
    | 'record-communication'
  >,
  state: CaseState,
): Decision {
  switch (command.type) {
    case 'set-awareness':
      return setAwareness(command, state);
    case 'record-filing':
      return recordFiling(command, state);
    case 'decide-not-to-file':
      return decideNotToFile(command, state);
    case 'confirm-not-filing':
      return confirmNotFiling(command, state);
    case 'withdraw-not-filing':
      return withdrawNotFiling(command, state);
    case 'record-communication':
      return recordCommunication(command, state);
  }
}

function align(command: Timed<'align'>, state: CaseState): Decision {
  const { noticeId, agreementId, controllerId, processorId, zone, now } = command;
  if (state.status === 'none' && !command.deliveries.some((delivery) => delivery.valid)) return [];
  const opened: CaseEvent[] =
    state.status === 'none'
      ? [{ type: 'CaseOpened', data: { noticeId, agreementId, controllerId, processorId, zone, at: now } }]
      : [];
  const clocks = alignClocks(state, command, now);
  const first = clocks[0];
  const reopened: CaseEvent[] =
    state.status === 'closed' && first
      ? [
          {
            type: 'CaseReopened',
            data: { cause: first.type === 'ClockStarted' ? 'clock-started' : 'clock-withdrawn', at: now },
          },
        ]
      : [];
  return [...opened, ...reopened, ...clocks];
}

/** An earlier awareness of its own is the controller's to state; a later one than the clock's needs a reason. */
function setAwareness(command: Timed<'set-awareness'>, state: CaseState): Decision {
  if (command.aware.at > command.now)
    return new Refusal('awareness-in-the-future', 'invalid', 'nobody is aware of something in the future', 'aware');
  if (command.aware.at < GDPR_APPLIES_FROM)
    return new Refusal('awareness-before-gdpr', 'invalid', 'Art. 33 GDPR applies from 25 May 2018', 'aware');
  const current = effectiveDeadline(state);
  const later = current !== null && command.aware.at > current.deadline.anchor.at.at;
  if (later && isBlank(command.reason))
    return new Refusal(
      'later-awareness-needs-reason',
      'invalid',
      'a later awareness than the one the clock runs from needs a reason',
      'reason',
      {
        clockRunsFrom: current.deadline.anchor.at.at,
      },
    );
  if (current?.clock === 'decided' && command.aware.at === current.deadline.anchor.at.at) return [];
  const after = seventyTwoHours('own-awareness', command.aware, state.zone);
  return [
    {
      type: 'AwarenessSetByController',
      data: {
        controllerId: state.controllerId,
        at: command.now,
        aware: command.aware,
        reason: command.reason,
        before: current?.deadline ?? null,
        after,
      },
    },
  ];
}

function recordFiling(command: Timed<'record-filing'>, state: CaseState): Decision {
  const { filingId, authority, reference, filedAt, reasonsForDelay, now } = command;
  if (filedAt.at > now)
    return new Refusal('filing-in-the-future', 'invalid', 'a filing is recorded once it has been made', 'filedAt');
  const initial = initialFiling(state);
  if (command.phase === 'withdrawal' && !initial)
    return new Refusal('nothing-filed', 'conflict', 'only a filing that was made can be withdrawn', 'phase');
  if (command.phase === 'initial' && initial)
    return new Refusal(
      'initial-filing-recorded',
      'conflict',
      'the initial filing is recorded already; what comes now is a follow-up',
      'phase',
      {
        filingId: initial.filingId,
      },
    );
  // With nothing filed before, a "follow-up" is the initial filing: its lateness counts.
  const phase = command.phase === 'follow-up' && !initial ? 'initial' : command.phase;
  const filing: Filing = {
    filingId,
    phase,
    statedPhase: command.phase,
    authority,
    reference,
    filedAt,
    reasonsForDelay,
    lateness: null,
  };
  if (phase !== 'initial') return [recorded(filing, state, now)];
  const effective = effectiveDeadline(state);
  const lateness = effective && effective.clock !== 'precautionary' ? judge(effective.deadline, filedAt.at) : null;
  if (lateness && !lateness.onTime && isBlank(reasonsForDelay))
    return new Refusal(
      'late-filing-needs-reasons',
      'invalid',
      'a filing later than 72 hours after becoming aware is accompanied by the reasons for the delay (Art. 33(1) GDPR)',
      'reasonsForDelay',
      { due: lateness.due, lateBy: lateness.lateBy },
    );
  return [recorded({ ...filing, lateness }, state, now)];
}

const recorded = (filing: Filing, state: CaseState, at: Instant): CaseEvent => ({
  type: 'FilingRecorded',
  data: { controllerId: state.controllerId, ...filing, at },
});

function addReference(command: Timed<'add-filing-reference'>, state: CaseState): Decision {
  const filing = state.filings.find(({ filingId }) => filingId === command.filingId);
  if (!filing) return new Refusal('unknown-filing', 'not-found', 'there is no such filing in this case', 'filingId');
  if (filing.reference === command.reference) return [];
  if (filing.reference !== null)
    return new Refusal(
      'filing-has-reference',
      'conflict',
      'the filing has a reference already; another filing has another id',
      'reference',
    );
  const { filingId, reference, now } = command;
  return [{ type: 'FilingReferenceAdded', data: { controllerId: state.controllerId, filingId, reference, at: now } }];
}

function recordCommunication(command: Timed<'record-communication'>, state: CaseState): Decision {
  if (command.at.at > command.now)
    return new Refusal(
      'communication-in-the-future',
      'invalid',
      'a communication is recorded once it has been made or decided',
      'at',
    );
  if (command.outcome === 'exempt' && command.letter === null)
    return new Refusal(
      'exemption-needs-letter',
      'invalid',
      'an exemption names its letter (Art. 34(3) (a), (b) or (c) GDPR)',
      'letter',
    );
  if (command.outcome !== 'exempt' && command.letter !== null)
    return new Refusal(
      'letter-without-exemption',
      'invalid',
      'a letter of Art. 34(3) GDPR belongs to an exemption',
      'letter',
    );
  if ((command.outcome === 'exempt' || command.outcome === 'not-required') && isBlank(command.reason))
    return new Refusal(
      'decision-needs-reason',
      'invalid',
      'not telling the persons concerned is a decision with a reason (Art. 34 GDPR)',
      'reason',
    );
  const { outcome, letter, reason, decidedBy, at, now } = command;
  return [
    {
      type: 'CommunicationRecorded',
      data: { controllerId: state.controllerId, outcome, letter, reason, decidedBy, at, recordedAt: now },
    },
  ];
}

/** Recorded once per due instant and step, and never for what is decided or no longer due then. */
function noteStep(command: Timed<'note-deadline-step'>, state: CaseState): Decision {
  const { step, due, noticed } = command;
  const effective = effectiveDeadline(state);
  if (effective?.deadline.due !== due || isDecided(state) || state.steps.includes(stepKey(due, step))) return [];
  const data = { dutyId: filingDutyId(state.caseId), step, due, noticed, clock: effective.clock };
  if (step === 'missed') return [{ type: 'FilingDeadlineMissed', data }];
  return [{ type: step.startsWith('approaching') ? 'FilingDeadlineApproaching' : 'FilingDeadlineOverdue', data }];
}

function close(command: Timed<'close'>, state: CaseState): Decision {
  if (state.status === 'closed') return [];
  if (!isDecided(state))
    return new Refusal(
      'case-undecided',
      'conflict',
      'a case is closed once it was filed or a decision not to file was recorded (Art. 33(1), (5) GDPR)',
    );
  return [{ type: 'CaseClosed', data: { at: command.now } }];
}
