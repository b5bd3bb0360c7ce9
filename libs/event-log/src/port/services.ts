import type { Instant } from '../domain/event.js';
import type { Projection, ReadModelDb } from './projection.js';

/** The live read models of this node. */
export interface ReadModels {
  readonly db: ReadModelDb;
  /** Resolves true once everything up to the position is shown, false after the time-out; without one, after five seconds. */
  waitFor(position: string, timeoutMilliseconds?: number): Promise<boolean>;
  /** The models as they are at this moment, for somebody who reads for long. To be closed soon: they are not tidied up before. */
  snapshot(): { readonly db: ReadModelDb; close(): void };
  /** Calls back whenever readers can see more, until the function that it returns is called. */
  onChange(listener: () => void): () => void;
}

/** A moment of the log. */
export interface Moment {
  /** Of the last event that had been written. */
  readonly logNumber: number;
  /** What clocks are measured by: the instant that was asked for, or the log's time at that event. */
  readonly instant: Instant;
}

/** What a room shows of the past in lists. */
export interface ListedPast {
  /** They read nothing but these records' own events. None handles all events. */
  readonly projections: readonly Projection[];
  /** SQL on the live models: the names (`stream`) of all streams whose records `:organisation` may ever have in a list. */
  readonly streams?: string;
}

/** Records whose past is kept for a while, so that their list is read page by page from one past. */
export interface KeptPast {
  /** The same for the same records, and for these alone. */
  readonly name: string;
  readonly streams: readonly string[];
  /** The only projections that are read of then, beside the log's own: all else is as it is now. */
  readonly among: readonly Projection[];
}

/** The past: what the models showed, for chosen streams, when the log ended at a given event. */
export interface History {
  /**
   * The log number of the last event whose log time is ≤ the instant (log time: running maximum of recordedAt in log
   * order); null before the first.
   */
  logNumberAt(instant: Instant): Promise<number | null>;
  /** The moment at which the log came to a log number; a number that is not there yet means the last. Null: an empty log. */
  momentOf(logNumber: number): Promise<Moment | null>;
  /**
   * Runs `look` on scratch models built by the same projections from these streams' events up to a log number (inclusive).
   * `among`: the only ones that `look` reads, beside the log's own; left out: all.
   */
  asOf<T>(
    streams: readonly string[],
    upTo: number,
    look: (db: ReadModelDb) => T,
    among?: readonly Projection[],
  ): Promise<T>;
  /**
   * Runs `look` on all records of an organisation that are shown in lists, as they were up to a log number (inclusive). What is
   * no record of that kind (names, agreements, who may see what) is as it is now.
   */
  listed<T>(organisation: string, logNumber: number, look: (db: ReadModelDb) => T): Promise<T>;
  /** As `asOf`, of many records: their past is built once, and kept for a while. */
  kept<T>(past: KeptPast, logNumber: number, look: (db: ReadModelDb) => T): Promise<T>;
}

/** Injection tokens. */
export const CLOCK = Symbol('Clock');
export const EVENT_LOG = Symbol('EventLog');
export const KEY_STORE = Symbol('KeyStore');
export const COMMANDS = Symbol('Commands');
export const READ_MODELS = Symbol('ReadModels');
export const HISTORY = Symbol('History');
