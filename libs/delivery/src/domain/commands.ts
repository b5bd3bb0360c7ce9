import type { Erased, Instant } from '@art33/event-log';
import type { OmittedAttachment, PlannedAttachment } from './attachments.js';
import type { AcceptedBy, MessageAbout, MessageLink, MessageScopes, UnknownReason } from './events.js';

/** What a delivery status report (RFC 3464) says of one message. */
interface Report {
  /** The instant the report states for it, where it states one. */
  readonly statedAt?: Instant;
  /** When the report reached us. */
  readonly arrivedAt: Instant;
  readonly status: string | null;
  /** `ERASED` where the recipient's key has been destroyed meanwhile. */
  readonly diagnostic?: string | Erased;
  readonly evidenceId: string;
}

export type MessageCommandData =
  | {
      readonly type: 'prepare';
      readonly messageId: string;
      readonly organisation: string;
      readonly about: MessageAbout;
      readonly recipient: { readonly contactId?: string; readonly address: string };
      readonly priority: 'high' | 'normal';
      readonly headerMessageId: string;
      readonly returnPathToken: string;
      readonly language: 'de' | 'en';
      readonly subject: string;
      readonly text: string;
      readonly html?: string;
      readonly attachments?: readonly PlannedAttachment[];
      readonly link?: MessageLink;
      readonly notBefore?: Instant;
      readonly dueBy?: Instant;
      readonly batch?: string;
      readonly scopes: MessageScopes;
    }
  /** A node takes the message in order to send it now. */
  | { readonly type: 'start'; readonly node: string; readonly omitted?: readonly OmittedAttachment[] }
  | {
      readonly type: 'record-acceptance';
      readonly attempt: number;
      readonly at: Instant;
      readonly by: AcceptedBy;
      readonly code: number | null;
      readonly reply: string | Erased;
    }
  | {
      readonly type: 'record-failure';
      readonly attempt: number;
      readonly at: Instant;
      readonly code: string;
      readonly permanent: boolean;
      readonly reply?: string | Erased;
      /** 0 ≤ jitter < 1: spreads the next attempts of messages that failed together. */
      readonly jitter: number;
    }
  | {
      readonly type: 'record-unknown';
      readonly attempt: number;
      readonly at: Instant;
      readonly why: Exclude<UnknownReason, 'process-ended'>;
      readonly jitter: number;
    }
  /** The process that ran the attempt is gone: `node` says so of its own attempts, or of others' after their lease. */
  | { readonly type: 'declare-lost'; readonly attempt: number; readonly node: string }
  /** The address or the text can no longer be read, or the message's batch was cancelled before it was started. */
  | { readonly type: 'give-up'; readonly why: 'erased' | 'cancelled' }
  | ({ readonly type: 'record-bounce' } & Report)
  | ({ readonly type: 'record-server-delivery' } & Report)
  | ({ readonly type: 'record-delay' } & Report);

/** One command by its type. */
export type MessageCommandOf<Type extends MessageCommandData['type']> = Extract<MessageCommandData, { type: Type }>;
