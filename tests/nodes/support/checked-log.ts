import { EventStoreLog, logDigest } from '@art33/event-log';
import type { Acknowledged } from './log-writers.js';

/** Waits until logs show as many events as the one that shows most, and says how many that are. */
export async function caughtUp(logs: readonly EventStoreLog[]): Promise<number> {
  const sizes = await Promise.all(
    logs.map(async (log) => {
      // Asks the server, so that this node has everything that stood there a moment ago.
      await log.readStream('nothing', { fresh: true });
      return (await log.head()).size;
    }),
  );
  const most = Math.max(...sizes);
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const heads = await Promise.all(logs.map((log) => log.head()));
    if (heads.every(({ size }) => size >= most)) return most;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('a node does not catch up');
}

/** What was promised and is not so: events that are missing, that stand elsewhere, or that nobody was promised. */
export async function broken(log: EventStoreLog, acknowledged: readonly Acknowledged[]): Promise<readonly string[]> {
  const stored = await log.readAll(undefined, 10_000_000);
  const placeOf = new Map(stored.map(({ id, logNumber }) => [id, logNumber]));
  const promised = new Set(acknowledged.map(({ id }) => id));
  return [
    ...(placeOf.size === stored.length ? [] : ['an id stands in the log twice']),
    ...(promised.size === acknowledged.length ? [] : ['an event was acknowledged twice']),
    ...acknowledged.flatMap(({ id, logNumber }) =>
      placeOf.get(id) === logNumber ? [] : [`${id}: ${placeOf.get(id)} instead of ${logNumber}`],
    ),
    ...stored.flatMap(({ id }) => (promised.has(id) ? [] : [`${id} was written, and its writer was never told`])),
  ];
}

/** One number for each log: equal ones mean the same events, each with all its fields, in the same order. */
export const digests = (logs: readonly EventStoreLog[]): Promise<readonly string[]> =>
  Promise.all(logs.map(async (log) => (await logDigest(log)).digest));
