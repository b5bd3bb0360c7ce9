import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AskedKeys,
  checkLog,
  DirectoryObjectStore,
  EventCodec,
  EventRegistry,
  ObjectKeyStore,
  restoreKeys,
  Sealer,
  type CheckedLog,
  type ObjectStore,
} from '@art33/event-log';
import { declarations } from '../../../server/src/stores.js';
import { Failed } from '../failed.js';
import { checkedManifest, KEYS_FILE, LOG_FILE, type Manifest } from './manifest.js';
import { UnsentMessages } from './unsent-messages.js';

/** What was proven of a backup, or of a data directory made from it. */
export interface Proven {
  readonly log: { readonly folder: string; readonly manifest: Manifest; readonly streams: number };
  /** Undefined where no keys were given: then nothing sealed was opened. */
  readonly keys:
    | {
        readonly folder: string;
        readonly manifest: Manifest;
        /** Keys that fields of the log are sealed under: those that open, and those destroyed on purpose. */
        readonly opening: number;
        readonly erased: number;
      }
    | undefined;
  /** Messages that were prepared and not finished when the log was copied: a service that starts on it sends them. */
  readonly unsentMessages: number;
}

/** Shows how far the longest steps are: both numbers in the unit of the step; NaN where the total is not known. */
export type Report = (step: 'digests' | 'events' | 'objects', done: number, total: number) => void;

/**
 * Proves a backup without restoring it: digests, SQLite's own check, numbers without a gap, and, with keys, that every event
 * decodes and every sealed field opens or was erased. Throws `Failed` saying what is wrong.
 */
export async function proveBackup(options: {
  readonly log: string;
  readonly keys: string | undefined;
  readonly masterKey: Uint8Array;
  readonly report: Report;
}): Promise<Proven> {
  const { log, keys, report } = options;
  const manifests = await checkManifests(options);
  if (keys === undefined) {
    const unsent = new UnsentMessages();
    const found = await provenLog(join(log, LOG_FILE), manifests.log, undefined, unsent, report);
    const { streams } = found;
    return { log: { folder: log, manifest: manifests.log, streams }, keys: undefined, unsentMessages: unsent.count };
  }
  const directory = await mkdtemp(join(tmpdir(), 'art33-keys-'));
  try {
    const objects = await DirectoryObjectStore.open({ directory, journal: join(directory, 'journal') });
    await restoreKeys(join(keys, KEYS_FILE), objects);
    return await proveContents({ ...options, keys, manifests, logFile: join(log, LOG_FILE), objects });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export interface Manifests {
  readonly log: Manifest;
  readonly keys: Manifest | undefined;
}

/** Holds all files of both backups against their manifests. Throws `Failed`. */
export async function checkManifests(options: {
  readonly log: string;
  readonly keys: string | undefined;
  readonly masterKey: Uint8Array;
  readonly report: Report;
}): Promise<Manifests> {
  const { log, keys, masterKey, report } = options;
  let read = 0;
  const onBytes = (count: number): void => report('digests', (read += count), NaN);
  return {
    log: await checkedManifest(log, 'log', masterKey, onBytes),
    keys: keys === undefined ? undefined : await checkedManifest(keys, 'keys', masterKey, onBytes),
  };
}

/** Reads the whole log with its keys. Throws `Failed`. */
export async function proveContents(options: {
  readonly log: string;
  readonly keys: string;
  readonly manifests: Manifests;
  readonly logFile: string;
  /** Holds the keys. */
  readonly objects: ObjectStore;
  readonly masterKey: Uint8Array;
  readonly report: Report;
}): Promise<Proven> {
  const { manifests, logFile, objects, masterKey, report } = options;
  const store = await ObjectKeyStore.open({ objects, masterKey, mayBegin: false });
  const asked = new AskedKeys(store);
  const codec = new EventCodec(new EventRegistry(declarations), new Sealer(asked));
  const unsent = new UnsentMessages();
  const found = await provenLog(logFile, manifests.log, codec, unsent, report);
  return {
    log: { folder: options.log, manifest: manifests.log, streams: found.streams },
    keys: {
      folder: options.keys,
      manifest: manifests.keys as Manifest,
      opening: asked.usable.size,
      erased: asked.erased.size,
    },
    unsentMessages: unsent.count,
  };
}

async function provenLog(
  file: string,
  { events, logTime }: Manifest,
  codec: EventCodec | undefined,
  unsent: UnsentMessages,
  report: Report,
): Promise<CheckedLog> {
  const found = await checkLog({
    file,
    ...(codec && { codec }),
    onEvent: (event) => unsent.see(event),
    onProgress: (done, total) => report('events', done, total),
  });
  const faults = [...found.faults];
  if (found.unopened.first !== undefined)
    faults.push(`${found.unopened.count} events do not open: ${found.unopened.first}`);
  if (found.events !== events) faults.push(`${found.events} events instead of ${events}`);
  if ((found.recordedAt ?? null) !== logTime)
    faults.push(`the last event is of ${found.recordedAt}, not of ${logTime}`);
  if (faults.length > 0) throw new Failed(`the log is not whole:\n  ${faults.join('\n  ')}`);
  return found;
}
