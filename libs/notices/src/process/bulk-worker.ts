import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import {
  COMMANDS,
  CommandRefused,
  READ_MODELS,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
  turn,
} from '@art33/event-log';
import { batchProgress } from '@art33/delivery';
import { OrganisationScope } from '@art33/identity';
import { incidentById, type IncidentState } from '@art33/incidents';
import { jobDecider, jobStream, type BegunJob, type JobCommandData } from '../domain/jobs/decider.js';
import type { BulkResult, JobEvent } from '../domain/jobs/events.js';
import type { NoticeEvent, NoticeEventOf } from '../domain/events.js';
import { BulkRunner, SLICE } from '../handlers/bulk.js';
import { BulkTasks, selectedNotices, type NoticeWork } from '../handlers/bulk-tasks.js';
import { Tally } from '../handlers/tally.js';
import { dueOrder, jobStatus, runningJobs } from '../read-model/jobs.js';
import { MailsAhead } from './mails-ahead.js';

const POLL_MILLISECONDS = 250;
/** A job that failed is taken up again after this time (milliseconds). */
const REST_AFTER_ERROR = 5_000;
/** How far a job has come is written down every so many notices. */
const ADVANCE = 500;
/** So many messages of a sending may be written and not yet begun: no more are stopped by holding them back. */
export const LOOK_AHEAD = 200;
const WAIT_FOR_MESSAGES = 20;
/** Messages that never come (their contact was removed meanwhile) are not waited for longer than this (milliseconds). */
const PATIENCE = 10_000;

/** A job that is worked on here. */
interface Working {
  readonly tally: Tally;
  readonly since: number;
  /** Waits until messages have gone. */
  waits: boolean;
  ended: Promise<void>;
}

/** How a job that is worked on here is getting on. */
export interface Progress extends BulkResult {
  /** Notices a second; null: too early to tell. */
  readonly pace: number | null;
}

/** A job that stops before its end, because it was paused or cancelled. */
class Stopped extends Error {}

/**
 * Works on the jobs that the log says are running: each from its first notice on, after a restart too, because what is
 * written already is found by its command id. Keeps nothing that matters.
 */
