import { ObjectsUnavailable } from '../../port/object-store.js';
import { bytesOf, textOf, type StoreUnderTest } from './harness.js';

export const deleting = (current: () => StoreUnderTest): void => {
  test.each(['keys/one.json', 'attachments/one'])('leaves nothing, for any node: %s', async (name) => {
    const { store, another } = current();
    await store.create(name, bytesOf('"one"'));
    const other = await another();
    await other.delete(name);
    expect(await store.get(name)).toBeUndefined();
    expect(await other.get(name)).toBeUndefined();
  });

  test('of what is not there does nothing, and touches nothing beside it', async () => {
    const { store } = current();
    await store.create('keys/one.json', bytesOf('"one"'));
    await store.delete('keys/one.jso');
    await store.delete('keys/two.json');
    await store.delete('nowhere/one.json');
    expect(textOf(await store.get('keys/one.json'))).toBe('"one"');
  });

  test('makes room for another of that name', async () => {
    const { store } = current();
    await store.create('keys/one.json', bytesOf('"one"'));
    await store.delete('keys/one.json');
    expect(await store.create('keys/one.json', bytesOf('"two"'))).toBe(true);
    expect(textOf(await store.get('keys/one.json'))).toBe('"two"');
  });

  test('closing leaves what was made, and refuses everything afterwards', async () => {
    const { store, another } = current();
    const making = Array.from({ length: 20 }, (_, index) => store.create(`keys/${index}.json`, bytesOf('1')));
    expect(await Promise.all(making)).toEqual(making.map(() => true));
    await store.close();
    await expect(store.close()).resolves.toBeUndefined();
    await expect(store.create('keys/x.json', bytesOf('1'))).rejects.toThrow(ObjectsUnavailable);
    await expect(store.get('keys/0.json')).rejects.toThrow(ObjectsUnavailable);
    await expect(store.delete('keys/0.json')).rejects.toThrow(ObjectsUnavailable);
    await expect(store.list('keys/')[Symbol.asyncIterator]().next()).rejects.toThrow(ObjectsUnavailable);
    expect(textOf(await (await another()).get('keys/19.json'))).toBe('1');
  });
};
