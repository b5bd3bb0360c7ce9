import type { Deadline, Instant, Lateness, StatedInstant } from '@art33/deadlines';
import type { Erased } from '@art33/event-log';
import type { ContentItem, Grade, NoticeKind, OrganisationSettings } from '@art33/parties';

/** A personal field: its value, or the mark that its key was destroyed. */
export type Personal<T> = T | Erased;

/** Whose notice it is: one processor to one controller, about one incident, under one agreement. */
export interface NoticeRef {
  readonly incidentId: string;
  readonly agreementId: string;
  readonly processorId: string;
  readonly controllerId: string;
}

/** What a notice rests on besides its duties: what is known, and what the agreement and the organisation ask of it. */
export interface Basis {
  readonly terms: { readonly id: string; readonly version: string };
  /** Keys of the facts known (`factKey`), sorted. */
  readonly facts: readonly string[];
  /** The incident was found to be no breach, or not notifiable. */
  readonly ruledOut: boolean;
  /** The notice must be in text form (§ 126b BGB): clause or confirmed open term. */
  readonly textForm: boolean;
  /** Grade from which a duty counts as fulfilled. */
  readonly requiredGrade: OrganisationSettings['requiredGrade'];
  /** The controller has somebody to tell. */
  readonly recipientsKnown: boolean;
}

/** Something that a notice should hold and nobody knows yet. */
export interface Gap {
  readonly item: ContentItem;
  /** The clause that owes it; null: asked for by clause 9.2 of 2021/915, not owed by this contract. */
  readonly clause: string | null;
}

export type Language = 'de' | 'en';

/** Why a deadline was computed anew. */
export type RecomputationCause = 'awareness-corrected' | 'open-term-settled' | 'terms-changed' | 'target-changed';

/** How the sender told a controller without art33: proven by nothing of ours. */
export interface Statement {
  readonly channel: 'phone' | 'letter' | 'fax' | 'meeting' | 'other';
  /** Readable, naming the declarant, on a durable medium (§ 126b BGB): never a phone call. */
  readonly textForm: boolean;
  readonly at: StatedInstant;
  readonly account: Personal<Account>;
}
export interface Account {
  /** Who told it. */
  readonly by: string;
  /** Who was told. */
  readonly to: string;
  /** What there is to show for it. */
  readonly evidence: string;
}

/** What reached the controller, as well as it is known. Void once invalidated, but kept. */
export interface Delivery {
  readonly deliveryId: string;
  readonly grade: Grade;
  /** When it reached the recipient: observed by us, stated by a server, or stated by the sender. */
  readonly at: Instant;
  readonly kind: NoticeKind;
  /** Null: told without a message, as a phone call is. */
  readonly sendNumber: number | null;
  readonly messageId: string | null;
  /** The duties that it can fulfil. */
  readonly duties: readonly string[];
  /** Those of them whose alarms it stops: sent, receipt not proven, unless it fulfils them at once. */
  readonly silences: readonly string[];
  /** A server's words. */
  readonly evidence: Personal<string> | null;
  readonly statement: Statement | null;
  /** Whence a person opened or acknowledged it by its link, as far as this service and its proxies can tell. */
  readonly clientAddress?: Personal<string>;
}

/** Why a delivery proved to be none. */
export type InvalidationCause = 'bounced' | 'acknowledgement-disputed' | 'statement-withdrawn';

/** Which instant a duty was judged by, and why that one. */
export interface JudgedBy {
  /**
   * `hand-over`, `acceptance`: what a person opened later had been handed over, or accepted by the recipient's server, before;
   * then that instant counts and receipt is merely proven later.
   */
  readonly what: 'delivery' | 'hand-over' | 'acceptance';
  readonly deliveryId: string;
  readonly at: Instant;
}

/** A duty's lateness, judged when it was fulfilled. */
export interface Judgement {
  readonly deliveryId: string;
  /** The delivery that fulfilled the duty. */
  readonly deliveredAt: Instant;
  readonly judgedBy: JudgedBy;
  readonly lateness: Lateness;
}

/** A judgement under a deadline that was corrected after fulfilment: stands beside the judgement, never instead. */
export interface Reassessment {
  readonly deadline: Deadline;
  readonly lateness: Lateness;
  readonly cause: RecomputationCause;
}

/**
 * How sure it is who acknowledged. `link-only`: whoever held the link could have given it; `signed-in`: a member of the controller
 * who had signed in.
 */
export type AcknowledgementGrade = 'link-only' | 'signed-in';

/** Who acknowledged, in the words of that person. */
export interface Acknowledger {
  readonly name: string;
  readonly function: string | null;
}

/** What keeps an incident from being closed on account of one notice. */
export interface Blocker {
  readonly reason:
    'pending' | 'no-recipient-known' | 'undecided-duty' | 'receipt-not-proven' | 'gaps-open' | 'late-without-reasons';
  readonly dutyId: string | null;
}
