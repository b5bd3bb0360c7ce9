import { aligned, CGM, CONTACT, drafting, dutyOf, known, LUMITRA, sending, Story, utc } from '../testing/story.js';
import { blockers } from './blockers.js';
import { dutyStatus, firstValidDelivery, noticeStatus } from './state.js';

/** The worked examples of the design about deliveries, at their exact instants. */

const HOUR = 3_600_000;
const MINUTE = 60_000;
const statusOf = (story: Story, trigger: string) => {
  const duty = story.state.duties.find((known) => known.dutyId === dutyOf(trigger));
  return duty && dutyStatus(story.state, duty);
};
const handOver = (messageId: string, at: string, sendNumber = 1) =>
  ({ type: 'record-hand-over', messageId, sendNumber, at: utc(at) }) as const;
const reached = (
  messageId: string,
  grade: 'accepted-by-server' | 'opened' | 'acknowledged',
  at: string,
  sendNumber = 1,
) => ({ type: 'record-delivery', messageId, sendNumber, grade, at: utc(at) }) as const;
const bounce = (messageId: string, at: string, sendNumber = 1) =>
  ({ type: 'invalidate-delivery', messageId, sendNumber, reason: '550 5.1.1 no such user', at: utc(at) }) as const;

describe('Example D: bounce', () => {
  const established = known('breach-established', '2026-10-20T08:00:00+02:00');
  const day = '2026-10-21T';
  const accepted = Story.begin()
    .then(aligned(LUMITRA, [established]), '2026-10-20T08:00:00+02:00')
    .sent(`${day}09:59:00+02:00`)
    .then(handOver('first', `${day}10:00:00+02:00`), `${day}10:00:00+02:00`)
    .then(reached('first', 'accepted-by-server', `${day}10:02:00+02:00`), `${day}10:02:00+02:00`);
  const bounced = accepted.then(bounce('first', `${day}10:07:00+02:00`), `${day}10:07:00+02:00`);
  const called = bounced.then(
    {
      type: 'state-delivery',
      channel: 'phone',
      textForm: false,
      at: { at: utc(`${day}11:30:00+02:00`), offset: '+02:00', precision: 'exact' },
      by: 'Night shift',
      to: 'Front desk',
      evidence: 'call log',
    },
    `${day}11:31:00+02:00`,
  );
  const second = called
    .then(sending({ recipients: ['another contact'] }), `${day}11:40:00+02:00`)
    .then(handOver('second', `${day}11:41:00+02:00`, 2), `${day}11:41:00+02:00`)
    .then(reached('second', 'accepted-by-server', `${day}11:42:00+02:00`, 2), `${day}11:42:00+02:00`);

  it('is fulfilled at 10:02 by the success report of the recipient’s server', () => {
    expect(statusOf(accepted, 'breach')).toBe('fulfilled');
    expect(accepted.all('DutyFulfilled')[0]).toMatchObject({
      deliveredAt: utc(`${day}10:02:00+02:00`),
      judgedBy: { what: 'delivery' },
    });
  });

  it('is open again at 10:07 with its old due time; the judgement is void but readable', () => {
    expect(bounced.all('DeliveryInvalidated').map(({ grade, cause }) => [grade, cause])).toEqual([
      ['handed-over', 'bounced'],
      ['accepted-by-server', 'bounced'],
    ]);
    expect(bounced.all('DutyReopened')).toMatchObject([
      {
        dutyId: dutyOf('breach'),
        deadline: { due: utc(`${day}08:00:00+02:00`) },
        handedOver: false,
        voided: accepted.all('DutyFulfilled')[0]?.deliveryId,
      },
    ]);
    expect(bounced.state.duties[0]).toMatchObject({
      judgement: null,
      voided: [{ deliveredAt: utc(`${day}10:02:00+02:00`) }],
    });
    expect(statusOf(bounced, 'breach')).toBe('open');
  });

  it('stays open after a phone call at 11:30, which Lumitra 12.1 does not let count', () => {
    expect(called.all('NoticeDelivered').at(-1)).toMatchObject({
      grade: 'stated',
      at: utc(`${day}11:30:00+02:00`),
      kind: 'breach',
    });
    expect(statusOf(called, 'breach')).toBe('open');
  });

  it('is fulfilled at 11:42 by a second address, and lateness is judged anew', () => {
    expect(second.all('DutyFulfilled').at(-1)).toMatchObject({
      deliveredAt: utc(`${day}11:42:00+02:00`),
      lateness: { onTime: false, lateBy: 3 * HOUR + 42 * MINUTE },
    });
    expect(firstValidDelivery(second.state, 'breach', { proven: true })?.at).toBe(utc(`${day}11:42:00+02:00`));
    expect(firstValidDelivery(second.state, 'breach', { proven: false })?.at).toBe(utc(`${day}11:30:00+02:00`));
  });

  it('keeps what servers say of a bounced message from counting afterwards', () => {
    expect(
      bounced.decide(reached('first', 'accepted-by-server', `${day}10:09:00+02:00`), `${day}10:09:00+02:00`),
    ).toEqual([]);
  });
});

