import { idOfStream, orErased, type Projection } from '@art33/event-log';
import type { CredentialEvent, LinkEvent, SessionEvent, TryEvent } from '../domain/events.js';

type Event = SessionEvent | CredentialEvent | TryEvent | LinkEvent;

/** Sessions, whose a passkey is, and links that were not used yet. Passwords and secrets stay in the log. */
export const signInProjection: Projection = {
  name: 'identity-sign-in',
  version: 1,
  handles: [
    'SessionStarted',
    'SessionEnded',
    'SessionsRevoked',
    'PasskeyEnrolled',
    'FactorRemoved',
    'PasskeyUsed',
    'LinkIssued',
    'LinkUsed',
    'LinkWithdrawn',
  ],
  tables: `
    CREATE TABLE identity_sessions (
      id TEXT PRIMARY KEY, person TEXT NOT NULL, how TEXT NOT NULL, started_at TEXT NOT NULL, absolute_end TEXT NOT NULL,
      address TEXT, client TEXT, ended_at TEXT
    ) WITHOUT ROWID;
    CREATE INDEX identity_sessions_of_person ON identity_sessions (person);
    CREATE TABLE identity_session_floors (person TEXT PRIMARY KEY, at TEXT NOT NULL, spared TEXT) WITHOUT ROWID;
    CREATE TABLE identity_passkeys (
      credential TEXT PRIMARY KEY, person TEXT NOT NULL, factor TEXT NOT NULL, counter INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE identity_links (
      id TEXT PRIMARY KEY, hash TEXT NOT NULL, kind TEXT NOT NULL, person TEXT, organisation TEXT, expires_at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX identity_links_of_person ON identity_links (person);`,
  apply(recorded, db) {
    const id = idOfStream(recorded.stream);
    const event = recorded as unknown as Event;
    switch (event.type) {
      case 'SessionStarted': {
        const { personId, how, at, absoluteEnd, address, client } = event.data;
        // What ended by itself is of no use any more.
        db.sql('DELETE FROM identity_sessions WHERE person = ? AND absolute_end <= ?').run(personId, at);
        db.sql('INSERT INTO identity_sessions VALUES (?, ?, ?, ?, ?, ?, ?, NULL)').run(
          id,
          personId,
          how,
          at,
          absoluteEnd,
          orErased(address, null),
          orErased(client, null),
        );
        break;
      }
      case 'SessionEnded':
        db.sql('UPDATE identity_sessions SET ended_at = ? WHERE id = ?').run(event.data.at, id);
        break;
      case 'SessionsRevoked': {
        const { personId, at, except } = event.data;
        db.sql('INSERT OR REPLACE INTO identity_session_floors VALUES (?, ?, ?)').run(personId, at, except);
        db.sql(
          'UPDATE identity_sessions SET ended_at = ? WHERE person = ? AND ended_at IS NULL AND started_at < ? AND id IS NOT ?',
        ).run(at, personId, at, except);
        break;
      }
      case 'PasskeyEnrolled': {
        const { credentialId, personId, factorId, counter } = event.data;
        const insert = db.sql('INSERT OR IGNORE INTO identity_passkeys VALUES (?, ?, ?, ?)');
        insert.run(credentialId, personId, factorId, counter);
        break;
      }
      case 'PasskeyUsed': {
        const { personId, factorId, counter } = event.data;
        db.sql('UPDATE identity_passkeys SET counter = max(counter, ?) WHERE person = ? AND factor = ?').run(
          counter,
          personId,
          factorId,
        );
        break;
      }
      case 'FactorRemoved':
        db.sql('DELETE FROM identity_passkeys WHERE person = ? AND factor = ?').run(
          event.data.personId,
          event.data.factorId,
        );
        break;
      case 'LinkIssued': {
        const { hash, kind, personId, organisation, expiresAt } = event.data;
        db.sql('INSERT INTO identity_links VALUES (?, ?, ?, ?, ?, ?)').run(
          id,
          hash,
          kind,
          personId,
          organisation,
          expiresAt,
        );
        break;
      }
      case 'LinkUsed':
      case 'LinkWithdrawn':
        db.sql('DELETE FROM identity_links WHERE id = ?').run(id);
        break;
      default:
        break;
    }
  },
};
