import { cp, mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { restoreKeys } from '@art33/event-log';
import { paths } from '../../../server/src/stores.js';
import { Failed } from '../failed.js';
import { checkManifests, proveContents, type Proven, type Report } from './check.js';
import { flush, makeFolder } from './folder.js';
import { ATTACHMENTS, KEYS_FILE, LOG_FILE } from './manifest.js';
import { copyTree } from './make.js';

/**
 * Makes a new data directory from a backup of the log and one of the keys, and proves it there before it gets its name.
 * Throws `Failed` where the target holds anything, or anything of the backup is not as it should be; then no directory is
 * made, and an empty one that stood there still does.
 */
export async function restore(options: {
  readonly log: string;
  readonly keys: string;
  readonly to: string;
  readonly masterKey: Uint8Array;
  readonly report: Report;
}): Promise<Proven> {
  const { log, keys, masterKey, report } = options;
  const target = resolve(options.to);
  const isThere = await refuseContent(target);
  const manifests = await checkManifests(options);
  let proven: Proven | undefined;
  await makeFolder(target, async (folder) => {
    const where = paths(folder);
    await cp(join(log, LOG_FILE), where.log);
    await flush(where.log);
    await copyTree(join(log, ATTACHMENTS), join(folder, ATTACHMENTS));
    await mkdir(where.keys, { mode: 0o700 });
    await restoreKeys(join(keys, KEYS_FILE), where.keys);
    proven = await proveContents({
      log,
      keys,
      manifests,
      logFile: where.log,
      keyDirectory: where.keys,
      masterKey,
      report,
    });
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
