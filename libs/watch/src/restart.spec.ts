import { join } from 'node:path';
import {
  CatchUp,
  declareEvents,
  deriveId,
  idOfStream,
  ReadModelStore,
  testContext,
  TestLog,
  type Decider,
  type DomainEvent,
  type Instant,
  type RecordedEvent,
} from '@art33/event-log';
import type { Deadline, StepName } from '@art33/deadlines';
import { watchProjection } from './read-model/projection.js';
import type { WatchSource } from './source.js';
import { deadlineFrom } from './testing/harness.js';
import { caughtUpWith, Ticker, type StepHandler } from './ticker.js';

/** The smallest feature with a clock: one duty per record. */
type Promised = DomainEvent<'Promised', { readonly deadline: Deadline }>;
type StepNoted = DomainEvent<
  'StepNoted',
  { readonly step: StepName; readonly wasDue: Instant; readonly noticed: Instant }
>;
type PromiseEvent = Promised | StepNoted;
type PromiseCommand =
  | { readonly type: 'promise'; readonly deadline: Deadline }
  | { readonly type: 'note'; readonly step: StepName; readonly wasDue: Instant; readonly noticed: Instant };

const declarations = declareEvents<PromiseEvent>()({
  Promised: { version: 1, meaning: 'Something was promised.' },
  StepNoted: { version: 1, meaning: 'A step of its period was reached.' },
});
const decider: Decider<readonly string[], PromiseCommand, PromiseEvent> = {
  initialState: [],
  decide: (command, noted) => {
    if (command.type === 'promise') return [{ type: 'Promised', data: { deadline: command.deadline } }];
    const { step, wasDue, noticed } = command;
    return noted.includes(`${wasDue} ${step}`) ? [] : [{ type: 'StepNoted', data: { step, wasDue, noticed } }];
  },
  evolve: (noted, event) =>
    event.type === 'StepNoted' ? [...noted, `${event.data.wasDue} ${event.data.step}`] : noted,
};
const source: WatchSource = {
  handles: ['Promised', 'StepNoted'],
  read: (recorded) => {
    const event = recorded as RecordedEvent<Promised> | RecordedEvent<StepNoted>;
    const id = idOfStream(event.stream);
    const ref = { owner: { kind: 'promise', id }, duty: deriveId(id, 'duty') };
    if ('deadline' in event.data) {
      return [{ ...ref, type: 'arm', organisation: 'processor', subject: id, deadline: event.data.deadline }];
    }
    const { step, wasDue, noticed } = event.data;
    return [{ ...ref, type: 'done', step, end: wasDue, noticedAt: noticed }];
  },
};

describe('over the real log and read models', () => {
  let test: TestLog;
  beforeEach(async () => {
    test = await TestLog.open(declarations);
  });
  afterEach(() => test.close());

  /**
   * Starts a process with a clock that shows this time, lets it tick until nothing is left, and stops it. `behind`: so many
   * milliseconds the read models stand still first.
   */
  const runAt = async (instant: Instant, directory = 'models', behind = 0): Promise<number> => {
    test.clock.set(instant);
    const store = ReadModelStore.open({
      directory: join(test.directory, directory),
      projections: [watchProjection([source])],
    });
    const models = new CatchUp({ log: test.log, codec: test.codec, store });
    setTimeout(() => models.start(), behind);
    const handler: StepHandler = {
      handle: async (steps) => {
        const items = steps.map(({ owner, step, end, noticedAt, commandId }) => ({
          stream: `promise-${owner.id}`,
          command: { type: 'note', step, wasDue: end, noticed: noticedAt } as const,
          context: testContext({ actor: { kind: 'system', id: 'watch' }, commandId }),
        }));
        await test.commands.runMany<readonly string[], PromiseCommand, PromiseEvent>(decider, items);
      },
    };
    const errors: unknown[] = [];
    const ticker = new Ticker({
      db: store.db,
      clock: test.clock,
      guard: { mayDecide: () => true },
      caughtUp: caughtUpWith(test.log, models),
      handlers: { promise: handler },
      onError: (error) => errors.push(error),
    });
    const count = await ticker.tick(test.clock.now());
    expect(await ticker.tick(test.clock.now())).toBe(0);
    await models.stop();
    store.close();
    expect(errors).toEqual([]);
    return count;
  };
  const noted = async (id: string): Promise<readonly unknown[]> =>
    (await test.commands.read<PromiseEvent>(`promise-${id}`)).slice(1).map(({ data }) => data);

  it('L. stopped at 16:00, due 17:05, started at 19:30: missed once, was due and noticed apart; a second start adds nothing', async () => {
    const deadline = deadlineFrom('2026-11-01T17:05:00+01:00');
    await test.commands.run(decider, 'promise-1', { type: 'promise', deadline }, testContext());
    expect(await runAt('2026-11-02T15:00:00.000Z')).toBe(1);
    expect(await runAt('2026-11-02T18:30:00.000Z')).toBe(1);
    expect(await runAt('2026-11-02T18:30:01.000Z')).toBe(0);
    expect(await noted('1')).toEqual([
      { step: 'approaching-95', wasDue: '2026-11-02T16:05:00.000Z', noticed: '2026-11-02T15:00:00.000Z' },
      { step: 'missed', wasDue: '2026-11-02T16:05:00.000Z', noticed: '2026-11-02T18:30:00.000Z' },
    ]);
  });
  it('read models that are seconds behind, as under load, are waited for: the tick records what they then show', async () => {
    const deadline = deadlineFrom('2026-11-01T17:05:00+01:00');
    await test.commands.run(decider, 'promise-1', { type: 'promise', deadline }, testContext());
    expect(await runAt('2026-11-02T18:30:00.000Z', 'models', 1_500)).toBe(1);
  });
  it('a node whose read models are new finds everything said', async () => {
    for (let id = 0; id < 300; id++) {
      const deadline = deadlineFrom('2026-11-01T17:05:00+01:00');
      await test.commands.run(decider, `promise-${id}`, { type: 'promise', deadline }, testContext());
    }
    expect(await runAt('2026-11-02T18:30:00.000Z')).toBe(300);
    expect(await runAt('2026-11-02T18:30:02.000Z', 'models-of-another-node')).toBe(0);
    expect(await noted('299')).toHaveLength(1);
  });
});
