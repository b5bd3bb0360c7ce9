import type { StatedInstant } from '@art33/deadlines';
import type { Actor, Instant, ReadModelDb } from '@art33/event-log';
import { given, listBy, readList, SearchIndex, type Found, type ListPlan, type Wanted } from '@art33/http';
import { seen, seenAgreements, type OrganisationScope } from '@art33/identity';
import { givenImportId } from '@art33/imports';
import { organisationName } from '@art33/parties';
import type { IncidentFact } from '../domain/facts.js';
import type { Assessment, IncidentDetails, Personal } from '../domain/values.js';
import type { AffectedCounts, ListedAgreement, TimelineEntry } from './queries.js';
import type { TimelineSource, TimelineSubject } from './timeline.js';

/** What incidents are found by: title, summary, and who has a part in them. */
export const incidentSearch = new SearchIndex('incidents_search');

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
  /** A record of the past from a file: nothing of it was worked on here. */
  readonly imported: boolean;
}
/** What of an item stands ready as JSON in `item`. */
export type StoredItem = Pick<
  IncidentListItem,
  'title' | 'occurred' | 'detected' | 'facts' | 'subprocessors' | 'imported'
>;

/** What is unknown comes first. */
const INCIDENT_ORDERS = {
  recorded: ['recorded', 'id'],
  aware: ['sort_aware', 'id'],
  detected: ['sort_detected', 'id'],
  occurred: ['sort_occurred', 'id'],
  affected: ['affected', 'id'],
  title: ['sort_title', 'id'],
  status: ['status', 'recorded', 'id'],
  assessment: ['assessment', 'recorded', 'id'],
} as const;
export type IncidentSort = keyof typeof INCIDENT_ORDERS;

export interface IncidentFilter {
  readonly state?: 'open' | 'closed' | undefined;
  readonly assessment?: Assessment | undefined;
  readonly subprocessor?: string | undefined;
  /** Affects this controller. */
  readonly controller?: string | undefined;
  /** Only records of the past, or none of them. */
  readonly imported?: boolean | undefined;
  /** Recorded at this instant or later, and at this one or earlier. */
  readonly recordedFrom?: Instant | undefined;
  readonly recordedUntil?: Instant | undefined;
  readonly q?: string | undefined;
}

interface ItemRow {
  readonly id: string;
  readonly status: 'open' | 'closed';
  readonly assessment: Assessment;
  readonly aware: string | null;
  readonly recorded: string;
  readonly affected: number;
  readonly ended: number;
  readonly item: string;
}

const itemOf = ({ id, status, assessment, aware, recorded, affected, ended, item }: ItemRow): IncidentListItem => {
  const { title, occurred, detected, facts, subprocessors, imported } = JSON.parse(item) as StoredItem;
  return {
    id,
    title,
    status,
    assessment,
    occurred,
    detected,
    facts,
    aware,
    recordedAt: recorded,
    affected: { total: affected, active: affected - ended, ended },
    subprocessors,
    imported,
  };
};

