import type { StatedInstant } from '@art33/deadlines';
import type { Erased, Instant } from '@art33/event-log';
import type { ImportOrigin, Irregularity } from '@art33/parties';

/** A personal field: its value, or the mark that its key was destroyed. */
export type Personal<T> = T | Erased;

/** What a breach can hurt (Art. 4 no. 12 GDPR), in any combination. */
export const DIMENSIONS = ['confidentiality', 'integrity', 'availability'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The special categories of Art. 9(1) GDPR. */
export const SPECIAL_CATEGORIES = [
  'racial-or-ethnic-origin',
  'political-opinions',
  'religious-or-philosophical-beliefs',
  'trade-union-membership',
  'genetic-data',
  'biometric-data',
  'health',
  'sex-life-or-sexual-orientation',
] as const;
export type SpecialCategory = (typeof SPECIAL_CATEGORIES)[number];

/** A number of persons or of records. What is not known is said to be unknown, never guessed. */
export type Quantity =
  { readonly kind: 'exact' | 'approximate'; readonly value: number } | { readonly kind: 'unknown' };

export const UNKNOWN_QUANTITY: Quantity = { kind: 'unknown' };

/** When the incident began and ended; each null while unknown (an end also while it goes on). */
export interface Occurred {
  readonly from: StatedInstant | null;
  readonly until: StatedInstant | null;
}

/** Where controllers can ask (Art. 33(3)(b) GDPR): the data protection officer or another contact point. */
export interface ContactPoint {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/**
 * What is known of an incident, as a notice needs it (Art. 33(3) GDPR, clause 9.2 of 2021/915). Null: not known yet.
 * The instants are kept apart: occurred, detected; awareness stands in the incident's facts, recording in the log.
 */
export interface IncidentDetails {
  /** What the team calls the incident. */
  readonly title: Personal<string>;
  /** The nature of the incident. */
  readonly summary: Personal<string> | null;
  readonly occurred: Occurred;
  readonly detected: StatedInstant | null;
  readonly dimensions: readonly Dimension[];
  readonly categoriesOfPersons: Personal<readonly string[]>;
  readonly numberOfPersons: Quantity;
  readonly categoriesOfRecords: Personal<readonly string[]>;
  readonly numberOfRecords: Quantity;
  /** Null: not known yet; empty: none. */
  readonly specialCategories: readonly SpecialCategory[] | null;
  /** Which data and systems are affected. */
  readonly dataAffected: Personal<string> | null;
  readonly consequences: Personal<string> | null;
  readonly contactPoint: Personal<ContactPoint> | null;
}

/** A measure taken or proposed (Art. 33(3)(d) GDPR). */
export interface Measure {
  readonly measureId: string;
  readonly description: Personal<string>;
  readonly stage: 'taken' | 'proposed';
  /** When it was taken, or is to be. */
  readonly at: StatedInstant | null;
}

/**
 * What helps a controller to judge the risk. The processor does not judge it: it tells every breach, whatever the risk
 * (Art. 33(2) GDPR).
 */
export interface RiskInformation {
  /** Whether the data are unintelligible to whoever has them, e.g. by encryption (Art. 34(3)(a) GDPR). */
  readonly unintelligible: 'yes' | 'partly' | 'no' | 'unknown';
  readonly malicious: 'yes' | 'no' | 'unknown';
  readonly information: Personal<string>;
}

/** In whose sphere a subprocessor acted: some also act in a responsibility of their own, so it is asked per incident. */
export const SPHERES = ['on-behalf', 'own-responsibility', 'undetermined'] as const;
export type Sphere = (typeof SPHERES)[number];

/** A subprocessor's part in an incident, by legal entity. */
export interface Implication {
  /** Of the legal entity, the same in every terms file. */
  readonly subprocessorId: string;
  /** When it became aware itself; null while unknown. */
  readonly itsAwareness: StatedInstant | null;
  /** When it told the processor; null if it did not. */
  readonly toldUs: StatedInstant | null;
  readonly sphere: Sphere;
}

/** Who is affected: named one by one, or by a rule that can be evaluated again. */
export type AffectedRule =
  | { readonly by: 'agreements' }
  | { readonly by: 'terms'; readonly termsId: string }
  /** Everyone whose agreement authorised it at any time since the incident began, or ever where `since` is null. */
  | { readonly by: 'subprocessor'; readonly subprocessorId: string; readonly since: Instant | null };

/** How many agreements one event lists at most. */
export const CHUNK_SIZE = 500;

/** An agreement whose controller is affected. */
export interface AffectedAgreement {
  readonly agreementId: string;
  readonly controllerId: string;
  /** The agreement had ended when the rule was evaluated: it is listed all the same. */
  readonly ended: boolean;
}

/** The irregularities that agreements tell apart. */
export const IRREGULARITIES = [
  'unauthorised-access-or-change',
  'loss-or-damage',
  'other',
] as const satisfies readonly Irregularity[];

/** Not breach at all, or nothing that has to be told. */
export const RULINGS = ['not-a-personal-data-breach', 'not-notifiable'] as const;
export type Ruling = (typeof RULINGS)[number];

/** Why a closed incident was opened again: somebody had a reason, or a duty opened. */
export type ReopeningCause =
  | { readonly by: 'person'; readonly reason: Personal<string> }
  | { readonly by: 'duty'; readonly noticeId: string; readonly duty: string };

/** What still keeps an incident from being closed: a notice with an undecided duty, a missing recipient … */
export interface ClosingBlocker {
  readonly noticeId: string;
  /** kebab-case. */
  readonly reason: string;
  readonly duty?: string;
}

/** What the incident has been found to be so far. */
export type Assessment = 'undecided' | 'breach' | 'ruled-out';

/**
 * When what happened in an incident of the past, as its file states it. The log saw none of it: no clock ran here, and no
 * deadline is judged. Null: not known.
 */
export interface HistoricalTimes {
  readonly aware: StatedInstant | null;
  readonly toldControllers: StatedInstant | null;
  readonly toldAuthority: StatedInstant | null;
  readonly closed: StatedInstant | null;
}

/** Marks an incident that was imported as a record of the past, with where it came from. */
export type HistoricalFacts = HistoricalTimes & ImportOrigin;
