import { aligned, CGM, dutyOf, known, LUMITRA, RATIOMEDICUS, Story, utc } from '../testing/story.js';
import { blockers } from './blockers.js';
import { firstValidDelivery } from './state.js';

/** The worked examples of the design about clocks, at their exact instants. */

const MINUTE = 60_000;
const reached = (
  messageId: string,
  grade: 'accepted-by-server' | 'opened' | 'acknowledged',
  at: string,
  sendNumber = 1,
) => ({ type: 'record-delivery', messageId, sendNumber, grade, at: utc(at) }) as const;
const bounce = (messageId: string, at: string, sendNumber = 1) =>
  ({ type: 'invalidate-delivery', messageId, sendNumber, reason: '550 5.1.1 no such user', at: utc(at) }) as const;

describe('Example A: one event at a subprocessor, three processors', () => {
  const told = '2026-10-23T21:40:00+02:00';

  it('gives ratiomedicus 24 hours for a suspected breach', () => {
    const story = Story.begin().then(aligned(RATIOMEDICUS, [known('suspicion-known', told)]), told);
    expect(story.all('DutyOpened')).toMatchObject([
      { kind: 'suspected-breach', clause: '§ 8.6', deadline: { due: utc('2026-10-24T21:40:00+02:00') } },
    ]);
  });

  it('gives Lumitra no due time for an irregularity, a target as a target, and for the breach 24 elapsed hours over the end of summer time', () => {
    const irregularity = known('irregularity-known', told, 'unauthorised-access-or-change');
    const established = known('breach-established', '2026-10-24T18:05:00+02:00');
    const settings = { internalTargetHours: 12 };
    const story = Story.begin()
      .then(aligned(LUMITRA, [irregularity], { settings }), told)
      .then(aligned(LUMITRA, [irregularity, established], { settings }), '2026-10-24T18:05:00+02:00');
    expect(story.all('DutyOpened')).toMatchObject([
      { kind: 'irregularity', clause: '3', deadline: { due: null, target: utc('2026-10-24T09:40:00+02:00') } },
      {
        kind: 'breach',
        clause: '9',
        followUpOf: null,
        deadline: {
          due: utc('2026-10-25T17:05:00+01:00'),
          target: null,
          crossesClockChange: { from: '+02:00', to: '+01:00' },
        },
      },
    ]);
  });
});

describe('Example C: suspicion, then breach', () => {
  const suspicion = known('suspicion-known', '2026-10-23T21:40:00+02:00');
  const late = Story.begin()
    .then(aligned(RATIOMEDICUS, [suspicion]), '2026-10-23T21:40:00+02:00')
    .sent('2026-10-24T22:04:00+02:00')
    .then(reached('first', 'accepted-by-server', '2026-10-24T22:05:00+02:00'), '2026-10-24T22:05:01+02:00');
  const confirmed = late
    .then(
      aligned(RATIOMEDICUS, [suspicion, known('breach-established', '2026-10-26T10:00:00+01:00')]),
      '2026-10-26T10:00:00+01:00',
    )
    .sent('2026-10-26T10:15:00+01:00', { text: 'Der Verdacht hat sich bestätigt.' })
    .then(reached('second', 'accepted-by-server', '2026-10-26T10:20:00+01:00', 2), '2026-10-26T10:20:01+01:00');

  it('sends all the same, and judges 25 minutes late', () => {
    expect(late.all('DutyFulfilled')).toMatchObject([
      {
        dutyId: dutyOf('suspicion'),
        lateness: { onTime: false, lateBy: 25 * MINUTE, due: utc('2026-10-24T21:40:00+02:00') },
      },
    ]);
  });

  it('lets the reason follow, and does not close without it', () => {
    expect(blockers(late.state)).toEqual([{ reason: 'late-without-reasons', dutyId: dutyOf('suspicion') }]);
    expect(late.decide({ type: 'close' }, '2026-10-24T23:00:00+02:00')).toMatchObject({ code: 'late-without-reasons' });
    const explained = late.then(
      { type: 'explain-lateness', dutyId: dutyOf('suspicion'), reason: 'the contact list was being restored' },
      '2026-10-24T23:00:00+02:00',
    );
    expect(explained.then({ type: 'close' }, '2026-10-24T23:01:00+02:00').all('NoticeClosed')).toHaveLength(1);
  });

  it('makes the confirmation a follow-up without a new 24 hours', () => {
    expect(confirmed.all('DutyOpened')[1]).toMatchObject({
      kind: 'breach',
      followUpOf: dutyOf('suspicion'),
      deadline: { due: null },
    });
    expect(confirmed.all('DutyFulfilled')[1]).toMatchObject({
      dutyId: dutyOf('breach'),
      lateness: { onTime: true, due: null },
    });
  });

  it('has its first delivery of kind breach at 10:20, and of the suspicion at 22:05', () => {
    const first = (kind: 'breach' | 'suspected-breach') =>
      firstValidDelivery(confirmed.state, kind, { proven: true })?.at;
    expect([first('suspected-breach'), first('breach')]).toEqual([
      utc('2026-10-24T22:05:00+02:00'),
      utc('2026-10-26T10:20:00+01:00'),
    ]);
  });
});

