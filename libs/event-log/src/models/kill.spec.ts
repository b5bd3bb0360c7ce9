import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { testContext, TestLog } from '../testing/test-log.js';
import { CatchUp } from './catch-up.js';
import { declarations, names, ticker, ticks } from './fixtures/ticks.js';
import { ReadModelStore } from './read-model-store.js';

const TYPESCRIPT = join(import.meta.dirname, '../conformance/typescript.mjs');
const CHILD = join(import.meta.dirname, 'fixtures/catch-up-until-killed.ts');
const EVENTS = 6_000;

describe('read models whose process is killed again and again', () => {
  let test: TestLog;
  beforeAll(async () => {
    test = await TestLog.open(declarations);
    for (let stream = 0; stream * 1000 < EVENTS; stream++) {
      await test.commands.run(ticker, `tick-${stream}`, { type: 'Tick', times: 1000 }, testContext());
    }
  });
  afterAll(() => test.close());

  /** Runs the process for a while after it began; how far it said it had come. */
  const runAndKill = async (milliseconds: number): Promise<unknown> => {
    const child = fork(CHILD, [test.directory], { execArgv: ['--import', TYPESCRIPT] });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    let said: unknown;
    child.on('message', (message) => (said = message));
    while (said === undefined && child.exitCode === null) await sleep(1);
    for (const until = performance.now() + milliseconds; performance.now() < until && said !== 'done';) await sleep(1);
    child.kill('SIGKILL');
    await exited;
    return said;
  };

  it('skip no event and apply none twice', async () => {
    const shownAfter: unknown[] = [];
    for (let said: unknown, rounds = 1; said !== 'done'; rounds++) {
      said = await runAndKill(Math.random() * 8 * rounds);
      const store = ReadModelStore.open({ directory: join(test.directory, 'models'), projections: [ticks, names] });
      const { projections } = new CatchUp({ log: test.log, codec: test.codec, store }).status();
      const count = store.db.sql('SELECT count(*) AS n FROM ticks').get()?.['n'];
      // The checkpoint is the number of rows; each row's key is its event, so that none can be in there twice.
      expect(projections.find(({ name }) => name === 'ticks')).toMatchObject({
        logNumber: Number(count) - 1,
        halted: undefined,
      });
      shownAfter.push(count);
      store.close();
    }
    expect(shownAfter.at(-1)).toBe(EVENTS);
    expect(shownAfter.length).toBeGreaterThan(1);
  });
});
