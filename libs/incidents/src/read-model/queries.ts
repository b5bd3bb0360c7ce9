import type { StatedInstant } from '@art33/deadlines';
import { editsOf, type Actor, type Instant, type ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import { givenImportId } from '@art33/imports';
import { incidentStream } from '../domain/streams.js';
import type { IncidentFact } from '../domain/facts.js';
import type { EvaluatedRule, IncidentState } from '../domain/state.js';
import type {
  AffectedAgreement,
  Assessment,
  HistoricalFacts,
  Implication,
  IncidentDetails,
  Measure,
  Personal,
  RiskInformation,
  Ruling,
} from '../domain/values.js';
import type { TimelineSubject } from './timeline.js';

/** How many agreements are affected: in force and ended when they were listed. */
export interface AffectedCounts {
  readonly total: number;
  readonly active: number;
  readonly ended: number;
}

/** Everything known of one incident but the long lists. */
export interface IncidentView extends IncidentDetails {
  readonly id: string;
  readonly processorId: string;
  /** Of the report that it was made of; null: of none. */
  readonly reportId: string | null;
  readonly status: 'open' | 'closed';
  readonly assessment: Assessment;
  readonly ruling: Ruling | null;
  readonly facts: readonly IncidentFact[];
  readonly aware: Instant | null;
  readonly recordedAt: Instant;
  /** When something of it was recorded last that notices tell, and where that stands in the log. */
  readonly contentChanged: { readonly at: Instant; readonly logNumber: number };
  /** Of the last event of this incident that is shown. */
  readonly logNumber: number;
  readonly subprocessors: readonly Implication[];
  readonly rules: readonly EvaluatedRule[];
  readonly affected: AffectedCounts;
  readonly measures: readonly Measure[];
  readonly risk: RiskInformation | null;
  /** A record of the past from a file: nothing of it was worked on here. */
  readonly imported: boolean;
  /** Of such a record: its old times, and the row that it came from. */
  readonly history: HistoricalFacts | null;
}

interface IncidentRow {
  readonly id: string;
  readonly aware: string | null;
  readonly recorded: string;
  readonly affected: number;
  readonly ended: number;
  readonly log_number: number;
  readonly content_changed: string;
  readonly content_log_number: number;
  readonly record: string;
}

const stateOf = (row: IncidentRow) => JSON.parse(row.record) as IncidentState & { readonly status: 'open' | 'closed' };
const countsOf = ({ affected, ended }: IncidentRow): AffectedCounts => ({
  total: affected,
  active: affected - ended,
  ended,
});

const incidentRow = (db: ReadModelDb, scope: OrganisationScope, id: string): IncidentRow | undefined =>
  db.sql('SELECT * FROM incidents_incidents WHERE id = ? AND processor = ?').get(id, scope.organisation) as unknown as
    IncidentRow | undefined;

/** One incident and its edits (the ETag); undefined where it is unknown or another processor's. */
export function incidentById(
  db: ReadModelDb,
  scope: OrganisationScope,
  id: string,
): { readonly view: IncidentView; readonly edits: number } | undefined {
  const row = incidentRow(db, scope, id);
  if (!row) return undefined;
  const { incidentId, details, history, ...state } = stateOf(row);
  const view = {
    id: incidentId,
    ...state,
    history: history && { ...history, importId: givenImportId(db, history.importId) },
    ...details,
    aware: row.aware,
    recordedAt: row.recorded,
    contentChanged: { at: row.content_changed, logNumber: row.content_log_number },
    logNumber: row.log_number,
    affected: countsOf(row),
    imported: history !== null,
  };
  return { view, edits: editsOf(db, incidentStream(id), scope.organisation) };
}

/** The import that an incident came from, finished or not; undefined where it was logged here, or is unknown. */
export function importOfIncident(db: ReadModelDb, id: string): string | undefined {
  const row = db.sql('SELECT import_id FROM incidents_all_incidents WHERE id = ?').get(id);
  return (row?.['import_id'] as string | null | undefined) ?? undefined;
}

/** The last row of a file that an import has written incidents of, finished or not; null: none yet. */
export function importedIncidentRow(db: ReadModelDb, importId: string): number | null {
  const row = db.sql('SELECT max(import_row) AS row FROM incidents_all_incidents WHERE import_id = ?').get(importId);
  return (row?.['row'] as number | null | undefined) ?? null;
}

/** Whether the organisation has a record of the past with this title (see `folded`) and these times. */
export const isHistoryRecorded = (
  db: ReadModelDb,
  scope: OrganisationScope,
  foldedTitle: string,
  when: readonly [occurred: Instant | null, detected: Instant | null, aware: Instant | null],
): boolean =>
  db
    .sql(
      `SELECT 1 FROM incidents_incidents WHERE processor = ? AND sort_title = ? AND imported = 1
         AND occurred IS ? AND detected IS ? AND aware IS ? LIMIT 1`,
    )
    .get(scope.organisation, foldedTitle, ...when) !== undefined;

/** An affected agreement with the log number of the event that listed it. */
export type ListedAgreement = AffectedAgreement & { readonly logNumber: number };

/** The ids of all affected agreements. */
export const affectedIds = (db: ReadModelDb, scope: OrganisationScope, incidentId: string): ReadonlySet<string> =>
  new Set(
    (
      db
        .sql(
          `SELECT agreement FROM incidents_affected JOIN incidents_incidents ON id = incident
           WHERE incident = ? AND processor = ?`,
        )
        .all(incidentId, scope.organisation) as { agreement: string }[]
    ).map(({ agreement }) => agreement),
  );

/** How many agreements are affected. */
export const affectedCount = (db: ReadModelDb, scope: OrganisationScope, incidentId: string): number =>
  (
    db
      .sql('SELECT affected FROM incidents_incidents WHERE id = ? AND processor = ?')
      .get(incidentId, scope.organisation) as { readonly affected: number } | undefined
  )?.affected ?? 0;

/** One line of an incident's timeline on both axes: when it happened, and when we knew (recorded, log number). */
export interface TimelineEntry {
  readonly subject: TimelineSubject;
  /** As it was stated; null where it happened when it was recorded. */
  readonly happened: StatedInstant | null;
  readonly recordedAt: Instant;
  readonly logNumber: number;
  readonly actor: Actor;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Why an incident was ruled out, as it was said last; null where nobody said. */
export function rulingReason(db: ReadModelDb, scope: OrganisationScope, incidentId: string): Personal<string> | null {
  const row = db
    .sql(
      `SELECT body FROM incidents_timeline JOIN incidents_incidents i ON i.id = incident
       WHERE incident = ? AND processor = ? AND subject = 'ruled-out' ORDER BY incidents_timeline.log_number DESC LIMIT 1`,
    )
    .get(incidentId, scope.organisation) as { readonly body: string } | undefined;
  return row ? (JSON.parse(row.body) as { readonly reason: Personal<string> }).reason : null;
}
