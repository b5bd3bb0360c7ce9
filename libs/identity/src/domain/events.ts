import { declareEvents, type DomainEvent, type Instant } from '@art33/event-log';
import type { TokenRole } from './principal.js';
import type { Right } from './rights.js';

export type TokenEvent =
  | DomainEvent<
      'TokenIssued',
      {
        readonly organisation: string;
        readonly role: TokenRole;
        /** A label of letters, digits and dashes, so that nobody writes a person's name into the log. */
        readonly label: string;
        /** SHA-256 of the token, hexadecimal: the token itself is shown once and kept nowhere. */
        readonly hash: string;
        /** The only rights that it has; left out: all of its role. */
        readonly rights?: readonly Right[];
        readonly expiresAt: Instant | null;
      }
    >
  | DomainEvent<'TokenRevoked', { readonly at: Instant }>;

export const identityEvents = declareEvents<TokenEvent>()({
  TokenIssued: {
    version: 1,
    meaning: 'An API token was issued, bound to one organisation and one role; only its hash is kept.',
  },
  TokenRevoked: { version: 1, meaning: 'An API token was withdrawn; it opens nothing any more.' },
});
