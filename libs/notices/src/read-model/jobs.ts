import {
  idOfStream,
  turn,
  type Actor,
  type Instant,
  type Projection,
  type ReadModelDb,
  type RecordedEvent,
} from '@art33/event-log';
import { cursorsOf, sortOf, type CursorKey } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';
import type { JobStatus } from '../domain/jobs/decider.js';
import { jobEvents, type BulkResult, type BulkTask, type JobEvent, type PauseReason } from '../domain/jobs/events.js';

/** A job as the log tells it; how far it has come since its last event, only the node that works on it knows. */
export interface JobRow extends BulkResult {
  readonly id: string;
  readonly incidentId: string;
  readonly processorId: string;
  readonly what: BulkTask['what'];
  readonly status: JobStatus;
  readonly pausedWhy: PauseReason | null;
  readonly total: number;
  /** All of the incident, not chosen ones. */
  readonly isWhole: boolean;
  readonly startedBy: Actor;
  readonly startedAt: Instant;
  /** Of the event by which it began. */
  readonly logNumber: number;
  readonly endedAt: Instant | null;
}

const NOTHING: BulkResult = {
  counts: { done: 0, unchanged: 0, skipped: 0, refused: 0 },
  refusedBy: {},
  refused: [],
};
const STATUS = {
  BulkPaused: 'paused',
  BulkResumed: 'running',
  BulkCancelled: 'cancelled',
  BulkCompleted: 'completed',
} as const;

/** The jobs with many notices. */
export const jobProjection: Projection = {
  name: 'notices-jobs',
  version: 2,
  handles: Object.keys(jobEvents),
  tables: `
    CREATE TABLE notices_jobs (
      id TEXT PRIMARY KEY, incident TEXT NOT NULL, processor TEXT NOT NULL, what TEXT NOT NULL, status TEXT NOT NULL,
      paused_why TEXT, total INTEGER NOT NULL, is_whole INTEGER NOT NULL, started_by TEXT NOT NULL, started TEXT NOT NULL,
      ended TEXT, result TEXT NOT NULL, log_number INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX notices_jobs_incident ON notices_jobs (incident, processor, started, log_number);
    CREATE INDEX notices_jobs_processor ON notices_jobs (processor, started, log_number);
    CREATE INDEX notices_jobs_running ON notices_jobs (status) WHERE status = 'running';`,
  apply(recorded, db) {
    const event = { type: recorded.type, data: recorded.data } as JobEvent;
    const { stream, logNumber } = recorded as RecordedEvent;
    const id = idOfStream(stream);
    if (event.type === 'BulkBegun') {
      const { incidentId, processorId, task, total, notices, by, at } = event.data;
      db.sql(`INSERT INTO notices_jobs VALUES (?, ?, ?, ?, 'running', NULL, ?, ?, ?, ?, NULL, ?, ?)`).run(
        id,
        incidentId,
        processorId,
        task.what,
        total,
        notices === null ? 1 : 0,
        JSON.stringify(by),
        at,
        JSON.stringify(NOTHING),
        logNumber,
      );
      return;
    }
    if (event.type === 'BulkAdvanced' || event.type === 'BulkCompleted') {
      const { at: _, ...result } = event.data;
      db.sql('UPDATE notices_jobs SET result = ? WHERE id = ?').run(JSON.stringify(result), id);
    }
    if (event.type === 'BulkAdvanced') return;
    const status = STATUS[event.type];
    const hasEnded = status === 'cancelled' || status === 'completed';
    db.sql('UPDATE notices_jobs SET status = ?, paused_why = ?, ended = ? WHERE id = ?').run(
      status,
      event.type === 'BulkPaused' ? event.data.why : null,
      hasEnded ? event.data.at : null,
      id,
    );
  },
};

interface Row {
  readonly id: string;
  readonly incident: string;
  readonly processor: string;
  readonly what: BulkTask['what'];
  readonly status: JobStatus;
  readonly paused_why: PauseReason | null;
  readonly total: number;
  readonly is_whole: number;
  readonly started_by: string;
  readonly started: Instant;
  readonly ended: Instant | null;
  readonly result: string;
  readonly log_number: number;
}

