import { declareEvents, type Actor, type DomainEvent, type Instant } from '@art33/event-log';
import type { NoticeKind, NoticeTemplate } from '@art33/parties';
import type { Language, Personal } from '../values.js';

/** What is done with many notices. */
export type BulkTask =
  | {
      readonly what: 'draft';
      /** What the texts call the matter; left out: each after its strongest undecided duty. */
      readonly kind?: NoticeKind;
      /** By language, in place of the organisation's; `{{text}}` stands for the text that there is. */
      readonly templates?: Personal<Readonly<Partial<Record<Language, NoticeTemplate>>>>;
    }
  | { readonly what: 'approve' }
  | { readonly what: 'send'; readonly kind?: NoticeKind; readonly withGaps: boolean }
  | { readonly what: 'explain'; readonly reason: Personal<string> };

/** What came of the notices that were worked on. */
export interface BulkCounts {
  /** Written. */
  readonly done: number;
  /** It was already so. */
  readonly unchanged: number;
  /** Nothing was owed, or a person had the say. */
  readonly skipped: number;
  readonly refused: number;
}

/** One that was refused, and by which rule. */
export interface RefusedNotice {
  readonly noticeId: string;
  readonly code: string;
  readonly rule: string;
}

/** Counts, the refused by rule, and the first hundred of them. */
export interface BulkResult {
  readonly counts: BulkCounts;
  readonly refusedBy: Readonly<Record<string, number>>;
  readonly refused: readonly RefusedNotice[];
}

/** Why a job stands still: a person asked for it, or its incident was ruled out or closed meanwhile. */
export type PauseReason = 'asked' | 'incident-changed';

export type JobEvent =
  | DomainEvent<
      'BulkBegun',
      {
        readonly incidentId: string;
        readonly processorId: string;
        /** Who asked for it, and acts in all that it writes. */
        readonly by: Actor;
        readonly task: BulkTask;
        /** The chosen ones; null: the first `total` notices in the order in which the incident lists its agreements. */
        readonly notices: readonly string[] | null;
        /** Also those that need nothing now. */
        readonly everyone: boolean;
        readonly total: number;
        readonly at: Instant;
      }
    >
  | DomainEvent<'BulkAdvanced', BulkResult & { readonly at: Instant }>
  | DomainEvent<'BulkPaused', { readonly why: PauseReason; readonly at: Instant }>
  | DomainEvent<'BulkResumed', { readonly at: Instant }>
  | DomainEvent<'BulkCancelled', { readonly at: Instant }>
  | DomainEvent<'BulkCompleted', BulkResult & { readonly at: Instant }>;

const incidentKey = ({ incidentId }: { readonly incidentId: string }) => [`incident:${incidentId}`];

export const jobEvents = declareEvents<JobEvent>()({
  BulkBegun: {
    version: 1,
    meaning: 'Somebody asked for one thing to be done with many notices of an incident: what, with which, how many.',
    personal: { '/task/templates': incidentKey, '/task/reason': incidentKey },
  },
  BulkAdvanced: { version: 1, meaning: 'How far a job with many notices has come; said every few hundred notices.' },
  BulkPaused: { version: 1, meaning: 'A job with many notices stands still; messages not started yet are held back.' },
  BulkResumed: { version: 1, meaning: 'A job with many notices goes on.' },
  BulkCancelled: {
    version: 1,
    meaning: 'A job with many notices was ended before its end; what is done stays done, nothing is unsent.',
  },
  BulkCompleted: { version: 1, meaning: 'A job has been through all its notices, with what came of them.' },
});
