import type { Instant } from '@art33/event-log';
import type { AttachedFile } from './attachments/source.js';
import type { OmittedAttachment, PlannedAttachment } from './domain/attachments.js';
import type { AcceptedBy, MessageAbout, UnknownReason } from './domain/events.js';

/** A message as a transport takes it: everything opened, nothing left to decide. */
export interface OutgoingMessage {
  readonly messageId: string;
  readonly address: string;
  readonly headerMessageId: string;
  readonly returnPathToken: string;
  readonly language: 'de' | 'en';
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** The files that are to go with it, and those that were made. */
  readonly planned?: { readonly about: MessageAbout; readonly attachments: readonly PlannedAttachment[] };
  readonly files?: readonly AttachedFile[];
  /** When it was written: its Date header, the same in every copy. */
  readonly preparedAt: Instant;
}

/** Certainly not taken. `code`: an SMTP code, or what went wrong before there was one. */
export interface SendingFailed {
  readonly kind: 'failed';
  readonly permanent: boolean;
  readonly code: string;
  readonly reply?: string;
  /** It says something about the mail server and nothing about the recipient: the next message would fare no better. */
  readonly byServer?: true;
}

/** What one attempt led to. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly by: AcceptedBy; readonly code: number | null; readonly reply: string }
  | SendingFailed
  /** It may have been taken. */
  | { readonly kind: 'unknown'; readonly why: Exclude<UnknownReason, 'process-ended'> };

/** Everything is ready for one message, of which nothing has left yet: one of the two is called, once. */
export interface HandOver {
  readonly kind: 'ready';
  /** Planned files that are not in it. */
  readonly omitted?: readonly OmittedAttachment[];
  /** Never throws: whatever happens is an outcome. */
  send(): Promise<SendOutcome>;
  /** Lets the message be. */
  cancel(): void;
}

/** Hands messages over. */
export interface MessageTransport {
  /**
   * Connects first, and says so or why not: what ends before the message has begun to leave leaves nobody in doubt.
   * Connecting and sending end soon after `signal` aborts; what is certain by then decides the outcome.
   */
  open(message: OutgoingMessage, signal: AbortSignal): Promise<HandOver | SendingFailed>;
  close(): void;
}
