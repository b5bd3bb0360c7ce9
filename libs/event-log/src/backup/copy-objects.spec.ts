import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bound, bytesOf, eachWithStore, textOf } from '../conformance/objects/harness.js';
import { attachmentName, CHECK, keyName, markName } from '../objects/names.js';
import { inBucket, inDirectory } from '../objects/testing/stores.js';
import { KeyUnusable } from '../port/key-store.js';
import { ObjectsUnavailable, ObjectsUnusable, type ObjectStore } from '../port/object-store.js';
import { ObjectKeyStore } from '../sealing/object-key-store.js';
import { SealedAttachments } from '../sealing/sealed-attachments.js';
import { copyKeys, restoreKeys } from './copy-keys.js';
import { copyObjects } from './copy-objects.js';

const masterKey = Buffer.alloc(32, 7);
const inFolder = inDirectory({ journals: true });
const letter = Buffer.from('A letter about Erika Muster.');

const namesIn = async (store: ObjectStore): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const folder of ['keys/', 'attachments/']) for await (const name of store.list(folder)) names.push(name);
  return names.sort();
};
const keysOf = (objects: ObjectStore) => ObjectKeyStore.open({ objects, masterKey, mayBegin: true });

describe.each([
  ['a directory to a bucket', inFolder, inBucket],
  ['a bucket to a directory', inBucket, inFolder],
])('copying objects from %s', (_, makeFrom, makeTo) => {
  const source = eachWithStore(makeFrom);
  const target = eachWithStore(makeTo);
  let digest: string;
  let ids: readonly string[];
  /** Twenty keys, one of them erased, and a letter. */
  beforeEach(async () => {
    const keys = await keysOf(source().store);
    const made = await Promise.all(Array.from({ length: 20 }, (__, index) => keys.keyFor(`person:${index}`)));
    ids = made.map(({ id }) => id);
    ({ digest } = await new SealedAttachments(keys, source().store).keep('person:1', letter));
    await keys.erase('person:0');
  });

  it('takes all of them, byte for byte, and says how far it is', async () => {
    const seen: (readonly [number, number])[] = [];
    const copied = await copyObjects(source().store, target().store, (done, total) => seen.push([done, total]));
    expect(copied).toEqual({ keys: 19, erased: 1, attachments: 1, copied: 21, damaged: [] });
    expect(seen.at(-1)).toEqual([21, 21]);
    expect(await namesIn(target().store)).toEqual(await namesIn(source().store));
    for (const name of await namesIn(source().store))
      expect(textOf(await target().store.get(name))).toBe(textOf(await source().store.get(name)));
    const keys = await keysOf(await target().another());
    expect(await keys.key(ids[1]!)).toEqual(await (await keysOf(source().store)).key(ids[1]!));
    expect(await keys.key(ids[0]!)).toBe('erased');
    expect(await new SealedAttachments(keys, target().store).open(digest)).toEqual(letter);
  });

  it('goes on where it was broken off, and copies nothing twice', async () => {
    const { store } = target();
    const breaking: ObjectStore = {
      ...bound(store),
      create: async (name, content) => {
        if ((await namesIn(store)).length > 8) throw new ObjectsUnavailable('broken off');
        return store.create(name, content);
      },
    };
    await expect(copyObjects(source().store, breaking)).rejects.toThrow('broken off');
    const there = (await namesIn(store)).length;
    expect(there).toBeGreaterThan(8);
    expect(await copyObjects(source().store, store)).toMatchObject({ keys: 19, copied: 22 - there });
    expect(await copyObjects(source().store, store)).toMatchObject({ keys: 19, copied: 0 });
    expect(await namesIn(store)).toEqual(await namesIn(source().store));
  });

  it('brings nothing back that was erased at either side', async () => {
    await copyObjects(source().store, target().store);
    await (await keysOf(target().store)).erase('person:2');
    await (await keysOf(source().store)).erase('person:3');
    const made: string[] = [];
    const watched: ObjectStore = {
      ...bound(target().store),
      create: async (name, content) => {
        if (await target().store.create(name, content)) made.push(name);
        return true;
      },
    };
    expect(await copyObjects(source().store, watched)).toMatchObject({ keys: 17, erased: 3 });
    expect(made).toEqual([markName(ids[3]!)]);
    const there = await keysOf(await target().another());
    for (const id of [ids[0]!, ids[2]!, ids[3]!]) {
      expect(await there.key(id)).toBe('erased');
      expect(await target().store.get(keyName(id))).toBeUndefined();
    }
  });

  it('destroys what was erased while it was copied', async () => {
    const { store } = source();
    const erasing: ObjectStore = {
      ...bound(store),
      get: async (name) => {
        const content = await store.get(name);
        if (name === keyName(ids[5]!)) await (await keysOf(await source().another())).erase('person:5');
        return content;
      },
    };
    await copyObjects(erasing, target().store);
    expect(await target().store.get(keyName(ids[5]!))).toBeUndefined();
    expect(await target().store.get(markName(ids[5]!))).toBeDefined();
  });

  it('takes the place of a store that was begun and holds nothing yet, and of no other', async () => {
    const others = await keysOf(target().store);
    await copyObjects(source().store, target().store);
    expect(textOf(await target().store.get(CHECK))).toBe(textOf(await source().store.get(CHECK)));
    await others.keyFor('somebody:else');
    await target().store.delete(CHECK);
    await target().store.create(CHECK, bytesOf('{}'));
    await expect(copyObjects(source().store, target().store)).rejects.toThrow(ObjectsUnusable);
    await expect(copyObjects(source().store, target().store)).rejects.toThrow(/holds keys that were not copied from/);
  });

  it('is refused where another key stands under a name, or none are there', async () => {
    await copyObjects(source().store, target().store);
    await target().store.delete(keyName(ids[1]!));
    await target().store.create(keyName(ids[1]!), bytesOf('{}'));
    await expect(copyObjects(source().store, target().store)).rejects.toThrow(
      /is not what it is in .* another installation/,
    );
    await source().store.delete(CHECK);
    await expect(copyObjects(source().store, target().store)).rejects.toThrow(/holds no keys\/check.json/);
  });

  it('says which attachments were damaged already', async () => {
    const name = attachmentName(createHash('sha256').update('another').digest('hex'));
    await source().store.create(name, bytesOf('not what the name says'));
    expect(await copyObjects(source().store, target().store)).toMatchObject({ attachments: 2, damaged: [name] });
    expect(textOf(await target().store.get(name))).toBe('not what the name says');
  });

  describe('by way of a file', () => {
    let folder: string;
    let file: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'art33-copy-'));
      file = join(folder, 'keys.jsonl');
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('takes the keys, without those that were erased', async () => {
      let read = 0;
      expect(await copyKeys(source().store, file, (count) => (read = count))).toEqual({ keys: 19, erased: 1 });
      expect(read).toBe(21);
      await restoreKeys(file, target().store);
      const there = await keysOf(target().store);
      expect(await there.key(ids[1]!)).toEqual(await (await keysOf(source().store)).key(ids[1]!));
      expect(await there.key(ids[0]!)).toBe('erased');
    });
    it('writes what it wrote before there were stores of several kinds', async () => {
      await copyKeys(source().store, file);
      const names = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as readonly [string, string])[0]);
      expect(names.slice(0, 2)).toEqual(['check.json', `erased/${ids[0]}.json`]);
      expect(names[2]).toMatch(/^keys\/([0-9a-f]{2})\/\1[0-9a-f]{30}\.json$/);
    });
    it.each(['["../log.db","x"]', '["keys/ab/x.json","x"]', '["check.json",1]', 'x'])(
      'takes nothing else: %s',
      async (line) => {
        writeFileSync(file, `${line}\n`);
        await expect(restoreKeys(file, target().store)).rejects.toThrow(KeyUnusable);
        expect(await namesIn(target().store)).toEqual([]);
      },
    );
  });
});
