import type { DomainEvent, Instant } from './event.js';

/**
 * Three pure functions that hold the rules of one kind of stream.
 * `now` arrives with the command: a decider has no clock, no framework, no I/O, no randomness.
 */
export interface Decider<State, Command extends { readonly type: string }, Event extends DomainEvent> {
  readonly initialState: State;
  /** The events that the command leads to (none: it is already so), or why it is refused. */
  decide(command: Command & { readonly now: Instant }, state: State): readonly Event[] | Refusal;
  evolve(state: State, event: Event): State;
}

/** How a refusal answers over HTTP: invalid 422, conflict 409, forbidden 403, not-found 404. */
export type RefusalKind = 'invalid' | 'conflict' | 'forbidden' | 'not-found';

/** A rule that says no. It is a value, not an exception: deciders return it. */
export class Refusal {
  constructor(
    /** Stable, kebab-case, e.g. `notice-not-approved`: the last part of the problem type. */
    readonly code: string,
    readonly kind: RefusalKind,
    /** The rule in words, with its source where there is one: "a late filing carries its reasons (Art. 33(1) GDPR)". */
    readonly rule: string,
    /** The command's field at fault, in camelCase with dots, where one is. */
    readonly field?: string,
    /** Further facts that help to mend it. */
    readonly details?: Readonly<Record<string, unknown>>,
  ) {}
}

export const isRefusal = (value: unknown): value is Refusal => value instanceof Refusal;

/** The state after a history. */
export const fold = <S, C extends { readonly type: string }, E extends DomainEvent>(
  decider: Decider<S, C, E>,
  events: readonly { readonly type: E['type']; readonly data: E['data'] }[],
  from: S = decider.initialState,
): S => events.reduce((state, event) => decider.evolve(state, event as E), from);
