import { idOfStream, isErased, type Projection, type RecordedEvent } from '@art33/event-log';
import { issuerEvents, type IssuerEvent } from '../domain/events.js';

/** Every issuer as it is now. Secrets are not in it: they are opened where somebody signs in. */
export const issuerProjection: Projection = {
  name: 'identity-issuers',
  version: 1,
  handles: Object.keys(issuerEvents),
  tables: `
    CREATE TABLE identity_issuers (
      id TEXT PRIMARY KEY, organisation TEXT NOT NULL, side TEXT NOT NULL, settings TEXT, has_secret INTEGER NOT NULL,
      added_at TEXT NOT NULL, changed_at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX identity_issuers_of ON identity_issuers (organisation, added_at, id);`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<IssuerEvent> & IssuerEvent;
    const id = idOfStream(event.stream);
    if (event.type === 'IssuerRemoved') {
      db.sql('DELETE FROM identity_issuers WHERE id = ?').run(id);
      return;
    }
    const { organisation, side, settings, clientSecret, at } = event.data;
    db.sql(
      `INSERT INTO identity_issuers VALUES (@id, @organisation, @side, @settings, @hasSecret, @at, @at)
       ON CONFLICT (id) DO UPDATE SET settings = @settings, has_secret = @hasSecret, changed_at = @at`,
    ).run({
      id,
      organisation,
      side,
      settings: isErased(settings) ? null : JSON.stringify(settings),
      hasSecret: clientSecret === null ? 0 : 1,
      at,
    });
  },
};
