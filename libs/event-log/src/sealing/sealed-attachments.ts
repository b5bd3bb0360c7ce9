import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { attachmentName } from '../objects/names.js';
import { AttachmentUnusable } from '../port/attachments.js';
import type { KeyStore } from '../port/key-store.js';
import type { ObjectStore } from '../port/object-store.js';

/** Where a sealed file is and how large it was, for an event to keep. Says nothing of what is in it. */
export interface KeptAttachment {
  /** SHA-256 of the sealed bytes, hexadecimal. */
  readonly digest: string;
  /** Of the file as it was, in bytes. */
  readonly size: number;
}

/** A file begins with what it is and which key opens it; then nonce, ciphertext, tag. */
const MAGIC = Buffer.from('art33-attachment-1\n', 'ascii');
const KEY_ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC.length + KEY_ID_BYTES + NONCE_BYTES;

/** Large files are worked through in pieces of this size, so that the one thread serves others in between. */
const PIECE = 512 * 1024;

/**
 * Seals files (AES-256-GCM, random nonce, head authenticated) under the key of an erasure scope before they are kept, and
 * opens them again. The same file sealed twice is two files: nobody can tell from the store who has got which.
 */
export class SealedAttachments {
  constructor(
    private readonly keys: KeyStore,
    private readonly objects: ObjectStore,
  ) {}

  /** Seals and keeps a file. Throws `KeyErased` and `ObjectsUnavailable`. */
  async keep(scope: string, bytes: Uint8Array): Promise<KeptAttachment> {
    const key = await this.keys.keyFor(scope);
    const nonce = randomBytes(NONCE_BYTES);
    const head = Buffer.concat([MAGIC, Buffer.from(key.id, 'hex'), nonce]);
    const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(head);
    const sealed = [
      head,
      ...(await inPieces(bytes, (piece) => cipher.update(piece))),
      cipher.final(),
      cipher.getAuthTag(),
    ];
    const whole = Buffer.concat(sealed);
    const digest = await digestOf(whole);
    await this.objects.create(attachmentName(digest), whole);
    return { digest, size: bytes.length };
  }

  /**
   * The same for the same file under the same scope, and meaningless to whoever has not got that scope's key. Throws
   * `KeyErased` and `ObjectsUnavailable`.
   */
  async fingerprint(scope: string, bytes: Uint8Array): Promise<string> {
    const { bytes: key } = await this.keys.keyFor(scope);
    const mac = createHmac('sha256', new Uint8Array(hkdfSync('sha256', key, '', 'art33 fingerprints', 32)));
    await inPieces(bytes, (piece) => mac.update(piece));
    return mac.digest('hex');
  }

  /**
   * The file as it was; `erased` where its key was destroyed on purpose. Throws `AttachmentUnusable`,
   * `KeyUnusable` and `ObjectsUnavailable`.
   */
  async open(digest: string): Promise<Buffer | 'erased'> {
    const sealed = await this.objects.get(attachmentName(digest));
    if (sealed === undefined) throw new AttachmentUnusable(`the file ${digest} is missing: restore it from its backup`);
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEAD_BYTES + TAG_BYTES || (await digestOf(bytes)) !== digest) throw changed(digest);
    const key = await this.keys.key(bytes.toString('hex', MAGIC.length, MAGIC.length + KEY_ID_BYTES));
    if (key === 'erased') return 'erased';
    const head = bytes.subarray(0, HEAD_BYTES);
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, head.subarray(-NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(head)
      .setAuthTag(bytes.subarray(end));
    const opened = await inPieces(bytes.subarray(HEAD_BYTES, end), (piece) => decipher.update(piece));
    try {
      return Buffer.concat([...opened, decipher.final()]);
    } catch {
      throw changed(digest);
    }
  }
}

const changed = (digest: string): AttachmentUnusable =>
  new AttachmentUnusable(`the file ${digest} was changed: restore it from its backup`);

async function digestOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  await inPieces(bytes, (piece) => hash.update(piece));
  return hash.digest('hex');
}

async function inPieces<T>(bytes: Uint8Array, work: (piece: Uint8Array) => T): Promise<readonly T[]> {
  const results: T[] = [];
  for (let from = 0; from < bytes.length; from += PIECE) {
    results.push(work(bytes.subarray(from, from + PIECE)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return results;
}
