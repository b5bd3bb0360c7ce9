import type { Projection, ReadModelDb, RecordedEvent } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { TermsEvent } from '@art33/parties';

/** The legal entities that a processor's terms name as subprocessors, in any version; the latest name counts. */
export const legalEntityProjection: Projection = {
  name: 'incidents-legal-entities',
  version: 1,
  handles: ['TermsPublished'] satisfies TermsEvent['type'][],
  tables: `CREATE TABLE incidents_legal_entities (
    processor TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (processor, id)
  ) WITHOUT ROWID;`,
  apply(recorded, db) {
    const { processorId, terms } = (recorded as RecordedEvent<Extract<TermsEvent, { type: 'TermsPublished' }>>).data;
    for (const { id, name } of terms.subprocessors)
      db.sql('INSERT OR REPLACE INTO incidents_legal_entities VALUES (?, ?, ?)').run(processorId, id, name);
  },
};

/** Names by id. */
export const namesOfSubprocessors = (db: ReadModelDb, scope: OrganisationScope): ReadonlyMap<string, string> =>
  new Map(
    db
      .sql('SELECT id, name FROM incidents_legal_entities WHERE processor = ?')
      .all(scope.organisation)
      .map(({ id, name }) => [id as string, name as string]),
  );
