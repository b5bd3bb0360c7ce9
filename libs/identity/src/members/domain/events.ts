import { declareEvents, type DomainEvent, type Erased, type Instant } from '@art33/event-log';
import type { MemberRole, Side } from '../../domain/rights.js';

/** Languages that pages and mails are written in. */
export type PersonLanguage = 'de' | 'en';

/** Where a member stands: on a side, or with those who run the installation. */
export type MemberSide = Side | 'operator';
export type GrantedRole = MemberRole | 'operator';

/** How somebody came to be a member. `contact`: a registered contact asked for a link; `set-up`: the first operator. */
export type WayIn = 'invitation' | 'set-up' | 'contact' | 'oidc' | 'scim';
export type WayOut = 'removed' | 'left' | 'directory';

export type PersonEvent =
  | DomainEvent<
      'PersonRegistered',
      {
        readonly personId: string;
        readonly email: string | Erased;
        readonly name: string | Erased | null;
        readonly language: PersonLanguage;
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'PersonChanged',
      {
        readonly personId: string;
        readonly name: string | Erased | null;
        readonly language: PersonLanguage;
        readonly at: Instant;
      }
    >;

interface Membership {
  readonly organisation: string;
  readonly personId: string;
  readonly at: Instant;
}

export type MemberEvent =
  | DomainEvent<'MemberInvited', Membership & { readonly side: MemberSide; readonly how: WayIn }>
  | DomainEvent<'MemberJoined', Membership>
  | DomainEvent<'RoleGranted', Membership & { readonly role: GrantedRole }>
  | DomainEvent<'RoleRevoked', Membership & { readonly role: GrantedRole }>
  | DomainEvent<'MemberRemoved', Membership & { readonly why: WayOut }>;

/** What an auditor may see of the organisation that engaged it; null: all of that kind. */
export interface EngagementScope {
  readonly agreements: readonly string[] | null;
  readonly incidents: readonly string[] | null;
  /** Only what was recorded in this time, from (inclusive) and until (exclusive). */
  readonly recordedFrom: Instant | null;
  readonly recordedUntil: Instant | null;
}

export type EngagementEvent =
  | DomainEvent<
      'AuditorEngaged',
      Membership & {
        readonly engagementId: string;
        readonly scope: EngagementScope;
        /** The auditor may read from here (inclusive) until there (exclusive). */
        readonly from: Instant;
        readonly until: Instant;
      }
    >
  | DomainEvent<'EngagementEnded', Membership>;

const ofPerson = ({ personId }: { readonly personId: string }) => [`person:${personId}`];

export const memberEvents = declareEvents<PersonEvent | MemberEvent | EngagementEvent>()({
  PersonRegistered: {
    version: 1,
    meaning: 'A person became known to the installation by an e-mail address.',
    personal: { '/email': ofPerson, '/name': ofPerson },
  },
  PersonChanged: {
    version: 1,
    meaning: "A person's name or language changed; the event carries both as they are now.",
    personal: { '/name': ofPerson },
  },
  MemberInvited: {
    version: 1,
    meaning: 'A person was asked to become a member of an organisation, and on which side; it has no right yet.',
  },
  MemberJoined: { version: 1, meaning: 'A member accepted: from here on its roles give it rights.' },
  RoleGranted: { version: 1, meaning: 'A member got a role.' },
  RoleRevoked: { version: 1, meaning: 'A member lost a role.' },
  MemberRemoved: {
    version: 1,
    meaning: 'A person is no member any more: it was removed, left, or left the directory.',
  },
  AuditorEngaged: {
    version: 1,
    meaning: 'A person may read what an organisation engaged it for, from and until an instant; it ends by itself.',
  },
  EngagementEnded: { version: 1, meaning: 'The engagement of an auditor was ended before its time.' },
});
