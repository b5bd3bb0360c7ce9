import type { Instant } from '@art33/event-log';
import type { Grade, NoticeKind } from '@art33/parties';
import type {
  Acknowledgement,
  DraftedText,
  Duty,
  DutyStatus,
  Failure,
  KnownDelivery,
  LinksRevoked,
  NoticeStatus,
  NotRequiredProposal,
  Sending,
} from '../domain/state.js';
import type { NoticeProgress } from '../domain/progress.js';
import type { AcknowledgementGrade, Acknowledger, Basis, Blocker, Delivery, Personal } from '../domain/values.js';

/** One notice in a list. Instants are UTC. */
export interface NoticeListItem {
  readonly id: string;
  readonly incidentId: string;
  readonly agreementId: string;
  readonly processorId: string;
  readonly controllerId: string;
  /** Of the other side. Null where it was erased. */
  readonly counterpart: string | null;
  readonly status: NoticeStatus;
  /** How far its last text has come. */
  readonly progress: NoticeProgress;
  /** Of the strongest undecided duty. */
  readonly kind: NoticeKind;
  /** Of the agreement, that the duty due next comes from; once no clock runs, of the first duty. Null while it is pending. */
  readonly clause: string | null;
  /** The earliest due time among the duties whose clocks run; null where none has one. */
  readonly due: Instant | null;
  /** Where it has no due time: until when it is meant to be told, which nothing is late by; null where neither stands. */
  readonly target: Instant | null;
  readonly overdue: boolean;
  readonly openedAt: Instant;
  /** When the controller was first told; null: not yet. */
  readonly toldAt: Instant | null;
  /** How late its dated duties were fulfilled at worst, in milliseconds: 0 is in time, null is not judged. */
  readonly lateBy: number | null;
  /** The best grade of a delivery that still counts. */
  readonly grade: Grade | null;
  /** False: the controller has nobody to tell. */
  readonly recipientKnown: boolean;
  /** Null: there is none yet. One that stands before the incident's `contentChanged` in the log does not know what was recorded since. */
  readonly lastText: {
    readonly at: Instant;
    readonly author: DraftedText['author'];
    readonly logNumber: number;
  } | null;
  readonly blockers: readonly Blocker[];
}

export interface DutyView extends Duty {
  readonly status: DutyStatus;
  /** The deadline in plain sentences: source, arithmetic, due time, assumptions. */
  readonly explanation: { readonly de: readonly string[]; readonly en: readonly string[] };
}

