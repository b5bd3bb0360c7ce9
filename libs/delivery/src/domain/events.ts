import { declareEvents, type DomainEvent, type Erased, type Instant } from '@art33/event-log';
import type { OmittedAttachment, PlannedAttachment } from './attachments.js';

/** Erasure scopes (`person:<id>`, `incident:<id>` …) whose keys seal a message's personal fields, outermost last. */
export interface MessageScopes {
  /** Of everything that names the recipient: the address, and servers' replies, which repeat it. */
  readonly recipient: readonly string[];
  /** Of subject and bodies. */
  readonly content: readonly string[];
}

/** What the message is about, in the sender's words: this room never looks behind the id. */
export interface MessageAbout {
  /** For example `notice`, `alert`, `receipt`. */
  readonly kind: string;
  readonly id: string;
  /** Which sending of it, where there are several. */
  readonly part?: number;
}

/** A link in a message that opens something for whoever holds it. The link itself is not kept. */
export interface MessageLink {
  /** For what, in the sender's words. */
  readonly purpose: string;
  /** SHA-256 of its token, hexadecimal. */
  readonly hash: string;
  readonly expiresAt: Instant;
}

/** Whose 250 it was: our own relay's, or that of the server which holds the recipient's mailbox. */
export type AcceptedBy = 'relay' | 'recipient-server';

/** Why nobody knows whether a copy arrived. */
export type UnknownReason =
  /** The connection ended after the text had been handed over and before the server answered. */
  | 'connection-cut'
  /** The server did not answer in time after the text had been handed over. */
  | 'no-reply'
  /** The server answered with something that is no reply. */
  | 'garbled-reply'
  /** The process ended while the attempt was running. */
  | 'process-ended';

/** Why no further attempt is made. */
export type GiveUpReason =
  /** Five days of temporary failures. */
  | 'too-long'
  /** So many attempts with unknown outcome that one more copy would do harm. */
  | 'outcome-unknown'
  /** The address or the text has been erased. */
  | 'erased'
  /** A person cancelled the batch that it belongs to before an attempt was started. */
  | 'cancelled';

