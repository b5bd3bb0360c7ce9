import { createHmac } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { readTable, TableUnreadable, type TableEncoding, type TableFormat } from '@art33/documents';
import {
  canonicalJson,
  CommandRefused,
  deriveId,
  LogUnavailable,
  Slices,
  toInstant,
  turn,
  type Actor,
  type Clock,
  type CommandContext,
  type Commands,
  type EventLog,
  type ReadModels,
} from '@art33/event-log';
import { problem, ProblemException } from '@art33/http';
import { OrganisationScope } from '@art33/identity';
import { columnsOf, ImportRow, reportOnColumns, unknownMembers, type ColumnMapping } from './columns.js';
import { importDecider, refuseAbandoned, refuseOtherFile, type ImportCommandData } from './domain/decider.js';
import { importKeyOf, importStream } from './domain/streams.js';
import { inOrder, type ImportFault } from './faults.js';
import { ImportJob, problemOfError, problemOfFaults, viewOfRecorded, type ImportView } from './job.js';
import type { CheckedImport, ContextOfRow, ImportKind } from './kind.js';
import { importById, openImports, type RecordedImport } from './read-model/queries.js';

/** The most rows that one import takes. */
const MOST_ROWS = 10_000;
/** How long an import waits until the models show what the log holds, in milliseconds. */
const PATIENCE = 10 * 60_000;
/** Ended imports whose outcome only this node knows (refused, dry runs) are told of until so many others have come. */
const REMEMBERED = 100;
/** Files that wait in memory, at most, for each processor. */
const MOST_WAITING = 3;

/** A file to be imported. */
export interface ImportRequest {
  readonly importId: string;
  /** The processor whose records are imported. */
  readonly organisation: string;
  readonly actor: Actor;
  readonly kind: ImportKind;
  readonly bytes: Uint8Array;
  readonly format: TableFormat;
  readonly encoding?: TableEncoding | undefined;
  readonly mapping: ColumnMapping;
  readonly dryRun: boolean;
}

/** With what the log calls it. */
type KeyedRequest = ImportRequest & { readonly key: string };

export interface ImportServices {
  readonly log: EventLog;
  readonly commands: Commands;
  readonly models: ReadModels;
  readonly clock: Clock;
  /** 32 bytes: keys the digests of files. */
  readonly digestKey: Uint8Array;
  readonly kinds: readonly ImportKind[];
}

/**
 * Imports files in the background: first every row is checked, then all of them are written in slices, hidden until the
 * import is completed. The imports of one processor run one after the other, so that two cannot bring the same record.
 */
export class Imports {
  /** By what the log calls them. */
  private readonly jobs = new Map<string, ImportJob>();
  private readonly queues = new Map<string, Promise<void>>();
  private closing = false;
  private readonly logger = new Logger('imports');

  constructor(private readonly services: ImportServices) {}

  kindOf(name: string): ImportKind | undefined {
    return this.services.kinds.find(({ kind }) => kind === name);
  }

  get kinds(): readonly ImportKind[] {
    return this.services.kinds;
  }

  /**
   * Takes a file and answers at once; `find` tells how far it is. The same id with the same file goes on with what was
   * interrupted, and does nothing where it is done. Throws `CommandRefused` where the id stands for another file of the same
   * processor.
   */
  async take(request: ImportRequest): Promise<ImportView> {
    const digest = await this.digestOf(request);
    const key = await this.keyOf(request.organisation, request.importId);
    const recorded = await this.services.commands.state(importDecider, importStream(key));
    const job = this.jobs.get(key);
    const known = recorded.status === 'none' ? (job?.isAtWork ? job : undefined) : recorded;
    if (known && known.digest !== digest) throw new CommandRefused(refuseOtherFile());
    if (recorded.status === 'abandoned') throw new CommandRefused(refuseAbandoned());
    if (job?.isAtWork) return job.view();
    if (recorded.status === 'completed') {
      const { importId: id, ...rest } = recorded;
      return viewOfRecorded({ id, key, ...rest, status: 'completed' }, null, job?.columns ?? null);
    }
    return this.enqueue({ ...request, key }, digest, recorded.status === 'open').view();
  }

  /** One import of an organisation (null: of any), undefined where there is none. */
  find(id: string, organisation: string | null): ImportView | undefined {
    const recorded = importById(this.services.models.db, id, organisation);
    if (recorded) return this.viewOf(recorded);
    return this.jobOf(id, organisation)?.view();
  }

