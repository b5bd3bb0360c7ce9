import { createHash, randomBytes } from 'node:crypto';

/** 128 bits, hex: keeps short texts from being guessed by their hash. */
export const newSalt = (): string => randomBytes(16).toString('hex');

/**
 * SHA-256, hex, over salt, subject and text in UTF-8, each followed by a line feed, line ends as LF. Whoever has the text
 * and the salt can compute it; whoever has the hash alone learns nothing.
 */
export function textHash(salt: string, text: { readonly subject: string; readonly text: string }): string {
  const canonical = [salt, text.subject, text.text].map((part) => `${part.replaceAll('\r\n', '\n')}\n`).join('');
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}
