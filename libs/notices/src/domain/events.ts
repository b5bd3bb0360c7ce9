import type { Deadline, Instant, StepName } from '@art33/deadlines';
import { declareEvents, type Actor, type DomainEvent } from '@art33/event-log';
import type { Grade, NoticeKind } from '@art33/parties';
import type {
  AcknowledgementGrade,
  Acknowledger,
  Basis,
  Delivery,
  Gap,
  InvalidationCause,
  Judgement,
  Language,
  NoticeRef,
  Personal,
  Reassessment,
  RecomputationCause,
} from './values.js';

/** Every event of a notice, by name. `at` is when it was decided, where nothing else is said. */
export interface NoticeFacts {
  NoticeOpened: {
    readonly basis: Basis;
    /** IANA zone in which its clocks are explained. */ readonly zone: string;
    readonly at: Instant;
  };
  BasisChanged: { readonly basis: Basis; readonly at: Instant };

  DutyOpened: {
    readonly dutyId: string;
    /** Id of the terms' trigger, or `gaps/<send number>`. */
    readonly trigger: string;
    readonly kind: NoticeKind;
    readonly clause: string;
    readonly deadline: Deadline;
    /** The earlier duty that this one only follows up: no new period. */
    readonly followUpOf: string | null;
    readonly at: Instant;
  };
  DeadlineRecomputed: {
    readonly dutyId: string;
    readonly before: Deadline;
    readonly after: Deadline;
    readonly followUpOf: string | null;
    readonly cause: RecomputationCause;
    readonly at: Instant;
  };
  DutyReassessed: { readonly dutyId: string } & Reassessment & { readonly at: Instant };
  DutyWithdrawn: {
    readonly dutyId: string;
    readonly clause: string;
    /** The open term whose settled value ends it. */ readonly openTerm: string;
    readonly at: Instant;
  };

  NoticeDrafted: {
    /** From 1. */
    readonly textNumber: number;
    /** What the text calls the matter. */
    readonly kind: NoticeKind;
    readonly language: Language;
    readonly subject: Personal<string>;
    readonly text: Personal<string>;
    readonly salt: Personal<string>;
    /** SHA-256 of salt and text, hex: stands for the text on receipts, and still does when the text is erased. */
    readonly hash: string;
    readonly gaps: readonly Gap[];
    readonly author: 'template' | 'person';
    /** Who had it written; of texts from before this was recorded nobody knows. */
    readonly writtenBy?: Actor;
    readonly at: Instant;
  };
  NoticeApproved: { readonly textNumber: number; readonly at: Instant };
  NoticeSent: {
    /** From 1. */
    readonly sendNumber: number;
    readonly textNumber: number;
    readonly kind: NoticeKind;
    /** Contact ids. */
    readonly recipients: readonly string[];
    readonly gaps: readonly Gap[];
    /** The duties that its delivery can fulfil. */
    readonly duties: readonly string[];
    /** The job that sent it, whose messages are held and cancelled together. */
    readonly batch?: string;
    readonly at: Instant;
  };

  /** `at` is the instant of delivery. */
  NoticeDelivered: Delivery;
  DutyFulfilled: { readonly dutyId: string } & Judgement;
  DeliveryInvalidated: {
    readonly deliveryId: string;
    readonly grade: Grade;
    readonly kind: NoticeKind;
    readonly sendNumber: number | null;
    readonly messageId: string | null;
    readonly cause: InvalidationCause;
    /** In words: of a server, or of the sender. */
    readonly reason: Personal<string> | null;
    readonly at: Instant;
  };
  DutyReopened: {
    readonly dutyId: string;
    /** The delivery whose judgement is void; null where there was none. */
    readonly voided: string | null;
    /** Another message is handed over still: no alarm. */
    readonly handedOver: boolean;
    /** The one it had, or as it was corrected since. */
    readonly deadline: Deadline;
    readonly at: Instant;
  };
  NoticeUndeliverable: {
    readonly messageId: string;
    readonly sendNumber: number;
    readonly reason: Personal<string>;
    /** A person cancelled the sending before this message was started: nobody needs to be told. */
    readonly cancelled?: true;
    readonly at: Instant;
  };

