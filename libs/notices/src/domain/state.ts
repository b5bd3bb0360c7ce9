import type { Deadline, Instant, StepName } from '@art33/deadlines';
import type { Actor } from '@art33/event-log';
import { GRADES, type NoticeKind } from '@art33/parties';
import { strongest } from './kinds.js';
import type { NoticeFacts } from './events.js';
import type { Basis, Delivery, InvalidationCause, Judgement, NoticeRef, Personal, Reassessment } from './values.js';

/** A decision that something need not be done: by a person, with a reason, at a time. */
export interface NotRequired {
  readonly reason: Personal<string>;
  readonly decidedBy: Personal<string>;
  /** Where it took two: ids of the persons. */
  readonly proposedBy?: string;
  readonly confirmedBy?: string;
  readonly at: Instant;
}

/** What one person proposed and another has not confirmed yet. */
export interface NotRequiredProposal {
  /** Null: the pending notice as a whole. */
  readonly dutyId: string | null;
  readonly reason: Personal<string>;
  readonly decidedBy: Personal<string>;
  readonly proposedBy: Actor;
  readonly at: Instant;
}

/** A judgement with what later corrections would have made of it. */
export type ReassessedJudgement = Judgement & { readonly reassessments: readonly Reassessment[] };

/** One step of a period: `end` is the due time or target that it is about. */
export interface NotedStep {
  readonly step: StepName;
  readonly about: 'deadline' | 'target';
  readonly end: Instant;
  readonly noticed: Instant;
}

/** What one trigger of the terms, or a gap, demands: fulfilled, missed, judged and explained by itself. */
export interface Duty {
  readonly dutyId: string;
  readonly trigger: string;
  readonly kind: NoticeKind;
  readonly clause: string;
  readonly deadline: Deadline;
  /** The earlier duty that it only follows up: no new period. */
  readonly followUpOf: string | null;
  readonly openedAt: Instant;
  /** Stands while its delivery does. */
  readonly judgement: ReassessedJudgement | null;
  /** Judgements whose delivery proved to be none: void, but readable. */
  readonly voided: readonly ReassessedJudgement[];
  readonly notRequired: NotRequired | null;
  readonly withdrawn: boolean;
  readonly reasonsForLateness: readonly { readonly reason: Personal<string>; readonly at: Instant }[];
  /** The steps of its period noted so far: reminders, the due time or target missed, escalations. */
  readonly steps: readonly NotedStep[];
}

export type DraftedText = NoticeFacts['NoticeDrafted'] & { readonly approvedAt: Instant | null };
export type Sending = NoticeFacts['NoticeSent'];
export type KnownDelivery = Delivery & {
  readonly invalidated: {
    readonly cause: InvalidationCause;
    readonly reason: Personal<string> | null;
    readonly at: Instant;
  } | null;
};
export interface Failure {
  readonly messageId: string;
  readonly sendNumber: number;
  readonly reason: Personal<string> | null;
  /** A person cancelled the sending before this message was started. */
  readonly cancelled?: true;
  readonly at: Instant;
}
export type Acknowledgement = NoticeFacts['NoticeAcknowledged'] & {
  readonly disputes: readonly {
    readonly contactId: string;
    readonly clientAddress?: Personal<string>;
    readonly at: Instant;
  }[];
};
export type LinksRevoked = NoticeFacts['NoticeLinksRevoked'];

