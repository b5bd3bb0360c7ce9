import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMasterKey } from './master-key.js';

const masterKey = Buffer.alloc(32, 7);

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
