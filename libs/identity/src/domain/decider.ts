import { Refusal, type Decider, type Instant } from '@art33/event-log';
import type { TokenEvent } from './events.js';
import { allRightsOf, ROLES, type TokenRole } from './principal.js';
import type { Right } from './rights.js';

export type TokenCommand =
  | {
      readonly type: 'issue';
      readonly organisation: string;
      readonly role: TokenRole;
      readonly label: string;
      readonly hash: string;
      readonly expiresAt: Instant | null;
      /** The only rights that it is to have; left out: all of its role. */
      readonly rights?: readonly Right[];
    }
  | {
      readonly type: 'revoke';
      /** Whose token it is believed to be. */
      readonly organisation: string;
    };

export type TokenState =
  { readonly status: 'none' } | { readonly status: 'issued' | 'revoked'; readonly organisation: string };

const LABEL = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** The rules of one API token. */
export const tokenDecider: Decider<TokenState, TokenCommand, TokenEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    switch (command.type) {
      case 'issue': {
        if (state.status !== 'none') return [];
        if (!ROLES.includes(command.role))
          return new Refusal('unknown-role', 'invalid', `a role is one of ${ROLES.join(', ')}`, 'role');
        if (!LABEL.test(command.label))
          return new Refusal(
            'token-label',
            'invalid',
            'a label has 1 to 40 lower-case letters, digits and dashes',
            'label',
          );
        if (command.expiresAt !== null && command.expiresAt <= command.now)
          return new Refusal('token-already-expired', 'invalid', 'a token expires in the future', 'expiresAt');
        const { organisation, role, label, hash, expiresAt, rights } = command;
        const grantable: readonly Right[] = role === 'auditor' ? ['auditor'] : [...allRightsOf(role), 'scim'];
        if (rights && !(rights.length > 0 && rights.every((right) => grantable.includes(right))))
          return new Refusal(
            'rights-do-not-fit',
            'invalid',
            `a token of the role ${role} has one or more of ${grantable.join(', ')}`,
            'rights',
          );
        const narrowed = rights && { rights };
        return [{ type: 'TokenIssued', data: { organisation, role, label, hash, expiresAt, ...narrowed } }];
      }
      case 'revoke':
        if (state.status === 'none' || state.organisation !== command.organisation)
          return new Refusal('unknown-token', 'not-found', 'there is no such token', 'token');
        return state.status === 'revoked' ? [] : [{ type: 'TokenRevoked', data: { at: command.now } }];
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'TokenIssued':
        return { status: 'issued', organisation: event.data.organisation };
      case 'TokenRevoked':
        return state.status === 'none' ? state : { ...state, status: 'revoked' };
      default:
        return state;
    }
  },
};
