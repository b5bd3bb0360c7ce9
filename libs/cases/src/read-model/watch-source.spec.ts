import { caughtUpWith, deadlinesOf, Ticker, type StepDue } from '@art33/watch';
import { filingDutyId } from '../domain/ids.js';
import { delivery, filing, gone, practice, processor, stated, sunday, utc } from '../testing/story.js';
import { World } from '../testing/world.js';

const MONDAY = '2026-10-26T09:12:00+01:00';
const DUE = '2026-10-28T09:12:00+01:00';
const LATER = '2026-10-28T10:30:00+01:00';

describe('the 72 hours in the index of deadlines', () => {
  let world: World;
  let ticker: Ticker;
  const errors: unknown[] = [];
  /** Every step that was handed over, e.g. `missed 2026-10-28T08:12:00.000Z`. */
  let steps: string[];
  beforeEach(async () => {
    world = await World.open();
    steps = [];
    const handle = async (due: readonly StepDue[]): Promise<void> => {
      for (const { owner, step, end, noticedAt } of due) {
        steps.push(`${step} ${end}`);
        const machine = { actor: { kind: 'system', id: 'watch' } } as const;
        await world.give(
          owner.id,
          noticedAt,
          { type: 'note-deadline-step', step, due: end, noticed: noticedAt },
          machine,
        );
      }
    };
    const { rooms } = world;
    ticker = new Ticker({
      db: world.db,
      clock: rooms.test.clock,
      guard: { mayDecide: () => true },
      caughtUp: caughtUpWith(rooms.test.log, rooms.models),
      handlers: { case: { handle } },
      onError: (error) => errors.push(error),
    });
  });
  afterEach(async () => {
    await world.close();
    expect(errors).toEqual([]);
  });

  const tick = (at: string): Promise<number> => ticker.tick(Date.parse(at));
  const watched = (scope = world.scope()) =>
    deadlinesOf(world.db, scope, { states: ['open', 'missed', 'sent', 'settled'] }, { limit: 10 }).rows;
  const shown = (): readonly string[] => watched().map(({ state, due }) => `${state} ${due}`);

  it('stand in the controller’s list, with their provenance, and in nobody else’s', async () => {
    const id = await world.deliver('a', sunday, [delivery(sunday)]);
    expect(watched()).toMatchObject([
      {
        owner: { kind: 'case', id },
        duty: filingDutyId(id),
        subject: id,
        state: 'open',
        due: utc(DUE),
        source: 'Art. 33(1) GDPR',
        deadline: { anchor: { what: 'breach-notice-received' } },
      },
    ]);
    expect(watched(world.scope(processor, 'processor'))).toEqual([]);
  });
  it('are reminded of, missed once, and escalated', async () => {
    await world.deliver('a', sunday, [delivery(sunday)]);
    expect(await tick(MONDAY)).toBe(0);
    expect([await tick('2026-10-26T21:12:00+01:00'), await tick('2026-10-26T21:13:00+01:00')]).toEqual([1, 0]);
    expect([await tick('2026-10-28T09:12:00.001+01:00'), await tick('2026-10-28T09:13:00+01:00')]).toEqual([1, 0]);
    expect(await tick(LATER)).toBe(1);
    expect(steps).toEqual([`approaching-50 ${utc(DUE)}`, `missed ${utc(DUE)}`, `overdue-1h ${utc(DUE)}`]);
    expect(shown()).toEqual([`missed ${utc(DUE)}`]);
  });
  it('move with the awareness that the controller states', async () => {
    const id = await world.deliver('a', sunday, [delivery(sunday)]);
    const aware = stated('2026-10-24T23:00:00+02:00');
    await world.give(id, MONDAY, { type: 'set-awareness', aware, reason: null });
    expect(shown()).toEqual([`open ${utc('2026-10-27T22:00:00+01:00')}`]);
  });
  it('stop while every clock is withdrawn, and start again with the next delivery', async () => {
    await world.deliver('a', sunday, [delivery(sunday)]);
    await world.deliver('a', MONDAY, [gone(delivery(sunday))]);
    expect([shown(), await tick(LATER)]).toEqual([[`settled ${utc(DUE)}`], 0]);
    await world.deliver('a', MONDAY, [gone(delivery(sunday)), delivery(MONDAY)]);
    expect(shown()).toEqual([`open ${utc('2026-10-29T09:12:00+01:00')}`]);
  });
  it.each([
    ['filed', filing(MONDAY)],
    ['decided not to', { type: 'decide-not-to-file', reason: 'r', decidedBy: 'n' }],
  ] as const)('are settled once the controller has %s', async (_, command) => {
    const id = await world.deliver('a', sunday, [delivery(sunday)]);
    await world.give(id, MONDAY, command);
    expect([shown(), await tick(LATER)]).toEqual([[`settled ${utc(DUE)}`], 0]);
  });
  it('stay settled when a filed case gets another clock', async () => {
    const id = await world.deliver('a', sunday, [delivery(sunday)]);
    await world.give(id, MONDAY, filing(MONDAY));
    await world.deliver('a', MONDAY, [gone(delivery(sunday))]);
    await world.deliver('a', MONDAY, [gone(delivery(sunday)), delivery(MONDAY)]);
    expect(shown()).toEqual([`settled ${utc('2026-10-29T09:12:00+01:00')}`]);
    expect(await tick('2026-10-30T00:00:00+01:00')).toBe(0);
  });
  it('count again when the filing is withdrawn', async () => {
    const id = await world.deliver('a', sunday, [delivery(sunday)]);
    await world.give(id, MONDAY, { type: 'decide-not-to-file', reason: 'r', decidedBy: 'n' });
    await world.give(id, MONDAY, filing(MONDAY));
    await world.give(id, MONDAY, filing(MONDAY, { filingId: 'w', phase: 'withdrawal' }));
    expect(shown()).toEqual([`open ${utc(DUE)}`]);
    expect([await tick(LATER), await tick(LATER)]).toEqual([1, 0]);
    expect(steps).toEqual([`missed ${utc(DUE)}`]);
  });
  it('do not count again when the filing is withdrawn while no clock runs', async () => {
    const id = await world.deliver('a', sunday, [delivery(sunday)]);
    await world.give(id, MONDAY, filing(MONDAY));
    await world.deliver('a', MONDAY, [gone(delivery(sunday))]);
    await world.give(id, MONDAY, filing(MONDAY, { filingId: 'w', phase: 'withdrawal' }));
    expect([shown(), await tick(LATER)]).toEqual([[`settled ${utc(DUE)}`], 0]);
  });
  it('of several cases each stand for themselves', async () => {
    await world.deliver('a', sunday, [delivery(sunday)]);
    await world.deliver('b', MONDAY, [delivery(MONDAY)]);
    await world.deliver('c', MONDAY, [delivery(MONDAY)], processor);
    expect(shown()).toEqual([`open ${utc(DUE)}`, `open ${utc('2026-10-29T09:12:00+01:00')}`]);
    expect(watched(world.scope(practice, 'auditor'))).toHaveLength(2);
  });
});
