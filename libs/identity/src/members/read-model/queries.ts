import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '../../domain/principal.js';
import { rightsOf, type Right } from '../../domain/rights.js';
import type { EngagementScope, GrantedRole, MemberSide, PersonLanguage, WayIn } from '../domain/events.js';

/** A person as it is known now; what was erased is null. */
export interface Person {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly language: PersonLanguage;
}

/** What one person is in one organisation. */
export interface Membership {
  readonly organisation: string;
  readonly side: MemberSide;
  readonly state: 'invited' | 'joined' | 'removed';
  readonly roles: readonly GrantedRole[];
  /** What the roles allow: nothing before the member joined. */
  readonly rights: readonly Right[];
}

/** An auditor's task for one organisation. */
export interface Engagement {
  readonly id: string;
  readonly organisation: string;
  readonly personId: string;
  readonly scope: EngagementScope;
  readonly from: Instant;
  readonly until: Instant;
  readonly engagedAt: Instant;
  /** When it was ended before its time; null: it was not. */
  readonly endedAt: Instant | null;
}

/** A member as its organisation sees it. */
export interface MemberView {
  readonly personId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly side: MemberSide;
  readonly state: 'invited' | 'joined' | 'removed';
  readonly roles: readonly GrantedRole[];
  readonly how: WayIn;
  readonly invitedAt: Instant;
  readonly joinedAt: Instant | null;
}

/** One change of what a person was in an organisation. */
export interface MemberChange {
  readonly logNumber: number;
  readonly personId: string;
  readonly type: string;
  readonly role: GrantedRole | null;
  readonly at: Instant;
  readonly actor: { readonly kind: string; readonly id: string };
}

interface MemberRow {
  readonly organisation: string;
  readonly person: string;
  readonly side: MemberSide;
  readonly state: Membership['state'];
  readonly how: WayIn;
  readonly roles: string;
  readonly invited_at: Instant;
  readonly joined_at: Instant | null;
  readonly email: string | null;
  readonly name: string | null;
}

const rolesIn = (row: Pick<MemberRow, 'roles'>) => JSON.parse(row.roles) as readonly GrantedRole[];

/** What roles on a side allow. */
export const grantedRights = (side: MemberSide, roles: readonly string[]): readonly Right[] => {
  if (side !== 'operator') return rightsOf(side, roles);
  return roles.includes('operator') ? ['operator'] : [];
};

export const personById = (db: ReadModelDb, id: string): Person | undefined =>
  db.sql('SELECT id, email, name, language FROM identity_people WHERE id = ?').get(id) as Person | undefined;

/**
 * A name as an organisation may read it: it gave the name itself, or the person came in by its own act. A directory can name
 * anybody, and must not learn by it what somebody is called elsewhere.
 */
const NAME = `CASE WHEN p.named_by = :organisation OR EXISTS (
    SELECT 1 FROM identity_members own WHERE own.organisation = :organisation AND own.person = p.id AND own.state = 'joined'
      AND own.how NOT IN ('oidc', 'scim')) THEN p.name END AS name`;

/** Somebody as an organisation knows it. */
export const personAsKnownTo = (
  db: ReadModelDb,
  { organisation }: OrganisationScope,
  id: string,
): Pick<Person, 'email' | 'name'> | undefined =>
  db.sql(`SELECT p.email, ${NAME} FROM identity_people p WHERE p.id = :id`).get({ organisation, id }) as
    Pick<Person, 'email' | 'name'> | undefined;

/** Everything that a person is a member of, or was. */
export const membershipsOf = (db: ReadModelDb, personId: string): readonly Membership[] =>
  (
    db
      .sql('SELECT organisation, side, state, roles FROM identity_members WHERE person = ? ORDER BY organisation')
      .all(personId) as unknown as readonly MemberRow[]
  ).map((row) => {
    const roles = rolesIn(row);
    const rights = row.state === 'joined' ? grantedRights(row.side, roles) : [];
    return { organisation: row.organisation, side: row.side, state: row.state, roles, rights };
  });

interface EngagementRow {
  readonly id: string;
  readonly organisation: string;
  readonly person: string;
  readonly scope: string;
  readonly from_at: Instant;
  readonly until_at: Instant;
  readonly engaged_at: Instant;
  readonly ended_at: Instant | null;
}

const engagementIn = (row: EngagementRow): Engagement => ({
  id: row.id,
  organisation: row.organisation,
  personId: row.person,
  scope: JSON.parse(row.scope) as EngagementScope,
  from: row.from_at,
  until: row.until_at,
  engagedAt: row.engaged_at,
  endedAt: row.ended_at,
});

/** The engagements of a person that run at an instant. */
export const engagementsOf = (db: ReadModelDb, personId: string, now: Instant): readonly Engagement[] =>
  (
    db
      .sql(
        `SELECT * FROM identity_engagements WHERE person = ? AND ended_at IS NULL AND from_at <= ? AND until_at > ?
         ORDER BY engaged_at, id`,
      )
      .all(personId, now, now) as unknown as readonly EngagementRow[]
  ).map(engagementIn);

