import { join } from 'node:path';
import fc from 'fast-check';
import { toInstant, toMilliseconds } from '../domain/clock.js';
import { LogUnavailable } from '../port/errors.js';
import type { ReadModelDb } from '../port/projection.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { editsOf } from './built-in.js';
import { CatchUp } from './catch-up.js';
import { declarations, names, ticker, ticks } from './fixtures/ticks.js';
import { ModelHistory } from './history.js';
import { ReadModelStore } from './read-model-store.js';

describe('the past', () => {
  let test: TestLog;
  let store: ReadModelStore;
  let catchUp: CatchUp;
  let history: ModelHistory;
  beforeEach(async () => {
    test = await TestLog.open(declarations);
    store = ReadModelStore.open({ directory: join(test.directory, 'models'), projections: [ticks, names] });
    catchUp = new CatchUp({ log: test.log, codec: test.codec, store });
    history = new ModelHistory({ log: test.log, codec: test.codec, models: catchUp, projections: [ticks, names] });
    catchUp.start();
  });
  afterEach(async () => {
    await catchUp.stop();
    store.close();
    await test.close();
  });
  const tick = (stream: string, times = 1) => test.commands.run(ticker, stream, { type: 'Tick', times }, testContext());
  const name = (stream: string, text: string) =>
    test.commands.run(ticker, stream, { type: 'Name', name: text }, testContext());
  const minutes = (n: number) => toInstant(toMilliseconds('2026-03-02T03:10:00.000Z') + n * 60_000);

  describe('the event that an instant means', () => {
    it('is the last one whose log time is not later', async () => {
      expect(await history.logNumberAt(minutes(5))).toBeNull();
      await tick('tick-1', 2);
      test.clock.advance({ minutes: 10 });
      await tick('tick-1');
      expect(await history.logNumberAt(minutes(-1))).toBeNull();
      expect(await history.logNumberAt(minutes(0))).toBe(1);
      expect(await history.logNumberAt(minutes(9))).toBe(1);
      expect(await history.logNumberAt('2026-03-02T04:20:00+01:00')).toBe(2);
    });
    it('is found at once for what was just written', async () => {
      for (let n = 0; n < 20; n++) {
        const { logNumber } = await tick(`tick-${n}`);
        expect(await history.logNumberAt(minutes(60))).toBe(logNumber);
        test.clock.advance({ milliseconds: n % 3 });
      }
    });
    it('is the same as the definition gives, whatever the clock did', () =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 12 }), async (steps) => {
          const before = (await test.log.head()).size;
          for (const step of steps) {
            test.clock.advance({ minutes: step });
            await tick(`tick-${(await test.log.head()).size}`);
          }
          const events = await test.log.readAll(undefined, 10_000);
          expect(events).toHaveLength(before + steps.length);
          for (let n = -60; n <= 60; n += 7) {
            const instant = toInstant(test.clock.now() + n * 60_000);
            // The longest prefix whose running maximum is not after the instant.
            const beyond = events.findIndex(({ recordedAt }) => recordedAt > instant);
            const expected = (beyond === -1 ? events.length : beyond) - 1;
            expect(await history.logNumberAt(instant)).toBe(expected === -1 ? null : expected);
          }
        }),
        { numRuns: 15 },
      ));
    it('is not guessed while the models are behind', async () => {
      await catchUp.stop();
      await tick('tick-1');
      const behind = {
        db: store.db,
        snapshot: () => catchUp.snapshot(),
        waitFor: () => Promise.resolve(false),
        onChange: () => () => undefined,
      };
      const blind = new ModelHistory({ log: test.log, codec: test.codec, models: behind, projections: [] });
      await expect(blind.logNumberAt(minutes(60))).rejects.toThrow(LogUnavailable);
    });
    it('is refused for what is no instant', () => expect(history.logNumberAt('yesterday')).rejects.toThrow(RangeError));
  });

  describe('models as of an event', () => {
    const rows = (db: ReadModelDb) =>
      db
        .sql('SELECT log_number FROM ticks ORDER BY 1')
        .all()
        .map((row) => row['log_number']);
    it('are built from the chosen streams alone, up to and including it', async () => {
      for (let n = 0; n < 6; n++) await tick(`tick-${n % 3}`);
      expect(await history.asOf(['tick-0', 'tick-2', 'tick-0'], 3, rows)).toEqual([0, 2, 3]);
      expect(await history.asOf(['tick-0'], 2, rows)).toEqual([0]);
      expect(await history.asOf([], 5, rows)).toEqual([]);
      expect(await history.asOf(['tick-9'], 5, rows)).toEqual([]);
    });
    it('show what the live models showed then', async () => {
      await tick('tick-1', 3);
      await name('tick-1', 'before');
      const { logNumber = 0, position = '' } = await name('tick-1', 'then');
      await catchUp.waitFor(position, 5000);
      const look = (db: ReadModelDb) => ({
        names: db.sql('SELECT * FROM names ORDER BY log_number').all(),
        edits: editsOf(db, 'tick-1', 'processor'),
      });
      const then = look(store.db);
      await name('tick-1', 'after');
      expect(await history.asOf(['tick-1'], logNumber, look)).toEqual(then);
    });
    it('show erased values as erased, also of then', async () => {
      const { logNumber = 0 } = await name('name-1', 'Erika');
      await test.keys.erase('person:1');
      const look = (db: ReadModelDb) => db.sql('SELECT name FROM names').all();
      expect(await history.asOf(['name-1'], logNumber, look)).toEqual([{ name: '(erased)' }]);
    });
    it('touch the live models in nothing', async () => {
      const { position = '' } = await tick('tick-1');
      await catchUp.waitFor(position, 5000);
      await history.asOf(['tick-1'], 99, (db) => db.sql('DELETE FROM ticks').run());
      expect(rows(store.db)).toEqual([0]);
    });
  });
});
