import type { ObjectStore } from '../../port/object-store.js';
import { bytesOf, type StoreUnderTest } from './harness.js';

const listed = async (store: ObjectStore, folder: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const name of store.list(folder)) names.push(name);
  return names.sort();
};

export const listing = (current: () => StoreUnderTest): void => {
  test('gives what is below a folder, however deep, and nothing else', async () => {
    const { store } = current();
    for (const name of ['keys/a.json', 'keys/b/c.json', 'keys/b/c/d.json', 'keys2/e.json', 'attachments/f'])
      await store.create(name, bytesOf('1'));
    expect(await listed(store, 'keys/')).toEqual(['keys/a.json', 'keys/b/c.json', 'keys/b/c/d.json']);
    expect(await listed(store, 'keys/b/')).toEqual(['keys/b/c.json', 'keys/b/c/d.json']);
    expect(await listed(store, 'keys/b/c/')).toEqual(['keys/b/c/d.json']);
    expect(await listed(store, 'nothing/')).toEqual([]);
    await expect(listed(store, 'keys')).rejects.toThrow(RangeError);
    await expect(listed(store, '')).rejects.toThrow(RangeError);
    await expect(listed(store, '../')).rejects.toThrow(RangeError);
  });

  test('gives each once where there are more than a page', async () => {
    const { store, another } = current();
    const names = Array.from({ length: 350 }, (_, index) => `keys/many/${index}.json`);
    await Promise.all(names.map((name) => store.create(name, bytesOf('1'))));
    expect(await listed(await another(), 'keys/')).toEqual(names.toSorted());
  });

  test('misses none of those that stay while others are deleted and made', async () => {
    const { store } = current();
    const names = Array.from({ length: 250 }, (_, index) => `keys/many/${index + 100}.json`);
    await Promise.all(names.map((name) => store.create(name, bytesOf('1'))));
    const seen: string[] = [];
    let deleted = 0;
    for await (const name of store.list('keys/')) {
      seen.push(name);
      if (seen.length % 5 !== 0 || deleted >= 40) continue;
      await store.delete(names[deleted++]!);
      await store.create(`keys/many/9${seen.length}.json`, bytesOf('1'));
    }
    expect(names.slice(40).filter((name) => !seen.includes(name))).toEqual([]);
    expect(new Set(seen).size).toBe(seen.length);
  });
};
