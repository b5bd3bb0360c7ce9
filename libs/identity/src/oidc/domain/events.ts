import { declareEvents, type DomainEvent, type Erased, type Instant } from '@art33/event-log';
import type { Side } from '../../domain/rights.js';
import type { IssuerSettings } from './settings.js';

/** Whose issuer it is stands in every event, so that each can be read alone. */
interface Own {
  /** The one organisation that the issuer signs people in for (UUID). */
  readonly organisation: string;
  readonly side: Side;
}

export type IssuerEvent =
  | DomainEvent<
      'IssuerAdded',
      Own & {
        readonly issuerId: string;
        readonly settings: IssuerSettings | Erased;
        /** Null: the issuer asks this client for none (PKCE alone). */
        readonly clientSecret: string | null | Erased;
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'IssuerChanged',
      Own & {
        readonly settings: IssuerSettings | Erased;
        readonly clientSecret: string | null | Erased;
        readonly at: Instant;
      }
    >
  | DomainEvent<'IssuerRemoved', Own & { readonly at: Instant }>;

export type IssuerEventData<Type extends IssuerEvent['type']> = Extract<IssuerEvent, { type: Type }>['data'];

/** Address, domains and groups name a practice as well as its name does; a controller's go with its key. */
const ownKey = ({ organisation, side }: Own) => [
  side === 'controller' ? `controller:${organisation}` : `organisation:${organisation}`,
];

export const issuerEvents = declareEvents<IssuerEvent>()({
  IssuerAdded: {
    version: 1,
    meaning: 'An organisation named an OpenID Connect issuer whose people it lets in, with the roles that groups give.',
    personal: { '/settings': ownKey, '/clientSecret': ownKey },
  },
  IssuerChanged: {
    version: 1,
    meaning: 'An organisation changed what it says of an issuer; the event carries everything as it is now.',
    personal: { '/settings': ownKey, '/clientSecret': ownKey },
  },
  IssuerRemoved: {
    version: 1,
    meaning: 'An organisation removed an issuer; nobody signs in by it any more, and its sessions end.',
  },
});

/** The stream of one issuer. */
export const issuerStream = (issuerId: string): string => `issuer-${issuerId}`;
