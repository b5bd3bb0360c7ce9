import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { deriveId } from '../domain/ids.js';
import type { RecordedEvent } from '../domain/event.js';
import type { EventLog } from '../port/event-log.js';
import type { ProcessManager } from '../port/projection.js';
import { declarations, ticker } from '../models/fixtures/ticks.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { ProcessRunner } from './process-runner.js';

describe('process managers', () => {
  let test: TestLog;
  let runners: ProcessRunner[];
  beforeEach(async () => {
    test = await TestLog.open(declarations);
    runners = [];
  });
  afterEach(async () => {
    for (const runner of runners) await close(runner);
    await test.close();
  });
  const runner = (managers: readonly ProcessManager[], log: EventLog = test.log) => {
    const made = new ProcessRunner({ log, codec: test.codec, managers, file: join(test.directory, 'processes.db') });
    runners.push(made);
    return made;
  };
  const close = async (made: ProcessRunner) => {
    await made.stop();
    made.close();
    runners = runners.filter((each) => each !== made);
  };
  const tick = (times: number, stream = 'tick-1') =>
    test.commands.run(ticker, stream, { type: 'Tick', times }, testContext());
  const name = (text: string) => test.commands.run(ticker, 'name-1', { type: 'Name', name: text }, testContext());
  const recorder = (name = 'recorder', handle: (event: RecordedEvent) => Promise<void> | void = () => undefined) => {
    const seen: number[] = [];
    const manager: ProcessManager = {
      name,
      handles: ['Ticked'],
      handle: async (event) => {
        await handle(event);
        seen.push(event.logNumber);
      },
    };
    return { seen, manager };
  };
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

  it('handle the events of their types in order, those of before and those that come', async () => {
    await tick(250);
    await name('x');
    const { seen, manager } = recorder('recorder', () => sleep(Math.random() < 0.02 ? 1 : 0));
    const running = runner([manager]);
    running.start();
    await running.idle((await test.log.head()).position);
    expect(seen).toEqual(numbers(0, 250));
    const { position } = await tick(2);
    await running.idle(position);
    expect(seen).toEqual([...numbers(0, 250), 251, 252]);
    expect(running.status()).toEqual([{ name: 'recorder', position, logNumber: 252, failing: undefined }]);
  });
  it('get events opened', async () => {
    const names: unknown[] = [];
    const running = runner([{ name: 'n', handles: ['Named'], handle: async (event) => void names.push(event.data) }]);
    running.start();
    await running.idle((await name('Erika')).position);
    expect(names).toEqual([{ name: 'Erika' }]);
  });
  it('go on after a restart where they were', async () => {
    await tick(10);
    const { seen, manager } = recorder();
    const first = runner([manager]);
    first.start();
    await first.idle();
    await close(first);
    await tick(5);
    const second = runner([manager]);
    expect(second.status()).toMatchObject([{ logNumber: 9 }]);
    second.start();
    await second.idle();
    expect(seen).toEqual(numbers(0, 15));
  });
  it('finish what they are at when stopped, and take it up at the next event', async () => {
    await tick(10);
    const { seen, manager } = recorder('recorder', () => sleep(5));
    const running = runner([manager]);
    running.start();
    while (seen.length < 3) await sleep(1);
    await running.stop();
    const handled = seen.length;
    expect(handled).toBeLessThan(10);
    await sleep(20);
    expect(seen).toHaveLength(handled);
    running.start();
    await running.idle();
    expect(seen).toEqual(numbers(0, 10));
  });
  it('are not called failing any more once they were stopped: another node may go on', async () => {
    await tick(1);
    const failing: ProcessManager = {
      name: 'failing',
      handles: ['Ticked'],
      handle: () => Promise.reject(new Error('not now')),
    };
    const running = runner([failing]);
    running.start();
    while (running.status()[0]?.failing === undefined) await sleep(1);
    await running.stop();
    expect(running.status()).toMatchObject([{ failing: undefined }]);
  });
  it('begin when what they are to wait for has happened, and stop without it', async () => {
    await tick(3);
    const { seen, manager } = recorder();
    const running = runner([manager]);
    let happen = (): void => undefined;
    running.start(new Promise<void>((resolve) => (happen = resolve)));
    await sleep(20);
    expect(seen).toEqual([]);
    await running.stop();
    running.start(new Promise<void>((resolve) => (happen = resolve)));
    happen();
    await running.idle();
    expect(seen).toEqual(numbers(0, 3));
  });
  it('see an event again whose handler had not ended: a command with a derived id makes that harmless', async () => {
    await tick(3);
    const counting = (crashAfterCommand: boolean) =>
      recorder('counting', async (event) => {
        const context = testContext({
          commandId: deriveId(event.id, 'counting'),
          actor: { kind: 'system', id: 'counting' },
        });
        await test.commands.run(ticker, 'name-1', { type: 'Name', name: `for ${event.logNumber}` }, context);
        if (crashAfterCommand) throw new Error('crashed before the checkpoint');
      });
    const crashing = runner([counting(true).manager]);
    crashing.start();
    while (crashing.status()[0]?.failing === undefined) await sleep(1);
    await close(crashing);
    const running = runner([counting(false).manager]);
    running.start();
    await running.idle();
    const names = await test.commands.read('name-1');
    expect(names.map((event) => event.data)).toEqual([{ name: 'for 0' }, { name: 'for 1' }, { name: 'for 2' }]);
  });
  it('are idle when nothing comes of what they did any more', async () => {
    const chain: ProcessManager = {
      name: 'chain',
      handles: ['Ticked'],
      handle: async (event) => {
        const length = event.revision + 1;
        if (length < 5)
          await test.commands.run(
            ticker,
            event.stream,
            { type: 'Tick', times: 1 },
            testContext({ commandId: deriveId(event.id, 'chain') }),
          );
      },
    };
    const running = runner([chain]);
    running.start();
    await running.idle();
    await tick(1);
    await running.idle();
    expect((await test.log.head()).size).toBe(5);
  });

  describe('when one fails', () => {
    it('try the same event again, show the error meanwhile, and hold up nobody else', async () => {
      await tick(3);
      let isBroken = true;
      const broken = recorder('broken', (event) => {
        if (isBroken && event.logNumber === 1) throw new Error('no route');
      });
      const other = recorder('other');
      const running = runner([broken.manager, other.manager]);
      running.start();
      while (other.seen.length < 3) await sleep(1);
      while ((running.status()[0]?.failing?.attempts ?? 0) < 2) await sleep(1);
      expect(running.status()).toEqual([
        {
          name: 'broken',
          position: expect.any(String) as string,
          logNumber: 0,
          failing: {
            event: { id: expect.any(String) as string, type: 'Ticked', logNumber: 1 },
            attempts: expect.any(Number) as number,
            reason: 'no route',
          },
        },
        expect.objectContaining({ name: 'other', logNumber: 2, failing: undefined }),
      ]);
      isBroken = false;
      await running.idle();
      expect(broken.seen).toEqual([0, 1, 2]);
      expect(running.status()[0]?.failing).toBeUndefined();
    });
    it('can be stopped while they wait for the next try', async () => {
      await tick(1);
      const { manager } = recorder('broken', () => Promise.reject(new Error('no route')));
      const running = runner([manager]);
      running.start();
      while (running.status()[0]?.failing === undefined) await sleep(1);
      await running.stop();
      expect(running.status()).toMatchObject([{ logNumber: -1 }]);
    });
    it('run beside each other: a slow one does not slow the others', async () => {
      await tick(5);
      let release: () => void = () => undefined;
      const slow = recorder('slow', () => new Promise<void>((resolve) => (release = resolve)));
      const quick = recorder('quick');
      const running = runner([slow.manager, quick.manager]);
      running.start();
      while (quick.seen.length < 5) await sleep(1);
      expect(slow.seen).toHaveLength(0);
      while (slow.seen.length < 5) {
        release();
        await sleep(1);
      }
    });
    it('try again when the log cannot be read', async () => {
      await tick(2);
      let isDown = true;
      const flaky: EventLog = Object.create(test.log, {
        readAll: {
          value: (...call: Parameters<EventLog['readAll']>) =>
            isDown ? Promise.reject(new Error('no connection')) : test.log.readAll(...call),
        },
      }) as EventLog;
      const { seen, manager } = recorder();
      const running = runner([manager], flaky);
      running.start();
      while (running.status()[0]?.failing === undefined) await sleep(1);
      expect(running.status()[0]?.failing).toMatchObject({ event: undefined, reason: 'no connection' });
      isDown = false;
      await running.idle();
      expect(seen).toEqual([0, 1]);
    });
  });

  it('try again when their checkpoint cannot be written: nothing ends, nothing is skipped', async () => {
    await tick(1);
    const { seen, manager } = recorder();
    const running = runner([manager]);
    const file = new BetterSqlite3(join(test.directory, 'processes.db'));
    file.exec(`CREATE TRIGGER full BEFORE INSERT ON processes BEGIN SELECT RAISE (ABORT, 'disk full'); END`);
    running.start();
    while ((running.status()[0]?.failing?.attempts ?? 0) < 3) await sleep(1);
    expect(running.status()).toMatchObject([{ logNumber: -1, failing: { reason: 'disk full' } }]);
    file.exec('DROP TRIGGER full');
    file.close();
    await tick(2);
    await running.idle();
    expect(seen).toEqual([0, 1, 2]);
    expect(running.status()).toMatchObject([{ logNumber: 2, failing: undefined }]);
  });
  it('begin again when the log was replaced by an older copy', async () => {
    await tick(5);
    const first = runner([recorder().manager]);
    first.start();
    await first.idle();
    await close(first);
    const older = await TestLog.open(declarations);
    await older.commands.run(ticker, 'tick-1', { type: 'Tick', times: 2 }, testContext());
    const { seen, manager } = recorder();
    const running = runner([manager], older.log);
    running.start();
    while (seen.length < 2) await sleep(1);
    expect(seen).toEqual([0, 1]);
    await close(running);
    await older.close();
  });
  it('have names of their own', () => {
    expect(() => runner([recorder().manager, recorder().manager])).toThrow('two process managers are named recorder');
  });
});
