/*
 * Every object of an installation. Below a data directory these are its files; in a bucket they have the same names.
 *
 *     keys/check.json               proves, at every start, that the master key is the right one
 *     keys/keys/3f/3f….json         a wrapped key; its name is a keyed hash of the scope and says nothing without the master key
 *     keys/erased/3f….json          the mark of an erasure on purpose, authenticated: nobody can make a lost key look erased
 *     attachments/<digest>          a sealed file under the SHA-256 of its sealed bytes
 */
export const KEYS_AND_MARKS = 'keys/';
export const CHECK = 'keys/check.json';
export const KEYS = 'keys/keys/';
export const MARKS = 'keys/erased/';
export const ATTACHMENTS_FOLDER = 'attachments/';

const KEY_ID = /^[0-9a-f]{32}$/;
const DIGEST = /^[0-9a-f]{64}$/;

export const isKeyId = (text: string): boolean => KEY_ID.test(text);
/** Of a key, or of the folder of those whose ids begin alike. */
export const keyFolder = (id: string): string => `${KEYS}${id.slice(0, 2)}/`;
export const keyName = (id: string): string => `${keyFolder(id)}${id}.json`;
export const markName = (id: string): string => `${MARKS}${id}.json`;

/** Throws `RangeError` for what is no digest. */
export function attachmentName(digest: string): string {
  if (!DIGEST.test(digest)) throw new RangeError('a digest is 64 hexadecimal digits');
  return `${ATTACHMENTS_FOLDER}${digest}`;
}

/** What an object is, by its name; undefined for what is none of ours and is left alone. */
export type ObjectKind =
  | { readonly kind: 'check' }
  | { readonly kind: 'key' | 'mark'; readonly id: string }
  | { readonly kind: 'attachment'; readonly digest: string };

export function kindOf(name: string): ObjectKind | undefined {
  if (name === CHECK) return { kind: 'check' };
  const last = name.slice(name.lastIndexOf('/') + 1);
  const id = last.replace(/\.json$/, '');
  if (isKeyId(id) && name === keyName(id)) return { kind: 'key', id };
  if (isKeyId(id) && name === markName(id)) return { kind: 'mark', id };
  return DIGEST.test(last) && name === attachmentName(last) ? { kind: 'attachment', digest: last } : undefined;
}
