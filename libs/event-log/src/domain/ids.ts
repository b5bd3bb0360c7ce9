import { hash } from 'node:crypto';

/** The namespace of every id that art33 derives (UUIDv5, RFC 9562). Changing it changes every derived id: never. */
const NAMESPACE = Buffer.from('5b0e6b9c6a0c5f0f9d5a3f1b1f7d8a33', 'hex');

/**
 * A stable id from its parts, lower-case: the same parts give the same id on every node, for ever. UUIDv5 as RFC 9562 says
 * (SHA-1 over namespace and name), written out: ids are derived so often that one call for the digest is worth it.
 */
export const deriveId = (...parts: readonly (string | number)[]): string => {
  const digest = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(JSON.stringify(parts), 'utf8')]), 'buffer');
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
