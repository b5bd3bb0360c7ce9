import {
  mkdtemp,
  open as openFile,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { jest } from '@jest/globals';
import { ObjectsUnavailable } from '../../port/object-store.js';
import { ObjectKeyStore } from '../../sealing/object-key-store.js';
import { DirectoryObjectStore } from './directory-object-store.js';

const masterKey = Buffer.alloc(32, 7);

describe('keys that are made safe together', () => {
  let node: string;
  const opened: DirectoryObjectStore[] = [];
  beforeEach(async () => {
    node = await mkdtemp(join(tmpdir(), 'art33-journal-'));
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await rm(node, { recursive: true });
  });
  const open = async () => {
    const objects = await DirectoryObjectStore.open({ directory: node, journal: join(node, 'journal') });
    opened.push(objects);
    return ObjectKeyStore.open({ objects, masterKey, mayBegin: true });
  };
  const journals = async () => (await readdir(node)).filter((name) => name.startsWith('journal.'));
  const keyFile = (id: string) => join(node, 'keys', 'keys', id.slice(0, 2), `${id}.json`);
  const scopes = Array.from({ length: 100 }, (_, number) => `person:${number}`);
  const bytesOf = async (store: ObjectKeyStore) =>
    Promise.all(scopes.map(async (scope) => Buffer.from((await store.keyFor(scope)).bytes).toString('hex')));

  it('stand in the journal until they are settled, and nowhere but in their files afterwards', async () => {
    const store = await open();
    const keys = await bytesOf(store);
    expect(await journals()).toHaveLength(1);
    await opened[0]?.close();
    expect(await journals()).toEqual([]);
    expect(await bytesOf(await open())).toEqual(keys);
  });

  it.each(['lost', 'left empty', 'left half'] as const)('are put back where a power cut has them %s', async (how) => {
    const store = await open();
    const keys = await bytesOf(store);
    for (const scope of scopes.slice(0, 50)) {
      const file = keyFile((await store.keyFor(scope)).id);
      if (how === 'lost') await rm(file);
      else await truncate(file, how === 'left empty' ? 0 : 40);
    }
    const after = await open();
    expect(await bytesOf(after)).toEqual(keys);
    const { id } = await after.keyFor(scopes[0]!);
    expect((await readFile(keyFile(id), 'utf8')).length).toBeGreaterThan(40);
  });

  it('are not missed where the last line was cut off: it was promised to nobody', async () => {
    const store = await open();
    const keys = await bytesOf(store);
    const [name = ''] = await journals();
    await writeFile(join(node, name), '["0123', { flag: 'a' });
    expect(await bytesOf(await open())).toEqual(keys);
  });

  it('are put back from a journal of release 0.1, which knew them by their ids', async () => {
    const store = await open();
    const keys = await bytesOf(store);
    const [name = ''] = await journals();
    const lines = (await readFile(join(node, name), 'utf8')).trim().split('\n');
    const ofKeys = lines.map((line) => JSON.parse(line) as [string, string]).filter(([key]) => key.includes('/keys/'));
    expect(ofKeys).toHaveLength(100);
    const older = ofKeys.map(([key, content]) => `${JSON.stringify([basename(key, '.json'), content])}\n`);
    await writeFile(join(node, name), older.join(''));
    await rm(join(node, 'keys', 'keys'), { recursive: true });
    expect(await bytesOf(await open())).toEqual(keys);
  });

  it('leave no copy behind when they are erased', async () => {
    const store = await open();
    await bytesOf(store);
    await store.erase('person:1');
    expect(await journals()).toEqual([]);
    const after = await open();
    await expect(after.keyFor('person:1')).rejects.toThrow('destroyed');
  });

  it('leave none behind either where the disk once refused to take more of them', async () => {
    const store = await open();
    await store.keyFor('person:1');
    const anyFile = await openFile(join(node, 'any'), 'w');
    await anyFile.close();
    const refusal = Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'fdatasync' });
    jest.spyOn(Object.getPrototypeOf(anyFile) as FileHandle, 'datasync').mockRejectedValueOnce(refusal);
    await expect(store.keyFor('person:2')).rejects.toThrow(ObjectsUnavailable);
    await store.keyFor('person:2');
    await store.erase('person:1');
    expect(await journals()).toEqual([]);
  });
});
