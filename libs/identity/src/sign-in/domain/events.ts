import { declareEvents, type DomainEvent, type Erased, type Instant } from '@art33/event-log';
import type { HowSignedIn } from './how.js';

/** A personal text as it comes back from the log. */
type Sealed = string | Erased;

/** Why a session ended before its time. */
export const ENDINGS = ['signed-out', 'revoked', 'password-changed', 'factor-changed', 'removed'] as const;
export type Ending = (typeof ENDINGS)[number];

export type SessionEvent =
  | DomainEvent<
      'SessionStarted',
      {
        readonly personId: string;
        readonly how: HowSignedIn;
        readonly at: Instant;
        /** It ends then, however busy it is. */
        readonly absoluteEnd: Instant;
        /** Network address. */
        readonly address: Sealed;
        /** What the client calls itself. */
        readonly client: Sealed;
      }
    >
  | DomainEvent<'SessionEnded', { readonly why: Ending; readonly by: string; readonly at: Instant }>;

export type CredentialEvent =
  | DomainEvent<
      'PasswordSet',
      {
        readonly personId: string;
        /** PHC string of Argon2id. */
        readonly hash: Sealed;
        /** `rehashed`: the same password at another cost. */
        readonly how: 'chosen' | 'changed' | 'reset' | 'rehashed';
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'TotpEnrolled',
      {
        readonly personId: string;
        readonly factorId: string;
        /** Base32. */
        readonly secret: Sealed;
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'PasskeyEnrolled',
      {
        readonly personId: string;
        readonly factorId: string;
        /** As the authenticator calls it; base64url. */
        readonly credentialId: string;
        /** COSE key; base64url. */
        readonly publicKey: string;
        readonly counter: number;
        readonly transports: readonly string[];
        /** What its holder calls it. */
        readonly label: Sealed;
        readonly at: Instant;
      }
    >
  | DomainEvent<'FactorRemoved', { readonly personId: string; readonly factorId: string; readonly at: Instant }>
  | DomainEvent<
      'RecoveryCodesMade',
      {
        readonly personId: string;
        /** SHA-256 of each, hexadecimal, with commas: the codes are shown once and kept nowhere. */
        readonly hashes: Sealed;
        readonly at: Instant;
      }
    >
  | DomainEvent<'RecoveryCodeUsed', { readonly personId: string; readonly index: number; readonly at: Instant }>
  | DomainEvent<
      'SessionsRevoked',
      {
        readonly personId: string;
        readonly why: Ending;
        /** The session that goes on. */
        readonly except: string | null;
        /** Every other one that was started before this instant has ended. */
        readonly at: Instant;
      }
    >;

export type TryEvent =
  | DomainEvent<
      'SignInFailed',
      {
        readonly personId: string;
        readonly what: 'password' | 'second-factor';
        readonly address: Sealed;
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'SignInLocked',
      { readonly personId: string; readonly failures: number; readonly until: Instant; readonly at: Instant }
    >
  | DomainEvent<
      'OneTimeCodeUsed',
      {
        readonly personId: string;
        readonly factorId: string;
        /** Half minutes since 1970. */
        readonly step: number;
      }
    >
  | DomainEvent<
      'PasskeyUsed',
      { readonly personId: string; readonly factorId: string; readonly counter: number; readonly at: Instant }
    >;

/** What a link is for: to set the installation up, to join, to set a new password, to sign in once. */
export const LINK_KINDS = ['set-up', 'invitation', 'reset', 'sign-in'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

export type LinkEvent =
  | DomainEvent<
      'LinkIssued',
      {
        readonly kind: LinkKind;
        /** SHA-256 of what stands in the link, hexadecimal. */
        readonly hash: string;
        /** Null: of whoever sets the installation up. */
        readonly personId: string | null;
        /** Which organisation it leads into; null: none. */
        readonly organisation: string | null;
        readonly expiresAt: Instant;
        readonly at: Instant;
      }
    >
  | DomainEvent<'LinkUsed', { readonly personId: string; readonly address: Sealed; readonly at: Instant }>
  | DomainEvent<'LinkWithdrawn', { readonly at: Instant }>;

export type SignInEvent = SessionEvent | CredentialEvent | TryEvent | LinkEvent;

const ofPerson = ({ personId }: { readonly personId: string }): readonly string[] => [`person:${personId}`];

export const signInEvents = declareEvents<SignInEvent>()({
  SessionStarted: {
    version: 1,
    meaning: 'A person signed in; how, from where, and until when at most.',
    personal: { '/address': ofPerson, '/client': ofPerson },
  },
  SessionEnded: { version: 1, meaning: 'A session ended before its time; it opens nothing any more.' },
  PasswordSet: {
    version: 1,
    meaning: 'A person has this password from now on; only its hash is kept.',
    personal: { '/hash': ofPerson },
  },
  TotpEnrolled: {
    version: 1,
    meaning: 'An app that makes one-time codes became a second factor of a person.',
    personal: { '/secret': ofPerson },
  },
  PasskeyEnrolled: {
    version: 1,
    meaning: 'A passkey became a factor of a person; only its public key is kept.',
    personal: { '/label': ofPerson },
  },
  FactorRemoved: { version: 1, meaning: 'A factor of a person opens nothing any more.' },
  RecoveryCodesMade: {
    version: 1,
    meaning: 'New recovery codes were made, the earlier ones are void; only their hashes are kept.',
    personal: { '/hashes': ofPerson },
  },
  RecoveryCodeUsed: {
    version: 1,
    meaning: 'A recovery code took the place of a second factor; it cannot be used again.',
  },
  SessionsRevoked: { version: 1, meaning: 'Every session of a person that was started before ended, but for one.' },
  SignInFailed: {
    version: 1,
    meaning: 'A password or a second factor that was checked was wrong.',
    personal: { '/address': ofPerson },
  },
  SignInLocked: {
    version: 1,
    meaning: 'After repeated failures nobody could sign in to this account for a while, on one node.',
  },
  OneTimeCodeUsed: { version: 1, meaning: 'The one-time code of one half minute was used; it cannot be used again.' },
  PasskeyUsed: {
    version: 1,
    meaning: 'A passkey was used; its counter must be higher the next time, where it counts.',
  },
  LinkIssued: { version: 1, meaning: 'A one-time link was made; only its hash is kept.' },
  LinkUsed: {
    version: 1,
    meaning: 'A person used a one-time link; it opens nothing any more.',
    personal: { '/address': ofPerson },
  },
  LinkWithdrawn: { version: 1, meaning: 'A one-time link was withdrawn before anybody used it.' },
});
