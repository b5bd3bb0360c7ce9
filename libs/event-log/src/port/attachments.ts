/** A file is missing or was changed. Never taken for erasure. */
export class AttachmentUnusable extends Error {}

/** Injection token of `SealedAttachments`. */
export const ATTACHMENTS = Symbol('Attachments');
