import { idOfStream, keepRow, orErased, type Projection, type ReadModelDb, type RecordedEvent } from '@art33/event-log';
import { folded } from '@art33/http';
import { hidingUnfinished } from '@art33/imports';
import { incidentEvents, type IncidentEvent } from '../domain/events.js';
import type { IncidentFact } from '../domain/facts.js';
import { evolveIncident, initialIncident, type IncidentState } from '../domain/state.js';
import type { AffectedAgreement } from '../domain/values.js';
import { incidentSearch, type StoredItem } from './lists.js';
import { linesOf } from './timeline.js';

/**
 * An incident as it stands (its state, folded by the same rules as the decider's, without the long list), who is
 * affected, which subprocessors have a part in it, and its timeline.
 */
export const incidentProjection: Projection = {
  name: 'incidents',
  version: 5,
  handles: Object.keys(incidentEvents),
  tables: `
    CREATE TABLE incidents_all_incidents (
      id TEXT PRIMARY KEY, processor TEXT NOT NULL, status TEXT NOT NULL, assessment TEXT NOT NULL,
      occurred TEXT, detected TEXT, aware TEXT, recorded TEXT NOT NULL,
      affected INTEGER NOT NULL, ended INTEGER NOT NULL, log_number INTEGER NOT NULL,
      sort_title TEXT NOT NULL, item TEXT NOT NULL, record TEXT NOT NULL,
      imported INTEGER NOT NULL, import_id TEXT, import_row INTEGER, content_changed TEXT NOT NULL, content_log_number INTEGER NOT NULL,
      sort_aware TEXT AS (coalesce(aware, '')), sort_detected TEXT AS (coalesce(detected, '')),
      sort_occurred TEXT AS (coalesce(occurred, ''))
    );
    CREATE INDEX incidents_incidents_recorded ON incidents_all_incidents (processor, recorded, id);
    CREATE INDEX incidents_incidents_aware ON incidents_all_incidents (processor, sort_aware, id);
    CREATE INDEX incidents_incidents_detected ON incidents_all_incidents (processor, sort_detected, id);
    CREATE INDEX incidents_incidents_occurred ON incidents_all_incidents (processor, sort_occurred, id);
    CREATE INDEX incidents_incidents_affected ON incidents_all_incidents (processor, affected, id);
    CREATE INDEX incidents_incidents_title ON incidents_all_incidents (processor, sort_title, id);
    CREATE INDEX incidents_incidents_status ON incidents_all_incidents (processor, status, recorded, id);
    CREATE INDEX incidents_incidents_assessment ON incidents_all_incidents (processor, assessment, recorded, id);
    CREATE INDEX incidents_incidents_histories
      ON incidents_all_incidents (processor, sort_title, occurred, detected, aware, import_id) WHERE imported = 1;
    CREATE INDEX incidents_incidents_imported ON incidents_all_incidents (processor, recorded, id) WHERE imported = 1;
    CREATE INDEX incidents_incidents_import
      ON incidents_all_incidents (import_id, import_row) WHERE import_id IS NOT NULL;
    ${hidingUnfinished('incidents_incidents', 'incidents_all_incidents')}
    ${incidentSearch.tables}
    CREATE TABLE incidents_affected (
      incident TEXT NOT NULL, agreement TEXT NOT NULL, controller TEXT NOT NULL, ended INTEGER NOT NULL,
      log_number INTEGER NOT NULL, PRIMARY KEY (incident, agreement)
    ) WITHOUT ROWID;
    CREATE INDEX incidents_affected_controller ON incidents_affected (controller, incident);
    CREATE TABLE incidents_subprocessors (
      processor TEXT NOT NULL, subprocessor TEXT NOT NULL, incident TEXT NOT NULL, its_awareness TEXT, told_us TEXT,
      PRIMARY KEY (processor, subprocessor, incident)
    ) WITHOUT ROWID;
    CREATE TABLE incidents_timeline (
      incident TEXT NOT NULL, log_number INTEGER NOT NULL, line INTEGER NOT NULL, subject TEXT NOT NULL,
      happened TEXT NOT NULL, recorded TEXT NOT NULL, stated TEXT, actor TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (incident, log_number, line)
    ) WITHOUT ROWID;
    CREATE INDEX incidents_timeline_happened ON incidents_timeline (incident, happened, log_number, line);`,
  apply(recorded, db) {
    const incident = idOfStream(recorded.stream);
    const event = { type: recorded.type, data: recorded.data } as IncidentEvent;
    const state = keepState(db, incident, event, recorded);
    if (event.type === 'ControllersAffected') keepAffected(db, incident, event.data.agreements, recorded.logNumber);
    if (event.type === 'HistoricalIncidentRecorded')
      keepAffected(db, incident, event.data.affected, recorded.logNumber);
    if (event.type === 'SubprocessorImplicated') {
      const { subprocessorId, itsAwareness, toldUs } = event.data;
      db.sql('INSERT OR REPLACE INTO incidents_subprocessors VALUES (?, ?, ?, ?, ?)').run(
        state.processorId,
        subprocessorId,
        incident,
        itsAwareness?.at ?? null,
        toldUs?.at ?? null,
      );
    }
    keepTimeline(db, incident, event, recorded);
  },
};

