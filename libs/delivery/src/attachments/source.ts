import type { PlannedAttachment } from '../domain/attachments.js';
import type { MessageAbout } from '../domain/events.js';

/** A file with its bytes. */
export interface AttachedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The message that files are made for. */
export interface AttachedTo {
  readonly messageId: string;
  readonly about: MessageAbout;
}

/** Makes the files of messages; the app registers one. */
export interface AttachmentSource {
  /**
   * The same bytes for the same message whenever it is asked, so that a message sent again is the same mail; null where
   * what the file is made from has been erased. Throws where it cannot be made.
   */
  bytesOf(message: AttachedTo, attachment: PlannedAttachment, signal: AbortSignal): Promise<Uint8Array | null>;
}
