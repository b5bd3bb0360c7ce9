import type { Instant } from '@art33/event-log';
import type { AcceptedBy, UnknownReason } from './domain/events.js';

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
  /** When it was written: its Date header, the same in every copy. */
  readonly preparedAt: Instant;
}

/** What one attempt led to. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly by: AcceptedBy; readonly code: number | null; readonly reply: string }
  /** Certainly not taken. `code`: an SMTP code, or what went wrong before there was one. */
  | { readonly kind: 'failed'; readonly permanent: boolean; readonly code: string; readonly reply?: string }
  /** It may have been taken. */
  | { readonly kind: 'unknown'; readonly why: Exclude<UnknownReason, 'process-ended'> };

/** Hands messages over. Never throws: whatever happens is an outcome. */
export interface MessageTransport {
  /** Ends soon after `signal` aborts; what is certain by then decides the outcome. */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome>;
  close(): void;
}
