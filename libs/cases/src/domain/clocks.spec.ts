import fc from 'fast-check';
import type { Grade, NoticeKind } from '@art33/parties';
import { fold, spec } from '@art33/event-log';
import { align, delivery, gone, next, utc } from '../testing/story.js';
import type { CaseDelivery } from './commands.js';
import { caseDecider } from './decider.js';
import type { CaseEvent } from './events.js';
import { effectiveDeadline, precautionaryClock, properClock, type CaseState } from './state.js';

const NOW = '2026-11-01T00:00:00Z';
const minute = (count: number): string => utc(`2026-10-26T10:${String(count).padStart(2, '0')}:00Z`);

const KINDS: readonly NoticeKind[] = [
  'breach',
  'breach',
  'suspected-breach',
  'irregularity',
  'for-information',
  'security-defect',
];
const GRADES: readonly Grade[] = ['handed-over', 'accepted-by-server', 'opened', 'acknowledged', 'stated'];

/** What may become known next of a notice's deliveries. */
type News =
  | { readonly add: Pick<CaseDelivery, 'kind' | 'grade'> & { readonly minute: number } }
  /** Of the delivery at this place among those known: invalid, or valid after all. */
  | { readonly turn: number };

const news = fc.oneof(
  fc.record({
    add: fc.record({
      kind: fc.constantFrom(...KINDS),
      grade: fc.constantFrom(...GRADES),
      // Few instants, so that some are the same.
      minute: fc.nat(5),
    }),
  }),
  fc.record({ turn: fc.nat(20) }),
);

const learn = (known: readonly CaseDelivery[], one: News): readonly CaseDelivery[] => {
  if ('add' in one) {
    const { kind, grade } = one.add;
    return [...known, delivery(minute(one.add.minute), { deliveryId: `d${known.length}`, kind, grade })];
  }
  const place = known.length === 0 ? -1 : one.turn % known.length;
  return known.map((each, index) => (index === place ? { ...each, valid: !each.valid } : each));
};

const isProper = ({ kind, grade }: CaseDelivery): boolean =>
  kind === 'breach' && ['accepted-by-server', 'opened', 'acknowledged'].includes(grade);
const earliest = (deliveries: readonly CaseDelivery[]): string | undefined => deliveries.map(({ at }) => at).sort()[0];

/** What must be so of the clocks, whatever has become known, and in whatever order. */
function check(state: CaseState, known: readonly CaseDelivery[]): void {
  const valid = known.filter((each) => each.valid);
  const running = state.clocks.filter((clock) => clock.withdrawn === null);
  for (const kind of ['proper', 'precautionary'] as const)
    expect(running.filter((clock) => clock.kind === kind).length).toBeLessThanOrEqual(1);
  expect(new Set(state.clocks.map(({ clockId }) => clockId)).size).toBe(state.clocks.length);

  const [proper, precaution] = [properClock(state), precautionaryClock(state)];
  const first = earliest(valid.filter(isProper));
  expect(proper?.deadline.anchor.at.at).toBe(first);

  const isBefore = (at: string): boolean => first === undefined || at < first;
  const before = earliest(valid.filter((each) => !isProper(each) && isBefore(each.at)));
  if (before !== undefined) expect(precaution?.deadline.anchor.at.at).toBe(before);
  // Beside an earlier clock proper a precaution is not started; one that runs stays, if its delivery is valid.
  for (const clock of running) expect(valid.map(({ deliveryId }) => deliveryId)).toContain(clock.deliveryId);

  const counted = effectiveDeadline(state);
  expect(counted?.clock).toBe(first !== undefined ? 'proper' : valid.length > 0 ? 'precautionary' : undefined);
}

describe('The clocks of a case', () => {
  test('run from the earliest valid delivery of their kind, whatever becomes known in whatever order', () => {
    fc.assert(
      fc.property(fc.array(news, { maxLength: 12 }), (story) => {
        let known: readonly CaseDelivery[] = [];
        let events: readonly CaseEvent[] = [];
        let shown = 0;
        for (const one of story) {
          known = learn(known, one);
          events = [...events, ...next(events, NOW, align(...known))];
          const state = fold(caseDecider, events);
          check(state, known);
          // Nothing that was ever shown disappears.
          expect(state.clocks.length).toBeGreaterThanOrEqual(shown);
          shown = state.clocks.length;
          expect(next(events, NOW, align(...known))).toEqual([]);
          expect(next(events, NOW, align(...known.toReversed()))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the order in which deliveries are told makes no difference to what counts', () => {
    fc.assert(
      fc.property(fc.array(news, { maxLength: 8 }), (story) => {
        const known = story.reduce(learn, []);
        const counted = (told: readonly CaseDelivery[]) => {
          const { deadline, clock } = effectiveDeadline(fold(caseDecider, next([], NOW, align(...told)))) ?? {};
          return [deadline?.due, clock];
        };
        expect(counted(known.toReversed())).toEqual(counted(known));
      }),
    );
  });

  test('a delivery whose clock gave way to an earlier one starts a clock again once the earlier one bounced', () => {
    const [early, late] = [delivery(minute(0)), delivery(minute(2))];
    const story = [align(late), align(late, early), align(late, gone(early))];
    const events = story.reduce<readonly CaseEvent[]>((all, command) => [...all, ...next(all, NOW, command)], []);
    const { clocks } = fold(caseDecider, events);
    expect(clocks.map((clock) => [clock.deliveryId, clock.withdrawn?.why ?? 'runs'])).toEqual([
      [late.deliveryId, 'earlier-delivery-known'],
      [early.deliveryId, 'delivery-invalidated'],
      [late.deliveryId, 'runs'],
    ]);
    expect(new Set(clocks.map(({ clockId }) => clockId)).size).toBe(3);
  });

  test('a precaution is not started beside a clock proper from the same instant', () => {
    const handedOver = delivery(minute(1), { deliveryId: 'h', grade: 'handed-over' });
    const accepted = delivery(minute(1), { deliveryId: 'a' });
    const events = next([], NOW, align(handedOver, accepted));
    expect(fold(caseDecider, events).clocks.map(({ kind }) => kind)).toEqual(['proper']);
    spec(caseDecider).given(events).when(align(handedOver, accepted), utc(NOW)).then([]);
  });
});
