import { LogUnavailable } from './errors.js';

/**
 * Keeps sealed files outside the log, where they are too large for it. It never sees what is in them: whatever comes in has
 * been sealed, so a directory does as well as an object store of somebody else's.
 */
export interface AttachmentStore {
  /** Keeps sealed bytes under the digest of them (SHA-256, hexadecimal), whole or not at all; what is there already stays. */
  put(digest: string, sealed: Uint8Array): Promise<void>;
  /** The sealed bytes; undefined where there are none under this digest. Throws `AttachmentsUnavailable`. */
  get(digest: string): Promise<Uint8Array | undefined>;
}

/** Files cannot be kept or read now (disk full, no right to the directory): the same may work later. Nothing was lost. */
export class AttachmentsUnavailable extends LogUnavailable {}

/** A file is missing or was changed. Never taken for erasure. */
export class AttachmentUnusable extends Error {}

/** Injection token of `SealedAttachments`. */
export const ATTACHMENTS = Symbol('Attachments');