/** A notice as the log tells it. */
export interface NoticeState {
  /** Null before it is opened. */
  readonly notice:
    | (NoticeRef & {
        readonly noticeId: string;
        readonly zone: string;
        readonly openedAt: Instant;
        readonly basis: Basis;
      })
    | null;
  readonly duties: readonly Duty[];
  readonly texts: readonly DraftedText[];
  readonly sendings: readonly Sending[];
  readonly deliveries: readonly KnownDelivery[];
  /** Messages that bounced or could not be delivered. */
  readonly failures: readonly Failure[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly linksRevoked: readonly LinksRevoked[];
  /** Of a pending notice. */
  readonly notRequired: NotRequired | null;
  /** What is proposed as not required, at most once for each duty. */
  readonly proposals: readonly NotRequiredProposal[];
  readonly closedAt: Instant | null;
}

export const initialNotice: NoticeState = {
  notice: null,
  duties: [],
  texts: [],
  sendings: [],
  deliveries: [],
  failures: [],
  acknowledgements: [],
  linksRevoked: [],
  notRequired: null,
  proposals: [],
  closedAt: null,
};

/** A notice that has been opened. */
export type OpenedNotice = NoticeState & { readonly notice: NonNullable<NoticeState['notice']> };
export const isOpened = (state: NoticeState): state is OpenedNotice => state.notice !== null;

/**
 * `handed-over`: sent, receipt not proven: neither fulfilled nor late, no alarm. `withdrawn`: an open term was settled so
 * that there is no such duty.
 */
export type DutyStatus = 'open' | 'handed-over' | 'fulfilled' | 'not-required' | 'withdrawn';

const isGraded = (delivery: Pick<Delivery, 'grade'>): boolean => (GRADES as readonly string[]).includes(delivery.grade);

/** Deliveries that still count. */
export const validDeliveries = (state: NoticeState): readonly KnownDelivery[] =>
  state.deliveries.filter((delivery) => delivery.invalidated === null);

/** The message bounced or could not be delivered: what a machine says of it afterwards proves nothing. */
export const hasFailed = (state: NoticeState, messageId: string): boolean =>
  state.failures.some((failure) => failure.messageId === messageId);

/** Every message of the sending was cancelled before it was started: nobody was told anything by it. */
export function isCancelled(state: NoticeState, { sendNumber, recipients }: Sending): boolean {
  const { length } = state.failures.filter((failure) => failure.cancelled && failure.sendNumber === sendNumber);
  return length > 0 && length >= recipients.length;
}

/** Sendings whose text the controller may read: what was cancelled counts only where it was told by other means. */
export const readableSendings = (state: NoticeState): readonly Sending[] =>
  state.sendings.filter(
    (sending) =>
      !isCancelled(state, sending) ||
      validDeliveries(state).some(({ sendNumber }) => sendNumber === sending.sendNumber),
  );

export function dutyStatus(state: NoticeState, duty: Duty): DutyStatus {
  if (duty.withdrawn) return 'withdrawn';
  if (duty.notRequired) return 'not-required';
  const reaching = validDeliveries(state).filter((delivery) => delivery.duties.includes(duty.dutyId));
  if (duty.judgement && reaching.some(({ deliveryId }) => deliveryId === duty.judgement?.deliveryId))
    return 'fulfilled';
  return reaching.some(isGraded) ? 'handed-over' : 'open';
}

/** The deadline as it would be today: a fulfilled duty keeps the one it was judged by, and the corrected one beside it. */
export const currentDeadline = (duty: Duty): Deadline =>
  duty.judgement?.reassessments.at(-1)?.deadline ?? duty.deadline;

/** A duty that nobody has fulfilled or decided on yet. */
export const isUndecided = (state: NoticeState, duty: Duty): boolean =>
  ['open', 'handed-over'].includes(dutyStatus(state, duty));

/** Duties that terms demand or a gap left, without those withdrawn or found not required. */
export const standingDuties = (state: NoticeState): readonly Duty[] =>
  state.duties.filter((duty) => !duty.withdrawn && duty.notRequired === null);

const GAPS = 'gaps/';
/** The trigger of the follow-up duty that a message with gaps leaves. */
export const gapsTrigger = (sendNumber: number): string => `${GAPS}${sendNumber}`;
/** The duty to supply later what a message left open. */
export const isGapsDuty = (duty: Pick<Duty, 'trigger'>): boolean => duty.trigger.startsWith(GAPS);

/** No trigger of the terms has fired: nothing is owed yet, and nothing is decided either. */
export const isPending = (state: NoticeState): boolean =>
  !state.duties.some((duty) => !duty.withdrawn && !isGapsDuty(duty));

/** What a message should be called now: after the strongest undecided duty, else the strongest there was, else a mere information. */
export const kindDue = (state: NoticeState): NoticeKind =>
  strongest(
    standingDuties(state)
      .filter((duty) => isUndecided(state, duty))
      .map(({ kind }) => kind),
  ) ??
  strongest(standingDuties(state).map(({ kind }) => kind)) ??
  'for-information';

/** The state of the whole notice, for lists. */
export type NoticeStatus = 'pending' | 'open' | 'handed-over' | 'fulfilled' | 'not-required' | 'closed';

export function noticeStatus(state: NoticeState): NoticeStatus {
  if (state.closedAt !== null) return 'closed';
  if (isPending(state)) return state.notRequired ? 'not-required' : 'pending';
  const statuses = state.duties.map((duty) => dutyStatus(state, duty));
  return (
    (['open', 'handed-over', 'fulfilled', 'not-required'] as const).find((status) => statuses.includes(status)) ??
    'pending'
  );
}

/**
 * The first delivery of one kind that still counts, for the controller's clock: proven (accepted by the recipient's server,
 * opened, acknowledged) or of whatever grade.
 */
export function firstValidDelivery(
  state: NoticeState,
  kind: NoticeKind,
  options: { readonly proven: boolean },
): KnownDelivery | undefined {
  const proven = (delivery: KnownDelivery) => delivery.grade !== 'handed-over' && delivery.grade !== 'stated';
  return validDeliveries(state)
    .filter((delivery) => delivery.kind === kind && (!options.proven || proven(delivery)))
    .reduce<KnownDelivery | undefined>(
      (first, delivery) => (first && first.at <= delivery.at ? first : delivery),
      undefined,
    );
}
