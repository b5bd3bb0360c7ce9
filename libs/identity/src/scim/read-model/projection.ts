import { idOfStream, isErased, orErased, type Projection, type RecordedEvent } from '@art33/event-log';
import { scimEvents, type ScimGroupEvent, type ScimUserEvent } from '../domain/events.js';

type Event = ScimUserEvent | ScimGroupEvent;

/** Users and groups as directories name them, each directory's for its own organisation. */
export const scimProjection: Projection = {
  name: 'identity-scim',
  version: 1,
  handles: Object.keys(scimEvents),
  tables: `
    CREATE TABLE identity_scim_users (
      id TEXT PRIMARY KEY, organisation TEXT NOT NULL, side TEXT NOT NULL, person TEXT NOT NULL, user_name TEXT,
      external_id TEXT, attributes TEXT, created_at TEXT NOT NULL, changed_at TEXT NOT NULL, version INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX identity_scim_users_by_name ON identity_scim_users (organisation, user_name);
    CREATE INDEX identity_scim_users_by_key ON identity_scim_users (organisation, external_id);
    CREATE INDEX identity_scim_users_by_person ON identity_scim_users (organisation, person);
    CREATE TABLE identity_scim_groups (
      id TEXT PRIMARY KEY, organisation TEXT NOT NULL, side TEXT NOT NULL, display_name TEXT, display_key TEXT,
      external_id TEXT, created_at TEXT NOT NULL, changed_at TEXT NOT NULL, version INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX identity_scim_groups_of ON identity_scim_groups (organisation, id);
    CREATE TABLE identity_scim_members (
      group_id TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (group_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX identity_scim_members_by_user ON identity_scim_members (user_id);`,
  apply(recorded, db) {
    const event = recorded as unknown as RecordedEvent<Event> & Event;
    const id = idOfStream(recorded.stream);
    const { at } = event.data;
    switch (event.type) {
      case 'ScimUserCreated':
      case 'ScimUserChanged': {
        const { organisation, side, personId, user } = event.data;
        const known = isErased(user) ? null : user;
        db.sql(
          `INSERT INTO identity_scim_users VALUES (@id, @organisation, @side, @personId, @userName, @externalId, @attributes, @at, @at, 1)
           ON CONFLICT (id) DO UPDATE SET person = @personId, user_name = @userName, external_id = @externalId,
             attributes = @attributes, changed_at = @at, version = version + 1`,
        ).run({
          id,
          organisation,
          side,
          personId,
          userName: known?.userName.toLowerCase() ?? null,
          externalId: known?.externalId ?? null,
          attributes: known && JSON.stringify(known),
          at,
        });
        break;
      }
      case 'ScimUserDeleted':
        db.sql('DELETE FROM identity_scim_users WHERE id = ?').run(id);
        db.sql('DELETE FROM identity_scim_members WHERE user_id = ?').run(id);
        break;
      case 'ScimGroupCreated':
      case 'ScimGroupRenamed': {
        const { organisation, side, displayName, externalId } = event.data;
        db.sql(
          `INSERT INTO identity_scim_groups VALUES (@id, @organisation, @side, @displayName, @displayKey, @externalId, @at, @at, 1)
           ON CONFLICT (id) DO UPDATE SET display_name = @displayName, display_key = @displayKey, external_id = @externalId, changed_at = @at,
             version = version + 1`,
        ).run({
          id,
          organisation,
          side,
          displayName: orErased(displayName, null),
          displayKey: orErased(displayName, null)?.toLowerCase() ?? null,
          externalId: orErased(externalId, null),
          at,
        });
        break;
      }
      case 'ScimGroupMembersChanged':
        for (const user of event.data.removed)
          db.sql('DELETE FROM identity_scim_members WHERE group_id = ? AND user_id = ?').run(id, user);
        for (const user of event.data.added)
          db.sql('INSERT OR IGNORE INTO identity_scim_members VALUES (?, ?)').run(id, user);
        db.sql('UPDATE identity_scim_groups SET changed_at = ?, version = version + 1 WHERE id = ?').run(at, id);
        break;
      case 'ScimGroupDeleted':
        db.sql('DELETE FROM identity_scim_groups WHERE id = ?').run(id);
        db.sql('DELETE FROM identity_scim_members WHERE group_id = ?').run(id);
        break;
    }
  },
};