/** A notice in full, as the processor and its auditors see it. */
export interface NoticeView extends NoticeListItem {
  readonly side: 'processor';
  readonly basis: Basis;
  /** IANA zone in which its clocks are explained. */
  readonly zone: string;
  readonly duties: readonly DutyView[];
  readonly texts: readonly DraftedText[];
  readonly sendings: readonly Sending[];
  readonly deliveries: readonly KnownDelivery[];
  readonly failures: readonly Failure[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Links in mails that were withdrawn. */
  readonly linksRevoked: readonly LinksRevoked[];
  /** Of a pending notice. */
  readonly notRequired: Duty['notRequired'];
  /** What one person proposed as not required and another has not confirmed yet. */
  readonly proposals: readonly NotRequiredProposal[];
  readonly closedAt: Instant | null;
  /** Of the last event that is shown. */
  readonly logNumber: number;
}

/** A message as its recipient sees it: the text with what it was sent as. */
export interface ReceivedMessage {
  readonly sendNumber: number;
  readonly kind: NoticeKind;
  readonly sentAt: Instant;
  readonly subject: Personal<string>;
  readonly text: Personal<string>;
  readonly textHash: string;
}

/** One received notice in a list. */
export interface ReceivedNoticeListItem {
  readonly id: string;
  readonly agreementId: string;
  readonly processorId: string;
  readonly controllerId: string;
  /** The processor's name. */
  readonly counterpart: string | null;
  /** The strongest word that was told. */
  readonly kind: NoticeKind | null;
  readonly toldAt: Instant | null;
  readonly grade: Grade | null;
}

/** A notice as its controller and the controller's auditors see it: what was sent, what reached it, what it acknowledged. */
export interface ReceivedNotice extends ReceivedNoticeListItem {
  readonly side: 'controller';
  readonly messages: readonly ReceivedMessage[];
  readonly deliveries: readonly Pick<
    Delivery,
    'deliveryId' | 'grade' | 'at' | 'kind' | 'sendNumber' | 'statement' | 'clientAddress'
  >[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Links in mails that the sender withdrew, without its reasons. */
  readonly linksRevoked: readonly Omit<LinksRevoked, 'reason'>[];
  readonly logNumber: number;
}

/** A receipt: who acknowledged which exact text, when, and where that stands in the log. */
export interface ReceiptView {
  readonly acknowledgementId: string;
  readonly noticeId: string;
  readonly by: Personal<Acknowledger>;
  readonly at: Instant;
  readonly grade: AcknowledgementGrade;
  /** Whence it came, as far as the service and its proxies can tell. */
  readonly clientAddress?: Personal<string>;
  readonly sendNumber: number;
  readonly textNumber: number;
  readonly subject: Personal<string>;
  readonly text: Personal<string>;
  /** SHA-256 of salt and text, hex. */
  readonly textHash: string;
  readonly salt: Personal<string>;
  readonly eventId: string;
  readonly logNumber: number;
  readonly disputes: Acknowledgement['disputes'];
}

/** How a processor has kept its duties towards one controller. */
export interface ControllerRecord {
  readonly controllerId: string;
  readonly name: string | null;
  readonly notices: {
    readonly total: number;
    readonly open: number;
    readonly closed: number;
    readonly withoutRecipient: number;
  };
  readonly duties: {
    readonly open: number;
    readonly overdue: number;
    /** Sent, receipt not proven. */
    readonly handedOver: number;
    readonly onTime: number;
    readonly late: number;
    /** Fulfilled without a due time: never on time, never late. */
    readonly undated: number;
    readonly notRequired: number;
  };
  readonly acknowledged: number;
}

/** How duties to tell were kept, and how long telling took. */
export interface Kept {
  readonly notices: number;
  /** Whose controllers were told. */
  readonly told: number;
  readonly duties: ControllerRecord['duties'];
  /** From the processor's earliest knowledge to the first telling, in milliseconds; null: nothing was told of which both are known. */
  readonly timeToNotice: { readonly mean: number; readonly longest: number } | null;
}

/** What was opened in one quarter, in the processor's time zone. */
export interface KeptQuarter extends Kept {
  /** E.g. `2026-Q4`. */
  readonly quarter: string;
  readonly from: Instant;
  /** Exclusive. */
  readonly until: Instant;
}

/** What one controller was owed, or what came of one subprocessor's incidents. */
export interface KeptBy extends Kept {
  readonly id: string;
  /** Null where it was erased, or no terms name it. */
  readonly name: string | null;
}

/** How a processor has kept its duties in the last two years: by quarter, and of those that were kept worst, by whom. */
export interface KeptRecord {
  readonly quarters: readonly KeptQuarter[];
  /** At most 50: those with the most late or overdue duties first. */
  readonly controllers: readonly KeptBy[];
  /** The same, by subprocessors with a part in the incident. */
  readonly subprocessors: readonly KeptBy[];
}

/** Where the notices of an incident stand. */
export interface IncidentCounts {
  readonly total: number;
  readonly byStatus: Readonly<Record<NoticeStatus, number>>;
  /** How far the last text of each has come. */
  readonly byProgress: Readonly<Record<NoticeProgress, number>>;
  /** Whose controllers were told something already, whatever became of it. */
  readonly told: number;
  readonly overdue: number;
  readonly withoutRecipient: number;
  /** Notices that keep the incident from being closed. */
  readonly blocking: number;
}