function keepState(db: ReadModelDb, incident: string, event: IncidentEvent, recorded: RecordedEvent): IncidentState {
  const row = db.sql('SELECT * FROM incidents_all_incidents WHERE id = ?').get(incident) as
    | (Record<string, unknown> & {
        record: string;
        recorded: string;
        affected: number;
        ended: number;
        content_changed: string;
        content_log_number: number;
      })
    | undefined;
  const before = row ? (JSON.parse(row.record) as IncidentState) : initialIncident;
  const evolved = evolveIncident(before, event);
  const state: IncidentState = { ...evolved, affected: [] };
  const { status, assessment, processorId, details, facts, history } = state;
  const title = orErased(details.title, null);
  const isContent = row === undefined || changesContent(event);
  const ended = evolved.affected.filter((agreement) => agreement.ended).length;
  keepRow(db, 'incidents_all_incidents', { id: incident }, row, {
    processor: processorId,
    status,
    assessment,
    occurred: details.occurred.from?.at ?? null,
    detected: details.detected?.at ?? null,
    aware: earliestKnowledge(facts) ?? history?.aware?.at ?? null,
    recorded: row?.recorded ?? recorded.recordedAt,
    affected: (row?.affected ?? 0) + evolved.affected.length,
    ended: (row?.ended ?? 0) + ended,
    log_number: recorded.logNumber,
    sort_title: folded(title ?? ''),
    item: JSON.stringify(itemOf(state)),
    record: JSON.stringify(state),
    imported: history ? 1 : 0,
    import_id: history?.importId ?? null,
    import_row: history?.importRow ?? null,
    content_changed: isContent ? recorded.recordedAt : row.content_changed,
    content_log_number: isContent ? recorded.logNumber : row.content_log_number,
  });
  const parts = state.subprocessors.map(({ subprocessorId }) => subprocessorId);
  incidentSearch.keep(db, processorId, incident, [title, orErased(details.summary, null), ...parts]);
  return state;
}

/** Whether notices say something else after it: whom it affects, how it is named here and how it ends is not told in them. */
function changesContent(event: IncidentEvent): boolean {
  switch (event.type) {
    case 'ControllersAffected':
    case 'RiskInformationRecorded':
    case 'IncidentClosed':
    case 'IncidentReopened':
      return false;
    case 'IncidentDetailsAdded':
      return Object.keys(event.data.changes).some((field) => field !== 'title');
    default:
      return true;
  }
}

const itemOf = ({ details, facts, subprocessors, history }: IncidentState): StoredItem => ({
  imported: history !== null,
  title: details.title,
  occurred: details.occurred,
  detected: details.detected,
  facts,
  subprocessors: subprocessors.map(({ subprocessorId }) => subprocessorId),
});

/** Of anything but a ruling: that ends a suspicion, it is none. */
const earliestKnowledge = (facts: readonly IncidentFact[]): string | null =>
  facts
    .filter(({ fact }) => fact !== 'ruled-out-as-notifiable')
    .map(({ at }) => at.at)
    .sort()[0] ?? null;

function keepAffected(
  db: ReadModelDb,
  incident: string,
  agreements: readonly AffectedAgreement[],
  logNumber: number,
): void {
  const insert = db.sql('INSERT INTO incidents_affected VALUES (?, ?, ?, ?, ?)');
  for (const { agreementId, controllerId, ended } of agreements)
    insert.run(incident, agreementId, controllerId, ended ? 1 : 0, logNumber);
}

function keepTimeline(db: ReadModelDb, incident: string, event: IncidentEvent, recorded: RecordedEvent): void {
  linesOf(event).forEach(({ subject, happened, body }, number) =>
    db
      .sql('INSERT INTO incidents_timeline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        incident,
        recorded.logNumber,
        number,
        subject,
        happened?.at ?? recorded.recordedAt,
        recorded.recordedAt,
        happened && JSON.stringify(happened),
        JSON.stringify(recorded.metadata.actor),
        JSON.stringify(body),
      ),
  );
}