  viewOf(recorded: RecordedImport): ImportView {
    const job = this.jobs.get(recorded.key);
    if (job?.isAtWork || (job && recorded.status === 'open')) return job.view();
    const { db } = this.services.models;
    const reached = recorded.status === 'open' ? (this.kindOf(recorded.kind)?.reached(db, recorded.key) ?? null) : null;
    return viewOfRecorded(recorded, reached, job?.columns ?? null);
  }

  /** Imports that were begun and are at work nowhere here: to be told at start. */
  interrupted(): readonly ImportView[] {
    return openImports(this.services.models.db)
      .map((recorded) => this.viewOf(recorded))
      .filter(({ state }) => state === 'interrupted');
  }

  /** Gives an unfinished import up: what it wrote stays hidden for ever. Throws `CommandRefused`. */
  async abandon(id: string, organisation: string, context: CommandContext) {
    const job = this.jobOf(id, organisation);
    if (job?.isAtWork) job.stop = 'abandoned';
    const stream = importStream(job?.key ?? (await this.keyOf(organisation, id)));
    const recorded = await this.services.commands.state(importDecider, stream);
    if (recorded.status === 'none' && job) {
      job.state = 'abandoned';
      return undefined;
    }
    const command = { type: 'abandon-import', onBehalfOf: organisation } as const;
    return this.services.commands.run(importDecider, stream, command, context);
  }

  /** Resolves when no import is at work any more. */
  async idle(): Promise<void> {
    while (this.queues.size > 0) await Promise.all(this.queues.values());
  }

  /** Ends every import at its next step; what was begun is interrupted, as by a crash. */
  async close(): Promise<void> {
    this.closing = true;
    for (const job of this.jobs.values()) if (job.isAtWork) job.stop ??= 'closing';
    await this.idle();
  }

  /** What the log calls an import of this processor. Those that are older than such names have their id for one. */
  private async keyOf(organisation: string, id: string): Promise<string> {
    const older = await this.services.commands.state(importDecider, importStream(id));
    return older.status !== 'none' && older.organisationId === organisation ? id : importKeyOf(organisation, id);
  }

  private jobOf(id: string, organisation: string | null): ImportJob | undefined {
    return [...this.jobs.values()].find(
      (job) => (job.id === id || job.key === id) && (organisation === null || job.organisationId === organisation),
    );
  }

  /** Of the file and of everything that decides on what is read from it. */
  private async digestOf({ bytes, organisation, kind, mapping, encoding, format }: ImportRequest): Promise<string> {
    const file = Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
    const read = { file, organisation, kind: kind.kind, mapping: { ...mapping }, encoding: encoding ?? null, format };
    return createHmac('sha256', this.services.digestKey).update(canonicalJson(read)).digest('base64url');
  }

  private enqueue(request: KeyedRequest, digest: string, isBegun: boolean): ImportJob {
    const { key, importId, organisation, kind, dryRun } = request;
    const waiting = [...this.jobs.values()].filter((each) => each.organisationId === organisation && each.isAtWork);
    if (this.closing) throw new LogUnavailable('the service is stopping: try again');
    if (waiting.length > MOST_WAITING)
      throw new ProblemException(
        problem('too-many-imports', 429, 'too many imports of this processor are waiting: try again when one is done'),
      );
    const job = new ImportJob(key, importId, organisation, kind.kind, digest, dryRun, isBegun);
    this.remember(job);
    const before = this.queues.get(organisation) ?? Promise.resolve();
    const run = before.then(() => this.run(job, request));
    this.queues.set(organisation, run);
    void run.then(() => {
      if (this.queues.get(organisation) === run) this.queues.delete(organisation);
    });
    return job;
  }

  private remember(job: ImportJob): void {
    this.jobs.delete(job.key);
    this.jobs.set(job.key, job);
    const ended = [...this.jobs.values()].filter(({ isAtWork }) => !isAtWork);
    for (const old of ended.slice(0, Math.max(0, ended.length - REMEMBERED))) this.jobs.delete(old.key);
  }

