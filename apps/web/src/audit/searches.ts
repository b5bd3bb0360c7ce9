import type { RecordKind } from './kinds.js';

/** What of the stream of events is shown: filters, and the event that is opened. */
export interface StreamSearch {
  readonly order?: 'oldest';
  readonly stream?: string;
  readonly category?: string;
  readonly type?: string;
  readonly from?: string;
  readonly until?: string;
  readonly q?: string;
  /** Log number of the event that is opened. */
  readonly event?: number;
}

/** Which record is looked at, and at which log numbers. */
export interface AtSearch {
  readonly kind?: RecordKind;
  readonly id?: string;
  /** Left out: as it is now. */
  readonly at?: number | undefined;
  /** With what it is compared. Left out: with the step before. */
  readonly than?: number | undefined;
}

/** Whose reading is looked at. */
export interface AccessSearch {
  readonly reader?: string;
  readonly record?: string;
}
