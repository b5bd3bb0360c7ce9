import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import type { EventMetadata, Instant, Json } from './event.js';

/** What a leaf of the evidence tree commits to: everything stored of an event but its place in the whole log. */
export interface Leaf {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly recordedAt: Instant;
  readonly metadata: EventMetadata;
  /** As stored: personal fields sealed. */
  readonly data: Json;
}

/** RFC 6962, section 2.1: a leaf is hashed behind a zero byte, so that it can never pass for an inner node. */
const LEAF_PREFIX = Uint8Array.of(0x00);

/** The bytes that a leaf hash covers: the event's fields as canonical JSON (RFC 8785) in UTF-8, without the prefix. */
export const leafBytes = (event: Leaf): Uint8Array =>
  new TextEncoder().encode(
    canonicalJson({
      stream: event.stream,
      revision: event.revision,
      id: event.id,
      type: event.type,
      schemaVersion: event.schemaVersion,
      recordedAt: event.recordedAt,
      metadata: event.metadata,
      data: event.data,
    }),
  );

/** SHA-256(0x00 ‖ leafBytes) in 64 hex digits: the same from whichever store the event comes. Takes a `StoredEvent`. */
export const leafHash = (event: Leaf): string =>
  createHash('sha256').update(LEAF_PREFIX).update(leafBytes(event)).digest('hex');
