import { readFileSync } from 'node:fs';
import { KeyUnusable } from '../port/key-store.js';

export const MASTER_KEY_BYTES = 32;
const HOW_TO = 'make one with: openssl rand -base64 32';

/**
 * The 32-byte master key from `ART33_MASTER_KEY` (base64 or hex) or from the file named by `ART33_MASTER_KEY_FILE`
 * (holding the same). Throws `KeyUnusable`, saying what is wrong and what to do, and never the key.
 */
export const loadMasterKey = (environment: Readonly<Record<string, string | undefined>>): Uint8Array => {
  const text = environment['ART33_MASTER_KEY'];
  const file = environment['ART33_MASTER_KEY_FILE'];
  if (text !== undefined && file !== undefined) {
    throw new KeyUnusable('both ART33_MASTER_KEY and ART33_MASTER_KEY_FILE are set: keep one of them');
  }
  if (text !== undefined) return decoded(text, 'ART33_MASTER_KEY');
  if (file !== undefined) return decoded(contentOf(file), `the file ${file} (ART33_MASTER_KEY_FILE)`);
  throw new KeyUnusable(
    `no master key: set ART33_MASTER_KEY to 32 bytes in base64 or hex, or ART33_MASTER_KEY_FILE to a file with them (${HOW_TO})`,
  );
};

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new KeyUnusable(`the master key file ${file} cannot be read: ${(error as Error).message}`);
  }
};

const decoded = (text: string, source: string): Uint8Array => {
  const key = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(key)) return Buffer.from(key, 'hex');
  if (/^[A-Za-z0-9+/]{43}=$/.test(key)) return Buffer.from(key, 'base64');
  throw new KeyUnusable(`${source} is not ${MASTER_KEY_BYTES} bytes in base64 or hex (${HOW_TO})`);
};
