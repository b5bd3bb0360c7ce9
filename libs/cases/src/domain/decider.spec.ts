import { fold, spec } from '@art33/event-log';
import {
  align,
  caseId,
  delivery,
  gone,
  history,
  next,
  opened,
  stated,
  stateAfter,
  sunday,
  types,
  utc,
} from '../testing/story.js';
import type { CaseCommandData } from './commands.js';
import { caseDecider } from './decider.js';
import type { CaseEvent } from './events.js';
import { filingDutyId } from './ids.js';
import { effectiveDeadline, precautionaryClock, properClock } from './state.js';

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
  test('cannot run from an awareness before Art. 33 GDPR applied', () => {
    const aware = (at: string) => ({ type: 'set-awareness', aware: stated(at), reason: null }) as const;
    const now = utc('2026-10-26T09:00:00+01:00');
    spec(caseDecider)
      .given(opened)
      .when(aware('2018-05-24T23:59:59+02:00'), now)
      .thenRefused('awareness-before-gdpr', 'aware');
    expect(types(next(opened, now, aware('2018-05-25T00:00:00+02:00')))).toContain('AwarenessSetByController');
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
    const decided = [...opened, ...next(opened, sunday, { type: 'decide-not-to-file', reason: 'r', decidedBy: 'n' })];
    spec(caseDecider).given(decided).when(missed, now).then([]);
  });
});
