import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOf, textOf } from '../../conformance/objects/harness.js';
import { LogUnavailable } from '../../port/errors.js';
import { ObjectsUnavailable } from '../../port/object-store.js';
import { DirectoryObjectStore } from './directory-object-store.js';

describe('a directory of objects', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'art33-directory-'));
  });
  afterEach(() => rm(directory, { recursive: true }));
  const at = (...names: readonly string[]): string => join(directory, ...names);
  const store = () => DirectoryObjectStore.open({ directory });
  const files = async () =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();

  it('has a file per object, by its name, that nobody else may read', async () => {
    await (await store()).create('keys/keys/3f/3fa.json', bytesOf('1'));
    for (const [path, mode] of [
      [at('keys'), 0o700],
      [at('keys', 'keys', '3f'), 0o700],
      [at('keys', 'keys', '3f', '3fa.json'), 0o600],
    ] as const)
      expect((await stat(path)).mode & 0o777).toBe(mode);
  });

  it('leaves other files alone, and drafts are nobody’s', async () => {
    await writeFile(at('log.db'), 'log');
    await mkdir(at('keys'));
    await writeFile(at('keys', '.draft'), 'x');
    await writeFile(at('keys', 'Notes.TXT'), 'x');
    const names: string[] = [];
    for await (const name of (await store()).list('keys/')) names.push(name);
    expect(names).toEqual([]);
    expect(await files()).toEqual(['.draft', 'Notes.TXT', 'log.db']);
  });

  it('writes noise over an object before its name goes: what the disk keeps is worth nothing', async () => {
    const one = await store();
    await one.create('keys/one.json', bytesOf('"a wrapped key"'));
    const handle = await open(at('keys', 'one.json'), 'r');
    await one.delete('keys/one.json');
    const left = await handle.readFile();
    await handle.close();
    expect(left).toHaveLength(15);
    expect(left.toString('latin1')).not.toContain('wrapped');
    expect(await files()).toEqual([]);
  });

  it('passes on that a disk cannot be read, instead of saying that there is nothing', async () => {
    await mkdir(at('keys', 'one.json'), { recursive: true });
    await expect((await store()).get('keys/one.json')).rejects.toThrow(ObjectsUnavailable);
    await expect((await store()).get('keys/one.json')).rejects.toThrow(/cannot be kept or read now .*EISDIR/);
  });

  it('says of a disk that takes nothing what the log says of its own, and takes it when the disk does', async () => {
    const one = await store();
    await one.create('keys/one.json', bytesOf('1'));
    await rename(at('keys'), at('aside'));
    await writeFile(at('keys'), '');
    await expect(one.create('keys/two.json', bytesOf('2'))).rejects.toThrow(LogUnavailable);
    await rm(at('keys'));
    await rename(at('aside'), at('keys'));
    expect(await one.create('keys/two.json', bytesOf('2'))).toBe(true);
    expect(textOf(await one.get('keys/two.json'))).toBe('2');
    expect(await files()).toEqual(['one.json', 'two.json']);
  });

  it('leaves nothing half-written where a folder takes nothing', async () => {
    const one = await store();
    await one.create('attachments/one', bytesOf('1'));
    await chmod(at('attachments'), 0o500);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await rm(at('attachments'), { recursive: true });
    await expect(one.create('attachments/two', bytesOf('2'))).rejects.toThrow(ObjectsUnavailable);
    expect(await files()).toEqual(isRoot ? [] : ['one']);
    if (!isRoot) await chmod(at('attachments'), 0o700);
  });
});
