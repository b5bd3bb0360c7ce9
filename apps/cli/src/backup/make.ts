import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { copyKeys, copyLog } from '@art33/event-log';
import { paths } from '../../../server/src/stores.js';
import { version } from '../version.js';
import { digestOf, filesBelow, flush, makeFolder } from './folder.js';
import {
  ATTACHMENTS,
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
}

interface Making {
  readonly dataDirectory: string;
  readonly masterKey: Uint8Array;
  /** The new folder goes into this one. */
  readonly into: string;
}

/** The log and the sealed attachments: no key is among them. */
export async function backUpLog(
  { dataDirectory, masterKey, into }: Making,
  onProgress: (done: number, total: number) => void,
): Promise<MadeBackup> {
  const where = paths(dataDirectory);
  return make('log', into, masterKey, async (folder) => {
    const { size, recordedAt } = await copyLog({ file: where.log, to: join(folder, LOG_FILE), onProgress });
    // After the log: what its events name was stored before them.
    await copyTree(join(dataDirectory, ATTACHMENTS), join(folder, ATTACHMENTS));
    return {
      events: size,
      lastLogNumber: size === 0 ? null : size - 1,
      logTime: recordedAt ?? null,
      keys: null,
      erased: null,
    };
  });
}

/** The wrapped keys and the marks of erased ones. */
export const backUpKeys = ({ dataDirectory, masterKey, into }: Making): Promise<MadeBackup> =>
  make('keys', into, masterKey, async (folder) => {
    const { keys, erased } = await copyKeys(paths(dataDirectory).keys, join(folder, KEYS_FILE));
    return { events: null, lastLogNumber: null, logTime: null, keys, erased };
  });

type Contents = Pick<Manifest, 'events' | 'lastLogNumber' | 'logTime' | 'keys' | 'erased'>;

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
  await makeFolder(target, async (folder) => {
    const contents = await fill(folder);
    const files: BackedUpFile[] = [];
    for (const path of await filesBelow(folder)) files.push({ path, ...(await digestOf(join(folder, path))) });
    manifest = { format: 'art33 backup 1', kind, version, madeAt, ...contents, files };
    const file = join(folder, MANIFEST);
    await writeFile(file, manifestText(manifest, masterKey), { mode: 0o600, flush: true });
  });
  return { folder: target, manifest: manifest as Manifest, milliseconds: performance.now() - begun };
}

/** Copies the files below a folder, if there is one, and flushes each. Drafts, whose names begin with a dot, are nobody's yet. */
export async function copyTree(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  for (const path of await filesBelow(from)) {
    if (basename(path).startsWith('.')) continue;
    const file = join(to, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await copyFile(join(from, path), file);
    await flush(file);
  }
}