const rowOf = (row: Row): JobRow => ({
  id: row.id,
  incidentId: row.incident,
  processorId: row.processor,
  what: row.what,
  status: row.status,
  pausedWhy: row.paused_why,
  total: row.total,
  isWhole: row.is_whole === 1,
  startedBy: JSON.parse(row.started_by) as Actor,
  startedAt: row.started,
  logNumber: row.log_number,
  endedAt: row.ended,
  ...(JSON.parse(row.result) as BulkResult),
});

/** One job of the scope; undefined where there is none to see. */
export function jobById(db: ReadModelDb, scope: OrganisationScope, id: string): JobRow | undefined {
  const row = db
    .sql('SELECT * FROM notices_jobs WHERE id = ? AND processor = ?')
    .get(id, scope.organisation) as unknown as Row | undefined;
  return row && rowOf(row);
}

/** The jobs that are to be worked on, whoever asks. */
export const runningJobs = (db: ReadModelDb): readonly string[] =>
  (db.sql(`SELECT id FROM notices_jobs WHERE status = 'running' ORDER BY started`).all() as { id: string }[]).map(
    ({ id }) => id,
  );

/** The sendings of a processor that have something before them. */
export const sendingJobs = (db: ReadModelDb, processorId: string): readonly Pick<JobRow, 'id' | 'what' | 'status'>[] =>
  db
    .sql(`SELECT id, what, status FROM notices_jobs WHERE processor = ? AND what = 'send' AND ended IS NULL`)
    .all(processorId) as unknown as readonly Pick<JobRow, 'id' | 'what' | 'status'>[];

/** Where a job stands, whoever asks. */
export const jobStatus = (db: ReadModelDb, id: string): JobStatus | undefined =>
  (db.sql('SELECT status FROM notices_jobs WHERE id = ?').get(id) as { status: JobStatus } | undefined)?.status;

export interface JobPage {
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit: number;
}

const cursorsBy = (sort: string | undefined) => cursorsOf(`jobs ${sort ?? '-startedAt'}`, 2);

/** The jobs of an incident, or of all that the scope sees; one more than the limit where there are more. */
export function jobsOf(
  db: ReadModelDb,
  scope: OrganisationScope,
  incidentId: string | undefined,
  { sort, cursor, limit }: JobPage,
): readonly JobRow[] {
  const visible = seen(scope, "'bulk-' || id");
  const { descending } = sortOf(sort, ['startedAt'], '-startedAt');
  const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const after = cursorsBy(sort).read(cursor);
  const rows = db
    .sql(
      `SELECT * FROM notices_jobs WHERE processor = :processor
       ${incidentId === undefined ? '' : 'AND incident = :incident'}
       ${visible ? `AND ${visible.sql}` : ''}
       ${after ? `AND (started, log_number) ${beyond} (:started, :number)` : ''}
       ORDER BY started ${direction}, log_number ${direction} LIMIT :limit`,
    )
    .all({
      ...visible?.values,
      incident: incidentId,
      processor: scope.organisation,
      started: after?.[0],
      number: after?.[1],
      limit: limit + 1,
    }) as unknown as readonly Row[];
  return rows.map(rowOf);
}

/** Where a job stands in the order of its list. */
export const jobCursor =
  (sort: string | undefined) =>
  ({ startedAt, logNumber }: Pick<JobRow, 'startedAt' | 'logNumber'>): CursorKey =>
    cursorsBy(sort).keyOf(startedAt, logNumber);

/** Read at once. */
const DUE_SLICE = 500;

/** The notices of an incident in the order in which they are worked on: what is due first comes first. */
export async function dueOrder(db: ReadModelDb, processorId: string, incidentId: string): Promise<readonly string[]> {
  const ids = new Set<string>();
  let after: { readonly id: string; readonly due: string } | undefined = { id: '', due: '' };
  while (after !== undefined) {
    const rows = db
      .sql(
        `SELECT id, sort_due AS due FROM notices_notices
         WHERE incident = ? AND processor = ? AND (sort_due, id) > (?, ?) ORDER BY sort_due, id LIMIT ?`,
      )
      .all(incidentId, processorId, after.due, after.id, DUE_SLICE) as unknown as readonly (typeof after)[];
    for (const { id } of rows) ids.add(id);
    after = rows.length === DUE_SLICE ? rows.at(-1) : undefined;
    await turn();
  }
  return [...ids];
}
