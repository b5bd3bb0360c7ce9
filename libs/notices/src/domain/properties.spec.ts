import { canonicalJson, fold, isRefusal } from '@art33/event-log';
import fc from 'fast-check';
import { aligned, CONTACT, drafting, dutyOf, known, LUMITRA, RATIOMEDICUS, stated, Story } from '../testing/story.js';
import { blockers } from './blockers.js';
import type { NoticeCommandData } from './commands.js';
import { noticeDecider } from './decider.js';
import type { NoticeEvent } from './events.js';
import { suffices } from './fulfilment.js';
import { dutyStatus, validDeliveries } from './state.js';

/** Minutes after the first knowledge, as an instant. */
const at = (minutes: number): string =>
  new Date(Date.parse('2026-10-20T07:00:00.000Z') + minutes * 60_000).toISOString();

const minute = fc.integer({ min: 0, max: 3_000 });
const fact = fc
  .record({
    fact: fc.constantFrom('suspicion-known', 'breach-established', 'irregularity-known', 'defect-known'),
    minute,
  })
  .map((one) =>
    known(one.fact as 'defect-known', at(one.minute), one.fact === 'irregularity-known' ? 'loss-or-damage' : undefined),
  );
const alignment = fc
  .record({
    sample: fc.constantFrom(RATIOMEDICUS, LUMITRA),
    facts: fc.uniqueArray(fact, { selector: (one) => one.fact, maxLength: 4 }),
    requiredGrade: fc.constantFrom('accepted-by-server', 'opened', 'acknowledged'),
    recipientsKnown: fc.boolean(),
  })
  .map(({ sample, facts, requiredGrade, recipientsKnown }) =>
    aligned(sample, facts, { settings: { requiredGrade: requiredGrade as 'opened' }, recipientsKnown }),
  );
const message = fc.record({ messageId: fc.constantFrom('m1', 'm2', 'm3'), sendNumber: fc.integer({ min: 1, max: 3 }) });

const command: fc.Arbitrary<NoticeCommandData> = fc.oneof(
  { weight: 3, arbitrary: alignment },
  fc
    .constantFrom('eins', 'zwei')
    .map((text) => drafting({ text, gaps: text === 'eins' ? [{ item: 'consequences', clause: '9' }] : [] })),
  fc.integer({ min: 1, max: 4 }).map((textNumber) => ({ type: 'approve', textNumber }) as const),
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(CONTACT, 'other')
      .map((one) => ({ type: 'send', recipients: [one], withGaps: true }) as const),
  },
  fc.tuple(message, minute).map(([one, m]) => ({ type: 'record-hand-over', ...one, at: at(m) }) as const),
  {
    weight: 3,
    arbitrary: fc
      .tuple(message, minute, fc.constantFrom('accepted-by-server', 'opened', 'acknowledged'))
      .map(([one, m, grade]) => ({ type: 'record-delivery', ...one, grade: grade as 'opened', at: at(m) }) as const),
  },
  fc
    .tuple(message, minute)
    .map(([one, m]) => ({ type: 'invalidate-delivery', ...one, reason: '550', at: at(m) }) as const),
  fc
    .tuple(message, minute)
    .map(([one, m]) => ({ type: 'acknowledge', ...one, by: { name: 'A', function: null }, at: at(m) }) as const),
  fc.tuple(minute, fc.boolean()).map(
    ([m, textForm]) =>
      ({
        type: 'state-delivery',
        channel: 'fax',
        textForm,
        at: stated(at(m)),
        by: 'A',
        to: 'B',
        evidence: 'C',
      }) as const,
  ),
  fc.constant({ type: 'explain-lateness', dutyId: null, reason: 'because' } as const),
  fc
    .constantFrom('breach', 'suspicion')
    .map((trigger) => ({ type: 'find-not-required', dutyId: dutyOf(trigger), reason: 'r', decidedBy: 'A' }) as const),
  fc.constant({ type: 'close' } as const),
);

/** A notice that has lived through whatever of these commands was not refused. */
const lived = fc
  .array(command, { maxLength: 25 })
  .map((commands) =>
    commands.reduce((story, one) => (isRefusal(story.decide(one, NOW)) ? story : story.then(one, NOW)), Story.begin()),
  );
const NOW = at(3_001);

describe('Whatever happens to a notice', () => {
  it('a command that was decided is already true when it is given again', () => {
    fc.assert(
      fc.property(lived, command, (story, one) => {
        if (isRefusal(story.decide(one, NOW))) return;
        const again = story.then(one, NOW).decide(one, NOW);
        expect(isRefusal(again) ? [] : again).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a duty is fulfilled exactly while a valid delivery of a sufficient grade stands for it, and by such a one', () => {
    fc.assert(
      fc.property(lived, (story) => {
        const { state } = story;
        for (const duty of state.duties.filter((one) => !one.withdrawn && !one.notRequired)) {
          const standing = validDeliveries(state).filter(({ duties }) => duties.includes(duty.dutyId));
          const fulfilled = dutyStatus(state, duty) === 'fulfilled';
          if (fulfilled) expect(standing.map(({ deliveryId }) => deliveryId)).toContain(duty.judgement?.deliveryId);
          else expect(standing.filter((one) => suffices(one, state.notice!.basis))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a closed notice is blocked by nothing', () => {
    fc.assert(
      fc.property(lived, ({ state }) => {
        if (state.closedAt !== null)
          expect(blockers(state).filter(({ reason }) => reason !== 'no-recipient-known')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('its state is the same when its events come back from the log', () => {
    fc.assert(
      fc.property(lived, ({ events, state }) => {
        const read = events.map((event) => JSON.parse(canonicalJson(event)) as NoticeEvent);
        expect(fold(noticeDecider, read)).toEqual(state);
      }),
      { numRuns: 100 },
    );
  });

  it('facts lead to the same open deadlines, in whatever order they become known', () => {
    const facts = fc.uniqueArray(fact, { selector: (one) => one.fact, minLength: 1, maxLength: 4 });
    const deadlines = (story: Story) =>
      Object.fromEntries(
        story.state.duties.map(({ trigger, deadline, followUpOf }) => [trigger, [deadline.due, followUpOf]]),
      );
    fc.assert(
      fc.property(facts, fc.constantFrom(RATIOMEDICUS, LUMITRA), (known_, sample) => {
        const stepwise = known_.reduce(
          (story, _, i) => story.then(aligned(sample, known_.slice(0, i + 1)), NOW),
          Story.begin(),
        );
        expect(deadlines(stepwise)).toEqual(deadlines(Story.begin().then(aligned(sample, known_), NOW)));
      }),
      { numRuns: 200 },
    );
  });
});
