import { aligned, CGM, drafting, dutyOf, known, LUMITRA, RATIOMEDICUS, Story, utc } from '../testing/story.js';
import { blockers } from './blockers.js';
import { noticeStatus } from './state.js';

const AWARE = '2026-10-20T09:00:00+02:00';
const NOW = '2026-10-20T10:00:00+02:00';
const AFTER = '2026-10-21T10:00:00+02:00';
const breach = known('breach-established', AWARE);
const suspicion = known('suspicion-known', AWARE);
const open = Story.begin().then(aligned(LUMITRA, [breach]), AWARE);
const due = utc('2026-10-21T09:00:00+02:00');
const accepted = (at: string) =>
  ({ type: 'record-delivery', messageId: 'm', sendNumber: 1, grade: 'accepted-by-server', at: utc(at) }) as const;
const step = (name: 'approaching-50' | 'missed' | 'overdue-1h', wasDue = due) =>
  ({ type: 'note-deadline-step', dutyId: dutyOf('breach'), step: name, wasDue, noticed: utc(AFTER) }) as const;
const decision = (dutyId: string | null, more = {}) =>
  ({
    type: 'find-not-required',
    dutyId,
    reason: 'demonstrably not this controller’s data',
    decidedBy: 'Jo Muster',
    ...more,
  }) as const;

describe('Steps of a period', () => {
  it('are noted once each: reminder, missed, escalation', () => {
    const story = open.then(step('approaching-50'), NOW).then(step('missed'), AFTER).then(step('overdue-1h'), AFTER);
    expect(story.all('DeadlineApproaching')).toMatchObject([{ step: 'approaching-50', due }]);
    expect(story.all('DeadlineMissed')).toMatchObject([{ wasDue: due, noticed: utc(AFTER) }]);
    expect(story.all('DutyOverdue')).toMatchObject([{ step: 'overdue-1h', about: 'deadline', wasDue: due }]);
    for (const name of ['approaching-50', 'missed', 'overdue-1h'] as const)
      expect(story.decide(step(name), AFTER)).toEqual([]);
  });

  it('an escalation before anybody was told says that the time has passed', () => {
    expect(open.then(step('overdue-1h'), AFTER).events.at(-1)?.type).toBe('DeadlineMissed');
  });

  it('are never noted for a duty that is fulfilled, handed over or not required', () => {
    const sent = open.sent(NOW);
    expect(sent.then(accepted(NOW), NOW).decide(step('missed'), AFTER)).toEqual([]);
    const handedOver = sent.then({ type: 'record-hand-over', messageId: 'm', sendNumber: 1, at: utc(NOW) }, NOW);
    expect(handedOver.decide(step('missed'), AFTER)).toEqual([]);
    expect(open.then(decision(dutyOf('breach')), NOW).decide(step('missed'), AFTER)).toEqual([]);
  });

  it('are passed over when the deadline has moved meanwhile', () => {
    const moved = open.then(aligned(LUMITRA, [known('breach-established', NOW)]), NOW);
    expect(moved.decide(step('missed'), AFTER)).toEqual([]);
  });

  it('are reminders of a target where there is no due time', () => {
    const target = utc('2026-10-21T09:00:00+02:00');
    const undated = Story.begin().then(aligned(CGM, [breach], { settings: { internalTargetHours: 24 } }), AWARE);
    expect(undated.then(step('approaching-50', target), NOW).events.at(-1)).toMatchObject({
      type: 'TargetApproaching',
      data: { target },
    });
  });
});

describe('Reasons for lateness', () => {
  const late = open.sent(AFTER).then(accepted(AFTER), AFTER);
  const reason = {
    type: 'explain-lateness',
    dutyId: dutyOf('breach'),
    reason: 'the contact list was being restored',
  } as const;

  it('are owed before closing, and given once', () => {
    expect(blockers(late.state)).toEqual([{ reason: 'late-without-reasons', dutyId: dutyOf('breach') }]);
    const explained = late.then(reason, AFTER);
    expect(blockers(explained.state)).toEqual([]);
    expect(explained.decide(reason, AFTER)).toEqual([]);
  });

  it('may be given while the duty is still open past its due time', () => {
    expect(open.then(reason, AFTER).all('LatenessExplained')).toHaveLength(1);
  });

  it('may be given for everything late at once, where none were given yet', () => {
    const forAll = { ...reason, dutyId: null };
    expect(
      late
        .then(forAll, AFTER)
        .all('LatenessExplained')
        .map(({ dutyId }) => dutyId),
    ).toEqual([dutyOf('breach')]);
    expect(late.then(reason, AFTER).decide({ ...forAll, reason: 'another' }, AFTER)).toEqual([]);
    expect(open.decide(forAll, NOW)).toEqual([]);
  });

  it('are refused for what is not late, and when they say nothing', () => {
    expect(open.decide(reason, NOW)).toMatchObject({ code: 'duty-not-late' });
    expect(late.decide({ ...reason, reason: ' ' }, AFTER)).toMatchObject({ code: 'reason-required', field: 'reason' });
    expect(late.decide({ ...reason, dutyId: dutyOf('suspicion') }, AFTER)).toMatchObject({ code: 'unknown-duty' });
  });
});

