import type { Json } from '../domain/event.js';
import { LogUnavailable } from '../port/errors.js';
import type { EventDeclaration, EventDeclarations, NothingYet, OlderForm } from '../domain/registry.js';

/** The log holds an event of a type that nobody declares: a newer release wrote it, or a feature is missing. */
export class UnknownEventType extends Error {
  constructor(readonly type: string) {
    super(`no feature of this release declares the event type ${type}`);
  }
}
/** The log holds an event in a schema that this release does not know yet. */
export class NewerSchema extends Error {
  constructor(
    readonly type: string,
    readonly found: number,
    readonly known: number,
  ) {
    super(`${type} is stored in schema version ${found}, this release knows versions up to ${known}: update art33`);
  }
}

/**
 * Events of a new type cannot be written yet: some node of the installation would not know what they are. The same works once
 * all of them are updated. Nothing was written.
 */
export class NotSwitchedOn extends LogUnavailable {
  constructor(readonly type: string) {
    super(`${type} cannot be recorded until all nodes of the installation have been updated`);
  }
}

/** How an event type is written in one schema version. */
export interface WrittenForm {
  readonly type: string;
  readonly version: number;
  /** Where personal fields stand, as the steps of their JSON pointers, and which keys seal them. */
  readonly personal: readonly { readonly path: readonly string[]; readonly scopes: ScopesOf }[];
}

/** A declaration whose data may be of any event: what the registry keeps once the types are erased. */
export interface KnownEvent extends WrittenForm {
  readonly meaning: string;
  readonly upcast: Readonly<Record<number, (data: Json) => Json>>;
  /** In transition: what is written until the newest version is switched on; of version 0, nothing. */
  readonly older: (WrittenForm & { readonly downcast: (data: unknown) => Json }) | undefined;
}
export type ScopesOf = (data: unknown, stream: string) => readonly string[];

/** Every event type that this release can write and read. A declaration that makes no sense stops the start. */
export class EventRegistry {
  private readonly known: ReadonlyMap<string, KnownEvent>;

  constructor(declarations: readonly EventDeclarations[]) {
    const known = new Map<string, KnownEvent>();
    for (const [type, declaration] of declarations.flatMap((each) => Object.entries(each))) {
      if (known.has(type)) throw new Error(`the event type ${type} is declared twice`);
      known.set(type, understood(type, declaration as unknown as EventDeclaration<unknown>));
    }
    this.known = known;
  }

  /** What is declared for a type. Throws `UnknownEventType`. */
  of(type: string): KnownEvent {
    const known = this.known.get(type);
    if (known === undefined) throw new UnknownEventType(type);
    return known;
  }

  /** All of them, in the order of their declaration: for the event catalogue. */
  all(): readonly KnownEvent[] {
    return [...this.known.values()];
  }

  /** Data (unsealed) of a stored schema version in today's form. Throws `UnknownEventType` and `NewerSchema`. */
  upcast(type: string, schemaVersion: number, data: Json): Json {
    const known = this.of(type);
    if (schemaVersion > known.version) throw new NewerSchema(type, schemaVersion, known.version);
    let current = data;
    for (let version = schemaVersion; version < known.version; version++) {
      const step = known.upcast[version];
      if (step === undefined) throw new Error(`${type} has no schema version ${version}`);
      current = step(current);
    }
    return current;
  }
}

const understood = (type: string, declaration: EventDeclaration<unknown>): KnownEvent => {
  const { version, meaning, personal = {}, upcast = {}, writes } = declaration;
  if (!Number.isSafeInteger(version) || version < 1) throw new Error(`${type}: ${version} is no schema version`);
  for (let from = 1; from < version; from++) {
    if (upcast[from] === undefined) throw new Error(`${type}: the upcast from version ${from} is missing`);
  }
  const older = writes && olderForm(type, declaration, writes);
  return { type, version, meaning, personal: fieldsOf(type, personal), upcast, older };
};

const olderForm = (
  type: string,
  { version, personal }: EventDeclaration<unknown>,
  writes: OlderForm<unknown> | NothingYet,
): KnownEvent['older'] => {
  if (writes.version !== version - 1)
    throw new Error(`${type}: until version ${version} is switched on, version ${version - 1} is written`);
  if (!('downcast' in writes) && writes.version === 0)
    return { type, version: 0, personal: [], downcast: () => notYet(type) };
  if (!('downcast' in writes) || writes.version === 0)
    throw new Error(`${type}: a downcast leads to version ${writes.version}, from 1 on, and to nothing else`);
  // A field that moved between the two would be written for everybody to read.
  if (personal !== undefined && writes.personal === undefined)
    throw new Error(`${type}: say where personal fields stand in version ${writes.version}`);
  const downcast = writes.downcast as (data: unknown) => Json;
  const fields = fieldsOf(type, (writes.personal ?? {}) as Readonly<Record<string, ScopesOf>>);
  return { type, version: writes.version, personal: fields, downcast };
};

const notYet = (type: string): never => {
  throw new NotSwitchedOn(type);
};

const fieldsOf = (type: string, personal: Readonly<Record<string, ScopesOf>>): WrittenForm['personal'] => {
  const pointers = Object.keys(personal);
  for (const pointer of pointers) {
    if (!pointer.startsWith('/')) throw new Error(`${type}: the personal field ${pointer} is no JSON pointer`);
    const outer = pointers.find((other) => pointer.startsWith(`${other}/`));
    if (outer !== undefined) throw new Error(`${type}: the personal field ${pointer} lies within ${outer}`);
  }
  return Object.entries(personal).map(([pointer, scopes]) => ({ path: stepsOf(pointer), scopes }));
};

/** RFC 6901. */
const stepsOf = (pointer: string): readonly string[] =>
  pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
