import { setTimeout as delay } from 'node:timers/promises';
import { InvalidPosition } from '../port/errors.js';
import type { EventLog, StoredEvent } from '../port/event-log.js';
import { someEvents } from './events.js';
import type { CurrentLog } from './harness.js';

const numbers = (events: readonly StoredEvent[]): readonly number[] => events.map((event) => event.logNumber);
const upTo = (end: number, from = 0): readonly number[] =>
  Array.from({ length: end - from }, (_, index) => from + index);

/** Hears so many events, then stops. */
const hear = async (
  log: EventLog,
  after: string | undefined,
  howMany: number,
  pause?: () => Promise<void>,
): Promise<StoredEvent[]> => {
  const stop = new AbortController();
  const heard: StoredEvent[] = [];
  for await (const event of log.subscribe(after, stop.signal)) {
    heard.push(event);
    await pause?.();
    if (heard.length === howMany) stop.abort();
  }
  return heard;
};

/** Hears whatever there is until the signal says stop. */
const hearUntil = async (log: EventLog, signal: AbortSignal): Promise<StoredEvent[]> => {
  const heard: StoredEvent[] = [];
  for await (const event of log.subscribe(undefined, signal)) heard.push(event);
  return heard;
};

export const subscribing = (current: CurrentLog): void => {
  const log = (): EventLog => current().log;

  test('from the start: what is there, then what comes', async () => {
    await log().append('stream-a', 'none', someEvents(3));
    const hearing = hear(log(), undefined, 6);
    await delay(20);
    await log().append('stream-b', 'none', someEvents(2));
    await log().append('stream-a', 2, someEvents(1));
    expect(numbers(await hearing)).toEqual(upTo(6));
  });

  test('on an empty log: waits for the first event', async () => {
    const hearing = hear(log(), undefined, 1);
    await delay(20);
    await log().append('stream-a', 'none', someEvents(1));
    expect(numbers(await hearing)).toEqual([0]);
  });

  test('from a position: what came after it', async () => {
    const events = await log().append('stream-a', 'none', someEvents(5));
    const hearing = hear(log(), events[1]!.position, 4);
    await log().append('stream-a', 4, someEvents(1));
    expect(numbers(await hearing)).toEqual([2, 3, 4, 5]);
  });

  test('from now: only what comes', async () => {
    await log().append('stream-a', 'none', someEvents(5));
    const { position } = await log().head();
    const hearing = hear(log(), position, 2);
    await log().append('stream-a', 4, someEvents(2));
    expect(numbers(await hearing)).toEqual([5, 6]);
  });

  test('from the last event handled: goes on after the log is opened again', async () => {
    await log().append('stream-a', 'none', someEvents(5));
    const first = await hear(log(), undefined, 3);
    const again = await current().reopen();
    expect(numbers(await hear(again, first.at(-1)!.position, 2))).toEqual([3, 4]);
  });

  test('while others write: nothing skipped, nothing twice, in order', async () => {
    const early = hear(log(), undefined, 600);
    const late = delay(5).then(() => hear(log(), undefined, 600));
    const writer = async (name: string): Promise<void> => {
      for (let round = 0; round < 100; round++) await log().append(name, 'any', someEvents(2));
    };
    await Promise.all(['stream-a', 'stream-b', 'stream-c'].map(writer));
    expect(numbers(await early)).toEqual(upTo(600));
    expect(numbers(await late)).toEqual(upTo(600));
  });

  test('each goes at its own pace: a slow one holds nobody up and misses nothing', async () => {
    const slow = hear(log(), undefined, 50, () => delay(2));
    const fast = hear(log(), undefined, 50);
    let fastIsDone = false;
    for (let round = 0; round < 50; round++) await log().append('stream-a', 'any', someEvents(1));
    await Promise.race([fast.then(() => (fastIsDone = true)), slow]);
    expect(fastIsDone).toBe(true);
    expect(numbers(await slow)).toEqual(upTo(50));
    expect(numbers(await fast)).toEqual(upTo(50));
  });

  test('does not keep the event loop from turning while it catches up', async () => {
    await log().appendMany(
      Array.from({ length: 20 }, (_, index) => ({
        stream: `stream-${index}`,
        expectedRevision: 'none' as const,
        events: someEvents(100),
      })),
    );
    let turns = 0;
    const clock = setInterval(() => (turns += 1), 0);
    let turn = setImmediate(function again() {
      turns += 1;
      turn = setImmediate(again);
    });
    await hear(log(), undefined, 2_000);
    clearInterval(clock);
    clearImmediate(turn);
    expect(turns).toBeGreaterThan(5);
  });

  test('ends when told to while it waits', async () => {
    const stop = new AbortController();
    const hearing = hearUntil(log(), stop.signal);
    await delay(20);
    stop.abort();
    expect(await hearing).toEqual([]);
  });

  test('hands out nothing more once it was told to end', async () => {
    await log().append('stream-a', 'none', someEvents(5));
    expect(await hear(log(), undefined, 2)).toHaveLength(2);
    expect(await hear(log(), undefined, 5)).toHaveLength(5);
  });

  test('that was told to end before it began hands out nothing', async () => {
    await log().append('stream-a', 'none', someEvents(1));
    expect(await hearUntil(log(), AbortSignal.abort())).toEqual([]);
  });

  test('that is left in the middle disturbs no other', async () => {
    const hearing = hear(log(), undefined, 4);
    await log().append('stream-a', 'none', someEvents(2));
    const left = log().subscribe(undefined, new AbortController().signal)[Symbol.asyncIterator]();
    await left.next();
    await left.return?.();
    await log().append('stream-a', 1, someEvents(2));
    expect(numbers(await hearing)).toEqual(upTo(4));
  });

  test('from a position that no event had is refused', async () => {
    const nonsense = log().subscribe('nonsense:1', new AbortController().signal);
    await expect(nonsense[Symbol.asyncIterator]().next()).rejects.toThrow(InvalidPosition);
  });
};