/** Whether an organisation engaged a person in a way that is not over at an instant; it may be yet to begin. */
export const isEngagedBy = (db: ReadModelDb, organisation: string, personId: string, now: Instant): boolean =>
  db
    .sql(
      `SELECT 1 FROM identity_engagements
       WHERE person = ? AND organisation = ? AND ended_at IS NULL AND until_at > ? LIMIT 1`,
    )
    .get(personId, organisation, now) !== undefined;

/** Every engagement that an organisation gave, the oldest first. */
export const engagementsBy = (db: ReadModelDb, scope: OrganisationScope): readonly Engagement[] =>
  (
    db
      .sql('SELECT * FROM identity_engagements WHERE organisation = ? ORDER BY engaged_at, id')
      .all(scope.organisation) as unknown as readonly EngagementRow[]
  ).map(engagementIn);

const MEMBER = `SELECT m.organisation, m.person, m.side, m.state, m.how, m.roles, m.invited_at, m.joined_at, p.email, ${NAME}
  FROM identity_members m LEFT JOIN identity_people p ON p.id = m.person`;

const memberIn = (row: MemberRow): MemberView => ({
  personId: row.person,
  name: row.name,
  email: row.email,
  side: row.side,
  state: row.state,
  roles: rolesIn(row),
  how: row.how,
  invitedAt: row.invited_at,
  joinedAt: row.joined_at,
});

/** The members of an organisation, who was removed left out. */
export const membersOf = (db: ReadModelDb, scope: OrganisationScope): readonly MemberView[] =>
  (
    db
      .sql(`${MEMBER} WHERE m.organisation = :organisation AND m.state <> 'removed'`)
      .all({ organisation: scope.organisation }) as unknown as readonly MemberRow[]
  ).map(memberIn);

/** One member, or somebody who was one; undefined where the organisation has none with this id. */
export const memberById = (db: ReadModelDb, scope: OrganisationScope, personId: string): MemberView | undefined => {
  const row = db
    .sql(`${MEMBER} WHERE m.organisation = :organisation AND m.person = :personId`)
    .get({ organisation: scope.organisation, personId }) as unknown as MemberRow | undefined;
  return row && memberIn(row);
};

/** Who has a role and has joined. */
export const holdersOf = (db: ReadModelDb, organisation: string, role: GrantedRole): readonly string[] =>
  db
    .sql(
      `SELECT person FROM identity_members, json_each(roles) WHERE organisation = ? AND state = 'joined' AND value = ?`,
    )
    .all(organisation, role)
    .map((row) => String(row['person']));

/**
 * Whether an organisation has, or once had, an admin of its own. From then on nobody else says who its people are: not its
 * processor either, when the last admin is gone.
 */
export const hasHadAdmin = (db: ReadModelDb, organisation: string): boolean =>
  db
    .sql(
      `SELECT 1 FROM identity_member_history granted
       JOIN identity_member_history joined ON joined.organisation = granted.organisation AND joined.person = granted.person
       WHERE granted.organisation = ? AND granted.role = 'admin' AND joined.type = 'MemberJoined' LIMIT 1`,
    )
    .get(organisation) !== undefined;

/** What changed in an organisation's members, up to an instant (inclusive), of one person where given; in order. */
export const memberChanges = (
  db: ReadModelDb,
  scope: OrganisationScope,
  { personId, until }: { readonly personId?: string; readonly until?: Instant },
): readonly MemberChange[] =>
  (
    db
      .sql(
        `SELECT * FROM identity_member_history WHERE organisation = :organisation AND (:person IS NULL OR person = :person)
         AND (:until IS NULL OR at <= :until) ORDER BY log_number`,
      )
      .all({
        organisation: scope.organisation,
        person: personId ?? null,
        until: until ?? null,
      }) as unknown as readonly {
      readonly log_number: number;
      readonly person: string;
      readonly type: string;
      readonly role: GrantedRole | null;
      readonly at: Instant;
      readonly actor_kind: string;
      readonly actor_id: string;
    }[]
  ).map((row) => ({
    logNumber: row.log_number,
    personId: row.person,
    type: row.type,
    role: row.role,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id },
  }));

/** Who had which roles when these changes had happened, by person: nobody without one, nobody who had not joined. */
export function rolesAfter(changes: readonly MemberChange[]): ReadonlyMap<string, ReadonlySet<GrantedRole>> {
  const roles = new Map<string, Set<GrantedRole>>();
  const joined = new Set<string>();
  for (const { type, personId, role } of changes) {
    const held = roles.get(personId) ?? new Set<GrantedRole>();
    if (type === 'MemberInvited' || type === 'MemberRemoved') {
      held.clear();
      joined.delete(personId);
    }
    if (type === 'MemberJoined') joined.add(personId);
    if (type === 'RoleGranted' && role) held.add(role);
    if (type === 'RoleRevoked' && role) held.delete(role);
    roles.set(personId, held);
  }
  return new Map([...roles].filter(([personId, held]) => joined.has(personId) && held.size > 0));
}
