import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '@art33/deadlines';
import {
  CLOCK,
  COMMANDS,
  isRefusal,
  READ_MODELS,
  toInstant,
  type Clock,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import { domainOf, type Forecast, type MessagesToCome } from '@art33/delivery';
import { jobDecider, jobStream } from '../domain/jobs/decider.js';
import { earliestDue } from '../domain/owed.js';
import { BulkRunner } from '../handlers/bulk.js';
import { BulkTasks, selectedNotices } from '../handlers/bulk-tasks.js';
import { foresee, type Foreseen } from '../handlers/foresee.js';
import { Materials } from '../handlers/material.js';
import { sendingJobs, type JobRow } from '../read-model/jobs.js';

/** A count of a job that is not worked on here is taken anew after this time (milliseconds). */
const FRESH = 5_000;

interface Mail {
  readonly domain: string;
  readonly dueBy: Instant | null;
}

/** The mails that a job had before it when they were counted, by notice. */
interface Count {
  readonly at: number;
  readonly mails: Promise<ReadonlyMap<string, readonly Mail[]>>;
}

/**
 * Which mails the sendings that run or are paused have still to write: decided for each notice as the sending will decide
 * it. Counted when somebody asks; from then on whoever works on the job says which notices have had their turn.
 */
@Injectable()
export class MailsAhead implements Forecast {
  private readonly counts = new Map<string, Count>();
  /** Of the jobs that are worked on here: the notices that have had their turn. */
  private readonly worked = new Map<string, Set<string>>();

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
    @Inject(BulkTasks) private readonly tasks: BulkTasks,
    @Inject(Materials) private readonly materials: Materials,
  ) {}

  async toCome(organisation: string): Promise<readonly MessagesToCome[]> {
    const found = await Promise.all(sendingJobs(this.models.db, organisation).map((job) => this.ofJob(job)));
    return found.flat();
  }

  /** Nothing, of a job that has ended or sends nothing. */
  async ofJob({ id, what, status }: Pick<JobRow, 'id' | 'what' | 'status'>): Promise<readonly MessagesToCome[]> {
    if (what !== 'send' || (status !== 'running' && status !== 'paused')) return [];
    const mails = await this.count(id);
    const worked = this.worked.get(id);
    const groups = new Map<string, Mail & { count: number }>();
    for (const [noticeId, ofNotice] of mails) {
      if (worked?.has(noticeId)) continue;
      for (const mail of ofNotice) {
        const key = `${mail.dueBy} ${mail.domain}`;
        const group = groups.get(key);
        if (group) group.count += 1;
        else groups.set(key, { ...mail, count: 1 });
      }
    }
    return [...groups.values()].map((group) => ({ ...group, held: status === 'paused' }));
  }

  /** Somebody begins to work on the job here, from its first notice on. */
  begin(jobId: string): void {
    this.worked.set(jobId, new Set());
    this.counts.delete(jobId);
  }

  /** These have had their turn. */
  note(jobId: string, noticeIds: readonly string[]): void {
    const worked = this.worked.get(jobId);
    for (const id of noticeIds) worked?.add(id);
  }

  /** Nobody works on it here any more. */
  end(jobId: string): void {
    this.worked.delete(jobId);
    this.counts.delete(jobId);
  }

  private count(jobId: string): Count['mails'] {
    const now = performance.now();
    for (const [id, { at }] of this.counts) if (!this.worked.has(id) && now - at > FRESH) this.counts.delete(id);
    const known = this.counts.get(jobId);
    if (known) return known.mails;
    const mails = this.look(jobId);
    this.counts.set(jobId, { at: now, mails });
    mails.catch(() => this.counts.delete(jobId));
    return mails;
  }

  private async look(jobId: string): Count['mails'] {
    const mails = new Map<string, readonly Mail[]>();
    const { job } = await this.commands.state(jobDecider, jobStream(jobId));
    if (!job) return mails;
    const incident = await this.bulk.incident(job.incidentId, job.processorId);
    const selected = await selectedNotices(incident, job.notices ?? undefined);
    const ids = job.notices === null ? selected.slice(0, job.total) : selected;
    const all = job.notices !== null || job.everyone;
    const giver = { onBehalfOf: job.processorId, actor: job.by };
    const seen = { incident, ids, work: this.tasks.workOf(job.task, jobId), all, giver };
    for await (const foreseen of foresee(this.models.db, seen, toInstant(this.clock.now())))
      mails.set(foreseen.id, this.mailsOf(foreseen));
    return mails;
  }

  private mailsOf(foreseen: Foreseen): readonly Mail[] {
    if (!foreseen.row || foreseen.decided === undefined || isRefusal(foreseen.decided)) return [];
    const { row, state, decided } = foreseen;
    const sent = decided.find((event) => event.type === 'NoticeSent');
    if (sent?.type !== 'NoticeSent') return [];
    const dueBy = earliestDue(state, sent.data.duties) ?? null;
    return this.materials.contacts(row.controller).map(({ email }) => ({ domain: domainOf(email), dueBy }));
  }
}
