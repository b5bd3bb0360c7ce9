import { createHash } from 'node:crypto';
import { eachAtMost } from '../objects/at-most.js';
import {
  attachmentName,
  ATTACHMENTS_FOLDER as FILES,
  CHECK,
  KEYS,
  KEYS_AND_MARKS,
  kindOf,
  MARKS,
} from '../objects/names.js';
import { ObjectsUnusable, type ObjectStore } from '../port/object-store.js';

/** What was copied of sealed files. */
export interface CopiedAttachments {
  readonly attachments: number;
  /** How many of these, and of keys and marks, were not there before. */
  readonly copied: number;
  /** Names of attachments that are not what they were when they were kept: copied as they are. */
  readonly damaged: readonly string[];
}

/** What the other store holds now of what this one holds. */
export interface CopiedObjects extends CopiedAttachments {
  readonly keys: number;
  /** Marks of erasure. */
  readonly erased: number;
}

type OnProgress = (done: number, total: number) => void;
const NOBODY: OnProgress = () => undefined;
/** So many objects are under way at once, each whole in memory: keys are small, attachments may have megabytes. */
const KEYS_AT_ONCE = 32;
const FILES_AT_ONCE = 4;

/**
 * Copies every key, mark of erasure and attachment, and the check of the master key, that the other store lacks, and reads back
 * what it copied. Marks win: a key that either store says was erased is not copied, and is destroyed in the other where it
 * stood. What stands there already must be the same. Begun anew it goes on where it was broken off; what is made meanwhile
 * may be missed, so the last run is made when nobody writes. Throws `ObjectsUnusable` where the other store holds keys of
 * another installation or anything there is different, and `ObjectsUnavailable`.
 */
export async function copyObjects(
  from: ObjectStore,
  to: ObjectStore,
  onProgress: OnProgress = NOBODY,
): Promise<CopiedObjects> {
  await copyCheck(from, to);
  const [marks, keys, files] = [await listed(from, MARKS), await listed(from, KEYS), await listed(from, FILES)];
  const total = marks.length + keys.length + files.length;
  let done = 0;
  let copied = 0;
  const copyEach = (names: readonly string[]): Promise<void> =>
    eachAtMost(KEYS_AT_ONCE, names, async (name) => {
      if (await copyOne(from, to, name)) copied += 1;
      onProgress((done += 1), total);
    });

  await copyEach(marks);
  const erased = await idsMarked(to);
  const living = keys.filter((name) => !erased.has(idOf(name)));
  done += keys.length - living.length;
  await copyEach(living);
  // What was erased while its key was being copied.
  const known = new Set(marks);
  for (const name of await listed(from, MARKS)) if (!known.has(name)) await copyOne(from, to, name);
  const marked = await idsMarked(to);
  for (const name of await listed(to, KEYS)) if (marked.has(idOf(name))) await to.delete(name);
  const before = done;
  const attachments = await copyAttachments(from, to, (more) => onProgress(before + more, total));
  return {
    ...attachments,
    copied: copied + attachments.copied,
    keys: living.filter((name) => !marked.has(idOf(name))).length,
    erased: marked.size,
  };
}

/** The attachments alone, in the same way. */
export async function copyAttachments(
  from: ObjectStore,
  to: ObjectStore,
  onProgress: OnProgress = NOBODY,
): Promise<CopiedAttachments> {
  const names = await listed(from, FILES);
  const damaged: string[] = [];
  let copied = 0;
  let done = 0;
  await eachAtMost(FILES_AT_ONCE, names, async (name) => {
    if (await copyOne(from, to, name, (content) => isWhole(name, content) || damaged.push(name))) copied += 1;
    onProgress((done += 1), names.length);
  });
  return { attachments: names.length, copied, damaged };
}

const isWhole = (name: string, content: Uint8Array): boolean =>
  name === attachmentName(createHash('sha256').update(content).digest('hex'));

/** Ours alone: whatever else lies there is nobody's. */
async function listed(store: ObjectStore, folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of store.list(folder)) if (kindOf(name) !== undefined) names.push(name);
  return names;
}

const idOf = (name: string): string => {
  const object = kindOf(name);
  return object?.kind === 'key' || object?.kind === 'mark' ? object.id : '';
};
const idsMarked = async (store: ObjectStore): Promise<ReadonlySet<string>> =>
  new Set((await listed(store, MARKS)).map(idOf));

/** Whether it was missing there. */
async function copyOne(
  from: ObjectStore,
  to: ObjectStore,
  name: string,
  look: (content: Uint8Array) => unknown = () => undefined,
): Promise<boolean> {
  const content = await from.get(name);
  // A key that was erased since it was listed; its mark is copied at the end.
  if (content === undefined) return false;
  look(content);
  const isNew = await to.create(name, content);
  const standing = await to.get(name);
  if (standing !== undefined && Buffer.from(standing).equals(content)) return isNew;
  throw new ObjectsUnusable(
    `${name} in ${to.place} is not what it is in ${from.place}: it belongs to another installation or was damaged; name a place that holds nothing yet`,
  );
}

/** The proof of the master key is made anew by every new store; one that seals nothing yet gives way. */
async function copyCheck(from: ObjectStore, to: ObjectStore): Promise<void> {
  const [content, standing] = await Promise.all([from.get(CHECK), to.get(CHECK)]);
  if (content === undefined)
    throw new ObjectsUnusable(`${from.place} holds no ${CHECK}: there are no keys to be copied`);
  if (standing !== undefined && Buffer.from(standing).equals(content)) return;
  if (standing !== undefined) {
    for await (const name of to.list(KEYS_AND_MARKS))
      if (name !== CHECK)
        throw new ObjectsUnusable(
          `${to.place} holds keys that were not copied from ${from.place}: name a place that holds nothing yet`,
        );
    await to.delete(CHECK);
  }
  await copyOne(from, to, CHECK);
}
