import { Refusal, type Decider, type Instant } from '@art33/event-log';
import type { TryEvent } from './events.js';

export type TryCommand =
  | {
      readonly type: 'fail';
      readonly personId: string;
      readonly what: 'password' | 'second-factor';
      readonly address: string;
    }
  | { readonly type: 'lock'; readonly personId: string; readonly failures: number; readonly until: Instant }
  | { readonly type: 'use-code'; readonly personId: string; readonly factorId: string; readonly step: number }
  | { readonly type: 'use-passkey'; readonly personId: string; readonly factorId: string; readonly counter: number };

/** Per factor the highest step or counter that was used. */
export type TryState = Readonly<Record<string, number>>;

/** Cut by month: it would grow for ever. A half minute always belongs to the same month, on every node. */
export const triesStream = (personId: string, at: Instant): string => `tries-${personId}-${at.slice(0, 7)}`;

/** The rules of what is tried at one account within a month. */
export const tryDecider: Decider<TryState, TryCommand, TryEvent> = {
  initialState: {},
  decide(command, state) {
    const { personId, now: at } = command;
    switch (command.type) {
      case 'fail':
        return [{ type: 'SignInFailed', data: { personId, what: command.what, address: command.address, at } }];
      case 'lock':
        return [{ type: 'SignInLocked', data: { personId, failures: command.failures, until: command.until, at } }];
      case 'use-code': {
        const { factorId, step } = command;
        if (step <= (state[factorId] ?? -1))
          return new Refusal('code-used', 'conflict', 'a one-time code works once (RFC 6238, 5.2); wait for the next');
        return [{ type: 'OneTimeCodeUsed', data: { personId, factorId, step } }];
      }
      case 'use-passkey': {
        const { factorId, counter } = command;
        // Those that live on several devices do not count: always 0 (WebAuthn level 3, 6.1.1).
        if (counter > 0 && counter <= (state[factorId] ?? -1))
          return new Refusal('passkey-copied', 'conflict', 'this passkey counts backwards: there may be a copy of it');
        return [{ type: 'PasskeyUsed', data: { personId, factorId, counter, at } }];
      }
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'OneTimeCodeUsed':
        return { ...state, [event.data.factorId]: event.data.step };
      case 'PasskeyUsed':
        return { ...state, [event.data.factorId]: event.data.counter };
      default:
        return state;
    }
  },
};
