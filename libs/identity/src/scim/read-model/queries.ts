import type { Instant, ReadModelDb } from '@art33/event-log';
import type { Side } from '../../domain/rights.js';
import type { ScimUser } from '../domain/user.js';

/** Whose directory is read: nothing of another is ever found. */
interface Of {
  readonly organisation: string;
}

interface Kept {
  readonly id: string;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  /** How many events it has. */
  readonly version: number;
}
/** A group that a user is in, or a user that is in a group. */
export interface Linked {
  readonly id: string;
  readonly display: string | null;
}
export interface KeptUser extends Kept {
  readonly side: Side;
  readonly personId: string;
  readonly user: ScimUser;
  readonly groups: readonly Linked[];
}
export interface KeptGroup extends Kept {
  readonly displayName: string;
  readonly externalId: string | null;
  readonly members: readonly Linked[];
}

interface UserRow {
  readonly id: string;
  readonly side: Side;
  readonly person: string;
  readonly attributes: string;
  readonly created_at: Instant;
  readonly changed_at: Instant;
  readonly version: number;
}
interface GroupRow {
  readonly id: string;
  readonly display_name: string;
  readonly external_id: string | null;
  readonly created_at: Instant;
  readonly changed_at: Instant;
  readonly version: number;
}

const keptIn = ({ id, created_at: createdAt, changed_at: changedAt, version }: UserRow | GroupRow): Kept => ({
  id,
  createdAt,
  changedAt,
  version,
});

/** Users whose names were erased are not shown: there is nothing to know them by. */
const USERS = 'SELECT * FROM identity_scim_users WHERE organisation = @organisation AND attributes IS NOT NULL';
const GROUPS = 'SELECT * FROM identity_scim_groups WHERE organisation = @organisation AND display_name IS NOT NULL';

function userFrom(db: ReadModelDb, row: UserRow): KeptUser {
  const groups = db
    .sql(
      `SELECT g.id, g.display_name AS display FROM identity_scim_members m JOIN identity_scim_groups g ON g.id = m.group_id
       WHERE m.user_id = ? ORDER BY g.id`,
    )
    .all(row.id) as unknown as readonly Linked[];
  return { ...keptIn(row), side: row.side, personId: row.person, user: JSON.parse(row.attributes) as ScimUser, groups };
}

function groupFrom(db: ReadModelDb, row: GroupRow): KeptGroup {
  const members = db
    .sql(
      `SELECT u.id, json_extract(u.attributes, '$.userName') AS display FROM identity_scim_members m
       JOIN identity_scim_users u ON u.id = m.user_id WHERE m.group_id = ? ORDER BY u.id`,
    )
    .all(row.id) as unknown as readonly Linked[];
  return { ...keptIn(row), displayName: row.display_name, externalId: row.external_id, members };
}

/** What a list may be narrowed to before a filter looks at each. */
export interface Narrowed {
  readonly userName?: string | undefined;
  readonly externalId?: string | undefined;
}
/** A part of a list that no filter looks at: from which place on (0: the first), and how many. */
export interface Part {
  readonly offset: number;
  readonly count: number;
}

/** The users of a directory, in an order that does not change. */
export function usersOf(
  db: ReadModelDb,
  { organisation }: Of,
  { userName, externalId }: Narrowed = {},
): readonly KeptUser[] {
  const rows =
    userName !== undefined
      ? db.sql(`${USERS} AND user_name = @key ORDER BY id`).all({ organisation, key: userName.toLowerCase() })
      : externalId !== undefined
        ? db.sql(`${USERS} AND external_id = @key ORDER BY id`).all({ organisation, key: externalId })
        : db.sql(`${USERS} ORDER BY created_at, id`).all({ organisation });
  return (rows as unknown as readonly UserRow[]).map((row) => userFrom(db, row));
}

/** A part of the users, and how many there are. */
export function userPart(
  db: ReadModelDb,
  { organisation }: Of,
  part: Part,
): { readonly total: number; readonly found: readonly KeptUser[] } {
  const total = db.sql(`SELECT count(*) AS n FROM (${USERS})`).get({ organisation })?.['n'];
  const rows = db.sql(`${USERS} ORDER BY created_at, id LIMIT @count OFFSET @offset`).all({ organisation, ...part });
  return { total: Number(total), found: (rows as unknown as readonly UserRow[]).map((row) => userFrom(db, row)) };
}

/** One user; undefined where it is unknown, deleted, erased or another directory's. */
export function userById(db: ReadModelDb, { organisation }: Of, id: string): KeptUser | undefined {
  const row = db.sql(`${USERS} AND id = @id`).get({ organisation, id }) as unknown as UserRow | undefined;
  return row && userFrom(db, row);
}

/** The groups of a directory, in an order that does not change; those with a name (in any case) where one is given. */
export const groupsOf = (db: ReadModelDb, { organisation }: Of, displayName?: string): readonly KeptGroup[] =>
  (
    (displayName === undefined
      ? db.sql(`${GROUPS} ORDER BY created_at, id`).all({ organisation })
      : db
          .sql(`${GROUPS} AND display_key = @key ORDER BY created_at, id`)
          .all({ organisation, key: displayName.toLowerCase() })) as unknown as readonly GroupRow[]
  ).map((row) => groupFrom(db, row));

/** One group; undefined where it is unknown, deleted, erased or another directory's. */
export function groupById(db: ReadModelDb, { organisation }: Of, id: string): KeptGroup | undefined {
  const row = db.sql(`${GROUPS} AND id = @id`).get({ organisation, id }) as unknown as GroupRow | undefined;
  return row && groupFrom(db, row);
}

/** Names and keys of the groups that a user is in. */
export const groupNamesOf = (db: ReadModelDb, userId: string): readonly string[] =>
  (
    db
      .sql(
        `SELECT g.display_name AS name, g.external_id AS key FROM identity_scim_members m
         JOIN identity_scim_groups g ON g.id = m.group_id WHERE m.user_id = ?`,
      )
      .all(userId) as unknown as readonly { readonly name: string | null; readonly key: string | null }[]
  ).flatMap(({ name, key }) => [name, key].filter((each) => each !== null));

/** The user whom a directory means by a person, active or not; undefined: it does not name that person. */
export const userOfPerson = (db: ReadModelDb, { organisation }: Of, personId: string): string | undefined => {
  const row = db
    .sql('SELECT id FROM identity_scim_users WHERE organisation = ? AND person = ?')
    .get(organisation, personId);
  return row && String(row['id']);
};
