import { deriveId, Refusal, type Decider, type Instant } from '@art33/event-log';
import type { LinkEvent, LinkKind } from './events.js';

export type LinkCommand =
  | {
      readonly type: 'issue';
      readonly kind: LinkKind;
      readonly hash: string;
      readonly personId: string | null;
      readonly organisation: string | null;
      readonly expiresAt: Instant;
    }
  | { readonly type: 'use'; readonly personId: string; readonly address: string }
  | { readonly type: 'withdraw' };

/** What a link leads to. */
export interface LinkFacts {
  readonly kind: LinkKind;
  readonly personId: string | null;
  readonly organisation: string | null;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}
export type LinkState = { readonly status: 'none' } | (LinkFacts & { readonly status: 'open' | 'used' | 'withdrawn' });

/** Found by its hash alone, so that no read model has to know it first. */
export const linkStream = (hash: string): string => `link-${deriveId('link', hash)}`;

/** Unknown, used, withdrawn and expired links are told apart by nobody. */
export const noSuchLink = (): Refusal =>
  new Refusal('link-void', 'not-found', 'this link is unknown, was used, or has expired; ask for a new one');

/** The rules of one link that works once. */
export const linkDecider: Decider<LinkState, LinkCommand, LinkEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    switch (command.type) {
      case 'issue': {
        if (state.status !== 'none') return [];
        const { kind, hash, personId, organisation, expiresAt, now: at } = command;
        return [{ type: 'LinkIssued', data: { kind, hash, personId, organisation, expiresAt, at } }];
      }
      case 'use': {
        const { personId, address, now: at } = command;
        if (state.status !== 'open' || state.expiresAt <= at) return noSuchLink();
        if (state.personId !== null && state.personId !== personId) return noSuchLink();
        return [{ type: 'LinkUsed', data: { personId, address, at } }];
      }
      case 'withdraw':
        return state.status === 'open' ? [{ type: 'LinkWithdrawn', data: { at: command.now } }] : [];
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'LinkIssued': {
        const { kind, personId, organisation, expiresAt, at: issuedAt } = event.data;
        return { status: 'open', kind, personId, organisation, issuedAt, expiresAt };
      }
      case 'LinkUsed':
        return state.status === 'none' ? state : { ...state, status: 'used' };
      case 'LinkWithdrawn':
        return state.status === 'none' ? state : { ...state, status: 'withdrawn' };
      default:
        return state;
    }
  },
};
