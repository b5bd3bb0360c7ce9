import type { StatedInstant } from '@art33/deadlines';
import { declareEvents, type DomainEvent, type Erased, type Instant } from '@art33/event-log';
import type { Acknowledger, NoticeJson } from '@art33/notices';
import type { NoticeKind } from '@art33/parties';

/** What a controller takes a notice for; `other` where it is none of the kinds that art33 knows. */
export const RECEIVED_KINDS = [
  'breach',
  'suspected-breach',
  'irregularity',
  'for-information',
  'security-defect',
  'other',
] as const satisfies readonly (NoticeKind | 'other')[];
export type ReceivedKind = (typeof RECEIVED_KINDS)[number];

/** How a notice came into the controller's hands. */
export type ReceivedType = 'message/rfc822' | 'application/pdf' | 'application/json';

/** The file as it was uploaded, sealed outside the log under this controller's key. */
export interface ReceivedFile {
  readonly mediaType: ReceivedType;
  /** SHA-256 of the sealed bytes, hexadecimal. */
  readonly digest: string;
  /** Of the file as it was, in bytes. */
  readonly size: number;
}

/** What the headers of a mail say. Whoever wrote the file can have written anything: nothing here is taken for true. */
export interface MailSays {
  readonly date: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly subject: string | null;
  readonly messageId: string | null;
  /** `Received` headers, the last server first. */
  readonly received: readonly string[];
}

/** A notice as another installation described it for machines, checked for form and for nothing else. */
export type ImportedNotice = Omit<NoticeJson, 'duties' | 'schema'> & {
  readonly duties: readonly {
    readonly id: string;
    readonly kind: NoticeKind;
    readonly clause: string;
    readonly due: Instant | null;
  }[];
};

/** The sender's receipt, as it answered; kept as evidence, checked against nothing here. */
export type ReturnedReceipt = Readonly<Record<string, string | number | boolean | null>>;

/** Why the sender was not reached, or did not take it. */
export type ReturnFault =
  | 'connection-failed'
  | 'name-not-found'
  | 'tls-failed'
  | 'address-not-allowed'
  | 'refused'
  | 'no-such-link'
  | 'no-receipt'
  | 'no-answer'
  | 'process-ended'
  | 'erased';

interface OfController {
  readonly controllerId: string;
}
interface OfAcknowledgement {
  readonly acknowledgementId: string;
  /** From 1. */
  readonly attempt: number;
  readonly at: Instant;
}

export interface ReceivedNoticeData {
  readonly receivedId: string;
  /** When the controller received it, as it states itself. */
  readonly received: StatedInstant;
  readonly kind: ReceivedKind;
  /** Who sent it. Personal. */
  readonly processor: string | Erased;
  /** The sender's id of the notice; null where it named none. */
  readonly noticeId: string | null;
  /** Which sending of it, from 1. */
  readonly sending: number | null;
  readonly file: ReceivedFile;
  /** Personal. */
  readonly mail: MailSays | Erased | null;
  /** Personal. */
  readonly notice: ImportedNotice | Erased | null;
}

export type ReceivedEvent =
  | DomainEvent<
      'CaseOpenedFromReceivedNotice',
      OfController & { readonly caseId: string; readonly zone: string; readonly at: Instant }
    >
  | DomainEvent<'ReceivedNoticeFiled', OfController & ReceivedNoticeData & { readonly at: Instant }>
  | DomainEvent<
      'ReceivedNoticeAcknowledged',
      OfController & {
        readonly receivedId: string;
        readonly acknowledgementId: string;
        /** Personal. */
        readonly by: Acknowledger | Erased;
        /** Where the sender takes it. Personal: whoever has it can acknowledge. */
        readonly link: string | Erased;
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'AcknowledgementReturnStarted',
      OfAcknowledgement & { readonly takenBy: string; readonly leaseUntil: Instant }
    >
  | DomainEvent<
      'AcknowledgementReturned',
      OfController & OfAcknowledgement & { /** Personal. */ readonly receipt: ReturnedReceipt | Erased }
    >
  | DomainEvent<
      'AcknowledgementReturnFailed',
      OfAcknowledgement & {
        readonly why: ReturnFault;
        /** Of the answer, where there was one. */
        readonly status: number | null;
        /** Null: it is not tried again by itself. */
        readonly retryAt: Instant | null;
      }
    >
  | DomainEvent<
      'AcknowledgementReturnUnknown',
      OfAcknowledgement & { readonly why: ReturnFault; readonly retryAt: Instant | null }
    >;

const ownKey = (data: OfController) => [`controller:${data.controllerId}`];

export const receivedEvents = declareEvents<ReceivedEvent>()({
  CaseOpenedFromReceivedNotice: {
    version: 1,
    meaning: 'The controller opened a file for a notice that it received by itself, from whatever sender.',
  },
  ReceivedNoticeFiled: {
    version: 1,
    meaning: 'A notice that the controller received was put on file, with the instant of receipt that it states.',
    personal: { '/processor': ownKey, '/mail': ownKey, '/notice': ownKey },
  },
  ReceivedNoticeAcknowledged: {
    version: 1,
    meaning: 'A person of the controller acknowledged a received notice; the sender is to be told.',
    personal: { '/by': ownKey, '/link': ownKey },
  },
  AcknowledgementReturnStarted: { version: 1, meaning: 'An attempt to tell the sender of an acknowledgement began.' },
  AcknowledgementReturned: {
    version: 1,
    meaning: 'The sender took the acknowledgement and answered with a receipt.',
    personal: { '/receipt': ownKey },
  },
  AcknowledgementReturnFailed: {
    version: 1,
    meaning: 'The sender of a notice was not reached, or did not take the acknowledgement.',
  },
  AcknowledgementReturnUnknown: {
    version: 1,
    meaning: 'Nobody knows whether the sender took the acknowledgement; telling it again does no harm.',
  },
});
