import { parseStatedInstant, type StatedInstant } from '@art33/deadlines';
import { fold, spec, type Instant } from '@art33/event-log';
import { caseIdOf, filingDutyId } from './clocks.js';
import type { CaseCommandData, CaseDelivery } from './commands.js';
import { caseDecider } from './decider.js';
import type { CaseEvent } from './events.js';
import { effectiveDeadline, properClock, precautionaryClock, type CaseState } from './state.js';

const noticeId = '0b9d3ad0-6f64-5d0c-9d6c-1d7f6c9c2a01';
const caseId = caseIdOf(noticeId);
const zone = 'Europe/Berlin';
const utc = (text: string): Instant => new Date(text).toISOString();
const stated = (text: string): StatedInstant => parseStatedInstant(text) as StatedInstant;

const delivery = (at: string, change: Partial<CaseDelivery> = {}): CaseDelivery => ({
  deliveryId: `delivery ${at}`,
  kind: 'breach',
  grade: 'accepted-by-server',
  at: utc(at),
  valid: true,
  ...change,
});
const align = (...deliveries: CaseDelivery[]): CaseCommandData => ({
  type: 'align',
  caseId,
  noticeId,
  agreementId: 'agreement',
  controllerId: 'controller',
  processorId: 'processor',
  zone,
  deliveries,
});

type Step = readonly [at: string, command: CaseCommandData];

/** Runs commands one after the other, each at its instant, and returns all events. */
function history(...steps: readonly Step[]): readonly CaseEvent[] {
  return steps.reduce<readonly CaseEvent[]>((events, [at, command]) => {
    const decision = caseDecider.decide({ ...command, now: utc(at) }, fold(caseDecider, events));
    if (!Array.isArray(decision)) throw new Error(JSON.stringify(decision));
    return [...events, ...(decision as readonly CaseEvent[])];
  }, []);
}
const stateAfter = (...steps: readonly Step[]): CaseState => fold(caseDecider, history(...steps));
const types = (events: readonly CaseEvent[]) => events.map(({ type }) => type);

const sunday = '2026-10-25T09:12:00+01:00';
const opened = history([sunday, align(delivery(sunday))]);

describe('The 72 hours (worked example B)', () => {
  test('run from the acceptance of the breach notice, 72 elapsed hours, with the outer limit beside them', () => {
    const clock = properClock(fold(caseDecider, opened));
    expect(types(opened)).toEqual(['CaseOpened', 'ClockStarted', 'FilingDeadlineSet']);
    expect(clock?.deadline.due).toBe(utc('2026-10-28T09:12:00+01:00'));
    expect(clock?.deadline.outerLimit).toBe(utc('2026-10-28T10:00:00+01:00'));
    expect(clock?.outsideBusinessHours).toBe(true);
  });
  test('are not moved by opening or acknowledging', () => {
    const later = [
      delivery('2026-10-26T08:01:00+01:00', { grade: 'opened' }),
      delivery('2026-10-26T08:03:00+01:00', { grade: 'acknowledged' }),
    ];
    spec(caseDecider)
      .given(opened)
      .when(align(delivery(sunday), ...later), utc('2026-10-26T08:04:00+01:00'))
      .then([]);
  });
  test('move to the earlier awareness that the controller states, with old and new provenance', () => {
    const state = stateAfter(
      [sunday, align(delivery(sunday))],
      [
        '2026-10-26T08:30:00+01:00',
        { type: 'set-awareness', aware: stated('2026-10-24T23:00:00+02:00'), reason: null },
      ],
    );
    expect(effectiveDeadline(state)).toMatchObject({
      clock: 'decided',
      deadline: { due: utc('2026-10-27T22:00:00+01:00') },
    });
    expect(state.awareness[0]?.before?.due).toBe(utc('2026-10-28T09:12:00+01:00'));
  });
  test('move to a later awareness only with a reason', () => {
    const later: CaseCommandData = { type: 'set-awareness', aware: stated('2026-10-26T08:01:00+01:00'), reason: null };
    spec(caseDecider)
      .given(opened)
      .when(later, utc('2026-10-26T09:00:00+01:00'))
      .thenRefused('later-awareness-needs-reason', 'reason');
    const state = stateAfter(
      [sunday, align(delivery(sunday))],
      ['2026-10-26T09:00:00+01:00', { ...later, reason: 'read on Monday' }],
    );
    expect(effectiveDeadline(state)?.deadline.due).toBe(utc('2026-10-29T08:01:00+01:00'));
  });
  test('cannot run from an awareness in the future', () => {
    spec(caseDecider)
      .given(opened)
      .when(
        { type: 'set-awareness', aware: stated('2026-10-26T10:00:00+01:00'), reason: 'x' },
        utc('2026-10-26T09:59:59+01:00'),
      )
      .thenRefused('awareness-in-the-future', 'aware');
  });
});

