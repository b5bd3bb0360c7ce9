import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.js';
import type { Json } from '../domain/event.js';
import { KeyUnusable, type SealingKey } from '../port/key-store.js';

/** How a sealed field stands in stored data. `text` is ciphertext and tag; `nonce` and `text` are base64. */
export interface SealedField {
  readonly $sealed: { readonly key: string; readonly nonce: string; readonly text: string };
}
/** Where a sealed field belongs: it opens nowhere else. */
export interface Place {
  readonly eventId: string;
  readonly eventType: string;
  /** JSON pointer within `data`. */
  readonly pointer: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a fresh random nonce; the place and the key id are authenticated with it. */
export const sealField = (value: unknown, place: Place, key: SealingKey): SealedField => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyObject(key.bytes), nonce).setAAD(associatedData(place, key.id));
  const text = Buffer.concat([cipher.update(canonicalJson(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { $sealed: { key: key.id, nonce: nonce.toString('base64'), text: text.toString('base64') } };
};

/** The value within. Throws `KeyUnusable` where key, place and field do not belong together, bit for bit. */
export const openField = (field: SealedField, place: Place, key: SealingKey): Json => {
  const nonce = Buffer.from(field.$sealed.nonce, 'base64');
  const text = Buffer.from(field.$sealed.text, 'base64');
  const end = text.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyObject(key.bytes), nonce, { authTagLength: TAG_BYTES })
      .setAAD(associatedData(place, key.id))
      .setAuthTag(text.subarray(end));
    return JSON.parse(decipher.update(text.subarray(0, end), undefined, 'utf8') + decipher.final('utf8')) as Json;
  } catch {
    const { eventType, eventId, pointer } = place;
    throw new KeyUnusable(
      `${pointer} of ${eventType} ${eventId} does not open under key ${key.id}: the field, its place or the key was changed`,
    );
  }
};

/** True for whatever claims to be sealed, also where it is malformed: `$sealed` is reserved. */
export const claimsToBeSealed = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '$sealed');

export const isSealedField = (value: unknown): value is SealedField => {
  if (!claimsToBeSealed(value)) return false;
  const sealed: unknown = (value as { readonly $sealed: unknown }).$sealed;
  if (typeof sealed !== 'object' || sealed === null) return false;
  const { key, nonce, text } = sealed as Readonly<Record<string, unknown>>;
  return typeof key === 'string' && typeof nonce === 'string' && typeof text === 'string';
};

/** RFC 6901. */
export const pointerTo = (path: readonly string[]): string =>
  path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const associatedData = (place: Place, keyId: string): Buffer =>
  Buffer.from(canonicalJson([place.eventId, place.eventType, place.pointer, keyId]), 'utf8');

/** Node takes raw bytes too, but wraps them anew at every call, which costs more than the cipher itself. */
const keyObject = (bytes: Uint8Array): KeyObject => {
  const known = keyObjects.get(bytes) ?? createSecretKey(bytes);
  keyObjects.set(bytes, known);
  return known;
};
const keyObjects = new WeakMap<Uint8Array, KeyObject>();