/** What incidents are called, by their ids; null where it is erased. Ask only for those that whoever reads them may see. */
export const incidentTitles = (db: ReadModelDb, ids: readonly string[]): ReadonlyMap<string, string | null> =>
  new Map(
    db
      .sql(
        `SELECT id, item ->> '$.title' AS title, json_type(item, '$.title') AS kind FROM incidents_incidents
         WHERE id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify([...new Set(ids)]))
      .map(({ id, title, kind }) => [String(id), kind === 'text' ? String(title) : null]),
  );

/** How the organisation's incidents are read. */
export function incidentPlan(
  db: ReadModelDb,
  scope: OrganisationScope,
  filter: IncidentFilter,
): ListPlan<ItemRow, IncidentListItem> {
  const { state, assessment, subprocessor, controller, imported, recordedFrom, recordedUntil, q } = filter;
  const agreements = seenAgreements(scope, 'agreement');
  return {
    name: 'incidents',
    from: 'incidents_incidents',
    columns: 'id, status, assessment, aware, recorded, affected, ended, item',
    sorts: INCIDENT_ORDERS,
    sort: '-recorded',
    conditions: [
      { sql: 'processor = :processor', values: { processor: scope.organisation } },
      seen(scope, "'incident-' || id"),
      given('status = :state', { state }),
      given('assessment = :assessment', { assessment }),
      given(
        'id IN (SELECT incident FROM incidents_subprocessors WHERE processor = :processor AND subprocessor = :subprocessor)',
        { subprocessor },
      ),
      given(
        `id IN (SELECT incident FROM incidents_affected WHERE controller = :controller AND ${agreements?.sql ?? 'true'})`,
        { controller, ...agreements?.values },
      ),
      imported !== undefined && { sql: `imported = ${imported ? 1 : 0}` },
      given('recorded >= :recordedFrom', { recordedFrom }),
      given('recorded <= :recordedUntil', { recordedUntil }),
      incidentSearch.condition(db, scope.organisation, q, 'id'),
    ],
    view: itemOf,
  };
}

/** The organisation's incidents. */
export const listIncidents = listBy(incidentPlan);

const isVisible = (db: ReadModelDb, scope: OrganisationScope, incident: string): boolean =>
  db.sql('SELECT 1 FROM incidents_incidents WHERE id = ? AND processor = ?').get(incident, scope.organisation) !==
  undefined;

interface AffectedRow {
  readonly agreement: string;
  readonly controller: string;
  readonly ended: number;
  readonly log_number: number;
}

/** Who is affected, by agreement id; undefined where the incident is unknown or another processor's. */
export function affectedAgreements(
  db: ReadModelDb,
  scope: OrganisationScope,
  incidentId: string,
  wanted: Wanted,
): Found<ListedAgreement> | undefined {
  if (!isVisible(db, scope, incidentId)) return undefined;
  const plan: ListPlan<AffectedRow, ListedAgreement> = {
    name: `affected ${incidentId}`,
    from: 'incidents_affected',
    columns: 'agreement, controller, ended, log_number',
    sorts: { agreementId: ['agreement'] },
    sort: 'agreementId',
    conditions: [{ sql: 'incident = :incident', values: { incident: incidentId } }, seenAgreements(scope, 'agreement')],
    view: ({ agreement, controller, ended, log_number }) => ({
      agreementId: agreement,
      controllerId: controller,
      ended: ended === 1,
      logNumber: log_number,
    }),
  };
  return readList(db, plan, wanted);
}

interface TimelineRow {
  readonly subject: TimelineSubject;
  readonly stated: string | null;
  readonly recorded: string;
  readonly log_number: number;
  readonly actor: string;
  readonly body: string;
}

/** What of the timeline is read: with the lines of other rooms, up to a log number (left out: all). */
export interface TimelineReading {
  readonly sources?: readonly TimelineSource[];
  readonly upTo?: number | undefined;
}

const TIMELINE_COLUMNS = 'incident, log_number, line, subject, happened, recorded, stated, actor, body';
const OWN_LINES = `SELECT ${TIMELINE_COLUMNS} FROM incidents_timeline WHERE incident = :incident AND log_number <= :upTo`;

/** The timeline along one axis; undefined where the incident is unknown or another processor's. */
export function incidentTimeline(
  db: ReadModelDb,
  scope: OrganisationScope,
  incidentId: string,
  wanted: Wanted,
  { sources = [], upTo = Number.MAX_SAFE_INTEGER }: TimelineReading = {},
): Found<TimelineEntry> | undefined {
  if (!isVisible(db, scope, incidentId)) return undefined;
  const added = sources.map((source) => source.lines(scope));
  const lines = [OWN_LINES, ...added.map(({ sql }) => sql)].join(' UNION ALL ');
  const values = { incident: incidentId, upTo };
  const plan: ListPlan<TimelineRow, TimelineEntry> = {
    name: `timeline ${incidentId}`,
    from: `(${lines})`,
    columns: 'subject, stated, recorded, log_number, actor, body',
    sorts: { recorded: ['log_number', 'line'], happened: ['happened', 'log_number', 'line'] },
    sort: 'recorded',
    conditions: [{ sql: 'incident = :incident', values: Object.assign({}, ...added.map((one) => one.values), values) }],
    view: (row) => ({
      subject: row.subject,
      happened: row.stated === null ? null : (JSON.parse(row.stated) as StatedInstant),
      recordedAt: row.recorded,
      logNumber: row.log_number,
      actor: JSON.parse(row.actor) as Actor,
      body: bodyOf(db, row),
    }),
  };
  return readList(db, plan, wanted);
}

/** An import is named as its sender calls it, a controller as it is known today. */
function bodyOf(db: ReadModelDb, { subject, body }: TimelineRow): Readonly<Record<string, unknown>> {
  const said = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const { importId, controllerId } = said;
  if (subject === 'imported') return { ...said, importId: givenImportId(db, String(importId)) };
  return typeof controllerId === 'string' ? { ...said, controllerName: organisationName(db, controllerId) } : said;
}
