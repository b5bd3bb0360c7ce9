import type { Projection, RecordedEvent } from '@art33/event-log';
import type { RestrictionEvent } from '../domain/restriction.js';

/** What a stream is part of: an incident, and of it what one agreement is about. */
export interface Matter {
  readonly incident: string | null;
  readonly agreement: string | null;
}

/**
 * Says which matter the stream of an event belongs to, as the rooms know it: the ids themselves, or the name of the stream
 * whose matter it shares. Undefined: this event says nothing of it.
 */
export type MatterSource = (event: RecordedEvent) => Matter | { readonly as: string } | undefined;

/** Which stream belongs to which matter, and which matters are shown to named members alone. */
export const sightProjection = (sources: Readonly<Record<string, MatterSource>>): Projection => ({
  name: 'identity-sight',
  version: 2,
  handles: [...Object.keys(sources), 'MatterRestricted', 'RestrictionLifted'],
  tables: `
    CREATE TABLE identity_matters (stream TEXT PRIMARY KEY, incident TEXT, agreement TEXT) WITHOUT ROWID;
    CREATE INDEX identity_matters_of_incident ON identity_matters (incident, agreement);
    CREATE INDEX identity_matters_of_agreement ON identity_matters (agreement, incident);
    CREATE TABLE identity_restrictions (
      organisation TEXT NOT NULL, incident TEXT NOT NULL, members TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (organisation, incident)
    ) WITHOUT ROWID;`,
  apply(recorded, db) {
    const event = recorded as unknown as RestrictionEvent;
    if (event.type === 'MatterRestricted') {
      const { organisation, matterId, members, at } = event.data;
      db.sql('INSERT OR REPLACE INTO identity_restrictions VALUES (?, ?, ?, ?)').run(
        organisation,
        matterId,
        JSON.stringify(members),
        at,
      );
      // The stream is named after the incident: it is hidden with it.
      db.sql('INSERT OR REPLACE INTO identity_matters VALUES (?, ?, NULL)').run(recorded.stream, matterId);
      return;
    }
    if (event.type === 'RestrictionLifted') {
      const { organisation, matterId } = event.data;
      db.sql('DELETE FROM identity_restrictions WHERE organisation = ? AND incident = ?').run(organisation, matterId);
      return;
    }
    const said = sources[recorded.type]?.(recorded);
    if (!said) return;
    if ('as' in said)
      db.sql(
        'INSERT OR REPLACE INTO identity_matters SELECT ?, incident, agreement FROM identity_matters WHERE stream = ?',
      ).run(recorded.stream, said.as);
    else
      db.sql('INSERT OR REPLACE INTO identity_matters VALUES (?, ?, ?)').run(
        recorded.stream,
        said.incident,
        said.agreement,
      );
  },
});
