import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { KeyUnusable } from '../port/key-store.js';
import { isMissing, syncDirectory } from '../sealing/durable-files.js';

const CHECK = 'check.json';
/** Nothing else may leave a copy of keys, nor come out of one. */
const OURS = /^(check\.json|keys\/([0-9a-f]{2})\/\2[0-9a-f]{30}\.json|erased\/[0-9a-f]{32}\.json)$/;

/** How many keys, and marks of erasure, a copy holds. */
export interface CopiedKeys {
  readonly keys: number;
  readonly erased: number;
}

/**
 * Copies a directory of wrapped keys into one file, a JSON line each, while the service goes on. Keys come before marks, and
 * those that a mark names are left out: what is erased while it is copied does not come back. Copy the log first: then no
 * event of its copy wants a key that this one lacks. Throws `KeyUnusable` where a power cut left half a key, and what the
 * file system says.
 */
export async function copyKeys(directory: string, to: string): Promise<CopiedKeys> {
  const names = async (folder: string): Promise<readonly string[]> => {
    try {
      return (await readdir(join(directory, folder))).toSorted().map((name) => `${folder}/${name}`);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  };
  const contents = async (files: readonly string[]): Promise<readonly NamedKey[]> => {
    const found: NamedKey[] = [];
    for (const name of files.filter((file) => OURS.test(file))) {
      const content = await contentOf(join(directory, name));
      if (content !== undefined) found.push([name, content]);
    }
    return found;
  };
  const check = await contents([CHECK]);
  const keys: NamedKey[] = [];
  for (const folder of await names('keys')) keys.push(...(await contents(await names(folder))));
  const marks = await contents(await names('erased'));
  const erased = new Set(marks.map(([name]) => idIn(name)));
  const kept = keys.filter(([name]) => !erased.has(idIn(name)));
  const half = kept.find(([, content]) => !isWhole(content));
  if (half)
    throw new KeyUnusable(`${half[0]} is half-written: start the service once, which puts it right, then copy again`);
  const output = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true });
  for (const named of [...check, ...marks, ...kept]) output.write(`${JSON.stringify(named)}\n`);
  output.end();
  await finished(output);
  return { keys: kept.length, erased: marks.length };
}

type NamedKey = readonly [name: string, content: string];

const isWhole = (content: string): boolean => {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
};

const idIn = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

const contentOf = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Makes a directory of keys from such a copy. Throws `KeyUnusable` where it is none, and what the file system says. */
export async function restoreKeys(from: string, directory: string): Promise<void> {
  const input = await open(from, 'r');
  const folders = new Set<string>();
  try {
    for await (const line of createInterface({ input: input.createReadStream({ autoClose: false }) })) {
      const [name, content] = partsOf(line, from);
      const file = join(directory, name);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      folders.add(dirname(file));
      const handle = await open(file, 'wx', 0o600);
      try {
        await handle.writeFile(content, 'utf8');
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  } finally {
    await input.close();
  }
  for (const folder of folders) await syncDirectory(folder);
}

function partsOf(line: string, from: string): readonly [string, string] {
  try {
    const [name, content] = JSON.parse(line) as readonly [unknown, unknown];
    if (typeof name === 'string' && typeof content === 'string' && OURS.test(name)) return [name, content];
  } catch {
    // Falls through: whatever is wrong with the line, it is no key.
  }
  throw new KeyUnusable(`${from} is no copy of keys`);
}
