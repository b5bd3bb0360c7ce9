/**
 * The vocabulary of the log: what a decider states, and what the log returns for it.
 * Nothing here knows a framework, a clock or a store.
 */

/** A UTC instant in RFC 3339 with milliseconds, e.g. `2026-10-24T19:40:00.000Z`. Sorts as text. */
export type Instant = string;

/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What a decider states: a fact with its name and its data. Names are past tense, PascalCase. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** Who acted. `id` is a pseudonym: never a name, never an address. */
export interface Actor {
  readonly kind: 'person' | 'token' | 'link' | 'system';
  readonly id: string;
}

/** What is recorded beside an event's data. Holds no personal data. */
export interface EventMetadata {
  readonly actor: Actor;
  /** The organisation on whose behalf the actor acted (UUID). The owner stands in the stream's first event. */
  readonly organisation: string;
  readonly correlationId: string;
  /** The event that caused the command, where a process manager sent it. */
  readonly causationId?: string;
  readonly commandId: string;
  /** Keyed hash of the request that carried the command: tells a repeated request from a changed one. */
  readonly commandDigest?: string;
}

/** An event as the log returns it, its personal fields opened (or marked erased) and upcast to today's schema. */
export interface RecordedEvent<E extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly stream: string;
  /** 0-based position in the stream. */
  readonly revision: number;
  /** How many events stand before this one in the whole log: the same in every store. */
  readonly logNumber: number;
  /** Opaque; differs between stores; only for reading on and waiting for a write. */
  readonly position: string;
  readonly type: E['type'];
  readonly schemaVersion: number;
  readonly data: E['data'];
  readonly metadata: EventMetadata;
  readonly recordedAt: Instant;
}

/** Stands where a personal field stood whose key has been destroyed on purpose. */
export interface Erased {
  readonly erased: true;
}
export const ERASED: Erased = Object.freeze({ erased: true });
export const isErased = (value: unknown): value is Erased =>
  typeof value === 'object' && value !== null && (value as { erased?: unknown }).erased === true;

/** The text of a personal field, or `fallback` where it has been erased. */
export const orErased = <T>(value: T | Erased, fallback: T): T => (isErased(value) ? fallback : value);
