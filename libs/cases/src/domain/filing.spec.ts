import { fold, spec } from '@art33/event-log';
import {
  align,
  delivery,
  filing,
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
import { isDecided } from './state.js';

describe('Filing (worked example N)', () => {
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
    const withdrawn = [...filed, ...next(filed, after75, filing(after75, { filingId: 'w', phase: 'withdrawal' }))];
    spec(caseDecider).given(withdrawn).when({ type: 'close' }, utc(after75)).thenRefused('case-undecided');
  });
  test('a reference can be added later, once', () => {
    const unproven = history([sunday, align(delivery(sunday))], [after70, filing(after70, { reference: null })]);
    const add: CaseCommandData = { type: 'add-filing-reference', filingId: 'filing-1', reference: 'A' };
    const proven = [...unproven, ...next(unproven, after75, add)];
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
    expect(types(next(filed, after75, { type: 'close' }))).toEqual(['CaseClosed']);
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
    expect(types(next(opened, after70, decide))).toEqual(['DecidedNotToFile']);
  });
  test('a closed case is changed only after it is reopened, and a new clock reopens it', () => {
    const closed = [...filed, ...next(filed, after75, { type: 'close' })];
    spec(caseDecider)
      .given(closed)
      .when(filing(after75, { phase: 'follow-up' }), utc(after75))
      .thenRefused('case-closed');
    expect(types(next(closed, after75, { type: 'reopen' }))).toEqual(['CaseReopened']);
    expect(types(next(closed, after75, align(delivery(sunday, { valid: false }))))).toEqual([
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
    expect(types(next(opened, '2026-10-26T12:00:00+01:00', told))).toEqual(['CommunicationRecorded']);
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

describe('A decision that was overtaken', () => {
  const [monday, tuesday, wednesday] = [
    '2026-10-26T09:00:00+01:00',
    '2026-10-27T09:00:00+01:00',
    '2026-10-28T09:00:00+01:00',
  ];
  const notFiling: CaseCommandData = { type: 'decide-not-to-file', reason: 'keys safe', decidedBy: 'Dr. A' };
  const decided = [...opened, ...next(opened, monday, notFiling)];
  const filed = [...decided, ...next(decided, tuesday, filing(tuesday))];
  const withdrawn = [...filed, ...next(filed, wednesday, filing(wednesday, { filingId: 'w', phase: 'withdrawal' }))];

  test('a filing takes the place of the decision not to file, which stays readable', () => {
    expect(fold(caseDecider, filed).decisionNotToFile).toMatchObject({ reason: 'keys safe', replacedBy: 'filing-1' });
  });
  test('once the filing is withdrawn, neither stands: the duty is open, and its end counts again', () => {
    expect(types(withdrawn).slice(-2)).toEqual(['FilingRecorded', 'FilingDeadlineSet']);
    expect(withdrawn.at(-1)?.data).toMatchObject({ decided: false, clock: 'proper' });
    expect(isDecided(fold(caseDecider, withdrawn))).toBe(false);
    spec(caseDecider).given(withdrawn).when({ type: 'close' }, utc(wednesday)).thenRefused('case-undecided');
  });
  test('deciding anew settles it again', () => {
    const again = [...withdrawn, ...next(withdrawn, wednesday, notFiling)];
    expect(fold(caseDecider, again).decisionNotToFile?.replacedBy).toBeNull();
    expect(types(next(again, wednesday, { type: 'close' }))).toEqual(['CaseClosed']);
  });
  test('the same decision again changes nothing, another reason is another decision', () => {
    spec(caseDecider).given(decided).when(notFiling, utc(tuesday)).then([]);
    expect(types(next(decided, tuesday, { ...notFiling, reason: 'backup tested' }))).toEqual(['DecidedNotToFile']);
  });
  test('a clock that starts after the outcome says that nobody is to be reminded of it', () => {
    const bounced = next(filed, wednesday, align(delivery(sunday, { valid: false })));
    expect(types(bounced)).toEqual(['ClockWithdrawn', 'FilingDeadlineSet']);
    const delivered = next(
      [...filed, ...bounced],
      wednesday,
      align(delivery(sunday, { valid: false }), delivery(wednesday)),
    );
    expect(delivered.at(-1)?.data).toMatchObject({ before: null, decided: true, clock: 'proper' });
  });
});

describe('Spaces', () => {
  const late = '2026-10-28T12:12:00+01:00';
  test('are no reason for lateness, for a later awareness, or for telling nobody', () => {
    spec(caseDecider)
      .given(opened)
      .when(filing(late, { reasonsForDelay: '  ' }), utc(late))
      .thenRefused('late-filing-needs-reasons', 'reasonsForDelay');
    spec(caseDecider)
      .given(opened)
      .when({ type: 'set-awareness', aware: stated('2026-10-26T08:01:00+01:00'), reason: ' ' }, utc(late))
      .thenRefused('later-awareness-needs-reason', 'reason');
    spec(caseDecider)
      .given(opened)
      .when(
        {
          type: 'record-communication',
          outcome: 'exempt',
          letter: 'a',
          reason: '\t',
          decidedBy: 'Dr. A',
          at: stated(sunday),
        },
        utc(late),
      )
      .thenRefused('decision-needs-reason', 'reason');
  });
});
