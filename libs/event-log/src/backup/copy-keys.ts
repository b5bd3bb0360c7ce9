import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { eachAtMost } from '../objects/at-most.js';
import { CHECK, KEYS, KEYS_AND_MARKS as ROOT, kindOf, MARKS } from '../objects/names.js';
import { KeyUnusable } from '../port/key-store.js';
import type { ObjectStore } from '../port/object-store.js';

/** So many are asked for, or put back, at once. */
const AT_ONCE = 32;

/** How many keys, and marks of erasure, a copy holds. */
export interface CopiedKeys {
  readonly keys: number;
  readonly erased: number;
}

/**
 * Copies the wrapped keys of a store into one file, a JSON line each, while the service goes on. Keys come before marks, and
 * those that a mark names are left out: what is erased while it is copied does not come back. Copy the log first: then no
 * event of its copy wants a key that this one lacks. `onProgress` is told how many were read. Throws `KeyUnusable` where a
 * power cut left half a key, `ObjectsUnavailable`, and what the file system says.
 */
export async function copyKeys(
  objects: ObjectStore,
  to: string,
  onProgress: (read: number) => void = () => undefined,
): Promise<CopiedKeys> {
  let read = 0;
  const contents = async (names: AsyncIterable<string> | Iterable<string>): Promise<readonly NamedKey[]> => {
    const found: NamedKey[] = [];
    await eachAtMost(AT_ONCE, names, async (name) => {
      if (!isKept(name)) return;
      const content = await objects.get(name);
      if (content === undefined) return;
      found.push([name, Buffer.from(content).toString('utf8')]);
      onProgress((read += 1));
    });
    return found.toSorted(([one], [other]) => (one < other ? -1 : 1));
  };
  const check = await contents([CHECK]);
  if (check.length === 0) throw new KeyUnusable(`${objects.place} holds no keys: set ART33_OBJECTS to where they are`);
  const keys = await contents(objects.list(KEYS));
  const marks = await contents(objects.list(MARKS));
  const erased = new Set(marks.map(([name]) => idIn(name)));
  const kept = keys.filter(([name]) => !erased.has(idIn(name)));
  const half = kept.find(([, content]) => !isWhole(content));
  if (half)
    throw new KeyUnusable(`${half[0]} is half-written: start the service once, which puts it right, then copy again`);
  const output = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true });
  for (const [name, content] of [...check, ...marks, ...kept])
    output.write(`${JSON.stringify([name.slice(ROOT.length), content])}\n`);
  output.end();
  await finished(output);
  return { keys: kept.length, erased: marks.length };
}

type NamedKey = readonly [name: string, content: string];

/** Nothing else may leave a copy of keys, nor come out of one. */
const isKept = (name: string): boolean => ['check', 'key', 'mark'].includes(kindOf(name)?.kind ?? '');

const isWhole = (content: string): boolean => {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
};

const idIn = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/**
 * Puts keys back from such a copy into a store that holds none. Throws `KeyUnusable` where it is no copy, `ObjectsUnavailable`,
 * and what the file system says.
 */
export async function restoreKeys(from: string, objects: ObjectStore): Promise<void> {
  const input = await open(from, 'r');
  try {
    const lines = createInterface({ input: input.createReadStream({ autoClose: false }) });
    await eachAtMost(AT_ONCE, lines, async (line) => {
      const [name, content] = partsOf(line, from);
      await objects.create(name, Buffer.from(content, 'utf8'));
    });
  } finally {
    await input.close();
  }
}

function partsOf(line: string, from: string): NamedKey {
  try {
    const [name, content] = JSON.parse(line) as readonly [unknown, unknown];
    if (typeof name === 'string' && typeof content === 'string' && isKept(ROOT + name)) return [ROOT + name, content];
  } catch {
    // Falls through: whatever is wrong with the line, it is no key.
  }
  throw new KeyUnusable(`${from} is no copy of keys`);
}
