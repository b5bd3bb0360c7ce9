import { createHash, randomBytes } from 'node:crypto';
import { eachWithStore } from '../conformance/objects/harness.js';
import { attachmentName, keyName } from '../objects/names.js';
import { eachStore } from '../objects/testing/stores.js';
import { AttachmentUnusable } from '../port/attachments.js';
import { KeyErased, KeyUnusable } from '../port/key-store.js';
import { ObjectKeyStore } from './object-key-store.js';
import { SealedAttachments } from './sealed-attachments.js';

const SCOPE = 'controller:1';
const letter = Buffer.from('A letter about Erika Muster.');
const masterKey = Buffer.alloc(32, 7);

describe.each(eachStore)('sealed files in %s', (_, makeStore) => {
  const current = eachWithStore(makeStore);
  let keys: ObjectKeyStore;
  let attachments: SealedAttachments;
  beforeEach(async () => {
    const objects = current().store;
    keys = await ObjectKeyStore.open({ objects, masterKey, mayBegin: true });
    attachments = new SealedAttachments(keys, objects);
  });
  const stored = async (digest: string) => Buffer.from((await current().store.get(attachmentName(digest))) ?? []);
  /** As somebody could who has the store in his hands. */
  const put = async (digest: string, content: Uint8Array) => {
    await current().store.delete(attachmentName(digest));
    await current().store.create(attachmentName(digest), content);
  };

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a letter', letter],
    ['ten megabytes', randomBytes(10 * 1024 * 1024)],
  ])('open to what was sealed: %s', async (__, bytes) => {
    const { digest, size } = await attachments.keep(SCOPE, bytes);
    expect(size).toBe(bytes.length);
    expect(bytes.equals((await attachments.open(digest)) as Buffer)).toBe(true);
  });

  it('lie there under the digest of what lies there, and show nothing of what they hold', async () => {
    const { digest } = await attachments.keep(SCOPE, letter);
    const names: string[] = [];
    for await (const name of current().store.list('attachments/')) names.push(name);
    expect(names).toEqual([`attachments/${digest}`]);
    const sealed = await stored(digest);
    expect(createHash('sha256').update(sealed).digest('hex')).toBe(digest);
    expect(sealed.toString('latin1')).not.toMatch(/Muster|controller/);
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
    const sealed = await stored(digest);
    await expect(attachments.open('0'.repeat(64))).rejects.toThrow(/missing: restore/);
    for (const content of [
      Buffer.alloc(0),
      sealed.subarray(1),
      flipped(sealed, 30),
      flipped(sealed, sealed.length - 1),
    ]) {
      await put(digest, content);
      await expect(attachments.open(digest)).rejects.toThrow(AttachmentUnusable);
    }
    // Whoever renames it too has still no key for it.
    const forged = flipped(sealed, 60);
    const name = createHash('sha256').update(forged).digest('hex');
    await put(name, forged);
    await expect(attachments.open(name)).rejects.toThrow(AttachmentUnusable);
    await put(digest, sealed);
    await current().store.delete(keyName((await keys.keyFor(SCOPE)).id));
    const objects = await current().another();
    const reopened = new SealedAttachments(await ObjectKeyStore.open({ objects, masterKey, mayBegin: true }), objects);
    await expect(reopened.open(digest)).rejects.toThrow(KeyUnusable);
  });

  it('take no name but a digest', async () => {
    await expect(attachments.open('../keys/check.json')).rejects.toThrow(RangeError);
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
