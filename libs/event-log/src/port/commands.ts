import type { Decider, Refusal } from '../domain/decider.js';
import type { Actor, DomainEvent, Instant, RecordedEvent } from '../domain/event.js';

/** On whose behalf, why and how often a command may run. */
export interface CommandContext {
  readonly actor: Actor;
  readonly organisation: string;
  readonly commandId: string;
  readonly commandDigest?: string;
  readonly correlationId: string;
  readonly causationId?: string;
  /** From If-Match: how many revisions people of `organisation` had made when the editor read the record. */
  readonly expectedEdits?: number;
}

/** What a command led to. A repeated command id gives the first outcome again. */
export interface CommandOutcome<E extends DomainEvent = DomainEvent> {
  readonly events: readonly RecordedEvent<E>[];
  /** Position of the last event written (of the stream's last event where none was). */
  readonly position: string | undefined;
  readonly logNumber: number | undefined;
  readonly revision: number;
  /** Revisions made by people (persons, tokens) of the acting organisation: the ETag. */
  readonly edits: number;
  /** True where the log already held this command's events. */
  readonly repeated: boolean;
}

/** Runs deciders against the log: load, fold, decide, seal, append; again when somebody else was first. */
export interface Commands {
  /** Throws `CommandRefused`, `EditConflict`, `CommandIdReused`, and the log's errors. */
  run<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    stream: string,
    command: C,
    context: CommandContext,
  ): Promise<CommandOutcome<E>>;
  /** The same for many streams in one group commit; one result per item, in order. */
  runMany<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    items: readonly { readonly stream: string; readonly command: C; readonly context: CommandContext }[],
  ): Promise<readonly (CommandOutcome<E> | Error)[]>;
  /** A stream's events, opened and upcast, up to a log number (inclusive) where given. */
  read<E extends DomainEvent>(stream: string, upTo?: number): Promise<readonly RecordedEvent<E>[]>;
  /** The folded state of a stream; `fresh`: as the store has it now, not only as this node has heard of it. */
  state<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    stream: string,
    options?: { readonly fresh?: boolean },
  ): Promise<S>;
}

/** A decider refused. */
export class CommandRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.rule);
  }
}
/** People of the same organisation changed the record meanwhile (HTTP 412). */
export class EditConflict extends Error {
  constructor(
    readonly expectedEdits: number,
    readonly edits: number,
    /** What they changed since: to be shown to the one who lost. */
    readonly changes: readonly {
      readonly type: string;
      readonly at: Instant;
      readonly actor: Actor;
      readonly data: unknown;
    }[],
  ) {
    super(`the record has ${edits} edits, the editor saw ${expectedEdits}`);
  }
}
/** The same command id with another body (HTTP 422). */
export class CommandIdReused extends Error {}