describe('Suspicion, then breach (worked example C)', () => {
  const suspicion = delivery('2026-10-24T22:05:00+02:00', { kind: 'suspected-breach' });
  const breach = delivery('2026-10-26T10:20:00+01:00');
  test('a notice of another kind starts a precautionary clock only', () => {
    const state = stateAfter(['2026-10-24T22:05:00+02:00', align(suspicion)]);
    expect(properClock(state)).toBeUndefined();
    expect(precautionaryClock(state)?.deadline.due).toBe(utc('2026-10-27T21:05:00+01:00'));
  });
  test('the clock proper runs from the first notice of kind breach', () => {
    const state = stateAfter(
      ['2026-10-24T22:05:00+02:00', align(suspicion)],
      ['2026-10-26T10:20:00+01:00', align(suspicion, breach)],
    );
    expect(effectiveDeadline(state)).toMatchObject({
      clock: 'proper',
      deadline: { due: utc('2026-10-29T10:20:00+01:00') },
    });
    expect(state.clocks).toHaveLength(2);
  });
  test('an earlier awareness that the practice decided on stays', () => {
    const state = stateAfter(
      ['2026-10-24T22:05:00+02:00', align(suspicion)],
      [
        '2026-10-25T12:00:00+01:00',
        { type: 'set-awareness', aware: stated('2026-10-24T22:05:00+02:00'), reason: null },
      ],
      ['2026-10-26T10:20:00+01:00', align(suspicion, breach)],
    );
    expect(effectiveDeadline(state)).toMatchObject({
      clock: 'decided',
      deadline: { due: utc('2026-10-27T21:05:00+01:00') },
    });
  });
});

describe('Bounce (worked example D)', () => {
  const [handed, accepted, call, second] = [
    delivery('2026-10-26T10:00:00+01:00', { grade: 'handed-over' }),
    delivery('2026-10-26T10:02:00+01:00'),
    delivery('2026-10-26T11:30:00+01:00', { grade: 'stated' }),
    delivery('2026-10-26T11:42:00+01:00'),
  ] as const;
  const gone = (one: CaseDelivery): CaseDelivery => ({ ...one, valid: false });
  const steps = [
    ['2026-10-26T10:00:00+01:00', align(handed)],
    ['2026-10-26T10:02:00+01:00', align(handed, accepted)],
    ['2026-10-26T10:07:00+01:00', align(gone(handed), gone(accepted))],
    ['2026-10-26T11:30:00+01:00', align(gone(handed), gone(accepted), call)],
    ['2026-10-26T11:42:00+01:00', align(gone(handed), gone(accepted), call, second)],
  ] as const;
  test('withdraws the clocks it started, visibly', () => {
    const state = stateAfter(...steps.slice(0, 3));
    expect(effectiveDeadline(state)).toBeNull();
    expect(state.clocks.map((clock) => clock.withdrawn?.why)).toEqual(['delivery-invalidated', 'delivery-invalidated']);
  });
  test('a recorded call starts a precautionary clock, because awareness needs no form', () => {
    expect(effectiveDeadline(stateAfter(...steps.slice(0, 4)))).toMatchObject({
      clock: 'precautionary',
      deadline: { due: utc('2026-10-29T11:30:00+01:00') },
    });
  });
  test('the next acceptance starts the clock proper; the call stays shown', () => {
    const state = stateAfter(...steps);
    expect(effectiveDeadline(state)).toMatchObject({
      clock: 'proper',
      deadline: { due: utc('2026-10-29T11:42:00+01:00') },
    });
    expect(precautionaryClock(state)?.deadline.anchor.at.at).toBe(utc('2026-10-26T11:30:00+01:00'));
  });
  test('saying the same again changes nothing', () => {
    spec(caseDecider)
      .given(history(...steps))
      .when(steps[4][1], utc('2026-10-26T12:00:00+01:00'))
      .then([]);
  });
});

