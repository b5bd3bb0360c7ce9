import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogUnavailable } from '../port/errors.js';
import { KeyErased, KeysUnavailable, KeyUnusable } from '../port/key-store.js';
import { TestClock } from '../testing/test-clock.js';
import { DirectoryKeyStore } from './directory-key-store.js';
import { loadMasterKey } from './master-key.js';

const masterKey = Buffer.alloc(32, 7);

describe('the key directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'art33-keys-'));
  });
  afterEach(() => rm(directory, { recursive: true }));
  const store = (clock = new TestClock()) => DirectoryKeyStore.open({ directory, masterKey, clock });
  const files = async () =>
    (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const keyFile = (id: string) => join(directory, 'keys', id.slice(0, 2), `${id}.json`);
  const markFile = (id: string) => join(directory, 'erased', `${id}.json`);

  it('makes one key per scope and keeps it', async () => {
    const first = await store();
    const [a, again, b] = [
      await first.keyFor('person:a'),
      await first.keyFor('person:a'),
      await first.keyFor('person:b'),
    ];
    expect(again).toEqual(a);
    expect(b.id).not.toBe(a.id);
    expect(a.bytes).toHaveLength(32);
    expect(await (await store()).keyFor('person:a')).toEqual(a);
    expect(await (await store()).key(a.id)).toEqual(a);
  });

  it('gives several nodes that ask at once the same key', async () => {
    const nodes = await Promise.all([store(), store(), store(), store()]);
    const keys = await Promise.all([...nodes, ...nodes].map((node) => node.keyFor('incident:1')));
    expect(new Set(keys.map((key) => Buffer.from(key.bytes).toString('hex'))).size).toBe(1);
    expect((await files()).map((file) => file.name).sort()).toEqual([`${keys[0]?.id}.json`, 'check.json'].sort());
  });

  it('shows neither scopes nor keys in its files', async () => {
    const key = await (await store()).keyFor('person:8f1c');
    for (const file of await files()) {
      const content = await readFile(join(file.parentPath, file.name), 'utf8');
      expect(file.name + content).not.toMatch(/person|8f1c/);
      expect(content).not.toContain(Buffer.from(key.bytes).toString('base64'));
    }
  });

  describe('erasing', () => {
    it('destroys the key, says so, and never makes another for the scope', async () => {
      const first = await store();
      const { id } = await first.keyFor('person:a');
      await first.erase('person:a');
      await expect(readFile(keyFile(id))).rejects.toThrow('ENOENT');
      for (const node of [first, await store()]) {
        expect(await node.key(id)).toBe('erased');
        await expect(node.keyFor('person:a')).rejects.toThrow(KeyErased);
      }
    });
    it('may be asked twice, and for a scope that never had a key', async () => {
      const first = await store();
      await first.erase('person:a');
      await first.erase('person:a');
      await expect(first.keyFor('person:a')).rejects.toThrow(KeyErased);
    });
    it('is finished at the next start where a crash came between mark and destruction', async () => {
      const first = await store();
      const { id } = await first.keyFor('person:a');
      const wrapped = await readFile(keyFile(id));
      await first.erase('person:a');
      await writeFile(keyFile(id), wrapped);
      const next = await store();
      await expect(readFile(keyFile(id))).rejects.toThrow('ENOENT');
      expect(await next.key(id)).toBe('erased');
    });
    it('is noticed by another node within a minute', async () => {
      const clock = new TestClock();
      const [one, other] = [await store(clock), await store(clock)];
      const { id } = await one.keyFor('person:a');
      await other.keyFor('person:a');
      await one.erase('person:a');
      clock.advance({ minutes: 1 });
      expect(await other.key(id)).toBe('erased');
    });
    it('wins against a key made at the same time', async () => {
      for (let round = 0; round < 20; round++) {
        const [one, other] = [await store(), await store()];
        const scope = `person:${round}`;
        await Promise.all([one.keyFor(scope).catch(() => undefined), other.erase(scope)]);
        await expect((await store()).keyFor(scope)).rejects.toThrow(KeyErased);
      }
      expect((await files()).filter((file) => file.parentPath.includes('keys/'))).toEqual([]);
    });
  });

  describe('is never taken for erased', () => {
    const withKey = async () => {
      const { id } = await (await store()).keyFor('person:a');
      return id;
    };
    it('when a key file is missing', async () => {
      const id = await withKey();
      await rm(keyFile(id));
      await expect((await store()).key(id)).rejects.toThrow(/missing and was not erased/);
    });
    it('when a key file is damaged, or another one put in its place', async () => {
      const id = await withKey();
      const other = await (await store()).keyFor('person:b');
      for (const content of ['', '{}', '{"$sealed":0}', await readFile(keyFile(other.id), 'utf8')]) {
        await writeFile(keyFile(id), content);
        await expect((await store()).key(id)).rejects.toThrow(KeyUnusable);
      }
    });
    it('when somebody forges the mark', async () => {
      const id = await withKey();
      await (await store()).erase('person:b');
      const [name = ''] = await readdir(join(directory, 'erased'));
      const running = await store();
      for (const content of ['', '{"mark":"AAAA"}', await readFile(join(directory, 'erased', name), 'utf8')]) {
        await writeFile(markFile(id), content);
        await expect(running.key(id)).rejects.toThrow(/damaged or forged/);
      }
    });
    it('when the master key is another one', async () => {
      await withKey();
      await expect(DirectoryKeyStore.open({ directory, masterKey: Buffer.alloc(32, 8) })).rejects.toThrow(
        /another master key: start with the key/,
      );
    });
    it('when the check file is lost or damaged', async () => {
      await withKey();
      await rename(join(directory, 'check.json'), join(directory, 'gone'));
      await expect(store()).rejects.toThrow(/no check.json/);
      await writeFile(join(directory, 'check.json'), 'x');
      await expect(store()).rejects.toThrow(KeyUnusable);
    });
  });

  it('passes on that a disk cannot be read, instead of judging the key', async () => {
    const { id } = await (await store()).keyFor('person:a');
    await rm(keyFile(id));
    await mkdir(keyFile(id));
    await expect((await store()).key(id)).rejects.toThrow(KeysUnavailable);
    await expect((await store()).key(id)).rejects.toThrow(/keys cannot be made or read now .*EISDIR/);
  });
  it('says of a disk that takes nothing what the log says of its own, and makes the key when it takes something', async () => {
    const first = await store();
    const id = (await first.keyFor('person:a')).id;
    await rename(join(directory, 'keys'), join(directory, 'aside'));
    await writeFile(join(directory, 'keys'), '');
    await expect(first.keyFor('person:b')).rejects.toThrow(LogUnavailable);
    await expect(store()).rejects.toThrow(KeysUnavailable);
    await rm(join(directory, 'keys'));
    await rename(join(directory, 'aside'), join(directory, 'keys'));
    const { id: made } = await first.keyFor('person:b');
    expect((await files()).map(({ name }) => name).sort()).toEqual([`${id}.json`, `${made}.json`, 'check.json'].sort());
  });
});

