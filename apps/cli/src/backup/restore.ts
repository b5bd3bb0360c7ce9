import { cp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { copyAttachments, copyObjects, DirectoryObjectStore, restoreKeys, type S3Address } from '@art33/event-log';
import { paths } from '../../../server/src/stores.js';
import { Failed } from '../failed.js';
import { withObjects } from '../with-objects.js';
import { checkManifests, proveContents, type Proven, type Report } from './check.js';
import { flush, makeFolder } from './folder.js';
import { KEYS_FILE, LOG_FILE } from './manifest.js';

/**
 * Makes a new data directory from a backup of the log and one of the keys, and proves it there before it gets its name. Where
 * keys and attachments are kept in a bucket, what is missing there is put back, and nothing there is replaced; begun anew, it
 * goes on. Throws `Failed` where the target holds anything, or anything of the backup is not as it should be; then no
 * directory is made, and an empty one that stood there still does.
 */
export async function restore(options: {
  readonly log: string;
  readonly keys: string;
  readonly to: string;
  readonly masterKey: Uint8Array;
  /** Where keys and attachments are kept; undefined: in the data directory. */
  readonly objects: S3Address | undefined;
  readonly report: Report;
}): Promise<Proven> {
  const { log, keys, masterKey, objects, report } = options;
  const target = resolve(options.to);
  const isThere = await refuseContent(target);
  const manifests = await checkManifests(options);
  let proven: Proven | undefined;
  await makeFolder(target, async (folder) => {
    const where = paths(folder);
    await cp(join(log, LOG_FILE), where.log);
    await flush(where.log);
    const backup = await DirectoryObjectStore.open({ directory: log });
    const made = await DirectoryObjectStore.open({ directory: folder, journal: where.keyJournal });
    const onProgress = (done: number, total: number): void => report('objects', done, total);
    try {
      await restoreKeys(join(keys, KEYS_FILE), made);
      proven = await proveContents({ log, keys, manifests, logFile: where.log, objects: made, masterKey, report });
      if (objects === undefined) await copyAttachments(backup, made, onProgress);
      else
        await withObjects({ objects, dataDirectory: folder }, async (bucket) => {
          await copyObjects(made, bucket, onProgress);
          await copyAttachments(backup, bucket, onProgress);
        });
    } finally {
      await made.close();
    }
    if (objects !== undefined) await rm(where.keys, { recursive: true });
    if (isThere) await rmdir(target).catch(cannotBeReplaced(target));
  });
  return proven as Proven;
}

/** An empty folder may stand there, and makes way once everything is proven. Whether one does. */
async function refuseContent(target: string): Promise<boolean> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Failed(`${target} cannot be the new data directory: ${error.message}`);
  });
  if (names === undefined) return false;
  if (names.length > 0) throw new Failed(`${target} is not empty: name a new directory; nothing is ever overwritten`);
  const [{ dev }, parent] = await Promise.all([stat(target), stat(dirname(target))]);
  if (dev !== parent.dev) cannotBeReplaced(target)(new Error('a volume is mounted there'));
  return true;
}

const cannotBeReplaced =
  (target: string) =>
  (error: Error): never => {
    throw new Failed(
      `${target} cannot be replaced (${error.message}): name a directory inside it that does not exist yet`,
    );
  };