describe('The relay that never reports (worked example E)', () => {
  test('shows a precautionary clock from the hand-over, and the clock proper from the opening', () => {
    const handed = delivery('2026-10-26T10:00:00+01:00', { grade: 'handed-over' });
    const openedByPerson = delivery('2026-10-26T15:00:00+01:00', { grade: 'opened' });
    expect(effectiveDeadline(stateAfter(['2026-10-26T10:00:00+01:00', align(handed)]))?.clock).toBe('precautionary');
    const state = stateAfter(
      ['2026-10-26T10:00:00+01:00', align(handed)],
      ['2026-10-26T15:00:00+01:00', align(handed, openedByPerson)],
    );
    expect(effectiveDeadline(state)).toMatchObject({
      clock: 'proper',
      deadline: { due: utc('2026-10-29T15:00:00+01:00') },
    });
  });
});

describe('Opening', () => {
  test('needs a valid delivery', () => {
    spec(caseDecider)
      .given([])
      .when(align(delivery(sunday, { valid: false })), utc(sunday))
      .then([]);
  });
  test('nothing can be done to a case that does not exist', () => {
    spec(caseDecider).given([]).when({ type: 'close' }, utc(sunday)).thenRefused('not-found');
  });
  test('an earlier delivery that becomes known later takes the place of the clock', () => {
    const events = history(
      [sunday, align(delivery(sunday))],
      ['2026-10-25T10:00:00+01:00', align(delivery(sunday), delivery('2026-10-25T09:10:00+01:00'))],
    );
    expect(types(events).slice(3)).toEqual(['ClockWithdrawn', 'ClockStarted', 'FilingDeadlineSet']);
    expect(properClock(fold(caseDecider, events))?.deadline.due).toBe(utc('2026-10-28T09:10:00+01:00'));
  });
});

