import { idOfStream, orErased, type Projection } from '@art33/event-log';
import type { EngagementEvent, MemberEvent, PersonEvent } from '../domain/events.js';

type Event = PersonEvent | MemberEvent | EngagementEvent;

/** People, what they are members of, and who had which role since when. */
export const memberProjection: Projection = {
  name: 'identity-members',
  version: 1,
  handles: [
    'PersonRegistered',
    'PersonChanged',
    'MemberInvited',
    'MemberJoined',
    'RoleGranted',
    'RoleRevoked',
    'MemberRemoved',
    'AuditorEngaged',
    'EngagementEnded',
  ],
  tables: `
    CREATE TABLE identity_people (
      id TEXT PRIMARY KEY, email TEXT, name TEXT, language TEXT NOT NULL,
      -- The organisation that made it known, by this name.
      named_by TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE identity_members (
      organisation TEXT NOT NULL, person TEXT NOT NULL, side TEXT NOT NULL, state TEXT NOT NULL, how TEXT NOT NULL,
      roles TEXT NOT NULL, invited_at TEXT NOT NULL, joined_at TEXT, removed_at TEXT, PRIMARY KEY (organisation, person)
    ) WITHOUT ROWID;
    CREATE INDEX identity_members_of_person ON identity_members (person);
    CREATE TABLE identity_member_history (
      log_number INTEGER PRIMARY KEY, organisation TEXT NOT NULL, person TEXT NOT NULL, type TEXT NOT NULL, role TEXT,
      at TEXT NOT NULL, actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL
    );
    CREATE INDEX identity_history_of_member ON identity_member_history (organisation, person, log_number);
    CREATE TABLE identity_engagements (
      id TEXT PRIMARY KEY, organisation TEXT NOT NULL, person TEXT NOT NULL, scope TEXT NOT NULL, from_at TEXT NOT NULL,
      until_at TEXT NOT NULL, engaged_at TEXT NOT NULL, ended_at TEXT
    ) WITHOUT ROWID;
    CREATE INDEX identity_engagements_of_person ON identity_engagements (person);
    CREATE INDEX identity_engagements_of_organisation ON identity_engagements (organisation, engaged_at, id);`,
  apply(recorded, db) {
    const event = recorded as unknown as Event;
    if (event.type === 'PersonRegistered' || event.type === 'PersonChanged') {
      const { personId, name, language } = event.data;
      if (event.type === 'PersonRegistered')
        db.sql('INSERT INTO identity_people VALUES (?, ?, ?, ?, ?)').run(
          personId,
          orErased(event.data.email, null),
          orErased(name, null),
          language,
          recorded.metadata.organisation,
        );
      else
        db.sql('UPDATE identity_people SET name = ?, language = ? WHERE id = ?').run(
          orErased(name, null),
          language,
          personId,
        );
      return;
    }
    const { organisation, personId, at } = event.data;
    const role = event.type === 'RoleGranted' || event.type === 'RoleRevoked' ? event.data.role : null;
    const { kind, id } = recorded.metadata.actor;
    db.sql('INSERT INTO identity_member_history VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
      recorded.logNumber,
      organisation,
      personId,
      event.type,
      role,
      at,
      kind,
      id,
    );
    switch (event.type) {
      case 'MemberInvited':
        db.sql("INSERT OR REPLACE INTO identity_members VALUES (?, ?, ?, 'invited', ?, '[]', ?, NULL, NULL)").run(
          organisation,
          personId,
          event.data.side,
          event.data.how,
          at,
        );
        break;
      case 'MemberJoined':
        db.sql("UPDATE identity_members SET state = 'joined', joined_at = ? WHERE organisation = ? AND person = ?").run(
          at,
          organisation,
          personId,
        );
        break;
      case 'RoleGranted':
        db.sql(
          "UPDATE identity_members SET roles = json_insert(roles, '$[#]', ?) WHERE organisation = ? AND person = ?",
        ).run(role, organisation, personId);
        break;
      case 'RoleRevoked':
        db.sql(
          `UPDATE identity_members SET roles = (SELECT json_group_array(value) FROM json_each(roles) WHERE value <> ?)
           WHERE organisation = ? AND person = ?`,
        ).run(role, organisation, personId);
        break;
      case 'MemberRemoved':
        db.sql(
          "UPDATE identity_members SET state = 'removed', roles = '[]', removed_at = ? WHERE organisation = ? AND person = ?",
        ).run(at, organisation, personId);
        break;
      case 'AuditorEngaged': {
        const { engagementId, scope, from, until } = event.data;
        db.sql('INSERT INTO identity_engagements VALUES (?, ?, ?, ?, ?, ?, ?, NULL)').run(
          engagementId,
          organisation,
          personId,
          JSON.stringify(scope),
          from,
          until,
          at,
        );
        break;
      }
      case 'EngagementEnded':
        db.sql('UPDATE identity_engagements SET ended_at = ? WHERE id = ?').run(at, idOfStream(recorded.stream));
        break;
    }
  },
};
