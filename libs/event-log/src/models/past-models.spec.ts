import { join } from 'node:path';
import { toInstant, toMilliseconds } from '../domain/clock.js';
import { PastNotReady, PastTooLarge } from '../port/errors.js';
import type { Projection, ReadModelDb } from '../port/projection.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { lastLogNumber } from './built-in.js';
import { CatchUp } from './catch-up.js';
import { declarations, names, ticker } from './fixtures/ticks.js';
import { ModelHistory } from './history.js';
import type { PastBounds } from './past-models.js';
import { ReadModelStore } from './read-model-store.js';

const GENEROUS: PastBounds = { events: 10_000, bytes: 2 ** 26, patience: 10_000, idle: 60_000, age: 60_000 };
const ORGANISATION = 'everybody';
/** How often each stream has ticked. */
const tallies: Projection = {
  name: 'tallies',
  version: 1,
  tables: 'CREATE TABLE tallies (stream TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT',
  handles: ['Ticked'],
  apply: ({ stream }, db) =>
    db.sql('INSERT INTO tallies VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1').run(stream),
};
const OWN = "SELECT stream FROM tallies WHERE stream <> 'tick-strange' AND :organisation = 'everybody'";

describe('the past of a whole organisation', () => {
  let test: TestLog;
  let store: ReadModelStore;
  let catchUp: CatchUp;
  let history: ModelHistory;
  const historyWithin = (bounds: Partial<PastBounds>): ModelHistory =>
    new ModelHistory({
      log: test.log,
      codec: test.codec,
      models: catchUp,
      projections: [tallies, names],
      listed: [{ projections: [tallies], streams: OWN }],
      bounds: { ...GENEROUS, ...bounds },
    });
  beforeEach(async () => {
    test = await TestLog.open(declarations);
    store = ReadModelStore.open({ directory: join(test.directory, 'models'), projections: [tallies, names] });
    catchUp = new CatchUp({ log: test.log, codec: test.codec, store });
    history = historyWithin({});
    catchUp.start();
  });
  afterEach(async () => {
    history.close();
    await catchUp.stop();
    store.close();
    await test.close();
  });

  const tick = async (stream: string, times = 1): Promise<number> => {
    const done = await test.commands.run(ticker, stream, { type: 'Tick', times }, testContext());
    if (done.position !== undefined) await catchUp.waitFor(done.position);
    return done.logNumber ?? -1;
  };
  const tickEach = (streams: number): Promise<unknown> =>
    Promise.all(Array.from({ length: streams }, (_, stream) => tick(`tick-${stream}`)));
  const name = async (stream: string, text: string): Promise<void> => {
    const { position } = await test.commands.run(ticker, stream, { type: 'Name', name: text }, testContext());
    if (position !== undefined) await catchUp.waitFor(position);
  };
  const counts = (db: ReadModelDb): unknown => db.sql('SELECT * FROM tallies ORDER BY stream').all();
  const at = (logNumber: number, of = history): Promise<unknown> => of.listed(ORGANISATION, logNumber, counts);

  it('is what the models showed then, whatever order is asked in, and without what is another’s', async () => {
    const shown: (readonly [number, unknown])[] = [];
    for (let round = 0; round < 6; round++) {
      await tick('tick-strange', 3);
      const logNumber = await tick(`tick-${round % 3}`, round + 1);
      shown.push([
        logNumber,
        store.db.sql(`SELECT * FROM tallies WHERE stream <> 'tick-strange' ORDER BY stream`).all(),
      ]);
    }
    for (const round of [5, 0, 3, 4, 1, 2, 5, 0])
      expect([round, await at(shown[round]![0])]).toEqual([round, shown[round]![1]]);
    const all = await Promise.all(shown.map(([logNumber]) => at(logNumber)));
    expect(all).toEqual(shown.map(([, counted]) => counted));
  });

  it('reads the log through where there are many streams, and walks on from there', async () => {
    await tickEach(520);
    const { size } = await test.log.head();
    const streams = async (logNumber: number) => ((await at(logNumber)) as readonly unknown[]).length;
    for (const logNumber of [99, 199, 299, 399, size - 1]) expect(await streams(logNumber)).toBe(logNumber + 1);
  });

  it('takes what it has no tables of as it is now', async () => {
    const logNumber = await tick('tick-1');
    await name('tick-1', 'later');
    const look = (db: ReadModelDb) => db.sql('SELECT name FROM names').all();
    expect(await history.listed(ORGANISATION, logNumber, look)).toEqual(store.db.sql('SELECT name FROM names').all());
  });

  it('stays right when the live models are built anew', async () => {
    const logNumber = await tick('tick-1', 2);
    const before = await at(logNumber);
    await catchUp.rebuild();
    expect(await at(logNumber)).toEqual(before);
  });

  it('of too many events is refused, and of fewer is not', async () => {
    const early = await tick('tick-1', 2);
    const late = await tick('tick-1', 9);
    const narrow = historyWithin({ events: 5 });
    await expect(at(late, narrow)).rejects.toThrow(new PastTooLarge(5, GENEROUS.bytes / 1024 / 1024));
    expect(await at(early, narrow)).toEqual(await at(early));
    narrow.close();
    const small = historyWithin({ bytes: 1 });
    await expect(at(early, small)).rejects.toThrow(new PastTooLarge(GENEROUS.events, 0));
    small.close();
  });

  it('that takes too long is built on, for whoever asks again', async () => {
    await tickEach(200);
    const hasty = historyWithin({ patience: 0 });
    await expect(at(150, hasty)).rejects.toThrow(PastNotReady);
    let answered: unknown;
    while (answered === undefined) answered = await at(150, hasty).catch(() => undefined);
    expect(answered).toEqual(await at(150));
    hasty.close();
  });

  it('is not built for any number of askers at once', async () => {
    await tickEach(30);
    const asked = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => at(n)));
    const refused = asked.filter((each) => each.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ reason }) => reason instanceof PastNotReady)).toBe(true);
    expect(await at(29)).toHaveLength(30);
  });

  it('knows the instant of every log number', async () => {
    expect(await history.momentOf(0)).toBeNull();
    const start = toMilliseconds(test.clock.instant);
    for (const minutes of [0, 5, 5, -3, 20]) {
      test.clock.advance({ minutes });
      await tick(`tick-${minutes}`);
    }
    const minutesOf = async (n: number) => {
      const moment = await history.momentOf(n);
      return [moment?.logNumber, (toMilliseconds(moment?.instant ?? toInstant(0)) - start) / 60_000];
    };
    const { size } = await test.log.head();
    expect(await minutesOf(0)).toEqual([0, 0]);
    expect(await minutesOf(size + 7)).toEqual([size - 1, 27]);
    expect(await minutesOf(3)).toEqual([3, 10]);
  });

  describe('of some records', () => {
    let applied = 0;
    const counted: Projection = {
      ...tallies,
      apply(event, db) {
        applied += 1;
        tallies.apply(event, db);
      },
    };
    const kept = (streams: readonly string[], logNumber: number) =>
      history.kept({ name: 'two', streams, among: [counted] }, logNumber, (db) => ({
        last: lastLogNumber(db),
        tallies: db.sql('SELECT stream, n FROM tallies ORDER BY stream').all(),
      }));
    beforeEach(() => (applied = 0));

    it('is built once, however many pages of it are read', async () => {
      await tick('tick-a', 3);
      const logNumber = await tick('tick-b');
      await tick('tick-a');
      const page = await kept(['tick-a', 'tick-b'], logNumber);
      expect(page.tallies).toEqual([
        { stream: 'tick-a', n: 3 },
        { stream: 'tick-b', n: 1 },
      ]);
      expect(await kept(['tick-a', 'tick-b'], logNumber)).toEqual(page);
      expect(applied).toBe(4);
    });

    it('knows nothing of other records, not even when the log moved on', async () => {
      const logNumber = await tick('tick-a');
      const other = await tick('tick-other');
      expect(await kept(['tick-a'], other)).toEqual({ last: logNumber, tallies: [{ stream: 'tick-a', n: 1 }] });
    });

    it('goes on to a later one with the streams that have come to them meanwhile', async () => {
      const numbers = [await tick('tick-a'), await tick('tick-a'), await tick('tick-a')];
      for (const logNumber of numbers) await kept(['tick-a'], logNumber);
      const later = await tick('tick-b');
      expect((await kept(['tick-a', 'tick-b'], later)).tallies).toEqual([
        { stream: 'tick-a', n: 3 },
        { stream: 'tick-b', n: 1 },
      ]);
      expect(applied).toBe(1 + 2 + 3 + 3);
    });
  });
});
