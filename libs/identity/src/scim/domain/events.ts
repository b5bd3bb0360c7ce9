import { declareEvents, type DomainEvent, type Erased, type Instant } from '@art33/event-log';
import type { Side } from '../../domain/rights.js';
import type { ScimUser } from './user.js';

/** Whose directory it is stands in every event, so that each can be read alone. */
interface Own {
  readonly organisation: string;
  readonly side: Side;
  readonly at: Instant;
}
/** A user as its directory says it; `personId` follows from the address by which it signs in. */
interface Said {
  readonly personId: string;
  readonly active: boolean;
  readonly user: ScimUser | Erased;
}

export type ScimUserEvent =
  | DomainEvent<'ScimUserCreated', Own & Said & { readonly userId: string }>
  | DomainEvent<'ScimUserChanged', Own & Said>
  | DomainEvent<'ScimUserDeleted', Own>;

export type ScimGroupEvent =
  | DomainEvent<
      'ScimGroupCreated',
      Own & {
        readonly groupId: string;
        readonly displayName: string | Erased;
        readonly externalId: string | Erased | null;
      }
    >
  | DomainEvent<
      'ScimGroupRenamed',
      Own & { readonly displayName: string | Erased; readonly externalId: string | Erased | null }
    >
  | DomainEvent<
      'ScimGroupMembersChanged',
      Own & {
        /** Ids of users. */
        readonly added: readonly string[];
        readonly removed: readonly string[];
      }
    >
  | DomainEvent<'ScimGroupDeleted', Own>;

const keyOfOrganisation = ({ organisation, side }: Own): string =>
  side === 'controller' ? `controller:${organisation}` : `organisation:${organisation}`;
const ofOrganisation = (data: Own) => [keyOfOrganisation(data)];
const ofPerson = (data: Own & Said) => [`person:${data.personId}`, keyOfOrganisation(data)];

export const scimEvents = declareEvents<ScimUserEvent | ScimGroupEvent>()({
  ScimUserCreated: {
    version: 1,
    meaning: "An organisation's directory named a person (SCIM), active or not.",
    personal: { '/user': ofPerson },
  },
  ScimUserChanged: {
    version: 1,
    meaning: 'A directory changed what it says of a person; the event carries everything as it is now.',
    personal: { '/user': ofPerson },
  },
  ScimUserDeleted: { version: 1, meaning: 'A directory does not name a person any more; it is no member by it.' },
  ScimGroupCreated: {
    version: 1,
    meaning: "An organisation's directory named a group (SCIM).",
    personal: { '/displayName': ofOrganisation, '/externalId': ofOrganisation },
  },
  ScimGroupRenamed: {
    version: 1,
    meaning: 'A directory gave a group another name or key; the event carries both as they are now.',
    personal: { '/displayName': ofOrganisation, '/externalId': ofOrganisation },
  },
  ScimGroupMembersChanged: { version: 1, meaning: 'A directory put people into a group or took them out.' },
  ScimGroupDeleted: { version: 1, meaning: 'A directory removed a group; nobody has a role by it any more.' },
});

export const scimUserStream = (userId: string): string => `scimuser-${userId}`;
export const scimGroupStream = (groupId: string): string => `scimgroup-${groupId}`;