describe('Filing (worked example N)', () => {
  const filing = (
    filedAt: string,
    change: Partial<Extract<CaseCommandData, { type: 'record-filing' }>> = {},
  ): CaseCommandData => ({
    type: 'record-filing',
    filingId: 'filing-1',
    phase: 'initial',
    authority: 'BayLDA',
    reference: 'LDA-1085.3-1',
    filedAt: stated(filedAt),
    reasonsForDelay: null,
    ...change,
  });
  const after70 = '2026-10-28T07:12:00+01:00';
  const after75 = '2026-10-28T12:12:00+01:00';
  const filed = history([sunday, align(delivery(sunday))], [after70, filing(after70)]);

  test('70 hours after awareness is on time', () => {
    expect(fold(caseDecider, filed).filings[0]?.lateness).toMatchObject({ onTime: true, lateBy: 0 });
  });
  test('at the very instant is on time, one millisecond later is late', () => {
    const at = (instant: string) =>
      stateAfter([sunday, align(delivery(sunday))], [instant, filing(instant, { reasonsForDelay: 'r' })]).filings[0]
        ?.lateness;
    expect(at('2026-10-28T09:12:00+01:00')).toMatchObject({ onTime: true, lateBy: 0 });
    expect(at('2026-10-28T09:12:00.001+01:00')).toMatchObject({ onTime: false, lateBy: 1 });
  });
  test('a late filing without reasons is refused, naming Art. 33(1)', () => {
    spec(caseDecider)
      .given(opened)
      .when(filing(after75), utc(after75))
      .thenRefused('late-filing-needs-reasons', 'reasonsForDelay');
    const refusal = caseDecider.decide({ ...filing(after75), now: utc(after75) }, fold(caseDecider, opened));
    expect(JSON.stringify(refusal)).toContain('Art. 33(1)');
  });
  test('a follow-up with nothing filed before is the initial filing', () => {
    spec(caseDecider)
      .given(opened)
      .when(filing(after75, { phase: 'follow-up' }), utc(after75))
      .thenRefused('late-filing-needs-reasons', 'reasonsForDelay');
    const state = stateAfter([sunday, align(delivery(sunday))], [after70, filing(after70, { phase: 'follow-up' })]);
    expect(state.filings[0]).toMatchObject({ phase: 'initial', statedPhase: 'follow-up' });
  });
  test('there is one initial filing', () => {
    spec(caseDecider)
      .given(filed)
      .when(filing(after70, { filingId: 'filing-2' }), utc(after75))
      .thenRefused('initial-filing-recorded', 'phase');
  });
  test('a filing is not recorded before it was made', () => {
    spec(caseDecider).given(opened).when(filing(after75), utc(after70)).thenRefused('filing-in-the-future', 'filedAt');
  });
  test('a withdrawal needs a filing, and frees the place of the initial one', () => {
    spec(caseDecider)
      .given(opened)
      .when(filing(after70, { phase: 'withdrawal' }), utc(after70))
      .thenRefused('nothing-filed', 'phase');
    const withdrawn = [...filed, ...history2(filed, after75, filing(after75, { filingId: 'w', phase: 'withdrawal' }))];
    spec(caseDecider).given(withdrawn).when({ type: 'close' }, utc(after75)).thenRefused('case-undecided');
  });
  test('a reference can be added later, once', () => {
    const unproven = history([sunday, align(delivery(sunday))], [after70, filing(after70, { reference: null })]);
    const add: CaseCommandData = { type: 'add-filing-reference', filingId: 'filing-1', reference: 'A' };
    const proven = [...unproven, ...history2(unproven, after75, add)];
    expect(fold(caseDecider, proven).filings[0]?.reference).toBe('A');
    spec(caseDecider).given(proven).when(add, utc(after75)).then([]);
    spec(caseDecider)
      .given(proven)
      .when({ ...add, reference: 'B' }, utc(after75))
      .thenRefused('filing-has-reference', 'reference');
    spec(caseDecider)
      .given(proven)
      .when({ ...add, filingId: 'x' }, utc(after75))
      .thenRefused('unknown-filing', 'filingId');
  });
  test('closing with neither filing nor decision is refused', () => {
    spec(caseDecider).given(opened).when({ type: 'close' }, utc(after70)).thenRefused('case-undecided');
    expect(types(history2(filed, after75, { type: 'close' }))).toEqual(['CaseClosed']);
  });
  test('not filing is a decision with a reason and a name', () => {
    const decide: CaseCommandData = { type: 'decide-not-to-file', reason: 'encrypted, keys safe', decidedBy: 'Dr. A' };
    spec(caseDecider)
      .given(opened)
      .when({ ...decide, reason: ' ' }, utc(after70))
      .thenRefused('decision-needs-reason', 'reason');
    spec(caseDecider)
      .given(opened)
      .when({ ...decide, decidedBy: '' }, utc(after70))
      .thenRefused('decision-needs-name', 'decidedBy');
    spec(caseDecider).given(filed).when(decide, utc(after75)).thenRefused('already-filed');
    expect(types(history2(opened, after70, decide))).toEqual(['DecidedNotToFile']);
  });
  test('a closed case is changed only after it is reopened, and a new clock reopens it', () => {
    const closed = [...filed, ...history2(filed, after75, { type: 'close' })];
    spec(caseDecider)
      .given(closed)
      .when(filing(after75, { phase: 'follow-up' }), utc(after75))
      .thenRefused('case-closed');
    expect(types(history2(closed, after75, { type: 'reopen' }))).toEqual(['CaseReopened']);
    expect(types(history2(closed, after75, align(delivery(sunday, { valid: false }))))).toEqual([
      'CaseReopened',
      'ClockWithdrawn',
      'FilingDeadlineSet',
    ]);
  });
});

