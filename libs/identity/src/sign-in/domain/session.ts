import { Refusal, type Decider, type Instant } from '@art33/event-log';
import type { Ending, SessionEvent } from './events.js';
import type { HowSignedIn } from './how.js';

export type SessionCommand =
  | {
      readonly type: 'start';
      readonly personId: string;
      readonly how: HowSignedIn;
      readonly absoluteEnd: Instant;
      readonly address: string;
      readonly client: string;
    }
  | { readonly type: 'end'; readonly personId: string; readonly why: Ending; readonly by: string };

export type SessionState =
  { readonly status: 'none' } | { readonly status: 'started' | 'ended'; readonly personId: string };

export const sessionStream = (id: string): string => `session-${id}`;

/**
 * The rules of one session. Its id follows from what was answered (a challenge, a first step), so that no answer starts two
 * sessions, on whichever nodes it arrives.
 */
export const sessionDecider: Decider<SessionState, SessionCommand, SessionEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'start') {
      if (state.status !== 'none')
        return new Refusal('already-used', 'conflict', 'this step of signing in was taken before; begin anew');
      const { personId, how, absoluteEnd, address, client, now: at } = command;
      return [{ type: 'SessionStarted', data: { personId, how, at, absoluteEnd, address, client } }];
    }
    if (state.status === 'none' || state.personId !== command.personId)
      return new Refusal('not-found', 'not-found', 'there is no such record');
    const { why, by, now: at } = command;
    return state.status === 'ended' ? [] : [{ type: 'SessionEnded', data: { why, by, at } }];
  },
  evolve(state, event) {
    switch (event.type) {
      case 'SessionStarted':
        return { status: 'started', personId: event.data.personId };
      case 'SessionEnded':
        return state.status === 'none' ? state : { ...state, status: 'ended' };
      default:
        return state;
    }
  },
};
