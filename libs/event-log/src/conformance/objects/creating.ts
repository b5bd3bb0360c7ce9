import { randomBytes } from 'node:crypto';
import { bytesOf, textOf, type StoreUnderTest } from './harness.js';

export const creating = (current: () => StoreUnderTest): void => {
  test.each([
    ['nothing', new Uint8Array()],
    ['text', bytesOf('{"grüße":"☃"}')],
    ['every byte there is', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
    ['ten megabytes', randomBytes(10 * 1024 * 1024)],
  ])('keeps %s as it is, for every node', async (_, content) => {
    const { store, another } = current();
    expect(await store.create('attachments/one', content)).toBe(true);
    for (const node of [store, await another()])
      expect(Buffer.compare((await node.get('attachments/one')) ?? bytesOf('none'), content)).toBe(0);
  });

  test.each(['keys/one.json', 'attachments/one'])('leaves what stands there: %s', async (name) => {
    const { store, another } = current();
    const other = await another();
    expect(await store.create(name, bytesOf('"first"'))).toBe(true);
    expect(await other.create(name, bytesOf('"second, and longer"'))).toBe(false);
    expect(await store.create(name, bytesOf('"first"'))).toBe(false);
    expect(textOf(await store.get(name))).toBe('"first"');
    expect(textOf(await other.get(name))).toBe('"first"');
  });

  test.each(['keys/one.json', 'attachments/one'])(
    'of many at the same time, one wins, and everybody sees its: %s',
    async (name) => {
      const { store, another } = current();
      const nodes = [store, await another(), await another()];
      for (let round = 0; round < 5; round += 1) {
        const contents = Array.from({ length: 24 }, (_, index) => JSON.stringify(`${round}-${index}`));
        const made = await Promise.all(
          contents.map(async (content, index) => {
            const node = nodes[index % nodes.length]!;
            const isMine = await node.create(`${name}-${round}.json`, bytesOf(content));
            return { isMine, seen: textOf(await node.get(`${name}-${round}.json`)) };
          }),
        );
        const winner = contents[made.findIndex(({ isMine }) => isMine)];
        expect(made.filter(({ isMine }) => isMine)).toHaveLength(1);
        expect(new Set(made.map(({ seen }) => seen))).toEqual(new Set([winner]));
      }
    },
  );

  test('knows nothing of what was never made', async () => {
    expect(await current().store.get('keys/none.json')).toBeUndefined();
    expect(await current().store.get('none/at/all')).toBeUndefined();
  });

  test.each([
    '',
    'one',
    '/etc/passwd',
    '../one',
    'keys/../../one',
    'keys//one',
    'keys/',
    'keys/.one',
    'Keys/one',
    'keys/a b',
    'keys/ä',
  ])('takes no %p for a name', async (name) => {
    const { store } = current();
    await expect((async () => store.create(name, bytesOf('x')))()).rejects.toThrow(RangeError);
    await expect((async () => store.get(name))()).rejects.toThrow(RangeError);
    await expect((async () => store.delete(name))()).rejects.toThrow(RangeError);
  });

  test('makes hundreds of small ones at once', async () => {
    const { store, another } = current();
    const names = Array.from({ length: 300 }, (_, index) => `keys/many/${index}.json`);
    expect(await Promise.all(names.map((name) => store.create(name, bytesOf(JSON.stringify(name)))))).toEqual(
      names.map(() => true),
    );
    const other = await another();
    expect(await Promise.all(names.map(async (name) => textOf(await other.get(name))))).toEqual(
      names.map((name) => JSON.stringify(name)),
    );
  });
};
