import type { Instant, StepName } from '@art33/deadlines';
import type { Actor } from '@art33/event-log';
import type { IncidentFact } from '@art33/incidents';
import type { FourEyes, Localised, NoticeKind, OrganisationSettings, Terms } from '@art33/parties';
import type { Account, Acknowledger, Gap, Language, NoticeRef, Statement } from './values.js';

/** An open term with the value in force: confirmed by a person, the default meanwhile, or none. */
export interface ResolvedOpenTerm {
  readonly id: string;
  readonly clause: string;
  readonly question: Localised;
  readonly value: string | null;
  readonly confirmed: boolean;
}

/**
 * Brings a notice in line with its incident, its agreement and its organisation: opens it, opens duties for fired triggers,
 * recomputes open deadlines, reassesses fulfilled ones. Saying the same again changes nothing.
 */
export interface Align extends NoticeRef {
  readonly type: 'align';
  readonly facts: readonly IncidentFact[];
  readonly ruledOut: boolean;
  readonly terms: Pick<Terms, 'id' | 'version' | 'triggers' | 'noticeForm'>;
  readonly openTerms: readonly ResolvedOpenTerm[];
  readonly settings: Pick<OrganisationSettings, 'internalTargetHours' | 'requiredGrade'>;
  /** IANA zone in which the clocks are explained. */
  readonly zone: string;
  /** The controller has at least one contact for breach notices. */
  readonly recipientsKnown: boolean;
}

export interface Draft {
  readonly type: 'draft';
  /** What the text calls the matter; left out: after the strongest undecided duty. */
  readonly kind?: NoticeKind;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly gaps: readonly Gap[];
  readonly salt: string;
  /** Of salt and text (`textHash`). */
  readonly hash: string;
  readonly author: 'template' | 'person';
}
export interface Approve {
  readonly type: 'approve';
  readonly textNumber: number;
}
export interface Send {
  readonly type: 'send';
  /** Left out: the strongest that its text allows. */
  readonly kind?: NoticeKind;
  /** Contact ids. */
  readonly recipients: readonly string[];
  /** The sender knows that owed content is missing, and sends all the same. */
  readonly withGaps: boolean;
  /** Also where the same text is on its way to the same contacts already: new mails, with new links. */
  readonly again?: boolean;
  /** Messages that are held and cancelled together. */
  readonly batch?: string;
}

/** Our relay took the message. */
export interface RecordHandOver {
  readonly type: 'record-hand-over';
  readonly messageId: string;
  readonly sendNumber: number;
  readonly at: Instant;
  readonly evidence?: string;
}
export interface RecordDelivery {
  readonly type: 'record-delivery';
  readonly messageId: string;
  readonly sendNumber: number;
  readonly grade: 'accepted-by-server' | 'opened' | 'acknowledged';
  readonly at: Instant;
  readonly evidence?: string;
  /** The IP address by which a person came. */
  readonly clientAddress?: string;
}
/** The sender told the controller by other means. */
export interface StateDelivery extends Omit<Statement, 'account'>, Account {
  readonly type: 'state-delivery';
  /** Left out: the strongest that is owed. */
  readonly kind?: NoticeKind;
  /** The message whose text was handed over this way, where it was one. */
  readonly sendNumber?: number;
}
/** The message bounced: what machines said of it is void. What a person did with it stands. */
export interface InvalidateDelivery {
  readonly type: 'invalidate-delivery';
  readonly messageId: string;
  readonly sendNumber: number;
  readonly reason: string;
  readonly at: Instant;
}
/** The sender takes back what it stated by mistake. */
export interface WithdrawStatement {
  readonly type: 'withdraw-statement';
  readonly deliveryId: string;
  readonly reason: string;
}
export interface RecordUndeliverable {
  readonly type: 'record-undeliverable';
  readonly messageId: string;
  readonly sendNumber: number;
  readonly reason: string;
  /** Not by failure: a person cancelled the sending before this message was started. */
  readonly cancelled?: true;
  readonly at: Instant;
}

export interface Acknowledge {
  readonly type: 'acknowledge';
  /** The message whose link was used; left out: a member of the controller does it who has signed in. */
  readonly messageId?: string;
  readonly sendNumber: number;
  readonly by: Acknowledger;
  readonly at: Instant;
  /** The IP address by which it came. */
  readonly clientAddress?: string;
}
export interface DisputeAcknowledgement {
  readonly type: 'dispute-acknowledgement';
  readonly acknowledgementId: string;
  /** Whose link the dispute comes by. */
  readonly contactId: string;
  readonly at: Instant;
  /** The IP address by which it came. */
  readonly clientAddress?: string;
}
/** The sender withdraws the links in its mails; what goes out later has new ones. */
export interface RevokeLinks {
  readonly type: 'revoke-links';
  /** Null: those of every mail sent so far. */
  readonly messageId: string | null;
  readonly reason: string;
}

export interface NoteDeadlineStep {
  readonly type: 'note-deadline-step';
  readonly dutyId: string;
  readonly step: StepName;
  /** The due time or target that the step is about, as the watch knew it. */
  readonly wasDue: Instant;
  readonly noticed: Instant;
}
export interface ExplainLateness {
  readonly type: 'explain-lateness';
  /** Null: every duty of the notice that is late and has no reasons yet. */
  readonly dutyId: string | null;
  readonly reason: string;
}
export interface FindNotRequired {
  readonly type: 'find-not-required';
  /** Null: the pending notice as a whole. */
  readonly dutyId: string | null;
  readonly reason: string;
  /** The person who decides. */
  readonly decidedBy: string;
}
/** Another person agrees that something need not be told: what was proposed is decided. */
export interface ConfirmNotRequired {
  readonly type: 'confirm-not-required';
  /** Null: the pending notice as a whole. */
  readonly dutyId: string | null;
}
/** What was proposed is taken back, by whomever: nothing was decided. */
export interface WithdrawNotRequired {
  readonly type: 'withdraw-not-required';
  readonly dutyId: string | null;
}
export interface Close {
  readonly type: 'close';
}

export type NoticeCommandData =
  | Align
  | Draft
  | Approve
  | Send
  | RecordHandOver
  | RecordDelivery
  | StateDelivery
  | InvalidateDelivery
  | WithdrawStatement
  | RecordUndeliverable
  | Acknowledge
  | DisputeAcknowledgement
  | RevokeLinks
  | NoteDeadlineStep
  | ExplainLateness
  | FindNotRequired
  | ConfirmNotRequired
  | WithdrawNotRequired
  | Close;

/** Who gives a command. */
export interface Giver {
  /** The organisation on whose behalf it is given; left out by the service itself. */
  readonly onBehalfOf?: string;
  readonly actor?: Actor;
  /** Where that organisation asks for a second person; left out: nowhere. */
  readonly fourEyes?: FourEyes;
}

/** A command as the decider takes it. */
export type NoticeCommandBy = NoticeCommandData & Giver;

/** A command with the instant at which it is decided. */
export type Timed<C extends NoticeCommandData> = C & Giver & { readonly now: Instant };
