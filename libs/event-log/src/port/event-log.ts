import type { EventMetadata, Instant, Json } from '../domain/event.js';

/** An event as it is written: personal fields sealed. */
export interface EventToAppend {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Json;
  readonly metadata: EventMetadata;
  /** The writer's clock; the store keeps max(this, recordedAt of the previous event in the stream). */
  readonly recordedAt: Instant;
}

/** An event as it is stored. Its leaf bytes can be recomputed from these fields alone. */
export interface StoredEvent extends EventToAppend {
  readonly stream: string;
  /** 0-based. */
  readonly revision: number;
  /** How many events stand before this one in the whole log. */
  readonly logNumber: number;
  /** Opaque. */
  readonly position: string;
}

/** `none`: the stream must not exist yet; `any`: whatever it holds; a number: the revision of its last event. */
export type ExpectedRevision = 'none' | 'any' | number;

export interface AppendItem {
  readonly stream: string;
  readonly expectedRevision: ExpectedRevision;
  readonly events: readonly EventToAppend[];
}

/** The written events as stored (an empty append writes nothing and returns none). */
export type AppendOutcome =
  { readonly ok: true; readonly events: readonly StoredEvent[] } | { readonly ok: false; readonly error: Error };

export interface ReadStreamOptions {
  /** First revision, inclusive; default 0, or the end when backwards. */
  readonly from?: number;
  readonly limit?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** As the store has it now, not only as this node has heard of it. Where one process holds the log, that is the same. */
  readonly fresh?: boolean;
}

/**
 * The append-only log. Every adapter passes the conformance suite of this library.
 * Appends throw `WrongExpectedRevision`, `InvalidAppend`, `EventTooLarge` or `LogUnavailable` (see errors.ts).
 */
export interface EventLog {
  append(
    stream: string,
    expectedRevision: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<readonly StoredEvent[]>;
  /** One result per item; each stream atomic, the whole not. */
  appendMany(items: readonly AppendItem[]): Promise<readonly AppendOutcome[]>;
  /** An unknown stream reads as empty. */
  readStream(stream: string, options?: ReadStreamOptions): Promise<readonly StoredEvent[]>;
  /** The next events after a position (exclusive; undefined: from the start), in log order. */
  readAll(after: string | undefined, limit: number): Promise<readonly StoredEvent[]>;
  /** All events after a position, then the new ones as they are written, until the signal aborts. */
  subscribe(after: string | undefined, signal: AbortSignal): AsyncIterable<StoredEvent>;
  /** The position of the last event, undefined for an empty log, and how many events there are. */
  head(): Promise<{
    readonly position: string | undefined;
    readonly size: number;
    readonly recordedAt: Instant | undefined;
  }>;
  /** Orders two position tokens of this store: negative, 0, positive. */
  comparePositions(a: string, b: string): number;
  close(): Promise<void>;
}
