import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals small values into texts that only this installation can read, and for the purpose that they were sealed for (AES-256-GCM):
 * what a browser carries for us. Every node with the same key opens them.
 */
export class Seal {
  private readonly sealing: Buffer;
  private readonly proving: Buffer;

  /** `key`: 32 bytes. */
  constructor(key: Uint8Array) {
    const derived = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), purpose, 32));
    this.sealing = derived('seal');
    this.proving = derived('prove');
  }

  seal(purpose: string, value: object): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealing, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** Undefined: not sealed here, for another purpose, or changed. */
  open<T extends object>(purpose: string, text: string): T | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.sealing, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(purpose))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const opened = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
      return JSON.parse(Buffer.concat(opened).toString('utf8')) as T;
    } catch {
      return undefined;
    }
  }

  /** A text that only this installation can have made of another. */
  proof(purpose: string, of: string): string {
    return createHmac('sha256', this.proving).update(`${purpose}\n${of}`).digest('base64url');
  }

  isProof(purpose: string, of: string, given: string): boolean {
    const [right, shown] = [Buffer.from(this.proof(purpose, of)), Buffer.from(given)];
    return right.length === shown.length && timingSafeEqual(right, shown);
  }
}
