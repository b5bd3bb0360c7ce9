import { existsSync, mkdirSync, rmSync } from 'node:fs';
import {
  EventStoreLog,
  EventStoreTarget,
  SqliteEventLog,
  SqliteTarget,
  systemClock,
  unfinishedName,
  type EventLog,
  type MoveTarget,
} from '@art33/event-log';
import { Failed } from '../failed.js';
import { replicaIn, workFolder, type FilePlace, type LogPlace, type ServerPlace } from './places.js';

/** The name under which a run proves to the server that it can write and hear. */
const NODE = 'migrate';

export interface Source {
  readonly log: Pick<EventLog, 'readAll' | 'head'>;
  /** How many events it holds now, as the server knows it. */
  sizeNow(): Promise<number>;
  close(): Promise<void>;
}

export interface Target extends MoveTarget {
  /** After everything was proven. */
  finish(): Promise<void>;
}

/** Both logs, opened, each held as its one writer where it is a file. */
export interface Ends {
  readonly source: Source;
  readonly target: Target;
  close(): Promise<void>;
}

interface Opening {
  readonly from: LogPlace;
  readonly to: LogPlace;
  /** Nothing is copied: where there is no file yet, none is made. */
  readonly looksOnly: boolean;
  readonly onWaiting: (words: string) => void;
  readonly signal: AbortSignal;
}

/** Throws `Failed`, `LogUnusable` (a file that a service holds, a server that never will do) and `LogUnavailable`. */
export async function openEnds({ from, to, ...how }: Opening): Promise<Ends> {
  if (from.kind === 'file' && to.kind === 'server') {
    const source = await fileSource(from);
    return withServer(from, to, how, source, (log) => ({ source, target: serverTarget(log, how.onWaiting) }));
  }
  if (from.kind === 'server' && to.kind === 'file') {
    const target = fileTarget(to, how.looksOnly);
    return withServer(to, from, how, target, (log, open) => ({ source: serverSource(log, open), target }));
  }
  throw new Failed('one of --from and --to is a file (sqlite:…), the other a server (esdb://…)', 2);
}

/** With the file's lock held, nobody else uses the folder in which the server's log is fetched. */
async function withServer(
  file: FilePlace,
  { url, name }: ServerPlace,
  { onWaiting, signal }: Pick<Opening, 'onWaiting' | 'signal'>,
  held: { close(): Promise<void> },
  endsOf: (log: EventStoreLog, open: () => Promise<EventStoreLog>) => Omit<Ends, 'close'>,
): Promise<Ends> {
  const folder = workFolder(file);
  const sweep = (): void => rmSync(folder, { recursive: true, force: true });
  const open = (): Promise<EventStoreLog> =>
    EventStoreLog.open({ url, name, node: NODE, file: replicaIn(file), clock: systemClock, onWaiting, signal });
  try {
    sweep();
    mkdirSync(folder, { mode: 0o700 });
    const ends = endsOf(await open(), open);
    return {
      ...ends,
      async close() {
        await ends.source.close();
        await ends.target.close();
        sweep();
      },
    };
  } catch (error) {
    await held.close();
    sweep();
    throw error;
  }
}

async function fileSource({ file }: FilePlace): Promise<Source> {
  if (!existsSync(file)) throw new Failed(`${file}: there is no log`);
  const log = await SqliteEventLog.open({ file, clock: systemClock });
  return { log, sizeNow: async () => (await log.head()).size, close: () => log.close() };
}

function fileTarget({ file }: FilePlace, looksOnly: boolean): Target {
  if (!looksOnly || existsSync(file) || existsSync(unfinishedName(file)))
    return SqliteTarget.open({ file, clock: systemClock });
  const nothing = async (): Promise<void> => undefined;
  const empty = {
    readAll: async () => [],
    head: async () => ({ position: undefined, size: 0, recordedAt: undefined }),
  };
  return { log: empty, atOnce: 1, add: nothing, finish: nothing, close: nothing };
}

function serverSource(opened: EventStoreLog, open: () => Promise<EventStoreLog>): Source {
  let log = opened;
  return {
    log: { readAll: (after, limit) => log.readAll(after, limit), head: () => log.head() },
    // What opens has heard everything that was written before.
    async sizeNow() {
      await log.close();
      log = await open();
      return (await log.head()).size;
    },
    close: () => log.close(),
  };
}

function serverTarget(log: EventStoreLog, onWaiting: (words: string) => void): Target {
  const target = new EventStoreTarget(log, onWaiting);
  return {
    log,
    atOnce: target.atOnce,
    add: (events, signal) => target.add(events, signal),
    finish: async () => undefined,
    close: () => target.close(),
  };
}
