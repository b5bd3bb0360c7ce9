import type { InBoth } from './format.js';
import type { Period } from './types.js';

/** How long a rule of law gives; lengths beyond `Period` are kept as data and not computed. */
export type Length =
  | Period
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'months'; readonly months: number }
  | { readonly kind: 'earlier-of'; readonly of: readonly { readonly anchor: string; readonly hours: number }[] };

/** Law as data. A change of law is a further row with the same id, the next version and its own validity. */
export interface CatalogueRule {
  readonly id: string;
  readonly version: string;
  readonly regime: string;
  readonly source: string;
  readonly stage: InBoth;
  readonly from: string;
  readonly to: string;
  /** What starts the period; null where the law names nothing. */
  readonly anchor: string | null;
  /** Only then is there a duty. */
  readonly condition?: InBoth;
  readonly length: Length;
  /** A calendar of the rule's own, in words. Null: hours are elapsed hours. */
  readonly calendar: InBoth | null;
  /** ISO date, or as much of one as is known; null where it is not. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly inForce: boolean;
  /** False: believed, but not read in a primary text. */
  readonly verified: boolean;
  readonly note?: InBoth;
}