describe('Communication to the persons concerned (Art. 34 GDPR)', () => {
  const now = utc('2026-10-26T12:00:00+01:00');
  const told: CaseCommandData = {
    type: 'record-communication',
    outcome: 'sent',
    letter: null,
    reason: null,
    decidedBy: 'Dr. A',
    at: stated('2026-10-26T11:00:00+01:00'),
  };
  test('is recorded with who decided', () => {
    expect(types(history2(opened, '2026-10-26T12:00:00+01:00', told))).toEqual(['CommunicationRecorded']);
  });
  test('an exemption names its letter, and only an exemption does', () => {
    spec(caseDecider)
      .given(opened)
      .when({ ...told, outcome: 'exempt', reason: 'r' }, now)
      .thenRefused('exemption-needs-letter', 'letter');
    spec(caseDecider)
      .given(opened)
      .when({ ...told, letter: 'a' }, now)
      .thenRefused('letter-without-exemption', 'letter');
  });
  test('not telling needs a reason', () => {
    spec(caseDecider)
      .given(opened)
      .when({ ...told, outcome: 'not-required' }, now)
      .thenRefused('decision-needs-reason', 'reason');
  });
  test('is not recorded ahead of time', () => {
    spec(caseDecider)
      .given(opened)
      .when(told, utc('2026-10-26T10:59:00+01:00'))
      .thenRefused('communication-in-the-future', 'at');
  });
});

describe('Deadline steps of a case', () => {
  const due = utc('2026-10-28T09:12:00+01:00');
  const now = utc('2026-10-28T12:00:00+01:00');
  const missed: CaseCommandData = { type: 'note-deadline-step', step: 'missed', due, noticed: now };
  const event: CaseEvent = {
    type: 'FilingDeadlineMissed',
    data: { dutyId: filingDutyId(caseId), step: 'missed', due, noticed: now, clock: 'proper' },
  };
  test('are recorded once, with when it was due and when that was noticed', () => {
    spec(caseDecider).given(opened).when(missed, now).then([event]);
    spec(caseDecider)
      .given([...opened, event])
      .when(missed, utc('2026-10-28T13:00:00+01:00'))
      .then([]);
  });
  test('are not recorded for another due instant, nor once the case is decided', () => {
    spec(caseDecider)
      .given(opened)
      .when({ ...missed, due: utc('2026-10-27T00:00:00Z') }, now)
      .then([]);
    const decided = [
      ...opened,
      ...history2(opened, sunday, { type: 'decide-not-to-file', reason: 'r', decidedBy: 'n' }),
    ];
    spec(caseDecider).given(decided).when(missed, now).then([]);
  });
});

/** The events of one more command after a history. */
function history2(before: readonly CaseEvent[], at: string, command: CaseCommandData): readonly CaseEvent[] {
  const decision = caseDecider.decide({ ...command, now: utc(at) }, fold(caseDecider, before));
  if (!Array.isArray(decision)) throw new Error(JSON.stringify(decision));
  return decision as readonly CaseEvent[];
}
