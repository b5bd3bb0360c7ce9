import fc from 'fast-check';
import { WrongExpectedRevision } from '../port/errors.js';
import type { EventLog, StoredEvent } from '../port/event-log.js';
import { someEvents } from './events.js';
import type { MakeLog } from './harness.js';

/** One thing that one writer does: appends so many events to a stream, perhaps with a stale idea of where it ends. */
interface Move {
  readonly stream: number;
  readonly howMany: number;
  readonly stale: boolean;
  readonly many: boolean;
}

const moves = fc.array(
  fc.record({
    stream: fc.integer({ min: 0, max: 3 }),
    howMany: fc.integer({ min: 1, max: 4 }),
    stale: fc.boolean(),
    many: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Plays one writer: reads where the stream ends, appends there, and lets go where another one was first. */
const play = async (log: EventLog, writer: readonly Move[], written: StoredEvent[]): Promise<number> => {
  let refusals = 0;
  for (const { stream: number, howMany, stale, many } of writer) {
    const stream = `stream-${number}`;
    const [last] = await log.readStream(stream, { direction: 'backwards', limit: 1 });
    if (stale) await new Promise(setImmediate);
    const item = { stream, expectedRevision: last?.revision ?? ('none' as const), events: someEvents(howMany) };
    try {
      if (many) {
        const [outcome] = await log.appendMany([item]);
        if (outcome!.ok) written.push(...outcome!.events);
        else throw outcome!.error;
      } else {
        written.push(...(await log.append(item.stream, item.expectedRevision, item.events)));
      }
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
      refusals += 1;
    }
  }
  return refusals;
};

const consecutive = (values: readonly number[]): boolean => values.every((value, index) => value === index);

export const interleaving = (makeLog: MakeLog): void => {
  let refusals = 0;

  test('however writers interleave: what was acknowledged is there once, in one order, for every reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { minLength: 2, maxLength: 6 }), async (writers) => {
        const { log, dispose } = await makeLog();
        try {
          const stop = new AbortController();
          const heard: StoredEvent[] = [];
          const listening = (async () => {
            for await (const event of log.subscribe(undefined, stop.signal)) heard.push(event);
          })();
          const written: StoredEvent[] = [];
          const refused = await Promise.all(writers.map((writer) => play(log, writer, written)));
          refusals += refused.reduce((sum, count) => sum + count, 0);
          const all = await log.readAll(undefined, 10_000);
          while (heard.length < all.length) await new Promise(setImmediate);
          stop.abort();
          await listening;

          expect(all).toStrictEqual([...written].sort((a, b) => a.logNumber - b.logNumber));
          expect(heard).toStrictEqual(all);
          expect(consecutive(all.map((event) => event.logNumber))).toBe(true);
          for (let stream = 0; stream <= 3; stream++) {
            const inStream = await log.readStream(`stream-${stream}`);
            expect(consecutive(inStream.map((event) => event.revision))).toBe(true);
            expect(inStream).toStrictEqual(all.filter((event) => event.stream === `stream-${stream}`));
          }
        } finally {
          await dispose();
        }
      }),
      { numRuns: 25 },
    );
  });

  test('and writers did get in each other’s way in the interleavings tried', () => {
    expect(refusals).toBeGreaterThan(0);
  });
};
