import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../domain/decider.js';
import { CommandRefused } from '../port/commands.js';
import type { EventLog } from '../port/event-log.js';
import type { EventCodec } from '../sealing/event-codec.js';
import { compareTable, isSame, type TableComparison } from './compare.js';
import { tablesOf } from './connection.js';
import { Feed } from './feed.js';
import { checkpointsOf, type ModelFile } from './model-file.js';
import type { ReadModelStore } from './read-model-store.js';

/** How long a switch waits for those who read the live models, and how often it looks, in milliseconds. */
const READERS_PATIENCE = 60_000;
const LOOK_AGAIN = 20;

/** What a rebuild found. It has switched to the new models whether they differ or not: the log is right. */
export interface RebuildReport {
  /** Log number of the last event that both sides had seen when they were compared; -1: the live models were empty. */
  readonly comparedAt: number;
  readonly same: boolean;
  readonly tables: readonly TableComparison[];
}

/** The new models come less far than the live ones. The live ones stay. */
export class RebuildFailed extends Error {}

export interface RebuildOptions {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly store: ReadModelStore;
  readonly signal: AbortSignal;
  /** Runs work while nobody writes to the live models. */
  readonly whilePaused: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Builds beside, compares at the same events, catches up, switches. The live models go on all the while: they are compared
 * as a snapshot, and pause only for the last few events and the switch.
 */
export const rebuildModels = async ({
  log,
  codec,
  store,
  signal,
  whilePaused,
}: RebuildOptions): Promise<RebuildReport> => {
  const next = store.beside();
  try {
    const report = await buildAndCompare({ log, codec, store, signal }, next);
    const feed = new Feed(next, store.projections, codec);
    await feedToEnd(feed, log, signal);
    let isSwitched = false;
    while (!isSwitched) {
      await unread(store.file, signal);
      isSwitched = await whilePaused(async () => {
        await feedToEnd(feed, log, signal);
        checkProgress(feed, store);
        if (store.file.isRead) return false;
        store.replaceWith(next);
        return true;
      });
    }
    return report;
  } catch (error) {
    store.drop(next);
    throw error;
  }
};

/** Resolves when nobody reads a snapshot of the live models; who reads slowly is waited for, but not for ever. */
async function unread(file: ModelFile, signal: AbortSignal): Promise<void> {
  for (let waited = 0; file.isRead; waited += LOOK_AGAIN) {
    signal.throwIfAborted();
    if (waited >= READERS_PATIENCE) throw new CommandRefused(stillRead());
    await sleep(LOOK_AGAIN);
  }
}

const stillRead = (): Refusal =>
  new Refusal(
    'models-in-use',
    'conflict',
    'somebody is still fetching a list as a file: try again when that has ended',
  );

const buildAndCompare = async (
  { log, codec, store, signal }: Omit<RebuildOptions, 'whilePaused'>,
  next: ModelFile,
): Promise<RebuildReport> => {
  const live = store.file.snapshot();
  try {
    const checkpoints = checkpointsOf(live);
    const bounds = new Map([...checkpoints].map(([name, { logNumber }]) => [name, logNumber]));
    const comparedAt = Math.max(-1, ...bounds.values());
    const feed = new Feed(next, store.projections, codec, bounds);
    while (feed.logNumber < comparedAt && (await feed.next(log, signal))) signal.throwIfAborted();

    const tables: TableComparison[] = [];
    for (const table of store.projections.flatMap(tablesOf)) {
      tables.push(await compareTable(table, live, next.reader, signal));
    }
    return { comparedAt, same: tables.every(isSame), tables };
  } finally {
    live.close();
  }
};

const feedToEnd = async (feed: Feed, log: EventLog, signal: AbortSignal): Promise<void> => {
  while (await feed.next(log, signal)) signal.throwIfAborted();
};

const checkProgress = (feed: Feed, store: ReadModelStore): void => {
  const live = checkpointsOf(store.file.writer);
  for (const { projection, done, halt } of feed.status) {
    if (halt !== undefined && done < (live.get(projection.name)?.logNumber ?? -1)) {
      throw new RebuildFailed(
        `${projection.name} stops at event ${halt.logNumber} (${halt.eventType}): ${halt.reason}`,
      );
    }
  }
};
