import { bound, bytesOf, eachWithStore, textOf } from '../conformance/objects/harness.js';
import { CHECK, keyName, markName } from '../objects/names.js';
import { eachStore } from '../objects/testing/stores.js';
import { KeyErased, KeyUnusable } from '../port/key-store.js';
import type { ObjectStore } from '../port/object-store.js';
import { TestClock } from '../testing/test-clock.js';
import { ObjectKeyStore } from './object-key-store.js';

const masterKey = Buffer.alloc(32, 7);

describe.each(eachStore)('keys in %s', (_, makeStore) => {
  const current = eachWithStore(makeStore);
  /** A node of its own, with nothing remembered. */
  const node = async (clock = new TestClock()) =>
    ObjectKeyStore.open({ objects: await current().another(), masterKey, clock, mayBegin: true });
  const names = async () => {
    const found: string[] = [];
    for await (const name of current().store.list('keys/')) found.push(name);
    return found.sort();
  };
  const contentOf = async (name: string) => textOf(await current().store.get(name)) ?? 'none';
  /** As somebody could who has the store in his hands. */
  const put = async (name: string, content: string, store: ObjectStore = current().store) => {
    await store.delete(name);
    await store.create(name, bytesOf(content));
  };

  it('are made once per scope and kept', async () => {
    const first = await node();
    const [a, again, b] = [
      await first.keyFor('person:a'),
      await first.keyFor('person:a'),
      await first.keyFor('person:b'),
    ];
    expect(again).toEqual(a);
    expect(b.id).not.toBe(a.id);
    expect(a.bytes).toHaveLength(32);
    expect(await (await node()).keyFor('person:a')).toEqual(a);
    expect(await (await node()).key(a.id)).toEqual(a);
  });

  it('are the same for several nodes that ask at once', async () => {
    const nodes = await Promise.all([node(), node(), node(), node()]);
    for (const scope of ['incident:1', 'incident:2', 'incident:3']) {
      const keys = await Promise.all([...nodes, ...nodes].map((each) => each.keyFor(scope)));
      expect(new Set(keys.map((key) => Buffer.from(key.bytes).toString('hex'))).size).toBe(1);
    }
    expect(await names()).toHaveLength(4);
  });

  it('are proven to be of one master key where several nodes begin at once', async () => {
    const clock = new TestClock();
    const others = await Promise.all([current().another(), current().another(), current().another()]);
    const opened = await Promise.allSettled(
      others.map((objects, index) =>
        ObjectKeyStore.open({
          objects,
          masterKey: index === 0 ? Buffer.alloc(32, 8) : masterKey,
          clock,
          mayBegin: true,
        }),
      ),
    );
    expect(new Set(opened.slice(1).map(({ status }) => status)).size).toBe(1);
    expect(opened[0]?.status).not.toBe(opened[1]?.status);
  });

  it('are not begun where a log needs those that were made before: that is another store', async () => {
    const objects = current().store;
    await expect(ObjectKeyStore.open({ objects, masterKey, mayBegin: false })).rejects.toThrow(
      /holds no keys, and the log holds events that need some: set ART33_OBJECTS to where they are/,
    );
    expect(await names()).toEqual([]);
    const { id } = await (await node()).keyFor('person:a');
    const again = await ObjectKeyStore.open({ objects, masterKey, mayBegin: false });
    expect(await again.key(id)).not.toBe('erased');
  });

  it('show neither scopes nor themselves', async () => {
    const key = await (await node()).keyFor('person:8f1c');
    for (const name of await names()) {
      const content = await contentOf(name);
      expect(name + content).not.toMatch(/person|8f1c/);
      expect(content).not.toContain(Buffer.from(key.bytes).toString('base64'));
    }
    expect(await names()).toEqual([CHECK, keyName(key.id)]);
  });

  describe('erased', () => {
    it('are destroyed, said to be so, and never made again for the scope', async () => {
      const first = await node();
      const { id } = await first.keyFor('person:a');
      await first.erase('person:a');
      expect(await names()).toEqual([CHECK, markName(id)]);
      for (const each of [first, await node()]) {
        expect(await each.key(id)).toBe('erased');
        await expect(each.keyFor('person:a')).rejects.toThrow(KeyErased);
      }
    });
    it('twice, or for a scope that never had a key, are erased', async () => {
      const first = await node();
      await first.erase('person:a');
      await first.erase('person:a');
      await expect(first.keyFor('person:a')).rejects.toThrow(KeyErased);
    });
    it('are destroyed at the next start where a crash came between mark and destruction, and no other is', async () => {
      const first = await node();
      const { id } = await first.keyFor('person:a');
      const other = await first.keyFor('person:b');
      const wrapped = await contentOf(keyName(id));
      await first.erase('person:a');
      await put(keyName(id), wrapped);
      const next = await node();
      expect(await names()).not.toContain(keyName(id));
      expect(await next.key(id)).toBe('erased');
      expect(await next.key(other.id)).toEqual(other);
    });
    it('by another node are noticed within a minute', async () => {
      const clock = new TestClock();
      const [one, other] = [await node(clock), await node(clock)];
      const { id } = await one.keyFor('person:a');
      await other.keyFor('person:a');
      await one.erase('person:a');
      clock.advance({ minutes: 1 });
      expect(await other.key(id)).toBe('erased');
    });
    it('between a look and their making, by another node, are destroyed by whoever made them', async () => {
      const other = await node();
      const { store } = current();
      const late: ObjectStore = {
        ...bound(store),
        create: async (name, content) => {
          if (name.startsWith('keys/keys/')) await other.erase('person:a');
          return store.create(name, content);
        },
      };
      const one = await ObjectKeyStore.open({ objects: late, masterKey, mayBegin: true });
      await expect(one.keyFor('person:a')).rejects.toThrow(KeyErased);
      expect((await names()).filter((name) => name.startsWith('keys/keys/'))).toEqual([]);
    });
    it('right after somebody else was first to make them are known to be erased, not lost', async () => {
      const other = await node();
      const { store } = current();
      let isMade = false;
      const late: ObjectStore = {
        ...bound(store),
        create: async (name, content) => {
          if (!name.startsWith('keys/keys/')) return store.create(name, content);
          await other.keyFor('person:a');
          isMade = true;
          return store.create(name, content);
        },
        get: async (name) => {
          if (isMade && name.startsWith('keys/keys/')) await other.erase('person:a');
          return store.get(name);
        },
      };
      const one = await ObjectKeyStore.open({ objects: late, masterKey, mayBegin: true });
      await expect(one.keyFor('person:a')).rejects.toThrow(KeyErased);
    });
    it('while they are made, by another node, stay erased', async () => {
      const [one, other] = [await node(), await node()];
      for (let round = 0; round < 20; round++) {
        const scope = `person:${round}`;
        await Promise.all([one.keyFor(scope).catch(() => undefined), other.erase(scope)]);
        await expect((await node()).keyFor(scope)).rejects.toThrow(KeyErased);
      }
      expect((await names()).filter((name) => name.startsWith('keys/keys/'))).toEqual([]);
    });
  });

  describe('are never taken for erased', () => {
    const withKey = async () => (await (await node()).keyFor('person:a')).id;

    it('when one is missing', async () => {
      const id = await withKey();
      await current().store.delete(keyName(id));
      await expect((await node()).key(id)).rejects.toThrow(/missing and was not erased/);
    });
    it('when one is damaged, or another one put in its place', async () => {
      const id = await withKey();
      const other = await (await node()).keyFor('person:b');
      for (const content of ['', '{}', '{"$sealed":0}', await contentOf(keyName(other.id))]) {
        await put(keyName(id), content);
        await expect((await node()).key(id)).rejects.toThrow(KeyUnusable);
      }
    });
    it('when somebody forges the mark', async () => {
      const id = await withKey();
      const { id: other } = await (await node()).keyFor('person:b');
      await (await node()).erase('person:b');
      const running = await node();
      for (const content of ['', '{"mark":"AAAA"}', await contentOf(markName(other))]) {
        await put(markName(id), content);
        await expect(running.key(id)).rejects.toThrow(/damaged or forged/);
      }
    });
    it('when the master key is another one', async () => {
      await withKey();
      const objects = await current().another();
      await expect(ObjectKeyStore.open({ objects, masterKey: Buffer.alloc(32, 8), mayBegin: true })).rejects.toThrow(
        /another master key: start with the key/,
      );
    });
    it('when the check is lost or damaged', async () => {
      await withKey();
      await current().store.delete(CHECK);
      await expect(node()).rejects.toThrow(/no keys\/check.json/);
      await put(CHECK, 'x');
      await expect(node()).rejects.toThrow(KeyUnusable);
    });
  });
});
