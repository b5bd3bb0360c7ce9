import type { StatedInstant } from '@art33/deadlines';
import { editsOf, type Actor, type Instant, type ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import { incidentStream } from '../domain/streams.js';
import type { IncidentFact } from '../domain/facts.js';
import type { Assessment, EvaluatedRule, IncidentState } from '../domain/state.js';
import type {
  AffectedAgreement,
  Implication,
  IncidentDetails,
  Measure,
  Personal,
  RiskInformation,
  Ruling,
} from '../domain/values.js';
import type { TimelineSubject } from './timeline.js';

/** Which page of a list: its order, the key where the last page ended, and how many rows to fetch. */
export interface PageOf<F extends string> {
  readonly sort: { readonly field: F; readonly descending: boolean };
  readonly after: readonly (string | number | null)[] | undefined;
  readonly limit: number;
}

/** How many agreements are affected: in force and ended when they were listed. */
export interface AffectedCounts {
  readonly total: number;
  readonly active: number;
  readonly ended: number;
}

/** One incident in a list. Occurred, detected, aware and recorded are different instants; `aware` is the earliest knowledge. */
export interface IncidentListItem {
  readonly id: string;
  readonly title: Personal<string>;
  readonly status: 'open' | 'closed';
  readonly assessment: Assessment;
  readonly occurred: IncidentDetails['occurred'];
  readonly detected: StatedInstant | null;
  readonly facts: readonly IncidentFact[];
  readonly aware: Instant | null;
  readonly recordedAt: Instant;
  readonly affected: AffectedCounts;
  readonly subprocessors: readonly string[];
}

/** What incidents are sorted by; what is unknown comes first. */
const SORT_COLUMNS = {
  recorded: 'recorded',
  aware: "coalesce(aware, '')",
  detected: "coalesce(detected, '')",
  occurred: "coalesce(occurred, '')",
  affected: 'affected',
};
export type IncidentSort = keyof typeof SORT_COLUMNS;
export const INCIDENT_SORTS = Object.keys(SORT_COLUMNS) as readonly IncidentSort[];

export interface IncidentFilter {
  readonly state?: 'open' | 'closed';
  readonly assessment?: Assessment;
  readonly subprocessor?: string;
}

/** Everything known of one incident but the long lists. */
export interface IncidentView extends IncidentDetails {
  readonly id: string;
  readonly processorId: string;
  readonly status: 'open' | 'closed';
  readonly assessment: Assessment;
  readonly ruling: Ruling | null;
  readonly facts: readonly IncidentFact[];
  readonly aware: Instant | null;
  readonly recordedAt: Instant;
  /** Of the last event of this incident that is shown. */
  readonly logNumber: number;
  readonly subprocessors: readonly Implication[];
  readonly rules: readonly EvaluatedRule[];
  readonly affected: AffectedCounts;
  readonly measures: readonly Measure[];
  readonly risk: RiskInformation | null;
}

interface IncidentRow {
  readonly id: string;
  readonly aware: string | null;
  readonly recorded: string;
  readonly affected: number;
  readonly ended: number;
  readonly log_number: number;
  readonly record: string;
  /** Where the list's cursor stands. */
  readonly place: string | number;
}

const stateOf = (row: IncidentRow) => JSON.parse(row.record) as IncidentState & { readonly status: 'open' | 'closed' };
const countsOf = ({ affected, ended }: IncidentRow): AffectedCounts => ({
  total: affected,
  active: affected - ended,
  ended,
});

const listItem = (row: IncidentRow): IncidentListItem => {
  const { details, status, assessment, facts, subprocessors } = stateOf(row);
  return {
    id: row.id,
    title: details.title,
    status,
    assessment,
    occurred: details.occurred,
    detected: details.detected,
    facts,
    aware: row.aware,
    recordedAt: row.recorded,
    affected: countsOf(row),
    subprocessors: subprocessors.map(({ subprocessorId }) => subprocessorId),
  };
};

export type Placed<T> = T & { readonly place: readonly (string | number)[] };

/** The keyset condition and order for a list whose rows are unique by (place, ...rest). */
const keyset = <F extends string>({ sort, after }: PageOf<F>, columns: readonly string[]) => {
  const key = columns.join(', ');
  return {
    where: after ? `AND (${key}) ${sort.descending ? '<' : '>'} (${columns.map(() => '?').join(', ')})` : '',
    order: columns.map((column) => `${column} ${sort.descending ? 'DESC' : 'ASC'}`).join(', '),
    values: after ? columns.map((_, i) => after[i] ?? '') : [],
  };
};

/** The organisation's incidents; one row more than the limit where there is a next page. */
export function listIncidents(
  db: ReadModelDb,
  scope: OrganisationScope,
  filter: IncidentFilter,
  page: PageOf<IncidentSort>,
): readonly Placed<IncidentListItem>[] {
  const { where, order, values } = keyset(page, ['place', 'id']);
  const rows = db
    .sql(
      `SELECT * FROM (SELECT *, ${SORT_COLUMNS[page.sort.field]} AS place FROM incidents_incidents WHERE processor = :processor
        ${filter.state ? 'AND status = :state' : ''} ${filter.assessment ? 'AND assessment = :assessment' : ''}
        ${filter.subprocessor ? 'AND id IN (SELECT incident FROM incidents_subprocessors WHERE processor = :processor AND subprocessor = :subprocessor)' : ''})
       WHERE true ${where} ORDER BY ${order} LIMIT :limit`,
    )
    .all({ ...filter, processor: scope.organisation, limit: page.limit + 1 }, ...values) as unknown as IncidentRow[];
  return rows.map((row) => ({ ...listItem(row), place: [row.place, row.id] }));
}

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
  const { incidentId, details, ...state } = stateOf(row);
  const view = {
    id: incidentId,
    ...state,
    ...details,
    aware: row.aware,
    recordedAt: row.recorded,
    logNumber: row.log_number,
    affected: countsOf(row),
  };
  return { view, edits: editsOf(db, incidentStream(id), scope.organisation) };
}

