import type { Grade, OrganisationSettings } from '@art33/parties';
import type { StateDelivery } from './commands.js';
import {
  aligned,
  CGM,
  drafting,
  dutyOf,
  known,
  LUMITRA,
  RATIOMEDICUS,
  stated,
  Story,
  utc,
  type SampleTerms,
} from '../testing/story.js';
import { blockers } from './blockers.js';
import { dutyStatus, noticeStatus } from './state.js';

const AWARE = '2026-10-20T09:00:00+02:00';
const NOW = '2026-10-20T10:00:00+02:00';
const LATER = '2026-10-20T11:00:00+02:00';
const NEXT_DAY = '2026-10-21T11:00:00+02:00';
const breach = known('breach-established', AWARE);
const sentUnder = (sample: SampleTerms, settings: Partial<OrganisationSettings> = {}) =>
  Story.begin()
    .then(aligned(sample, [breach], { settings }), AWARE)
    .sent(NOW);
const sent = sentUnder(LUMITRA);

const handOver = (at: string, messageId = 'm') =>
  ({ type: 'record-hand-over', messageId, sendNumber: 1, at: utc(at) }) as const;
const reached = (grade: 'accepted-by-server' | 'opened' | 'acknowledged', at: string, messageId = 'm') =>
  ({ type: 'record-delivery', messageId, sendNumber: 1, grade, at: utc(at) }) as const;
const bounce = (at: string, messageId = 'm') =>
  ({ type: 'invalidate-delivery', messageId, sendNumber: 1, reason: '550', at: utc(at) }) as const;
const told = (more: Partial<StateDelivery> = {}): StateDelivery => ({
  type: 'state-delivery',
  channel: 'fax',
  textForm: true,
  at: stated(LATER),
  by: 'Night shift',
  to: 'Front desk',
  evidence: 'transmission report',
  ...more,
});
const status = (story: Story) => story.state.duties[0] && dutyStatus(story.state, story.state.duties[0]);