describe('Example F: correction after the fact', () => {
  const aware = (at: string) => aligned(LUMITRA, [known('breach-established', at)]);
  const fulfilled = Story.begin()
    .then(aware('2026-10-20T09:00:00+02:00'), '2026-10-20T09:00:00+02:00')
    .sent('2026-10-21T08:29:00+02:00')
    .then(reached('first', 'accepted-by-server', '2026-10-21T08:30:00+02:00'), '2026-10-21T08:30:00+02:00');
  const corrected = fulfilled.then(aware('2026-10-20T07:00:00+02:00'), '2026-10-22T12:00:00+02:00');

  it('keeps the judgement and sets the reassessment beside it', () => {
    expect(corrected.state.duties[0]).toMatchObject({
      deadline: { due: utc('2026-10-21T09:00:00+02:00') },
      judgement: {
        lateness: { onTime: true },
        reassessments: [
          {
            cause: 'awareness-corrected',
            deadline: { due: utc('2026-10-21T07:00:00+02:00') },
            lateness: { onTime: false, lateBy: 90 * MINUTE },
          },
        ],
      },
    });
  });

  it('says so once, and says the other way round when it is corrected back', () => {
    expect(corrected.decide(aware('2026-10-20T07:00:00+02:00'), '2026-10-23T12:00:00+02:00')).toEqual([]);
    const back = corrected.then(aware('2026-10-20T09:00:00+02:00'), '2026-10-23T12:00:00+02:00');
    expect(back.state.duties[0]?.judgement?.reassessments.map(({ lateness }) => lateness.onTime)).toEqual([
      false,
      true,
    ]);
    expect(back.state.duties[0]?.judgement?.lateness.onTime).toBe(true);
  });

  it('asks for no reasons on account of a reassessment, but takes them', () => {
    expect(blockers(corrected.state)).toEqual([]);
    const reason = { type: 'explain-lateness', dutyId: dutyOf('breach'), reason: 'known only afterwards' } as const;
    expect(corrected.then(reason, '2026-10-23T12:00:00+02:00').all('LatenessExplained')).toHaveLength(1);
  });

  it('opens again under the corrected deadline when the delivery bounces', () => {
    const bounced = corrected.then(bounce('first', '2026-10-22T13:00:00+02:00'), '2026-10-22T13:00:00+02:00');
    expect(bounced.all('DutyReopened')).toMatchObject([{ deadline: { due: utc('2026-10-21T07:00:00+02:00') } }]);
    expect(bounced.state.duties[0]?.deadline.due).toBe(utc('2026-10-21T07:00:00+02:00'));
    expect(bounced.decide(aware('2026-10-20T07:00:00+02:00'), '2026-10-23T12:00:00+02:00')).toEqual([]);
  });
});

describe('Example H: CGM', () => {
  const monday = '2026-10-26T09:00:00+01:00';
  const story = Story.begin().then(
    aligned(CGM, [known('breach-established', monday)], { settings: { internalTargetHours: 24 } }),
    monday,
  );
  const target = utc('2026-10-27T09:00:00+01:00');

  it('never has a legal due time; the internal target is a target', () => {
    expect(story.all('DutyOpened')).toMatchObject([{ clause: '§ 4.3', deadline: { due: null, target } }]);
  });

  it('records a missed target as a missed target, and never as lateness', () => {
    const late = '2026-10-27T09:00:01+01:00';
    const missed = story.then(
      { type: 'note-deadline-step', dutyId: dutyOf('breach'), step: 'missed', wasDue: target, noticed: utc(late) },
      late,
    );
    expect(missed.all('TargetMissed')).toMatchObject([{ target, noticed: utc(late) }]);
    expect(missed.all('DeadlineMissed')).toEqual([]);
    const told = missed
      .sent(late)
      .then(reached('first', 'accepted-by-server', '2026-10-28T09:00:00+01:00'), '2026-10-28T09:00:00+01:00');
    expect(told.all('DutyFulfilled')).toMatchObject([{ lateness: { onTime: true, due: null } }]);
    expect(blockers(told.state)).toEqual([]);
  });
});

describe('Example L: down over the deadline', () => {
  const aware = '2026-10-24T18:05:00+02:00';
  const due = utc('2026-10-25T17:05:00+01:00');
  const restarted = '2026-10-25T19:30:00+01:00';
  const step = {
    type: 'note-deadline-step',
    dutyId: dutyOf('breach'),
    step: 'missed',
    wasDue: due,
    noticed: utc(restarted),
  } as const;
  const missed = Story.begin()
    .then(aligned(LUMITRA, [known('breach-established', aware)]), aware)
    .then(step, restarted);

  it('says when it was due and when that was noticed', () => {
    expect(missed.all('DeadlineMissed')).toMatchObject([
      { dutyId: dutyOf('breach'), wasDue: due, noticed: utc(restarted) },
    ]);
  });

  it('adds nothing at a second start', () => {
    const again = { ...step, noticed: utc('2026-10-25T19:45:00+01:00') };
    expect(missed.decide(again, '2026-10-25T19:45:00+01:00')).toEqual([]);
  });
});