export type MessageEvent =
  | DomainEvent<
      'MessagePrepared',
      {
        readonly messageId: string;
        /** Who sends it (UUID). */
        readonly organisation: string;
        readonly about: MessageAbout;
        readonly recipient: { readonly contactId?: string; readonly address: string | Erased };
        readonly channel: 'smtp';
        readonly priority: 'high' | 'normal';
        /** The Message-ID header, the same in every copy. */
        readonly headerMessageId: string;
        /** Stands in the return address, so that a bounce names its message. */
        readonly returnPathToken: string;
        readonly language: 'de' | 'en';
        readonly subject: string | Erased;
        readonly text: string | Erased;
        readonly html?: string | Erased;
        /** The files that go with it; their bytes are made from the log when it is sent. */
        readonly attachments?: readonly PlannedAttachment[];
        readonly notBefore?: Instant;
        readonly link?: MessageLink;
        /** Due time of what the message serves: of two that may be sent, the earlier due goes first. */
        readonly dueBy?: Instant;
        /** Messages that are held, released and cancelled together (`batchStream`). */
        readonly batch?: string;
        readonly at: Instant;
        readonly scopes: MessageScopes;
      }
    >
  | DomainEvent<
      'MessageStarted',
      {
        /** From 1. */
        readonly attempt: number;
        readonly at: Instant;
        /** Id of the node that sends. */
        readonly takenBy: string;
        /** From here on another node may take the attempt for lost. */
        readonly leaseUntil: Instant;
        /** Planned files that do not go with it. */
        readonly omitted?: readonly OmittedAttachment[];
      }
    >
  | DomainEvent<
      'MessageAccepted',
      {
        readonly attempt: number;
        /** When our process saw the reply. */
        readonly at: Instant;
        readonly by: AcceptedBy;
        /** The server's last reply. */
        readonly reply: string | Erased;
        /** SMTP code; null where the message was written to a folder. */
        readonly acceptedCode: number | null;
        /** Another attempt may have delivered a copy as well. */
        readonly mayHaveArrivedTwice: boolean;
        readonly scopes: MessageScopes;
      }
    >
  | DomainEvent<
      'MessageFailed',
      {
        readonly attempt: number;
        readonly at: Instant;
        /** An SMTP code (`451`) or what went wrong before there was one (`dns-failed`, `tls-refused` …). */
        readonly code: string;
        readonly permanent: boolean;
        readonly reply?: string | Erased;
        /** Null: no further attempt. */
        readonly retryAt: Instant | null;
        readonly scopes: MessageScopes;
      }
    >
  | DomainEvent<
      'MessageUnknown',
      {
        readonly attempt: number;
        readonly at: Instant;
        readonly why: UnknownReason;
        /** When it is sent again by itself, with the same Message-ID. Null: no further attempt. */
        readonly retryAt: Instant | null;
      }
    >
  | DomainEvent<
      'MessageBounced',
      {
        /** The instant the report states if it lies between hand-over and arrival, else the report's arrival. */
        readonly at: Instant;
        readonly arrivedAt: Instant;
        readonly action: 'failed';
        /** Enhanced status code (RFC 3463), for example `5.1.1`; null where the report has none. */
        readonly status: string | null;
        readonly diagnostic?: string | Erased;
        /** Derived from the report: the same report gives the same id. */
        readonly evidenceId: string;
        readonly scopes: MessageScopes;
      }
    >
  | DomainEvent<
      'MessageDeliveredByServer',
      {
        /** As for `MessageBounced`. */
        readonly at: Instant;
        readonly arrivedAt: Instant;
        readonly status: string | null;
        readonly diagnostic?: string | Erased;
        readonly evidenceId: string;
        readonly scopes: MessageScopes;
      }
    >
  | DomainEvent<
      'MessageDelayed',
      {
        readonly at: Instant;
        readonly arrivedAt: Instant;
        readonly status: string | null;
        readonly diagnostic?: string | Erased;
        readonly evidenceId: string;
        readonly scopes: MessageScopes;
      }
    >
  | DomainEvent<'MessageGivenUp', { readonly at: Instant; readonly attempts: number; readonly why: GiveUpReason }>;

/** The data of one event type. */
export type MessageEventData<Type extends MessageEvent['type']> = Extract<MessageEvent, { type: Type }>['data'];

const ofRecipient = (data: { readonly scopes: MessageScopes }) => data.scopes.recipient;
const ofContent = (data: { readonly scopes: MessageScopes }) => data.scopes.content;

export const deliveryEvents = declareEvents<MessageEvent>()({
  MessagePrepared: {
    version: 1,
    meaning: 'A message to one recipient was written and waits to be sent.',
    personal: { '/recipient/address': ofRecipient, '/subject': ofContent, '/text': ofContent, '/html': ofContent },
  },
  MessageStarted: {
    version: 1,
    meaning: 'A node took the message and is about to hand it over; recorded before the effect.',
  },
  MessageAccepted: {
    version: 1,
    meaning: "A server took the message: our relay, or the recipient's own.",
    personal: { '/reply': ofRecipient },
  },
  MessageFailed: {
    version: 1,
    meaning:
      'An attempt failed for certain; either it is tried again at a stated instant, or the failure is permanent.',
    personal: { '/reply': ofRecipient },
  },
  MessageUnknown: {
    version: 1,
    meaning: 'An attempt ended without an answer: a copy may have arrived. It is sent again with the same Message-ID.',
  },
  MessageBounced: {
    version: 1,
    meaning: 'A server reported that it could not deliver the message it had taken.',
    personal: { '/diagnostic': ofRecipient },
  },
  MessageDeliveredByServer: {
    version: 1,
    meaning: "The recipient's server reported that it delivered the message.",
    personal: { '/diagnostic': ofRecipient },
  },
  MessageDelayed: {
    version: 1,
    meaning: 'A server reported that delivery is delayed and that it keeps trying.',
    personal: { '/diagnostic': ofRecipient },
  },
  MessageGivenUp: { version: 1, meaning: 'No further attempt is made, although none failed permanently.' },
});
