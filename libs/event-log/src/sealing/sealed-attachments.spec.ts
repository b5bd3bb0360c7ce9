import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttachmentsUnavailable, AttachmentUnusable } from '../port/attachment-store.js';
import { LogUnavailable } from '../port/errors.js';
import { KeyErased, KeyUnusable } from '../port/key-store.js';
import { DirectoryAttachmentStore } from './directory-attachment-store.js';
import { DirectoryKeyStore } from './directory-key-store.js';
import { SealedAttachments } from './sealed-attachments.js';

const SCOPE = 'controller:1';
const letter = Buffer.from('A letter about Erika Muster.');

describe('sealed files', () => {
  let directory: string;
  let files: string;
  let keys: DirectoryKeyStore;
  let attachments: SealedAttachments;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'art33-files-'));
    files = join(directory, 'attachments');
    keys = await DirectoryKeyStore.open({ directory: join(directory, 'keys'), masterKey: Buffer.alloc(32, 7) });
    attachments = new SealedAttachments(keys, await DirectoryAttachmentStore.open(files));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a letter', letter],
    ['ten megabytes', randomBytes(10 * 1024 * 1024)],
  ])('open to what was sealed: %s', async (_, bytes) => {
    const { digest, size } = await attachments.keep(SCOPE, bytes);
    expect(size).toBe(bytes.length);
    expect(bytes.equals((await attachments.open(digest)) as Buffer)).toBe(true);
  });

  it('lie on the disk under the digest of what lies there, and show nothing of what they hold', async () => {
    const { digest } = await attachments.keep(SCOPE, letter);
    expect(await readdir(files)).toEqual([digest]);
    const stored = await readFile(join(files, digest));
    expect(createHash('sha256').update(stored).digest('hex')).toBe(digest);
    expect(stored.toString('latin1')).not.toMatch(/Muster|controller/);
    const again = await attachments.keep(SCOPE, letter);
    expect(again.digest).not.toBe(digest);
  });

  it('are erased with their key, and others are not', async () => {
    const { digest } = await attachments.keep(SCOPE, letter);
    const other = await attachments.keep('controller:2', letter);
    await keys.erase(SCOPE);
    expect(await attachments.open(digest)).toBe('erased');
    expect(await attachments.open(other.digest)).toEqual(letter);
    await expect(attachments.keep(SCOPE, letter)).rejects.toThrow(KeyErased);
  });

  it('are never taken for erased where they are missing, changed, or another key is', async () => {
    const { digest } = await attachments.keep(SCOPE, letter);
    const file = join(files, digest);
    const stored = await readFile(file);
    await expect(attachments.open('0'.repeat(64))).rejects.toThrow(/missing: restore/);
    for (const content of [
      Buffer.alloc(0),
      stored.subarray(1),
      flipped(stored, 30),
      flipped(stored, stored.length - 1),
    ]) {
      await writeFile(file, content);
      await expect(attachments.open(digest)).rejects.toThrow(AttachmentUnusable);
    }
    // Whoever renames it too has still no key for it.
    const forged = flipped(stored, 60);
    const name = createHash('sha256').update(forged).digest('hex');
    await writeFile(join(files, name), forged);
    await expect(attachments.open(name)).rejects.toThrow(AttachmentUnusable);
    await writeFile(file, stored);
    await rm(join(directory, 'keys', 'keys'), { recursive: true });
    const elsewhere = await DirectoryKeyStore.open({
      directory: join(directory, 'keys'),
      masterKey: Buffer.alloc(32, 7),
    });
    const reopened = new SealedAttachments(elsewhere, await DirectoryAttachmentStore.open(files));
    await expect(reopened.open(digest)).rejects.toThrow(KeyUnusable);
  });

  it('leave nothing half-written, and say of a disk that takes nothing what the log says of its own', async () => {
    await chmod(files, 0o500);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await rm(files, { recursive: true });
    await expect(attachments.keep(SCOPE, letter)).rejects.toThrow(AttachmentsUnavailable);
    await expect(attachments.keep(SCOPE, letter)).rejects.toThrow(LogUnavailable);
    if (!isRoot) expect(await readdir(files)).toEqual([]);
  });

  it('take no name for a file but a digest', async () => {
    const store = await DirectoryAttachmentStore.open(files);
    await expect(store.get('../keys/check.json')).rejects.toThrow(RangeError);
  });

  it('let others work while a large one is sealed', async () => {
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    await attachments.keep(SCOPE, randomBytes(10 * 1024 * 1024));
    clearInterval(count);
    expect(turns).toBeGreaterThan(5);
  });
});

const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};
