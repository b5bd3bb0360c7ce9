import assert from 'node:assert/strict';
import { fold, isRefusal, type Decider, type Refusal } from '../domain/decider.js';
import type { DomainEvent, Instant } from '../domain/event.js';

/**
 * Given events, when a command, then events or a refusal: how every rule of a decider is tested.
 *
 *     spec(incidentDecider).given([logged]).when({ type: 'Close', by }, '2026-03-02T03:10:00.000Z').then([closed]);
 *
 * Plain code without a test framework: a failed check throws an `AssertionError` with a diff. Events are compared as the
 * log would store them, so a property that is `undefined` equals an absent one.
 */
export const spec = <S, C extends { readonly type: string }, E extends DomainEvent>(
  decider: Decider<S, C, E>,
): Specification<S, C, E> => new Specification(decider, []);

export class Specification<S, C extends { readonly type: string }, E extends DomainEvent> {
  constructor(
    private readonly decider: Decider<S, C, E>,
    private readonly history: readonly E[],
  ) {}

  /** What has happened before, in order; several calls add up. */
  given(events: readonly E[]): Specification<S, C, E> {
    return new Specification(this.decider, [...this.history, ...events]);
  }

  /** The command under test, and the instant at which it is decided (UTC, RFC 3339). */
  when(command: C, now: Instant): Decided<S, C, E> {
    const decision = this.decider.decide({ ...command, now }, fold(this.decider, this.history));
    return new Decided(this.decider, this.history, decision);
  }
}

/** What was decided. Its checks return nothing, so that a test may be a single expression. */
export class Decided<S, C extends { readonly type: string }, E extends DomainEvent> {
  constructor(
    private readonly decider: Decider<S, C, E>,
    private readonly history: readonly E[],
    private readonly decision: readonly E[] | Refusal,
  ) {}

  /** Exactly these events, in this order; `[]` for a command that is already true. */
  then(expected: readonly E[]): void {
    assert.deepEqual(asStored(this.events()), asStored(expected));
  }

  /** Refused by the rule with this code, at this field where one is given. */
  thenRefused(code: string, field?: string): void {
    if (!isRefusal(this.decision)) {
      assert.fail(`expected the refusal ${code}, got ${inWords(this.decision)}`);
    }
    const expected = field === undefined ? { code } : { code, field };
    const actual =
      field === undefined ? { code: this.decision.code } : { code: this.decision.code, field: this.decision.field };
    assert.deepEqual(actual, expected);
  }

  /** The state after the new events. `check` may throw (an `expect` of its own) or return false to fail. */
  thenState(check: (state: S) => unknown): void {
    const state = fold(this.decider, [...this.history, ...this.events()]);
    if (check(state) === false) assert.fail(`the state is not as expected:\n${JSON.stringify(state, null, 2)}`);
  }

  /** The decided events, for tests that go on with them. Fails on a refusal. */
  events(): readonly E[] {
    if (isRefusal(this.decision)) {
      const { code, field, rule } = this.decision;
      assert.fail(`expected events, got the refusal ${code}${field === undefined ? '' : ` at ${field}`}: ${rule}`);
    }
    return this.decision;
  }
}

const asStored = (events: readonly DomainEvent[]): unknown => JSON.parse(JSON.stringify(events));
const inWords = (events: readonly DomainEvent[]): string =>
  events.length === 0 ? 'no event' : `the events\n${JSON.stringify(events, null, 2)}`;
