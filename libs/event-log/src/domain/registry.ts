import type { DomainEvent, Json } from './event.js';

/**
 * What the log must know of an event type: its version, what it means, and which of its fields are personal and
 * under which keys. Every event type is declared; an undeclared one can neither be written nor read.
 */
export interface EventDeclaration<Data = Json> {
  /** The newest schema version, from 1: the form that features state and see. It is what is written, unless `writes` says else. */
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
  /** Only in the release that brings the newest version: what is written until the log says that this one is switched on. */
  readonly writes?: OlderForm<Data> | NothingYet;
}

/** Before version 1 there is none: until a new event type is switched on, no event of it is written at all. */
export interface NothingYet {
  readonly version: 0;
}

/**
 * The version before the newest one. Nodes of the release before read nothing newer, so it is written until every node reads
 * the newest: then an event says so (see docs/upgrading.md), and the next release drops this.
 */
export interface OlderForm<Data = Json> {
  /** The declaration's version less one. */
  readonly version: number;
  /** Today's form in the older one; what the older one cannot hold is left out. Upcast again, it must be what is meant. */
  readonly downcast: (data: Data) => unknown;
  /** Where personal fields stand in the older form, which is given here; required where today's form has any. */
  readonly personal?: Readonly<Record<string, (data: never, stream: string) => readonly string[]>>;
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