describe('Grades of delivery', () => {
  it('by default: a server’s acceptance or a person fulfils, our own relay’s word does not', () => {
    const by = (grade: Grade): string | undefined =>
      status(sent.then(grade === 'handed-over' ? handOver(LATER) : reached(grade as 'opened', LATER), LATER));
    expect((['handed-over', 'accepted-by-server', 'opened', 'acknowledged'] as const).map(by)).toEqual([
      'handed-over',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });

  it('an organisation may require a higher grade: then the lower ones stop the alarms only', () => {
    const story = sentUnder(LUMITRA, { requiredGrade: 'acknowledged' })
      .then(handOver(NOW), NOW)
      .then(reached('accepted-by-server', LATER), LATER);
    expect(status(story)).toBe('handed-over');
    expect(status(story.then(reached('opened', LATER), LATER))).toBe('handed-over');
    expect(status(story.then(reached('acknowledged', NEXT_DAY), NEXT_DAY))).toBe('fulfilled');
  });

  it('a higher grade never makes a duty look earlier: a server’s acceptance counts before the hand-over', () => {
    const story = sentUnder(LUMITRA, { requiredGrade: 'acknowledged' })
      .then(handOver('2026-10-21T08:59:00+02:00'), NEXT_DAY)
      .then(reached('accepted-by-server', '2026-10-21T09:01:00+02:00'), NEXT_DAY)
      .then(reached('acknowledged', NEXT_DAY), NEXT_DAY);
    expect(story.all('DutyFulfilled')).toMatchObject([
      {
        judgedBy: { what: 'acceptance', at: utc('2026-10-21T09:01:00+02:00') },
        lateness: { onTime: false, lateBy: 60_000 },
      },
    ]);
  });

  it('a person who opens what was never handed over before judges by that very instant', () => {
    const story = sent.then(reached('opened', NEXT_DAY), NEXT_DAY);
    expect(story.all('DutyFulfilled')).toMatchObject([{ judgedBy: { what: 'delivery' }, lateness: { onTime: false } }]);
  });

  it('due is inclusive: on time at the very instant, late one millisecond after', () => {
    const lateBy = (at: string) =>
      sent.then(reached('accepted-by-server', at), NEXT_DAY).all('DutyFulfilled')[0]?.lateness.lateBy;
    expect([lateBy('2026-10-21T09:00:00.000+02:00'), lateBy('2026-10-21T09:00:00.001+02:00')]).toEqual([0, 1]);
  });

  it('records each grade of a message once', () => {
    const story = sent.then(reached('opened', LATER), LATER);
    expect(story.decide(reached('opened', NEXT_DAY), NEXT_DAY)).toEqual([]);
  });

  it('knows no delivery of what was never sent', () => {
    expect(sent.decide({ ...handOver(NOW), sendNumber: 2 }, NOW)).toMatchObject({
      code: 'unknown-sending',
      kind: 'not-found',
    });
  });

  it('fulfils an open duty when the organisation lowers its requirement again', () => {
    const story = sentUnder(LUMITRA, { requiredGrade: 'acknowledged' }).then(
      reached('accepted-by-server', LATER),
      LATER,
    );
    expect(status(story.then(aligned(LUMITRA, [breach]), NEXT_DAY))).toBe('fulfilled');
  });
});

describe('Deliveries stated by the sender', () => {
  it('fulfil at the stated instant where no form is asked for', () => {
    const called = Story.begin()
      .then(aligned(CGM, [breach]), AWARE)
      .then(told({ channel: 'phone', textForm: false }), NEXT_DAY);
    expect(called.all('DutyFulfilled')).toMatchObject([{ deliveredAt: utc(LATER) }]);
  });

  it('fulfil in text form where text form is asked for, and otherwise leave the duty open', () => {
    expect(status(sent.then(told(), NEXT_DAY))).toBe('fulfilled');
    expect(status(sent.then(told({ textForm: false }), NEXT_DAY))).toBe('open');
  });

  it('do not fulfil where the organisation requires better proof', () => {
    expect(status(sentUnder(LUMITRA, { requiredGrade: 'opened' }).then(told(), NEXT_DAY))).toBe('open');
  });

  it('a phone call is never text form', () => {
    expect(sent.decide(told({ channel: 'phone' }), NEXT_DAY)).toMatchObject({
      code: 'phone-is-no-text-form',
      field: 'textForm',
    });
  });

  it('are stated once they have happened, by somebody, to somebody', () => {
    expect(sent.decide(told({ at: stated(NEXT_DAY) }), LATER)).toMatchObject({
      code: 'statement-in-the-future',
      field: 'at',
    });
    expect(sent.decide(told({ by: ' ' }), NEXT_DAY)).toMatchObject({ code: 'statement-needs-sender', field: 'by' });
    expect(sent.decide(told({ to: '' }), NEXT_DAY)).toMatchObject({ code: 'statement-needs-recipient', field: 'to' });
  });

  it('fulfil nothing that was not known yet when it was said', () => {
    const earlier = told({ at: stated('2026-10-20T08:00:00+02:00') });
    expect(status(sent.then(earlier, NEXT_DAY))).toBe('open');
  });

  it('say no more than the facts known, and no more than the text handed over', () => {
    const suspected = Story.begin()
      .then(aligned(RATIOMEDICUS, [known('suspicion-known', AWARE)]), AWARE)
      .sent(NOW);
    expect(suspected.decide(told({ kind: 'breach' }), NEXT_DAY)).toMatchObject({ code: 'kind-not-established' });
    const confirmed = suspected.then(
      aligned(RATIOMEDICUS, [known('suspicion-known', AWARE), known('breach-established', NOW)]),
      NOW,
    );
    expect(confirmed.decide(told({ kind: 'breach', sendNumber: 1 }), NEXT_DAY)).toMatchObject({
      code: 'text-says-less',
    });
  });

  it('are recorded once, and taken back with a reason', () => {
    const faxed = sent.then(told(), NEXT_DAY);
    expect(faxed.decide(told(), NEXT_DAY)).toEqual([]);
    const { deliveryId } = faxed.all('NoticeDelivered')[0]!;
    expect(faxed.decide({ type: 'withdraw-statement', deliveryId, reason: '' }, NEXT_DAY)).toMatchObject({
      code: 'reason-required',
    });
    const takenBack = faxed.then(
      { type: 'withdraw-statement', deliveryId, reason: 'sent to another practice' },
      NEXT_DAY,
    );
    expect(takenBack.all('DutyReopened')).toMatchObject([{ dutyId: dutyOf('breach'), voided: deliveryId }]);
    expect(takenBack.decide({ type: 'withdraw-statement', deliveryId, reason: 'again' }, NEXT_DAY)).toEqual([]);
    expect(status(takenBack.then(told(), NEXT_DAY))).toBe('fulfilled');
  });

  it('what a server said is not the sender’s to take back', () => {
    const accepted = sent.then(reached('accepted-by-server', LATER), LATER);
    const { deliveryId } = accepted.all('NoticeDelivered')[0]!;
    expect(accepted.decide({ type: 'withdraw-statement', deliveryId, reason: 'no' }, NEXT_DAY)).toMatchObject({
      code: 'not-a-statement',
    });
  });
});

describe('Bounces', () => {
  const accepted = sent.then(handOver(NOW), NOW).then(reached('accepted-by-server', LATER), LATER);

  it('leave a duty fulfilled, judged anew, where another delivery still stands', () => {
    const both = accepted
      .then(reached('accepted-by-server', '2026-10-20T11:30:00+02:00', 'second'), NEXT_DAY)
      .then(bounce(NEXT_DAY), NEXT_DAY);
    expect(status(both)).toBe('fulfilled');
    expect(both.events.slice(-2).map(({ type }) => type)).toEqual(['DutyReopened', 'DutyFulfilled']);
    expect(both.all('DutyFulfilled').at(-1)?.deliveredAt).toBe(utc('2026-10-20T11:30:00+02:00'));
  });

  it('leave the alarms off where another message is handed over still', () => {
    const story = accepted.then(handOver(LATER, 'second'), LATER).then(bounce(NEXT_DAY), NEXT_DAY);
    expect(story.all('DutyReopened')).toMatchObject([{ handedOver: true }]);
    expect(status(story)).toBe('handed-over');
  });

  it('do not undo what a person did with the message, but its hand-over counts no longer', () => {
    const opened = accepted.then(reached('opened', LATER), LATER).then(bounce(NEXT_DAY), NEXT_DAY);
    expect(status(opened)).toBe('fulfilled');
    expect(opened.all('DutyFulfilled').at(-1)?.judgedBy).toMatchObject({ what: 'delivery', at: utc(LATER) });
  });

  it('count once, also for a message that never reached anything', () => {
    expect(accepted.then(bounce(NEXT_DAY), NEXT_DAY).decide(bounce(NEXT_DAY), NEXT_DAY)).toEqual([]);
    const never = sent.then(bounce(LATER), LATER);
    expect(never.all('NoticeUndeliverable')).toMatchObject([{ messageId: 'm', sendNumber: 1, reason: '550' }]);
    expect(never.decide(bounce(LATER), LATER)).toEqual([]);
    expect(status(never)).toBe('open');
  });

  it('open a closed notice again', () => {
    const closed = accepted.then({ type: 'close' }, NEXT_DAY);
    expect(noticeStatus(closed.state)).toBe('closed');
    const bounced = closed.then(bounce(NEXT_DAY), NEXT_DAY);
    expect(bounced.events.slice(-2).map(({ type }) => type)).toEqual(['NoticeReopened', 'DutyReopened']);
    expect(blockers(bounced.state)).toEqual([{ reason: 'undecided-duty', dutyId: dutyOf('breach') }]);
  });
});

describe('A notice that is told for information only', () => {
  it('stays pending: nothing is owed, and nothing is decided', () => {
    const pending = Story.begin().then(aligned(CGM, [known('suspicion-known', AWARE)]), AWARE);
    const informed = pending.then(drafting(), NOW).then({ type: 'approve', textNumber: 1 }, NOW);
    const delivered = informed
      .then({ type: 'send', recipients: ['contact'], withGaps: false }, NOW)
      .then(reached('accepted-by-server', LATER), LATER);
    expect(delivered.all('NoticeSent')).toMatchObject([{ kind: 'for-information', duties: [] }]);
    expect(noticeStatus(delivered.state)).toBe('pending');
  });
});