@Injectable()
export class BulkWorker {
  private readonly working = new Map<string, Working>();
  private readonly restingUntil = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;
  private onError: (error: unknown, about: string) => void = () => undefined;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
    @Inject(BulkTasks) private readonly tasks: BulkTasks,
    @Inject(MailsAhead) private readonly ahead: MailsAhead,
  ) {}

  start(onError: (error: unknown, about: string) => void): void {
    this.onError = onError;
    this.stopped = false;
    this.poll();
  }

  /** Ends after the slices under way; the next start goes on. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all([...this.working.values()].map(({ ended }) => ended));
  }

  /** Resolves when nothing is to be done, or all that is waits until messages have gone. */
  async idle(): Promise<void> {
    if (this.stopped) return;
    for (this.look(); [...this.working.values()].some(({ waits }) => !waits); this.look()) await sleep(5);
  }

  /** Undefined: nobody works on it here. */
  progressOf(jobId: string): Progress | undefined {
    const working = this.working.get(jobId);
    if (!working) return undefined;
    const { tally, since } = working;
    const seconds = (performance.now() - since) / 1_000;
    return { ...tally.result, pace: tally.worked > 0 && seconds > 0 ? tally.worked / seconds : null };
  }

  private poll(): void {
    this.look();
    if (!this.stopped) this.timer = setTimeout(() => this.poll(), POLL_MILLISECONDS);
  }

  /** Takes up what is to be worked on. */
  private look(): void {
    if (this.stopped) return;
    for (const id of runningJobs(this.models.db)) {
      if (this.working.has(id) || performance.now() < (this.restingUntil.get(id) ?? 0)) continue;
      const working: Working = { tally: new Tally(), since: performance.now(), waits: false, ended: Promise.resolve() };
      this.working.set(id, working);
      this.ahead.begin(id);
      working.ended = this.work(id, working)
        .catch((error: unknown) => {
          if (error instanceof Stopped) return;
          this.restingUntil.set(id, performance.now() + REST_AFTER_ERROR);
          this.onError(error, `job ${id}`);
        })
        .finally(() => {
          this.working.delete(id);
          this.ahead.end(id);
        });
    }
  }

  private async work(id: string, working: Working): Promise<void> {
    const { tally } = working;
    const { status, job } = await this.commands.state(jobDecider, jobStream(id));
    if (status !== 'running') return this.untilShown(id);
    const context = contextOf(id, job);
    const work = await this.workOf(id, job);
    if (!work) return;
    let incident = await this.bulk.incident(job.incidentId, job.processorId);
    const ids = await this.inOrder(incident, job);
    const scope = OrganisationScope.of({ organisation: job.processorId, role: 'processor' });
    let edits: number | undefined;
    const messages = new Expected();
    for (let start = 0; start < ids.length; start += SLICE) {
      const isSending = job.task.what === 'send';
      if (isSending) await this.untilMessagesGo(id, working, messages);
      // After the wait, and models before log: whatever came to the incident meanwhile counts for this slice.
      const today = incidentById(this.models.db, scope, job.incidentId);
      if (today?.edits !== edits) incident = await this.bulk.incident(job.incidentId, job.processorId);
      edits = today?.edits;
      if (isSending && (incident.assessment === 'ruled-out' || incident.status === 'closed'))
        await this.pauseUnlessResumed(id, job);
      await this.stopIfAsked(id, tally);
      const all = job.notices !== null || job.everyone;
      const slice = ids.slice(start, start + SLICE);
      const outcomes = await this.bulk.runSlice(slice, context, { work, all, incident }, tally);
      messages.add(outcomes);
      this.ahead.note(id, slice);
      const worked = start + SLICE;
      if (worked % ADVANCE < SLICE && worked < ids.length)
        await this.command(id, job, { type: 'advance', result: tally.result });
      await turn();
    }
    await this.command(id, job, { type: 'complete', result: tally.result });
  }

  /** Undefined where the job's words were erased: nobody can go on with it. */
  private async workOf(id: string, job: BegunJob): Promise<NoticeWork | undefined> {
    try {
      return this.tasks.workOf(job.task, id);
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      await this.command(id, job, { type: 'cancel' });
      return undefined;
    }
  }

  /** What is due first comes first; notices that the models do not show yet come last. */
  private async inOrder(incident: IncidentState, job: BegunJob): Promise<readonly string[]> {
    const all = await selectedNotices(incident, job.notices ?? undefined);
    const meant = new Set(job.notices === null ? all.slice(0, job.total) : all);
    const inDueOrder = await dueOrder(this.models.db, job.processorId, job.incidentId);
    const shown = inDueOrder.filter((id) => meant.has(id));
    const isShown = new Set(shown);
    return [...shown, ...[...meant].filter((id) => !isShown.has(id))];
  }

  /** A sending stands still where its incident was ruled out or closed since it was begun; whoever resumes it means it. */
  private async pauseUnlessResumed(id: string, job: BegunJob): Promise<void> {
    const history = await this.commands.read<JobEvent>(jobStream(id));
    if (history.some(({ data }) => 'why' in data && data.why === 'incident-changed')) return;
    await this.command(id, job, { type: 'pause', why: 'incident-changed' });
  }

  /** Sends no further ahead than can be held back. */
  private async untilMessagesGo(id: string, working: Working, expected: Expected): Promise<void> {
    const since = performance.now();
    for (;;) {
      const { prepared, begun } = batchProgress(this.models.db, id);
      const isLost = performance.now() - since > PATIENCE && prepared - begun < LOOK_AHEAD;
      if (expected.count - begun < LOOK_AHEAD || isLost) break;
      working.waits = true;
      await this.stopIfAsked(id, working.tally);
      await sleep(WAIT_FOR_MESSAGES);
    }
    working.waits = false;
  }

  private async stopIfAsked(id: string, tally: Tally): Promise<void> {
    if (this.stopped) throw new Stopped();
    if (jobStatus(this.models.db, id) === 'running') return;
    const { job } = await this.commands.state(jobDecider, jobStream(id));
    if (job) await this.command(id, job, { type: 'advance', result: tally.result });
    throw new Stopped();
  }

  private async command(id: string, job: BegunJob, command: JobCommandData): Promise<void> {
    const by = { ...command, onBehalfOf: job.processorId };
    const context: CommandContext = {
      actor: { kind: 'system', id: 'bulk-worker' },
      organisation: job.processorId,
      commandId: randomUUID(),
      correlationId: id,
    };
    const { position } = await this.commands.run(jobDecider, jobStream(id), by, context);
    if (position !== undefined) await this.models.waitFor(position, PATIENCE);
  }

  /** Another node was faster: its event is about to be shown. */
  private async untilShown(id: string): Promise<void> {
    for (let tries = 0; tries < 100 && jobStatus(this.models.db, id) === 'running'; tries += 1) await sleep(20);
  }
}

/** Messages that the notices sent so far lead to. */
class Expected {
  count = 0;

  add(outcomes: readonly CommandOutcome<NoticeEvent>[]): void {
    for (const { events } of outcomes)
      for (const event of events)
        if (event.type === 'NoticeSent')
          this.count += (event.data as NoticeEventOf<'NoticeSent'>['data']).recipients.length;
  }
}

/** Whoever began the job acts in all that it writes; each notice's command id follows from the job's. */
const contextOf = (id: string, { by, processorId }: BegunJob): CommandContext => ({
  actor: by,
  organisation: processorId,
  commandId: id,
  correlationId: id,
});