describe('Finding not required', () => {
  it('needs a reason, a person, a time: no clause suppresses a breach notice by itself (Art. 33(2) GDPR)', () => {
    expect(open.decide(decision(dutyOf('breach'), { reason: '' }), NOW)).toMatchObject({
      code: 'reason-required',
      field: 'reason',
    });
    expect(open.decide(decision(dutyOf('breach'), { decidedBy: '' }), NOW)).toMatchObject({
      code: 'person-required',
      field: 'decidedBy',
    });
    expect(open.then(decision(dutyOf('breach')), NOW).all('DutyFoundNotRequired')).toMatchObject([
      { decidedBy: 'Jo Muster', at: utc(NOW) },
    ]);
  });

  it('is not undone by what becomes known, but further duties open', () => {
    const decided = open.then(decision(dutyOf('breach')), NOW);
    expect(noticeStatus(decided.state)).toBe('not-required');
    const more = aligned(LUMITRA, [breach, known('irregularity-known', NOW, 'other')]);
    expect(decided.then(more, NOW).all('DutyOpened').at(-1)?.trigger).toBe('irregularity');
  });

  it('leaves a fulfilled duty alone, and says the same once', () => {
    const fulfilled = open.sent(NOW).then(accepted(NOW), NOW);
    expect(fulfilled.decide(decision(dutyOf('breach')), NOW)).toMatchObject({ code: 'duty-decided' });
    expect(open.then(decision(dutyOf('breach')), NOW).decide(decision(dutyOf('breach')), NOW)).toEqual([]);
  });

  it('decides first on the duty that follows up another without a period of its own', () => {
    const followed = Story.begin()
      .then(aligned(RATIOMEDICUS, [suspicion]), AWARE)
      .then(aligned(RATIOMEDICUS, [suspicion, known('breach-established', NOW)]), NOW);
    expect(followed.decide(decision(dutyOf('suspicion')), NOW)).toMatchObject({
      code: 'followed-up',
      details: { dutyId: dutyOf('breach') },
    });
  });

  it('ends a pending notice, until a trigger fires after all', () => {
    const pending = Story.begin().then(aligned(CGM, [suspicion]), AWARE);
    const decided = pending.then(decision(null), NOW);
    expect(noticeStatus(decided.state)).toBe('not-required');
    expect(blockers(decided.state)).toEqual([]);
    expect(decided.decide(decision(null), NOW)).toEqual([]);
    const fired = decided.then(aligned(CGM, [suspicion, breach]), NOW);
    expect(blockers(fired.state)).toEqual([{ reason: 'undecided-duty', dutyId: dutyOf('breach') }]);
    expect(fired.decide(decision(null), NOW)).toMatchObject({ code: 'duties-open' });
  });

  it('is not needed for a pending notice whose incident a person has ruled out', () => {
    const ruledOut = Story.begin().then(aligned(CGM, [suspicion], { ruledOut: true }), AWARE);
    expect(blockers(ruledOut.state)).toEqual([]);
  });

  it('is never derived from a ruling: Lumitra 9 still has its controller told for information', () => {
    const ruledOut = Story.begin()
      .then(aligned(LUMITRA, [suspicion]), AWARE)
      .then(aligned(LUMITRA, [suspicion, known('ruled-out-as-notifiable', NOW)], { ruledOut: true }), NOW);
    expect(ruledOut.all('DutyOpened').map(({ kind }) => kind)).toEqual(['irregularity', 'for-information']);
    expect(blockers(ruledOut.state)).toHaveLength(2);
  });
});

describe('Closing', () => {
  const fulfilled = open.sent(NOW).then(accepted(NOW), NOW);

  it('is refused while a duty is undecided, naming it', () => {
    expect(open.decide({ type: 'close' }, NOW)).toMatchObject({
      code: 'undecided-duty',
      kind: 'conflict',
      details: { blockers: [{ reason: 'undecided-duty', dutyId: dutyOf('breach') }] },
    });
  });

  it('closes once, and then takes no edits', () => {
    const closed = fulfilled.then({ type: 'close' }, NOW);
    expect(closed.decide({ type: 'close' }, NOW)).toEqual([]);
    expect(closed.decide(drafting(), NOW)).toMatchObject({ code: 'notice-closed' });
  });

  it('opens again by itself when a duty opens later', () => {
    const reopened = fulfilled
      .then({ type: 'close' }, NOW)
      .then(aligned(LUMITRA, [breach, known('irregularity-known', AFTER, 'other')]), AFTER);
    expect(reopened.events.slice(-3).map(({ type }) => type)).toEqual(['BasisChanged', 'NoticeReopened', 'DutyOpened']);
    expect(noticeStatus(reopened.state)).toBe('open');
  });
});