describe('the master key', () => {
  const hex = '07'.repeat(32);
  const base64 = masterKey.toString('base64');
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'art33-master-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it.each([
    ['hex', hex],
    ['upper-case hex', hex.toUpperCase()],
    ['base64', base64],
    ['a line', `${base64}\n`],
  ])('is read from %s', (_name, text) =>
    expect(Buffer.from(loadMasterKey({ ART33_MASTER_KEY: text }))).toEqual(masterKey),
  );
  it('is read from a file', async () => {
    const file = join(directory, 'master');
    await writeFile(file, `${hex}\n`);
    expect(Buffer.from(loadMasterKey({ ART33_MASTER_KEY_FILE: file }))).toEqual(masterKey);
  });
  it.each([
    ['nothing is set', {}, /no master key: set ART33_MASTER_KEY .*openssl/],
    ['both are set', { ART33_MASTER_KEY: hex, ART33_MASTER_KEY_FILE: 'x' }, /both .* keep one/],
    ['it is too short', { ART33_MASTER_KEY: 'secret' }, /^ART33_MASTER_KEY is not 32 bytes in base64 or hex/],
    ['it is empty', { ART33_MASTER_KEY: '' }, /not 32 bytes/],
    ['the file is missing', { ART33_MASTER_KEY_FILE: '/nowhere/key' }, /\/nowhere\/key cannot be read: ENOENT/],
  ])('is refused when %s', (_name, environment, said) => expect(() => loadMasterKey(environment)).toThrow(said));
  it('is never repeated in an error', () => {
    expect(() => loadMasterKey({ ART33_MASTER_KEY: 'almost-a-secret' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('almost') }),
    );
  });
});