  NoticeAcknowledged: {
    readonly acknowledgementId: string;
    readonly messageId: string;
    readonly sendNumber: number;
    readonly textNumber: number;
    /** The receipt names the exact text by its salted hash. */
    readonly textHash: string;
    readonly by: Personal<Acknowledger>;
    readonly grade: AcknowledgementGrade;
    /** Whence, as far as this service and its proxies can tell. */
    readonly clientAddress?: Personal<string>;
    readonly at: Instant;
  };
  AcknowledgementDisputed: {
    readonly acknowledgementId: string;
    /** Whose link the dispute came by. */
    readonly contactId: string;
    /** Whence, as far as this service and its proxies can tell. */
    readonly clientAddress?: Personal<string>;
    readonly at: Instant;
  };
  NoticeLinksRevoked: {
    /** The message whose link it was; null: the links of all messages up to that sending. */
    readonly messageId: string | null;
    /** The last sending at that time. */
    readonly sendNumber: number;
    readonly reason: Personal<string>;
    readonly at: Instant;
  };

  DeadlineApproaching: {
    readonly dutyId: string;
    readonly step: StepName;
    readonly due: Instant;
    readonly noticed: Instant;
  };
  DeadlineMissed: { readonly dutyId: string; readonly wasDue: Instant; readonly noticed: Instant };
  TargetApproaching: {
    readonly dutyId: string;
    readonly step: StepName;
    readonly target: Instant;
    readonly noticed: Instant;
  };
  TargetMissed: { readonly dutyId: string; readonly target: Instant; readonly noticed: Instant };
  DutyOverdue: {
    readonly dutyId: string;
    readonly step: StepName;
    /** `target`: the organisation's own, never called a deadline. */
    readonly about: 'deadline' | 'target';
    readonly wasDue: Instant;
    readonly noticed: Instant;
  };

  LatenessExplained: { readonly dutyId: string; readonly reason: Personal<string>; readonly at: Instant };
  /** Where four eyes are asked for: one person proposes that something need not be told. */
  NotRequiredProposed: {
    /** Null: the pending notice as a whole. */
    readonly dutyId: string | null;
    readonly reason: Personal<string>;
    /** Name of the person who proposes. */
    readonly decidedBy: Personal<string>;
    readonly proposedBy: Actor;
    readonly at: Instant;
  };
  NotRequiredProposalWithdrawn: { readonly dutyId: string | null; readonly at: Instant };
  DutyFoundNotRequired: {
    readonly dutyId: string;
    readonly reason: Personal<string>;
    readonly decidedBy: Personal<string>;
    /** Where it took two: ids of the persons. */
    readonly proposedBy?: string;
    readonly confirmedBy?: string;
    readonly at: Instant;
  };
  /** Of a notice that no trigger has fired for. */
  NoticeFoundNotRequired: {
    readonly reason: Personal<string>;
    readonly decidedBy: Personal<string>;
    /** Where it took two: ids of the persons. */
    readonly proposedBy?: string;
    readonly confirmedBy?: string;
    readonly at: Instant;
  };
  NoticeClosed: { readonly at: Instant };
  NoticeReopened: { readonly at: Instant };
}

export type NoticeEventType = keyof NoticeFacts;
export type NoticeEventOf<T extends NoticeEventType> = DomainEvent<T, { readonly notice: NoticeRef } & NoticeFacts[T]>;
/** What can happen to a notice. Each event says whose notice it is, so that it can be read alone. */
export type NoticeEvent = { [T in NoticeEventType]: NoticeEventOf<T> }[NoticeEventType];

export const isNoticeEvent = <T extends NoticeEventType>(event: DomainEvent, type: T): event is NoticeEventOf<T> =>
  event.type === type;

/** States events of one notice. */
export const stating =
  ({ incidentId, agreementId, processorId, controllerId }: NoticeRef) =>
  <T extends NoticeEventType>(type: T, data: NoticeFacts[T]): NoticeEvent =>
    ({
      type,
      data: { notice: { incidentId, agreementId, processorId, controllerId }, ...data },
    }) as unknown as NoticeEvent;

type Of = { readonly notice: NoticeRef };
const agreementKey = ({ notice }: Of) => [`agreement:${notice.agreementId}`];
/** A person at the controller's: gone with either key. */
const controllersPerson = ({ notice }: Of) => [`agreement:${notice.agreementId}`, `controller:${notice.controllerId}`];