describe('Example E: the relay that never reports', () => {
  const established = known('breach-established', '2026-10-20T09:00:00+02:00');
  const handedOver = Story.begin()
    .then(aligned(LUMITRA, [established]), '2026-10-20T09:00:00+02:00')
    .sent('2026-10-21T08:50:00+02:00')
    .then(handOver('first', '2026-10-21T08:55:00+02:00'), '2026-10-21T08:55:00+02:00');
  const missed = {
    type: 'note-deadline-step',
    dutyId: dutyOf('breach'),
    step: 'missed',
    wasDue: utc('2026-10-21T09:00:00+02:00'),
  } as const;

  it('is neither fulfilled nor late, and misses no deadline', () => {
    expect(noticeStatus(handedOver.state)).toBe('handed-over');
    expect(handedOver.all('DutyFulfilled')).toEqual([]);
    expect(
      handedOver.decide({ ...missed, noticed: utc('2026-10-21T09:00:01+02:00') }, '2026-10-21T09:00:01+02:00'),
    ).toEqual([]);
    expect(blockers(handedOver.state)).toEqual([{ reason: 'receipt-not-proven', dutyId: dutyOf('breach') }]);
  });

  it('is judged by the hand-over once a person opens it: handed over in time, receipt proven later', () => {
    const opened = handedOver.then(
      reached('first', 'opened', '2026-10-21T12:00:00+02:00'),
      '2026-10-21T12:00:00+02:00',
    );
    expect(opened.all('DutyFulfilled')).toMatchObject([
      {
        deliveredAt: utc('2026-10-21T12:00:00+02:00'),
        judgedBy: { what: 'hand-over', at: utc('2026-10-21T08:55:00+02:00') },
        lateness: { onTime: true, fulfilledAt: utc('2026-10-21T08:55:00+02:00') },
      },
    ]);
  });

  it('raises its alarms again when a bounce arrives, and then misses its deadline', () => {
    const bounced = handedOver.then(bounce('first', '2026-10-21T09:10:00+02:00'), '2026-10-21T09:10:00+02:00');
    expect(bounced.all('DutyReopened')).toMatchObject([
      { voided: null, handedOver: false, deadline: { due: utc('2026-10-21T09:00:00+02:00') } },
    ]);
    const noticed = bounced.then({ ...missed, noticed: utc('2026-10-21T09:10:01+02:00') }, '2026-10-21T09:10:01+02:00');
    expect(noticed.all('DeadlineMissed')).toMatchObject([
      { wasDue: utc('2026-10-21T09:00:00+02:00'), noticed: utc('2026-10-21T09:10:01+02:00') },
    ]);
  });
});

describe('Example K: nobody is forgotten', () => {
  const nobody = Story.begin().then(
    aligned(CGM, [known('breach-established', '2026-10-26T09:00:00+01:00')], { recipientsKnown: false }),
    '2026-10-26T09:00:00+01:00',
  );

  it('marks a notice without a contact, and does not let the incident close', () => {
    expect(blockers(nobody.state)).toContainEqual({ reason: 'no-recipient-known', dutyId: null });
  });

  it('refuses to send it to nobody', () => {
    const approved = nobody
      .then(drafting(), '2026-10-26T09:05:00+01:00')
      .then({ type: 'approve', textNumber: 1 }, '2026-10-26T09:06:00+01:00');
    expect(approved.decide(sending({ recipients: [] }), '2026-10-26T09:07:00+01:00')).toMatchObject({
      code: 'no-recipient-known',
    });
    expect(
      approved.then(sending({ recipients: [CONTACT] }), '2026-10-26T09:07:00+01:00').all('NoticeSent'),
    ).toHaveLength(1);
  });
});
