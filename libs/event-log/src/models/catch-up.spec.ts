import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { EventLog, StoredEvent } from '../port/event-log.js';
import type { Projection } from '../port/projection.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { EventCodec } from '../sealing/event-codec.js';
import { EventRegistry } from '../sealing/event-registry.js';
import { Sealer } from '../sealing/sealer.js';
import { editsOf } from './built-in.js';
import { CatchUp } from './catch-up.js';
import { declarations, names, ticker, ticks } from './fixtures/ticks.js';
import { ReadModelStore } from './read-model-store.js';

describe('the read models', () => {
  let test: TestLog;
  let opened: { catchUp: CatchUp; store: ReadModelStore }[];
  beforeEach(async () => {
    test = await TestLog.open(declarations);
    opened = [];
  });
  afterEach(async () => {
    for (const { catchUp, store } of opened) {
      await catchUp.stop();
      store.close();
    }
    await test.close();
  });
  const directory = () => join(test.directory, 'models');
  const models = (
    projections: readonly Projection[] = [ticks, names],
    log: EventLog = test.log,
    codec = test.codec,
  ) => {
    const store = ReadModelStore.open({ directory: directory(), projections });
    const catchUp = new CatchUp({ log, codec, store });
    opened.push({ catchUp, store });
    return { catchUp, store };
  };
  const close = async ({ catchUp, store }: { catchUp: CatchUp; store: ReadModelStore }) => {
    await catchUp.stop();
    store.close();
    opened = opened.filter((each) => each.store !== store);
  };
  const tick = (times: number, stream = 'tick-1') =>
    test.commands.run(ticker, stream, { type: 'Tick', times }, testContext({ actor: { kind: 'system', id: 's' } }));
  const name = (text: string) => test.commands.run(ticker, 'name-1', { type: 'Name', name: text }, testContext());
  const shown = async (catchUp: CatchUp) => {
    const { position } = await test.log.head();
    return catchUp.waitFor(position ?? '', 60_000);
  };
  const count = (store: ReadModelStore, table = 'ticks') =>
    store.db.sql(`SELECT count(*) AS n FROM ${table}`).get()?.['n'];

  it('show what stood in the log at the start, and what comes after', async () => {
    await tick(450);
    const { catchUp, store } = models();
    catchUp.start();
    expect(await shown(catchUp)).toBe(true);
    expect(count(store)).toBe(450);
    const { position, logNumber } = await tick(3);
    expect(await catchUp.waitFor(position ?? '', 1000)).toBe(true);
    expect(count(store)).toBe(453);
    expect(catchUp.status()).toMatchObject({ running: true, position, logNumber, error: undefined });
  });
  it('give personal fields opened to the projection', async () => {
    await name('Erika');
    const { catchUp, store } = models();
    catchUp.start();
    await shown(catchUp);
    expect(store.db.sql('SELECT name FROM names').all()).toEqual([{ name: 'Erika' }]);
  });
  it('say so when a position is not shown in time', async () => {
    const { position = '' } = await tick(1);
    const { catchUp } = models();
    expect(await catchUp.waitFor(position, 0)).toBe(false);
    expect(await catchUp.waitFor(position, 10)).toBe(false);
    catchUp.start();
    expect(await catchUp.waitFor(position, 5000)).toBe(true);
    expect(await catchUp.waitFor(position, 0)).toBe(true);
  });
  it('count the edits of an organisation as the command runner does', async () => {
    await name('a');
    await test.commands.run(ticker, 'name-1', { type: 'Tick', times: 3 }, testContext());
    await test.commands.run(ticker, 'name-1', { type: 'Name', name: 'b' }, testContext({ organisation: 'other' }));
    await test.commands.run(
      ticker,
      'name-1',
      { type: 'Tick', times: 1 },
      testContext({ actor: { kind: 'link', id: 'l' } }),
    );
    const { edits } = await test.commands.run(ticker, 'name-1', { type: 'Name', name: 'c' }, testContext());
    const { catchUp, store } = models();
    catchUp.start();
    await shown(catchUp);
    expect(edits).toBe(3);
    expect(editsOf(store.db, 'name-1', 'processor')).toBe(3);
    expect(editsOf(store.db, 'name-1', 'other')).toBe(1);
    expect(editsOf(store.db, 'name-2', 'other')).toBe(0);
  });

  describe('after a stop', () => {
    it('go on where they were, at any point', async () => {
      await tick(1500);
      for (let restarts = 0; ; restarts++) {
        const run = models();
        run.catchUp.start();
        const isShown = await run.catchUp.waitFor((await test.log.head()).position ?? '', Math.random() * 12);
        const { logNumber } = run.catchUp.status();
        expect(count(run.store)).toBeGreaterThanOrEqual(logNumber + 1);
        await close(run);
        if (isShown) break;
        expect(restarts).toBeLessThan(1000);
      }
      const { catchUp, store } = models();
      expect(count(store)).toBe(1500);
      expect(catchUp.status().projections.map(({ halted }) => halted)).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('go on after a crash in the middle of a transaction: rows and checkpoint agree', async () => {
      await tick(1200);
      const crashes = new Set([3, 199, 200, 201, 640, 1199]);
      // What a killed process leaves behind is what stands in its files at that moment.
      const images: string[] = [];
      const crashing: Projection = {
        ...ticks,
        apply: (event, db) => {
          ticks.apply(event, db);
          if (!crashes.delete(event.logNumber)) return;
          const image = join(test.directory, `crash-${event.logNumber}`);
          mkdirSync(image);
          for (const file of readdirSync(directory())) {
            if (!file.endsWith('-shm')) copyFileSync(join(directory(), file), join(image, file));
          }
          images.push(image);
        },
      };
      const { catchUp } = models([crashing]);
      catchUp.start();
      await shown(catchUp);
      expect(images).toHaveLength(6);
      for (const image of images) {
        const store = ReadModelStore.open({ directory: image, projections: [ticks] });
        const resumed = new CatchUp({ log: test.log, codec: test.codec, store });
        const { logNumber } = resumed.status();
        expect(count(store)).toBe(logNumber + 1);
        resumed.start();
        await shown(resumed);
        expect(count(store)).toBe(1200);
        expect(resumed.status().projections.every(({ halted }) => halted === undefined)).toBe(true);
        await resumed.stop();
        store.close();
      }
    });
  });

  describe('when a projection throws', () => {
    const poisoned: Projection = {
      ...names,
      name: 'poisoned',
      tables: 'CREATE TABLE poisoned (log_number INTEGER PRIMARY KEY) STRICT',
      apply: (event, db) => {
        db.sql('INSERT INTO poisoned VALUES (?)').run(event.logNumber);
        if ((event.data as { name: string }).name === 'bad') throw new Error('cannot read this');
      },
    };
    const history = async () => {
      await name('good');
      await tick(5);
      await name('bad');
      await tick(5);
      await name('good');
      await tick(1);
    };
    it('halt it before that event, say why, and let the others go on', async () => {
      await history();
      const { catchUp, store } = models([ticks, poisoned, names]);
      catchUp.start();
      expect(await shown(catchUp)).toBe(true);
      expect(count(store)).toBe(11);
      expect(count(store, 'names')).toBe(3);
      expect(count(store, 'poisoned')).toBe(1);
      const halted = {
        logNumber: 6,
        eventType: 'Named',
        reason: 'Error: cannot read this',
        eventId: expect.any(String) as string,
      };
      expect(catchUp.status().projections).toEqual([
        expect.objectContaining({ name: 'log-time', logNumber: 13, halted: undefined }),
        expect.objectContaining({ name: 'log-edits', logNumber: 13, halted: undefined }),
        expect.objectContaining({ name: 'ticks', logNumber: 13, halted: undefined }),
        expect.objectContaining({ name: 'poisoned', logNumber: 5, halted }),
        expect.objectContaining({ name: 'names', logNumber: 13, halted: undefined }),
      ]);
    });
    it('take it up again from there at the next start, once it is mended', async () => {
      await history();
      const first = models([ticks, poisoned]);
      first.catchUp.start();
      await shown(first.catchUp);
      await close(first);
      const mended = {
        ...poisoned,
        apply: (event, db) => db.sql('INSERT INTO poisoned VALUES (?)').run(event.logNumber),
      } as Projection;
      const { catchUp, store } = models([ticks, mended]);
      expect(catchUp.status().logNumber).toBe(5);
      catchUp.start();
      await shown(catchUp);
      expect(count(store, 'poisoned')).toBe(3);
      expect(count(store)).toBe(11);
      expect(catchUp.status().projections.every(({ halted }) => halted === undefined)).toBe(true);
    });
    it('halt those that need an event which does not open, and no other', async () => {
      await tick(1);
      await name('x');
      await tick(1);
      const keyless = new EventCodec(
        new EventRegistry([declarations]),
        new Sealer({ ...test.keys, key: () => test.keys.key('0'.repeat(32)) } as unknown as typeof test.keys),
      );
      const { catchUp, store } = models([ticks, names], test.log, keyless);
      catchUp.start();
      await shown(catchUp);
      expect(count(store)).toBe(2);
      expect(catchUp.status().projections.filter(({ halted }) => halted !== undefined)).toMatchObject([
        {
          name: 'names',
          logNumber: 0,
          halted: { logNumber: 1, reason: expect.stringMatching(/^Error: .name of Named/) as string },
        },
      ]);
    });
  });

  it('try again when the log cannot be read, and say so meanwhile', async () => {
    await tick(300);
    let isDown = true;
    const flaky: EventLog = Object.create(test.log, {
      readAll: {
        value: (after: string | undefined, limit: number): Promise<readonly StoredEvent[]> =>
          isDown ? Promise.reject(new Error('no connection')) : test.log.readAll(after, limit),
      },
    }) as EventLog;
    const { catchUp, store } = models([ticks], flaky);
    catchUp.start();
    while (catchUp.status().error === undefined) await sleep(1);
    expect(catchUp.status().error).toBe('no connection');
    isDown = false;
    await shown(catchUp);
    expect(count(store)).toBe(300);
    expect(catchUp.status().error).toBeUndefined();
  });
  it('go on when the subscription breaks', async () => {
    const broken: EventLog = Object.create(test.log, {
      subscribe: {
        value: async function* () {
          yield* [];
          throw new Error('connection lost');
        },
      },
    }) as EventLog;
    const { catchUp, store } = models([ticks], broken);
    catchUp.start();
    await tick(2);
    expect(await shown(catchUp)).toBe(true);
    expect(count(store)).toBe(2);
  });

  describe('files', () => {
    const files = () => readdirSync(directory()).filter((file) => file.endsWith('.db'));
    it('are new for new versions; the old ones go when the new ones are complete', async () => {
      await name('Erika');
      const first = models();
      first.catchUp.start();
      await shown(first.catchUp);
      await close(first);
      const [before] = files();
      const { catchUp, store } = models([ticks, { ...names, version: 2 }]);
      expect(files()).toHaveLength(2);
      catchUp.start();
      await shown(catchUp);
      expect(count(store, 'names')).toBe(1);
      while (files().length > 1) await sleep(1);
      expect(files()).not.toContain(before);
    });
    it('are begun anew when they are damaged', async () => {
      await tick(1);
      await close(models());
      writeFileSync(
        join(directory(), files()[0] ?? ''),
        'not a database, but long enough to be taken for one'.repeat(100),
      );
      const { catchUp, store } = models();
      catchUp.start();
      await shown(catchUp);
      expect(count(store)).toBe(1);
    });
    it('are begun anew when the log was replaced by an older copy', async () => {
      await tick(5);
      const first = models();
      first.catchUp.start();
      await shown(first.catchUp);
      await close(first);
      const older = await TestLog.open(declarations);
      await older.commands.run(ticker, 'tick-1', { type: 'Tick', times: 2 }, testContext());
      const { catchUp, store } = models([ticks, names], older.log);
      catchUp.start();
      await catchUp.waitFor((await older.log.head()).position ?? '', 0);
      while (catchUp.status().logNumber !== 1) await sleep(1);
      expect(count(store)).toBe(2);
      await catchUp.stop();
      await older.close();
    });
    it('refuse two projections of one name', () => {
      expect(() => models([ticks, { ...names, name: 'ticks' }])).toThrow('two projections are named ticks');
      expect(existsSync(directory())).toBe(false);
    });
  });

  it('let the event loop turn while they catch up', async () => {
    for (let stream = 0; stream < 10; stream++) await tick(1000, `tick-${stream}`);
    const { catchUp } = models();
    let turns = 0;
    const counting = (async () => {
      for (; catchUp.status().logNumber < 9_999; turns++) await turn();
    })();
    catchUp.start();
    await counting;
    expect(turns).toBeGreaterThanOrEqual(10_000 / 200);
  });
});