export const noticeEvents = declareEvents<NoticeEvent>()({
  NoticeOpened: {
    version: 1,
    meaning:
      'An agreement is affected by an incident: its controller has a notice, also before anything is owed (pending).',
  },
  BasisChanged: {
    version: 1,
    meaning:
      'What a notice rests on changed: the facts known, the form or grade asked for, or whether anybody can be told.',
  },
  DutyOpened: {
    version: 1,
    meaning:
      'A trigger of the terms fired: the controller must be told, with the deadline, its clause and its arithmetic.',
  },
  DeadlineRecomputed: {
    version: 1,
    meaning: 'The deadline of an open duty changed, because awareness was corrected or an open term was settled.',
  },
  DutyReassessed: {
    version: 1,
    meaning: 'A fulfilled duty was measured against a corrected deadline; the judgement at fulfilment stays beside it.',
  },
  DutyWithdrawn: {
    version: 1,
    meaning: 'A person settled an open term in a way that leaves no such duty; it was not fulfilled before.',
  },
  NoticeDrafted: {
    version: 1,
    meaning: 'A text of the notice was written, from a template or by a person; gaps are named.',
    personal: { '/subject': agreementKey, '/text': agreementKey, '/salt': agreementKey },
  },
  NoticeApproved: { version: 1, meaning: 'A person approved one text; a later edit needs a new approval.' },
  NoticeSent: { version: 1, meaning: 'An approved text was sent to named contacts as a notice of one kind.' },
  NoticeDelivered: {
    version: 1,
    meaning:
      'A notice reached its recipient at a grade: handed over, accepted by its server, opened, acknowledged, or as the sender states.',
    personal: {
      '/evidence': agreementKey,
      '/statement/account': controllersPerson,
      '/clientAddress': controllersPerson,
    },
  },
  DutyFulfilled: { version: 1, meaning: 'A delivery fulfilled a duty; its lateness was judged once and is kept.' },
  DeliveryInvalidated: {
    version: 1,
    meaning:
      'A delivery proved to be none: the message bounced, its acknowledgement was disputed, or the sender took its statement back.',
    personal: { '/reason': agreementKey },
  },
  DutyReopened: {
    version: 1,
    meaning: 'A duty is open again with its old due time, because the delivery it rested on was none.',
  },
  NoticeUndeliverable: {
    version: 1,
    meaning: 'A message of the notice could not be delivered at all.',
    personal: { '/reason': agreementKey },
  },
  NoticeAcknowledged: {
    version: 1,
    meaning: 'The recipient acknowledged one exact text; the sender never does.',
    personal: { '/by': controllersPerson, '/clientAddress': controllersPerson },
  },
  AcknowledgementDisputed: {
    version: 1,
    meaning: 'A registered contact says that an acknowledgement was not given by the controller.',
    personal: { '/clientAddress': controllersPerson },
  },
  NoticeLinksRevoked: {
    version: 1,
    meaning: 'The sender withdrew the links in its mails, of one message or of all so far: they open nothing any more.',
    personal: { '/reason': agreementKey },
  },
  DeadlineApproaching: { version: 1, meaning: 'A reminder step before the due time of an open duty was reached.' },
  DeadlineMissed: { version: 1, meaning: 'A due time passed with the duty open; was due, and noticed when.' },
  TargetApproaching: { version: 1, meaning: "A reminder step before the organisation's internal target was reached." },
  TargetMissed: {
    version: 1,
    meaning: "The organisation's internal target passed with the duty open; no breach of contract.",
  },
  DutyOverdue: {
    version: 1,
    meaning: 'A duty is still open some time after its due time or target: an escalation step.',
  },
  LatenessExplained: {
    version: 1,
    meaning: 'The sender gave reasons why a duty was fulfilled late.',
    personal: { '/reason': agreementKey },
  },
  NotRequiredProposed: {
    version: 1,
    meaning:
      'A person proposed, with a reason, that a duty or a pending notice need not be fulfilled: another person confirms it first.',
    personal: { '/reason': agreementKey, '/decidedBy': agreementKey },
  },
  NotRequiredProposalWithdrawn: {
    version: 1,
    meaning: 'What was proposed as not required was taken back: nothing was decided.',
  },
  DutyFoundNotRequired: {
    version: 1,
    meaning: 'A person decided, with a reason, that a duty need not be fulfilled.',
    personal: { '/reason': agreementKey, '/decidedBy': agreementKey },
  },
  NoticeFoundNotRequired: {
    version: 1,
    meaning: 'A person decided, with a reason, that a pending notice need not wait for a trigger any longer.',
    personal: { '/reason': agreementKey, '/decidedBy': agreementKey },
  },
  NoticeClosed: { version: 1, meaning: 'The notice was closed: every duty was decided, and lateness explained.' },
  NoticeReopened: { version: 1, meaning: 'A closed notice is open again, because a duty opened.' },
});
