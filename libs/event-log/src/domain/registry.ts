import type { DomainEvent, Json } from './event.js';

/**
 * What the log must know of an event type: its version, what it means, and which of its fields are personal and
 * under which keys. Every event type is declared; an undeclared one can neither be written nor read.
 */
export interface EventDeclaration<Data = Json> {
  /** The schema version that is written today, from 1. */
  readonly version: number;
  /** One sentence for the event catalogue: what happened, in the field's terms. */
  readonly meaning: string;
  /**
   * JSON pointers of personal fields within `data` (the whole value below a pointer is sealed as one), each with the
   * erasure scopes whose keys seal it, outermost last: `person:<id>`, `incident:<id>`, `controller:<id>`,
   * `agreement:<id>`. A field under two scopes is gone when either key is destroyed. An absent field is left alone.
   */
  readonly personal?: Readonly<Record<string, (data: Data, stream: string) => readonly string[]>>;
  /** From version n (key) to n+1. Unseal first, upcast second. */
  readonly upcast?: Readonly<Record<number, (data: Json) => Json>>;
}

/** Declarations by event type. */
export type EventDeclarations = Readonly<Record<string, EventDeclaration<never>>>;

/** Declares every event of a union, and makes the compiler say which one is missing. */
export const declareEvents =
  <E extends DomainEvent>() =>
  <D extends { readonly [T in E['type']]: EventDeclaration<Extract<E, { type: T }>['data']> }>(
    declarations: D,
  ): EventDeclarations =>
    declarations as unknown as EventDeclarations;

/** `incident-<uuid>` → `<uuid>`. */
export const idOfStream = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
/** `incident-<uuid>` → `incident`. */
export const categoryOfStream = (stream: string): string => stream.slice(0, stream.indexOf('-'));