/** An affected agreement with the log number of the event that listed it. */
export type ListedAgreement = AffectedAgreement & { readonly logNumber: number };

/** Who is affected, by agreement id; undefined where the incident is unknown or another processor's. */
export function affectedAgreements(
  db: ReadModelDb,
  scope: OrganisationScope,
  incidentId: string,
  page: Pick<PageOf<never>, 'after' | 'limit'>,
): readonly ListedAgreement[] | undefined {
  if (!incidentRow(db, scope, incidentId)) return undefined;
  const rows = db
    .sql('SELECT * FROM incidents_affected WHERE incident = ? AND agreement > ? ORDER BY agreement LIMIT ?')
    .all(incidentId, page.after?.[0] ?? '', page.limit + 1) as {
    agreement: string;
    controller: string;
    ended: number;
    log_number: number;
  }[];
  return rows.map(({ agreement, controller, ended, log_number }) => ({
    agreementId: agreement,
    controllerId: controller,
    ended: ended === 1,
    logNumber: log_number,
  }));
}

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

export const TIMELINE_SORTS = ['recorded', 'happened'] as const;
export type TimelineSort = (typeof TIMELINE_SORTS)[number];

/** The timeline along one axis; undefined where the incident is unknown or another processor's. */
export function incidentTimeline(
  db: ReadModelDb,
  scope: OrganisationScope,
  incidentId: string,
  page: PageOf<TimelineSort>,
): readonly Placed<TimelineEntry>[] | undefined {
  if (!incidentRow(db, scope, incidentId)) return undefined;
  const axis = page.sort.field === 'happened' ? ['happened', 'log_number', 'line'] : ['log_number', 'line'];
  const { where, order, values } = keyset(page, axis);
  const rows = db
    .sql(`SELECT * FROM incidents_timeline WHERE incident = ? ${where} ORDER BY ${order} LIMIT ?`)
    .all(incidentId, ...values, page.limit + 1) as unknown as {
    subject: TimelineSubject;
    happened: string;
    stated: string | null;
    recorded: string;
    log_number: number;
    line: number;
    actor: string;
    body: string;
  }[];
  return rows.map((row) => ({
    subject: row.subject,
    happened: row.stated === null ? null : (JSON.parse(row.stated) as StatedInstant),
    recordedAt: row.recorded,
    logNumber: row.log_number,
    actor: JSON.parse(row.actor) as Actor,
    body: JSON.parse(row.body) as Record<string, unknown>,
    place: page.sort.field === 'happened' ? [row.happened, row.log_number, row.line] : [row.log_number, row.line],
  }));
}
