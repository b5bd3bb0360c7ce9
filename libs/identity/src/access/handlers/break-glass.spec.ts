import { fold, isRefusal, scratchModels, toInstant, type Actor, type RecordedEvent } from '@art33/event-log';
import fc from 'fast-check';
import { breakGlassDecider, breakGlassStream, type BreakGlassCommand } from '../domain/break-glass.js';
import type { BreakGlassEvent } from '../domain/events.js';
import { stillHolds } from '../../read-model/still-holds.js';
import { accessProjection } from '../read-model/projection.js';
import { principalByBreakGlass } from './break-glass.js';

const MINUTE = 60_000;
const START = Date.parse('2026-10-31T22:00:00.000Z');
const ORGANISATIONS = ['practice', 'processor', 'clinic'] as const;
const OPERATORS: readonly Actor[] = [
  { kind: 'person', id: 'olga' },
  { kind: 'person', id: 'otto' },
  { kind: 'system', id: 'operator' },
];

/** Opened by whom, of whom, until when, and how it was said in the log. */
interface Opened {
  readonly id: string;
  readonly by: Actor;
  readonly organisation: string;
  readonly stream: string;
  readonly until: number;
  isClosed: boolean;
}

/** The log and the read model of break-glass alone, at a time that goes on. */
class World {
  now = START;
  readonly opened: Opened[] = [];
  readonly db = scratchModels([accessProjection]);
  private readonly streams = new Map<string, BreakGlassEvent[]>();
  private count = 0;

  open(by: Actor, organisation: string, hours: number): void {
    const id = `opened-${this.opened.length}`;
    const stream = breakGlassStream(organisation, toInstant(this.now));
    const command = {
      type: 'open',
      breakGlassId: id,
      organisation,
      side: 'controller',
      by,
      reason: 'x',
      hours,
    } as const;
    this.run(stream, command);
    this.opened.push({ id, by, organisation, stream, until: this.now + hours * 60 * MINUTE, isClosed: false });
  }
  close(index: number): void {
    const one = this.opened[index % this.opened.length];
    if (!one) return;
    this.run(one.stream, { type: 'close', breakGlassId: one.id, by: OPERATORS[0]! });
    one.isClosed = true;
  }

  private run(stream: string, command: BreakGlassCommand): void {
    const history = this.streams.get(stream) ?? [];
    const decided = breakGlassDecider.decide(
      { ...command, now: toInstant(this.now) },
      fold(breakGlassDecider, history),
    );
    if (isRefusal(decided)) throw new Error(decided.code);
    this.streams.set(stream, [...history, ...decided]);
    for (const event of decided)
      accessProjection.apply({ ...event, stream, logNumber: (this.count += 1) } as unknown as RecordedEvent, this.db);
  }
}

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('open' as const),
      by: fc.constantFrom(...OPERATORS),
      organisation: fc.constantFrom(...ORGANISATIONS),
      hours: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({ do: fc.constant('close' as const), which: fc.nat(20) }),
    fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(0, 1, 59, 60, 120, 239, 240) }),
  ),
  { maxLength: 25 },
);

test('whatever is opened and closed, and however time goes on: who opened it, and nobody else, reads while it runs', () =>
  fc.assert(
    fc.property(steps, (taken) => {
      const world = new World();
      for (const step of taken) {
        if (step.do === 'open') world.open(step.by, step.organisation, step.hours);
        else if (step.do === 'close') world.close(step.which);
        else world.now += step.minutes * MINUTE;
        for (const by of OPERATORS)
          for (const organisation of ORGANISATIONS) {
            const runs = world.opened.some(
              (one) => one.by === by && one.organisation === organisation && !one.isClosed && one.until > world.now,
            );
            const principal = principalByBreakGlass(world.db, by, organisation, toInstant(world.now));
            expect(principal !== undefined).toBe(runs);
            if (principal) expect(principal).toMatchObject({ actor: by, organisation, rights: ['auditor'] });
          }
      }
      world.db.close();
    }),
    { numRuns: 200 },
  ));

test('what goes on by it, such as a live stream, goes on while it runs, and no longer', () => {
  const world = new World();
  const token: Actor = { kind: 'system', id: 'operator' };
  const reads = () => principalByBreakGlass(world.db, token, 'practice', toInstant(world.now));
  const goesOn = (principal = reads()): boolean =>
    principal !== undefined && stillHolds(world.db, principal, toInstant(world.now));
  world.open(token, 'practice', 1);
  const principal = reads();
  expect(goesOn(principal)).toBe(true);
  world.now += 60 * MINUTE;
  expect(goesOn(principal)).toBe(false);
  world.open(token, 'practice', 1);
  expect(goesOn(principal)).toBe(true);
  world.close(1);
  expect(goesOn(principal)).toBe(false);
  world.db.close();
});
