import type { Instant } from '@art33/event-log';
import type { Grade, NoticeKind } from '@art33/parties';
import type {
  Acknowledgement,
  DraftedText,
  Duty,
  DutyStatus,
  Failure,
  KnownDelivery,
  NoticeStatus,
  Sending,
} from '../domain/state.js';
import type { NoticeProgress } from '../domain/progress.js';
import type { Acknowledger, Basis, Blocker, Delivery, Personal } from '../domain/values.js';

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
  /** Of the strongest undecided duty. */
  readonly kind: NoticeKind;
  /** The earliest due time among the duties whose clocks run; null where none has one. */
  readonly due: Instant | null;
  readonly overdue: boolean;
  readonly openedAt: Instant;
  /** When the controller was first told; null: not yet. */
  readonly toldAt: Instant | null;
  /** The best grade of a delivery that still counts. */
  readonly grade: Grade | null;
  /** False: the controller has nobody to tell. */
  readonly recipientKnown: boolean;
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
  /** Of a pending notice. */
  readonly notRequired: Duty['notRequired'];
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
  readonly deliveries: readonly Pick<Delivery, 'deliveryId' | 'grade' | 'at' | 'kind' | 'sendNumber' | 'statement'>[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly logNumber: number;
}

/** A receipt: who acknowledged which exact text, when, and where that stands in the log. */
export interface ReceiptView {
  readonly acknowledgementId: string;
  readonly noticeId: string;
  readonly by: Personal<Acknowledger>;
  readonly at: Instant;
  readonly grade: 'link-only';
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
