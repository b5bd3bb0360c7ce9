import type { Instant, StatedInstant } from '@art33/deadlines';
import { editsOf, idOfStream, type Projection, type ReadModelDb, type RecordedEvent } from '@art33/event-log';
import { cursorsOf, sortOf, type CursorKey } from '@art33/http';
import type { OrganisationScope } from '@art33/identity';
import { reportDecider, type ReportDecision, type ReportState } from '../domain/reports/decider.js';
import { reportEvents, type Channel, type ReportEvent, type Told } from '../domain/reports/events.js';
import {
  intakeEvents,
  evolveIntake,
  initialIntake,
  type IntakeEvent,
  type IntakeState,
} from '../domain/reports/intake.js';
import { reportStream, webhookIdOf } from '../domain/reports/ids.js';
import type { Personal } from '../domain/values.js';

/** Reports as they stand, and each processor's intake with what is looked up by it. */
export const reportProjection: Projection = {
  name: 'reports',
  version: 1,
  handles: [...Object.keys(reportEvents), ...Object.keys(intakeEvents)],
  tables: `
    CREATE TABLE reports_reports (
      id TEXT PRIMARY KEY, processor TEXT NOT NULL, status TEXT NOT NULL, channel TEXT NOT NULL, reference TEXT NOT NULL,
      received TEXT NOT NULL, log_number INTEGER NOT NULL, state TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX reports_by_processor ON reports_reports (processor, received, id);
    CREATE TABLE reports_intakes (
      processor TEXT PRIMARY KEY, address TEXT, webhook TEXT NOT NULL, state TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX reports_intakes_address ON reports_intakes (address);
    CREATE INDEX reports_intakes_webhook ON reports_intakes (webhook);`,
  apply(recorded, db) {
    if (recorded.type in intakeEvents) keepIntake(db, recorded);
    else keepReport(db, recorded);
  },
};

function keepReport(db: ReadModelDb, recorded: RecordedEvent): void {
  const id = idOfStream(recorded.stream);
  const row = db.sql('SELECT state FROM reports_reports WHERE id = ?').get(id) as { state: string } | undefined;
  const before = row ? (JSON.parse(row.state) as ReportState) : reportDecider.initialState;
  const state = reportDecider.evolve(before, { type: recorded.type, data: recorded.data } as ReportEvent);
  db.sql('INSERT OR REPLACE INTO reports_reports VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    id,
    state.processorId,
    state.status,
    state.channel,
    state.reference,
    state.receivedAt,
    recorded.logNumber,
    JSON.stringify(state),
  );
}

function keepIntake(db: ReadModelDb, recorded: RecordedEvent): void {
  const processor = idOfStream(recorded.stream);
  const before = intakeOf(db, processor);
  const state = evolveIntake(before, { type: recorded.type, data: recorded.data } as IntakeEvent);
  db.sql('INSERT OR REPLACE INTO reports_intakes VALUES (?, ?, ?, ?)').run(
    processor,
    state.address,
    webhookIdOf(processor),
    JSON.stringify(state),
  );
}

/** A processor's intake; closed where it never opened one. */
export function intakeOf(db: ReadModelDb, processorId: string): IntakeState {
  const row = db.sql('SELECT state FROM reports_intakes WHERE processor = ?').get(processorId) as
    { state: string } | undefined;
  return row ? (JSON.parse(row.state) as IntakeState) : initialIntake;
}

/** Whose form stands at an address, open or not; undefined where there never was one. */
export const processorOfForm = (db: ReadModelDb, address: string): string | undefined =>
  (db.sql('SELECT processor FROM reports_intakes WHERE address = ?').get(address) as { processor: string } | undefined)
    ?.processor;

/** Whose webhook this is. */
export const processorOfWebhook = (db: ReadModelDb, webhookId: string): string | undefined =>
  (
    db.sql('SELECT processor FROM reports_intakes WHERE webhook = ?').get(webhookId) as
      { processor: string } | undefined
  )?.processor;

/** One report in a list. */
export interface ReportListItem {
  readonly id: string;
  readonly status: 'open' | 'turned' | 'linked' | 'rejected';
  readonly channel: Channel;
  readonly reference: string;
  readonly receivedAt: Instant;
  /** When it was noticed, where an instant was stated. */
  readonly noticedAt: StatedInstant | null;
  /** How it begins. */
  readonly beginning: Personal<string>;
  /** Of the incident that it was turned into or found to be about. */
  readonly incidentId: string | null;
}

/** One report whole. */
export interface ReportView extends Omit<ReportListItem, 'beginning'>, Told {
  readonly decisions: readonly ReportDecision[];
  readonly logNumber: number;
}

export const REPORT_SORTS = ['received'] as const;
const BY_RECEIVED = '-received';

export interface ReportFilter {
  readonly status?: ReportListItem['status'];
  readonly channel?: Channel;
  readonly reference?: string;
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit: number;
}

const cursorsIn = (sort: string = BY_RECEIVED) => cursorsOf(`reports ${sort}`, 2);
const BEGINNING = 200;

/** The processor's reports; one row more than the limit where there is a next page. */
export function listReports(
  db: ReadModelDb,
  scope: OrganisationScope,
  filter: ReportFilter,
): readonly ReportListItem[] {
  const { descending } = sortOf(filter.sort, REPORT_SORTS, BY_RECEIVED);
  const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const after = cursorsIn(filter.sort).read(filter.cursor);
  const wanted = (['status', 'channel', 'reference'] as const).flatMap((column) => {
    const value = filter[column];
    return value === undefined ? [] : [{ column, value }];
  });
  const where = [
    'processor = ?',
    ...wanted.map(({ column }) => `${column} = ?`),
    ...(after ? [`(received, id) ${beyond} (?, ?)`] : []),
  ];
  const rows = db
    .sql(
      `SELECT id, state FROM reports_reports WHERE ${where.join(' AND ')}
       ORDER BY received ${direction}, id ${direction} LIMIT ?`,
    )
    .all(scope.organisation, ...wanted.map(({ value }) => value), ...(after ?? []), filter.limit + 1) as {
    id: string;
    state: string;
  }[];
  return rows.map(({ id, state }) => listItem(id, JSON.parse(state) as Received));
}

type Received = ReportState & { readonly status: ReportListItem['status'] };

const listItem = (id: string, state: Received): ReportListItem => {
  const { status, channel, reference, receivedAt, incidentId, told } = state;
  const beginning = typeof told.text === 'string' ? told.text.slice(0, BEGINNING) : told.text;
  return { id, status, channel, reference, receivedAt, noticedAt: told.noticedAt, beginning, incidentId };
};

/** The key that a page of reports ends with. */
export const reportCursor =
  (sort: string | undefined) =>
  ({ receivedAt, id }: ReportListItem): CursorKey =>
    cursorsIn(sort).keyOf(receivedAt, id);

/** One report and its edits (the ETag); undefined where it is unknown or another processor's. */
export function reportById(
  db: ReadModelDb,
  scope: OrganisationScope,
  id: string,
): { readonly view: ReportView; readonly edits: number } | undefined {
  const row = db
    .sql('SELECT state, log_number FROM reports_reports WHERE id = ? AND processor = ?')
    .get(id, scope.organisation) as { state: string; log_number: number } | undefined;
  if (!row) return undefined;
  const state = JSON.parse(row.state) as Received;
  const { beginning: _, ...item } = listItem(id, state);
  const view = { ...item, ...state.told, decisions: state.decisions, logNumber: row.log_number };
  return { view, edits: editsOf(db, reportStream(id), scope.organisation) };
}
