import type { Problem } from '@art33/http';
import { problem } from '@art33/http';
import { LogUnavailable, type Instant } from '@art33/event-log';
import type { ColumnReport, MissingColumn } from './columns.js';
import type { ImportCounts } from './domain/events.js';
import type { ImportFault } from './faults.js';
import type { RecordedImport } from './read-model/queries.js';

/**
 * `waiting` for another import of the same processor, `checking` the rows, `writing` them; `checked` (a dry run without
 * faults) and `refused` wrote nothing; `interrupted`: begun and not at work here, the same file under the same id finishes it.
 */
export type ImportStatus =
  'waiting' | 'checking' | 'writing' | 'checked' | 'refused' | 'completed' | 'abandoned' | 'interrupted';

/** One import, as far as it is. */
export interface ImportView {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: string;
  readonly state: ImportStatus;
  readonly dryRun: boolean;
  /** Rows of the file below its header; null until they are counted. */
  readonly rows: number | null;
  readonly rowsDone: number;
  /** While rows are written, estimated from those written so far; else null. */
  readonly secondsLeft: number | null;
  /** What was written, or in a dry run would be, e.g. how many `controllers`. */
  readonly counts: ImportCounts;
  /** Columns of the file that nothing was read from; null until they are known, and once the node that read the file has ended. */
  readonly unusedColumns: readonly string[] | null;
  /** Fields that matter and that no column holds; null as `unusedColumns`. */
  readonly missingColumns: readonly MissingColumn[] | null;
  /** Why nothing was written, or why it was interrupted; null while nothing is wrong. */
  readonly problem: Problem | null;
  readonly begunAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** So many faults are told; how many there are is told beside. */
const MOST_FAULTS_TOLD = 500;

export const problemOfFaults = (faults: readonly ImportFault[]): Problem =>
  problem(
    'import-refused',
    422,
    `nothing was imported: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in the file`,
    { errors: faults.slice(0, MOST_FAULTS_TOLD), total: faults.length },
  );

/** What is told of an error that no rule of files foresaw. Its own words, which may quote a cell, are for the log. */
export function problemOfError(error: unknown, isBegun: boolean): Problem {
  const why =
    error instanceof LogUnavailable
      ? 'the log cannot be read or written now'
      : "something unexpected happened, and the service's log tells more under this import's id";
  return isBegun
    ? problem('import-interrupted', 503, `${why}: send the same file again under this id, or give it up`)
    : problem('import-failed', 503, `${why}: nothing was imported; send the file again`);
}

/** An import that this node has been given a file for. Lives in memory; the log keeps what counts. */
export class ImportJob {
  state: ImportStatus = 'waiting';
  rows: number | null = null;
  rowsDone = 0;
  counts: ImportCounts = {};
  columns: ColumnReport | null = null;
  problem: Problem | null = null;
  begunAt: Instant | null = null;
  endedAt: Instant | null = null;
  /** Set to end it at the next step: by who gives it up, or by the end of the service. */
  stop: 'abandoned' | 'closing' | undefined;
  private writingSince = 0;
  private rowsBefore = 0;

  constructor(
    /** What the log calls it. */
    readonly key: string,
    /** As its sender calls it. */
    readonly id: string,
    readonly organisationId: string,
    readonly kind: string,
    readonly digest: string,
    readonly dryRun: boolean,
    /** The log holds its beginning. */
    public isBegun: boolean,
  ) {}

  get isAtWork(): boolean {
    return this.state === 'waiting' || this.state === 'checking' || this.state === 'writing';
  }

  beginWriting(at: Instant): void {
    this.state = 'writing';
    this.isBegun = true;
    this.begunAt = at;
    this.writingSince = performance.now();
    this.rowsBefore = this.rowsDone;
  }

  view(): ImportView {
    const { id, organisationId, kind, state, dryRun, rows, rowsDone, counts, begunAt, endedAt } = this;
    const secondsLeft = this.secondsLeft();
    return {
      id,
      organisationId,
      kind,
      state,
      dryRun,
      rows,
      rowsDone,
      secondsLeft,
      counts,
      unusedColumns: this.columns?.unused ?? null,
      missingColumns: this.columns?.missing ?? null,
      problem: this.problem,
      begunAt,
      endedAt,
    };
  }

  private secondsLeft(): number | null {
    const written = this.rowsDone - this.rowsBefore;
    if (this.state !== 'writing' || this.rows === null || written === 0) return null;
    const perRow = (performance.now() - this.writingSince) / written;
    return Math.ceil((perRow * (this.rows - this.rowsDone)) / 1000);
  }
}

/** An import that is not at work here, as the log tells it; its columns are known where this node has read its file. */
export const viewOfRecorded = (
  recorded: RecordedImport,
  reached: number | null,
  columns: ColumnReport | null,
): ImportView => {
  const { id, organisationId, kind, status, rows, begunAt, endedAt, counts } = recorded;
  const rule =
    reached === null
      ? 'it was cut before the first row: send the same file again under this id, or give it up'
      : `it was cut at row ${reached}: send the same file again under this id, or give it up`;
  return {
    id,
    organisationId,
    kind,
    state: status === 'open' ? 'interrupted' : status,
    dryRun: false,
    rows,
    rowsDone: status === 'completed' ? rows : (reached ?? 0),
    secondsLeft: null,
    counts,
    unusedColumns: columns?.unused ?? null,
    missingColumns: columns?.missing ?? null,
    problem: status === 'open' ? problem('import-interrupted', 409, rule, { row: reached }) : null,
    begunAt,
    endedAt,
  };
};
