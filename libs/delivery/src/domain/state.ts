import type { Instant } from '@art33/event-log';
import type { MessageEvent, MessageScopes } from './events.js';

/** An attempt whose outcome is not recorded yet. */
interface RunningAttempt {
  readonly attempt: number;
  readonly takenBy: string;
  readonly leaseUntil: Instant;
}

export interface MessageState {
  /** `waiting` and `started` go on by themselves; nothing more is sent in any other phase. */
  readonly phase: 'none' | 'waiting' | 'started' | 'accepted' | 'delivered' | 'bounced' | 'failed' | 'given-up';
  readonly scopes: MessageScopes;
  /** When it may be sent (phase `waiting`). */
  readonly dueAt: Instant | null;
  /** Number of the last attempt; 0 before the first. */
  readonly attempt: number;
  readonly firstStartedAt: Instant | null;
  readonly running: RunningAttempt | null;
  /** Attempts that may have delivered a copy, nobody knows. */
  readonly unknown: readonly number[];
  /** How many attempts ended unknown although our process went on. */
  readonly unansweredCopies: number;
  readonly acceptedAt: Instant | null;
  readonly bouncedAt: Instant | null;
  /** Reports taken already. */
  readonly evidence: readonly string[];
}

export const initialState: MessageState = {
  phase: 'none',
  scopes: { recipient: [], content: [] },
  dueAt: null,
  attempt: 0,
  firstStartedAt: null,
  running: null,
  unknown: [],
  unansweredCopies: 0,
  acceptedAt: null,
  bouncedAt: null,
  evidence: [],
};

/** Nothing more is sent. */
export const isSettled = (state: MessageState): boolean => state.phase !== 'waiting' && state.phase !== 'started';

const ended = (state: MessageState, attempt: number): RunningAttempt | null =>
  state.running?.attempt === attempt ? null : state.running;

const unanswered = (state: MessageState, attempt: number): readonly number[] =>
  state.unknown.filter((other) => other !== attempt);

export function evolve(state: MessageState, event: MessageEvent): MessageState {
  switch (event.type) {
    case 'MessagePrepared': {
      const { scopes, notBefore, at } = event.data;
      return {
        ...initialState,
        phase: 'waiting',
        scopes,
        dueAt: notBefore !== undefined && notBefore > at ? notBefore : at,
      };
    }
    case 'MessageStarted': {
      const { attempt, at, takenBy, leaseUntil } = event.data;
      return {
        ...state,
        phase: 'started',
        dueAt: null,
        attempt,
        firstStartedAt: state.firstStartedAt ?? at,
        running: { attempt, takenBy, leaseUntil },
      };
    }
    case 'MessageAccepted': {
      const { attempt, at } = event.data;
      return {
        ...state,
        phase: 'accepted',
        dueAt: null,
        running: ended(state, attempt),
        unknown: unanswered(state, attempt),
        acceptedAt: at,
      };
    }
    case 'MessageFailed': {
      const { attempt, retryAt } = event.data;
      return {
        ...state,
        phase: retryAt === null ? 'failed' : 'waiting',
        dueAt: retryAt,
        running: ended(state, attempt),
      };
    }
    case 'MessageUnknown': {
      const { attempt, retryAt, why } = event.data;
      return {
        ...state,
        phase: retryAt === null ? 'given-up' : 'waiting',
        dueAt: retryAt,
        running: ended(state, attempt),
        unknown: [...state.unknown, attempt],
        unansweredCopies: state.unansweredCopies + (why === 'process-ended' ? 0 : 1),
      };
    }
    case 'MessageDeliveredByServer':
      return { ...state, phase: 'delivered', dueAt: null, evidence: [...state.evidence, event.data.evidenceId] };
    case 'MessageBounced': {
      const { at, evidenceId } = event.data;
      return { ...state, phase: 'bounced', dueAt: null, bouncedAt: at, evidence: [...state.evidence, evidenceId] };
    }
    case 'MessageDelayed':
      return { ...state, evidence: [...state.evidence, event.data.evidenceId] };
    case 'MessageGivenUp':
      return { ...state, phase: 'given-up', dueAt: null, running: null };
    default:
      return state;
  }
}