  /** Never throws: whatever happens is told by the job. */
  private async run(job: ImportJob, request: KeyedRequest): Promise<void> {
    try {
      if (job.stop === undefined) await this.work(job, request);
      // It may have been begun in the moment when it was given up.
      if (job.stop === 'abandoned' && job.isBegun) await this.record(request, { type: 'abandon-import' }, 'abandon');
      if (job.stop === 'abandoned') job.state = 'abandoned';
      else if (job.isAtWork) job.state = job.isBegun ? 'interrupted' : 'refused';
    } catch (error) {
      const { isBegun } = job;
      job.state = isBegun ? 'interrupted' : 'refused';
      if (job.stop === 'abandoned') job.state = 'abandoned';
      if (error instanceof CommandRefused && !isBegun)
        job.problem = problem(error.refusal.code, 409, error.refusal.rule);
      else {
        job.problem = problemOfError(error, isBegun);
        this.logger.error({ error, correlationId: job.id });
      }
    }
    job.endedAt = this.now();
  }

  private async work(job: ImportJob, request: KeyedRequest): Promise<void> {
    const { commands, models } = this.services;
    job.state = 'checking';
    const checked = await this.checked(job, request);
    job.counts = checked.counts;
    if (checked.faults.length > 0) {
      job.state = job.isBegun ? 'interrupted' : 'refused';
      job.counts = {};
      job.problem = problemOfFaults(inOrder(checked.faults));
      return;
    }
    if (request.dryRun) {
      job.state = 'checked';
      return;
    }
    if (job.stop !== undefined) return;
    const begin = { type: 'begin-import', kind: job.kind, digest: job.digest, rows: job.rows ?? 0 } as const;
    await this.record(request, { ...begin, importId: job.id }, 'begin');
    job.beginWriting(this.now());
    const contextOf = contextsOf(request);
    for (const step of checked.steps) {
      if (job.stop !== undefined) return;
      await step.write(commands, contextOf);
      job.rowsDone = step.rowsDone;
      await turn();
    }
    const { position } = await this.record(request, { type: 'complete-import', counts: checked.counts }, 'complete');
    if (position !== undefined) await models.waitFor(position, PATIENCE);
    job.state = 'completed';
  }

  private async checked(job: ImportJob, request: KeyedRequest): Promise<CheckedImport> {
    const { kind, bytes, format, encoding, mapping, organisation } = request;
    const { commands, models } = this.services;
    let table;
    try {
      table = await readTable(bytes, { format, encoding, mostRows: MOST_ROWS });
    } catch (error) {
      if (!(error instanceof TableUnreadable)) throw error;
      return refused([{ row: error.row, column: null, columnName: null, field: '', rule: error.message }]);
    }
    job.rows = table.rows.length;
    const { columns, faults } = columnsOf(table.header, kind.fields, mapping);
    const isJson = format === 'json';
    const strangers = isJson ? unknownMembers(table, kind.fields, columns) : [];
    const report = reportOnColumns(table, kind.fields, columns);
    job.columns = isJson ? { ...report, unused: [] } : report;
    if (faults.length > 0) return refused([...faults, ...strangers]);
    await this.caughtUp();
    const slices = new Slices();
    const checked = await kind.check(
      table.rows.map((row) => new ImportRow(row, columns, table.header)),
      {
        commands,
        db: models.db,
        scope: OrganisationScope.of({ organisation, role: 'processor' }),
        importId: request.key,
        now: this.now(),
        breathe: () => slices.breathe(),
      },
    );
    return { ...checked, faults: [...strangers, ...checked.faults] };
  }

  private async caughtUp(): Promise<void> {
    const { position } = await this.services.log.head();
    if (position !== undefined && !(await this.services.models.waitFor(position, PATIENCE)))
      throw new LogUnavailable('the read models do not show the whole log yet');
  }

  private record(request: KeyedRequest, command: ImportCommandData, what: string) {
    const { key, organisation } = request;
    const context = contextsOf(request)(0, what);
    const onBehalf = { ...command, onBehalfOf: organisation };
    return this.services.commands.run(importDecider, importStream(key), onBehalf, context);
  }

  private now(): string {
    return toInstant(this.services.clock.now());
  }
}

const refused = (faults: readonly ImportFault[]): CheckedImport => ({ faults, counts: {}, steps: [] });

const contextsOf =
  ({ key, importId, organisation, actor }: KeyedRequest): ContextOfRow =>
  (row, what) => ({
    actor,
    organisation,
    commandId: deriveId('import', key, row, what),
    correlationId: importId,
  });
