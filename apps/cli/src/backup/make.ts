import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyAttachments, copyKeys, copyLog, DirectoryObjectStore, type ObjectStore } from '@art33/event-log';
import { version } from '../version.js';
import { digestOf, filesBelow, makeFolder } from './folder.js';
import {
  KEYS_FILE,
  LOG_FILE,
  MANIFEST,
  manifestText,
  type BackedUpFile,
  type BackupKind,
  type Manifest,
} from './manifest.js';

/** A backup that was made. */
export interface MadeBackup {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly milliseconds: number;
  /** Attachments that are not what they were when they were kept; copied as they are. */
  readonly damaged: readonly string[];
}

interface Making {
  /** In which the log can be read. */
  readonly logFile: string;
  /** Where keys and attachments are. */
  readonly objects: ObjectStore;
  readonly masterKey: Uint8Array;
  /** The new folder goes into this one. */
  readonly into: string;
}

/** The log and the sealed attachments: no key is among them. */
export async function backUpLog(
  { logFile, objects, masterKey, into }: Making,
  onProgress: (what: 'log' | 'attachments', done: number, total: number) => void,
): Promise<MadeBackup> {
  return make('log', into, masterKey, async (folder) => {
    const { size, recordedAt } = await copyLog({
      file: logFile,
      to: join(folder, LOG_FILE),
      onProgress: (done, total) => onProgress('log', done, total),
    });
    // After the log: what its events name was stored before them.
    const { damaged } = await copyAttachments(
      objects,
      await DirectoryObjectStore.open({ directory: folder }),
      (done, total) => onProgress('attachments', done, total),
    );
    return {
      events: size,
      lastLogNumber: size === 0 ? null : size - 1,
      logTime: recordedAt ?? null,
      keys: null,
      erased: null,
      damaged,
    };
  });
}

/** The wrapped keys and the marks of erased ones. */
export const backUpKeys = (
  { objects, masterKey, into }: Omit<Making, 'logFile'>,
  onProgress: (read: number) => void,
): Promise<MadeBackup> =>
  make('keys', into, masterKey, async (folder) => {
    const { keys, erased } = await copyKeys(objects, join(folder, KEYS_FILE), onProgress);
    return { events: null, lastLogNumber: null, logTime: null, keys, erased, damaged: [] };
  });

type Contents = Pick<Manifest, 'events' | 'lastLogNumber' | 'logTime' | 'keys' | 'erased'> &
  Pick<MadeBackup, 'damaged'>;

async function make(
  kind: BackupKind,
  into: string,
  masterKey: Uint8Array,
  fill: (folder: string) => Promise<Contents>,
): Promise<MadeBackup> {
  const begun = performance.now();
  const madeAt = new Date().toISOString();
  const target = join(into, `${kind}-${madeAt.replaceAll(/[-:.]/g, '')}`);
  let manifest: Manifest | undefined;
  let damaged: readonly string[] = [];
  await makeFolder(target, async (folder) => {
    const { damaged: found, ...contents } = await fill(folder);
    damaged = found;
    const files: BackedUpFile[] = [];
    for (const path of await filesBelow(folder)) files.push({ path, ...(await digestOf(join(folder, path))) });
    manifest = { format: 'art33 backup 1', kind, version, madeAt, ...contents, files };
    const file = join(folder, MANIFEST);
    await writeFile(file, manifestText(manifest, masterKey), { mode: 0o600, flush: true });
  });
  return { folder: target, manifest: manifest as Manifest, milliseconds: performance.now() - begun, damaged };
}
