import type { Instant } from '../domain/event.js';
import type { Projection, ReadModelDb } from './projection.js';

/** The live read models of this node. */
export interface ReadModels {
  readonly db: ReadModelDb;
  /** Resolves true once everything up to the position is shown, false after the time-out. */
  waitFor(position: string, timeoutMilliseconds: number): Promise<boolean>;
  /** The models as they are at this moment, for somebody who reads for long. To be closed soon: they are not tidied up before. */
  snapshot(): { readonly db: ReadModelDb; close(): void };
  /** Calls back whenever readers can see more, until the function that it returns is called. */
  onChange(listener: () => void): () => void;
}

/** The past: what the models showed, for chosen streams, when the log ended at a given event. */
export interface History {
  /**
   * The log number of the last event whose log time is ≤ the instant (log time: running maximum of recordedAt in log
   * order); null before the first.
   */
  logNumberAt(instant: Instant): Promise<number | null>;
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
}

/** Injection tokens. */
export const CLOCK = Symbol('Clock');
export const EVENT_LOG = Symbol('EventLog');
export const KEY_STORE = Symbol('KeyStore');
export const COMMANDS = Symbol('Commands');
export const READ_MODELS = Symbol('ReadModels');
export const HISTORY = Symbol('History');
