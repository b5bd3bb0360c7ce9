import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const UNFINISHED = /^\.(.+)@(.+)-(\d+)\.unfinished$/;
const DAY = 24 * 60 * 60_000;

/**
 * Makes a folder whole or not at all: the work fills one with a passing name, which gets its own name once everything in
 * it is on disk. What earlier work left behind when it was killed is swept away first.
 */
export async function makeFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const parent = dirname(target);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await sweep(parent);
  const folder = join(parent, `.${target.slice(parent.length + 1)}@${hostname()}-${process.pid}.unfinished`);
  await mkdir(folder, { mode: 0o700 });
  try {
    await fill(folder);
    await flushFolders(folder);
    await rename(folder, target);
    await flush(parent);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Leftovers of processes that run no more on this machine, or of whatever machine after a day. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, , host, processId] = UNFINISHED.exec(name) ?? [];
    if (host === undefined) continue;
    const path = join(parent, name);
    const dead = host === hostname() && !isRunning(Number(processId));
    if (dead || Date.now() - (await stat(path)).mtimeMs > DAY) await rm(path, { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Every file below a folder, by its path from there with slashes, in order. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** SHA-256 of a file, hexadecimal, with its length in bytes. */
export async function digestOf(
  file: string,
  onBytes: (count: number) => void = () => undefined,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      onBytes(chunk.length);
    }
  });
  return { bytes, sha256: hash.digest('hex') };
}

/** Makes a file's content safe, or a folder's names. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function flushFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await flush(join(entry.parentPath, entry.name));
  await flush(folder);
}
