import {
  editsOf,
  idOfStream,
  keepRow,
  orErased,
  type Projection,
  type ReadModelDb,
  type RecordedEvent,
} from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import { reportDecider, type ReportDecision, type ReportState } from '../domain/reports/decider.js';
import { reportEvents, type ReportEvent, type Told } from '../domain/reports/events.js';
import {
  intakeEvents,
  evolveIntake,
  initialIntake,
  type IntakeEvent,
  type IntakeState,
} from '../domain/reports/intake.js';
import { reportStream, webhookIdOf } from '../domain/reports/ids.js';
import { beginningOf, reportSearch, type ReportListItem, type StoredReport } from './report-list.js';

/** Reports as they stand, and each processor's intake with what is looked up by it. */
export const reportProjection: Projection = {
  name: 'reports',
  version: 2,
  handles: [...Object.keys(reportEvents), ...Object.keys(intakeEvents)],
  tables: `
    CREATE TABLE reports_reports (
      id TEXT PRIMARY KEY, processor TEXT NOT NULL, status TEXT NOT NULL, channel TEXT NOT NULL, reference TEXT NOT NULL,
      received TEXT NOT NULL, noticed TEXT, incident TEXT, log_number INTEGER NOT NULL,
      item TEXT NOT NULL, state TEXT NOT NULL, sort_noticed TEXT AS (coalesce(noticed, ''))
    ) WITHOUT ROWID;
    CREATE INDEX reports_reports_received ON reports_reports (processor, received, id);
    CREATE INDEX reports_reports_noticed ON reports_reports (processor, sort_noticed, id);
    CREATE INDEX reports_reports_status ON reports_reports (processor, status, received, id);
    CREATE INDEX reports_reports_channel ON reports_reports (processor, channel, received, id);
    CREATE INDEX reports_reports_reference ON reports_reports (processor, reference, received, id);
    CREATE INDEX reports_reports_incident ON reports_reports (processor, incident, received, id);
    ${reportSearch.tables}
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
  const row = db.sql('SELECT * FROM reports_reports WHERE id = ?').get(id);
  const before = row ? (JSON.parse(String(row['state'])) as ReportState) : reportDecider.initialState;
  const state = reportDecider.evolve(before, { type: recorded.type, data: recorded.data } as ReportEvent);
  const { processorId, reference, told } = state;
  const item: StoredReport = { noticedAt: told.noticedAt, beginning: beginningOf(told.text) };
  keepRow(db, 'reports_reports', { id }, row, {
    processor: processorId,
    status: state.status,
    channel: state.channel,
    reference,
    received: state.receivedAt,
    noticed: told.noticedAt?.at ?? null,
    incident: state.incidentId,
    log_number: recorded.logNumber,
    item: JSON.stringify(item),
    state: JSON.stringify(state),
  });
  reportSearch.keep(db, processorId, id, [reference, orErased(item.beginning, null)]);
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

/** One report whole. */
export interface ReportView extends Omit<ReportListItem, 'beginning'>, Told {
  readonly decisions: readonly ReportDecision[];
  readonly logNumber: number;
}

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
  const state = JSON.parse(row.state) as ReportState & Pick<ReportListItem, 'status'>;
  const { status, channel, reference, receivedAt, incidentId, told, decisions } = state;
  const view = {
    id,
    status,
    channel,
    reference,
    receivedAt,
    incidentId,
    ...told,
    decisions,
    logNumber: row.log_number,
  };
  return { view, edits: editsOf(db, reportStream(id), scope.organisation) };
}
