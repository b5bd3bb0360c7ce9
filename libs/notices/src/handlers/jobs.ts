import { Inject, Injectable } from '@nestjs/common';
import { Command, CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CLOCK,
  COMMANDS,
  deriveId,
  READ_MODELS,
  toInstant,
  type Clock,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import {
  DISPATCH_LIMITS,
  dispatchInWords,
  dispatchOf,
  type Dispatch,
  type DispatchLimits,
  type Sentence,
} from '@art33/delivery';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { affectedCount, incidentById, incidentTitles } from '@art33/incidents';
import { jobDecider, jobStream } from '../domain/jobs/decider.js';
import type { BulkTask, JobEvent } from '../domain/jobs/events.js';
import { BulkWorker, type Progress } from '../process/bulk-worker.js';
import { MailsAhead } from '../process/mails-ahead.js';
import { jobById, jobsOf, type JobPage, type JobRow } from '../read-model/jobs.js';
import { BulkRunner, type NoticeSelection } from './bulk.js';
import { selectedNotices } from './bulk-tasks.js';

/** Begins a job with the notices of an incident; the job's id follows from the command's. */
export class BeginJob extends Command<{ readonly jobId: string; readonly outcome: CommandOutcome<JobEvent> }> {
  constructor(
    readonly selection: NoticeSelection,
    readonly task: BulkTask,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(BeginJob)
export class BeginJobHandler implements ICommandHandler<BeginJob> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
  ) {}

  async execute({ selection, task, context }: BeginJob) {
    const { incidentId, noticeIds, everyone } = selection;
    const { actor: by, organisation } = context;
    const incident = await this.bulk.incident(incidentId, organisation);
    const ids = await selectedNotices(incident, noticeIds);
    const jobId = deriveId(context.commandId, 'bulk');
    const command = {
      type: 'begin',
      incidentId,
      by: { kind: by.kind, id: by.id },
      task,
      notices: noticeIds === undefined ? null : ids,
      everyone,
      total: ids.length,
      onBehalfOf: organisation,
    } as const;
    return { jobId, outcome: await this.commands.run(jobDecider, jobStream(jobId), command, context) };
  }
}

/** Pauses, resumes or cancels a job. What is sent stays sent. */
export class SteerJob extends Command<CommandOutcome<JobEvent>> {
  constructor(
    readonly jobId: string,
    readonly how: 'pause' | 'resume' | 'cancel',
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SteerJob)
export class SteerJobHandler implements ICommandHandler<SteerJob> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  execute({ jobId, how, context }: SteerJob): Promise<CommandOutcome<JobEvent>> {
    const what = how === 'pause' ? ({ type: how, why: 'asked' } as const) : { type: how };
    const command = { ...what, onBehalfOf: context.organisation };
    return this.commands.run(jobDecider, jobStream(jobId), command, context);
  }
}

/** `interrupted`: it should run, and nobody works on it here: it was cut off, and is about to go on. */
export type JobStateName = 'running' | 'paused' | 'cancelled' | 'completed' | 'interrupted';

/** A job as those who watch it see it. */
export interface JobView extends Omit<JobRow, 'status' | 'processorId' | 'counts' | 'isWhole'> {
  readonly state: JobStateName;
  /** Of the incident; null where it was erased. */
  readonly incidentTitle: string | null;
  readonly counts: JobRow['counts'] & { readonly total: number };
  /** Null: it does not run, or it is too early to tell. */
  readonly estimatedSecondsLeft: number | null;
  /** Controllers that were listed after the job began, and are not in it. */
  readonly listedSince: number;
  /** Of a sending: how its messages go out. */
  readonly dispatch: (Dispatch & { readonly statement: Sentence }) | null;
}

/** Shows a job as the log tells it, with what only the node that works on it knows. */
@Injectable()
class JobReader {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(BulkWorker) private readonly worker: BulkWorker,
    @Inject(DISPATCH_LIMITS) private readonly limits: DispatchLimits,
    @Inject(MailsAhead) private readonly ahead: MailsAhead,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async view(row: JobRow, scope: OrganisationScope): Promise<JobView> {
    const toCome = await this.ahead.ofJob(row);
    const { status, processorId, isWhole, counts: recorded, ...job } = row;
    const progress = this.worker.progressOf(row.id);
    const {
      counts = recorded,
      refusedBy = row.refusedBy,
      refused = row.refused,
    } = status === 'running' ? (progress ?? {}) : {};
    const left = row.total - (counts.done + counts.unchanged + counts.skipped + counts.refused);
    const { db } = this.models;
    const now = toInstant(this.clock.now());
    const hasEnded = status === 'cancelled' || status === 'completed';
    const dispatch =
      row.what === 'send'
        ? dispatchOf(db, { organisation: processorId, batch: row.id, toCome }, this.limits, now)
        : null;
    return {
      ...job,
      incidentTitle: incidentTitles(db, [row.incidentId]).get(row.incidentId) ?? null,
      state: status === 'running' && !progress ? 'interrupted' : status,
      counts: { total: row.total, ...counts },
      refusedBy,
      refused,
      estimatedSecondsLeft: status === 'running' ? secondsLeft(left, progress, dispatch, this.clock.now()) : null,
      listedSince: isWhole && !hasEnded ? Math.max(0, affectedCount(db, scope, row.incidentId) - row.total) : 0,
      dispatch: dispatch && { ...dispatch, statement: dispatchInWords(dispatch, now) },
    };
  }
}

/** What is left at the pace so far; of a sending also until its messages have gone. */
function secondsLeft(
  left: number,
  progress: Progress | undefined,
  dispatch: Dispatch | null,
  now: number,
): number | null {
  if (!progress?.pace) return null;
  const working = left / progress.pace;
  const sending = dispatch?.estimatedFinishedAt ? (Date.parse(dispatch.estimatedFinishedAt) - now) / 1_000 : 0;
  return Math.ceil(Math.max(working, sending));
}

/** One job; undefined where there is none to see. */
export class GetJob extends ScopedQuery<JobView | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly jobId: string,
  ) {
    super(scope);
  }
}

@QueryHandler(GetJob)
export class GetJobHandler implements IQueryHandler<GetJob> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(JobReader) private readonly reader: JobReader,
  ) {}

  async execute({ scope, jobId }: GetJob): Promise<JobView | undefined> {
    const row = jobById(this.models.db, scope, jobId);
    return row && this.reader.view(row, scope);
  }
}

/** The jobs of an incident or of all, the latest first; undefined where there is no incident to see. */
export class ListJobs extends ScopedQuery<readonly JobView[] | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string | undefined,
    readonly page: JobPage,
  ) {
    super(scope);
  }
}

@QueryHandler(ListJobs)
export class ListJobsHandler implements IQueryHandler<ListJobs> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(JobReader) private readonly reader: JobReader,
  ) {}

  async execute({ scope, incidentId, page }: ListJobs): Promise<readonly JobView[] | undefined> {
    const { db } = this.models;
    if (incidentId !== undefined && !incidentById(db, scope, incidentId)) return undefined;
    return Promise.all(jobsOf(db, scope, incidentId, page).map((row) => this.reader.view(row, scope)));
  }
}

export const jobHandlers = [JobReader, BeginJobHandler, SteerJobHandler, GetJobHandler, ListJobsHandler];
