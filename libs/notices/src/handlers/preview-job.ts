import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  isRefusal,
  READ_MODELS,
  toInstant,
  type Actor,
  type Clock,
  type Commands,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import { DISPATCH_LIMITS, domainOf, Load, type DispatchLimits } from '@art33/delivery';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { incidentById } from '@art33/incidents';
import { settingsOf, unknownPlaceholders } from '@art33/parties';
import { faultOfTask } from '../domain/jobs/decider.js';
import type { BulkResult, BulkTask } from '../domain/jobs/events.js';
import { BulkRunner, type NoticeSelection } from './bulk.js';
import type { NoticeRow } from '../read-model/queries.js';
import { stateOf } from '../read-model/record.js';
import { BulkTasks, selectedNotices } from './bulk-tasks.js';
import { giverOf } from './commands.js';
import { foresee } from './foresee.js';
import { Materials } from './material.js';
import { Tally } from './tally.js';
import { TextTally, type TextCounts } from './text-tally.js';

/** What a job would do, counted before anything is written. */
export interface JobPreview extends Omit<BulkResult, 'counts'>, TextCounts {
  /** `done`: would be written; `unchanged`: is so already, or would say the same as before. */
  readonly counts: BulkResult['counts'] & { readonly total: number };
  /** Earliest due time among those that would be written to. */
  readonly earliestDue: Instant | null;
  /** Of the selected notices: nobody is known whom to tell. */
  readonly withoutContact: number;
  /** Of a drafting: names in the organisation's own templates, set long ago, for which nothing is filled in. */
  readonly unknownPlaceholders: readonly string[];
  /** Of a sending: how many mails, and the fewest minutes that they take at the limits set. */
  readonly messages: number | null;
  readonly dispatchMinutes: number | null;
}

/** Counts what a job would do. Writes nothing. */
export class PreviewJob extends ScopedQuery<JobPreview> {
  constructor(
    scope: OrganisationScope,
    readonly selection: NoticeSelection,
    readonly task: BulkTask,
    /** Who would begin it. */
    readonly actor: Actor,
  ) {
    super(scope);
  }
}

@QueryHandler(PreviewJob)
export class PreviewJobHandler implements IQueryHandler<PreviewJob> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DISPATCH_LIMITS) private readonly limits: DispatchLimits,
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
    @Inject(BulkTasks) private readonly tasks: BulkTasks,
    @Inject(Materials) private readonly materials: Materials,
  ) {}

  async execute({ scope, selection, task, actor }: PreviewJob): Promise<JobPreview> {
    const fault = faultOfTask(task);
    if (fault) throw new CommandRefused(fault);
    const incident = await this.bulk.incident(selection.incidentId, scope.organisation);
    const ids = await selectedNotices(incident, selection.noticeIds);
    const all = selection.noticeIds !== undefined || selection.everyone;
    const work = this.tasks.workOf(task);
    const giver = await giverOf(this.commands, { organisation: scope.organisation, actor });
    const { db } = this.models;
    // Whether a text would be new hangs on its words.
    const read = task.what === 'draft' ? { read: (row: NoticeRow) => stateOf(db, row) } : {};
    const seen = { incident, ids, work, all, giver, ...read };
    const tally = new Tally();
    const changed = incidentById(db, scope, selection.incidentId)?.view.contentChanged.logNumber ?? -1;
    const texts = new TextTally(task.what, changed);
    const mails = new Load(this.limits);
    let withoutContact = 0;
    let earliestDue: Instant | null = null;
    for await (const foreseen of foresee(db, seen, toInstant(this.clock.now()))) {
      if (!foreseen.row) {
        tally.refuse(foreseen.id, 'not-opened-yet', 'the notice is about to be opened; try again');
        continue;
      }
      const { id, row, decided } = foreseen;
      texts.note(foreseen);
      if (row.recipient_known === 0) withoutContact += 1;
      if (decided === undefined) {
        tally.passOver();
        continue;
      }
      if (isRefusal(decided)) {
        tally.refuse(id, decided.code, decided.rule);
        continue;
      }
      tally.write(decided.length > 0);
      if (decided.length === 0) continue;
      if (row.due !== null && (earliestDue === null || row.due < earliestDue)) earliestDue = row.due;
      if (task.what === 'send')
        for (const { email } of this.materials.contacts(row.controller)) mails.add(domainOf(email), 1);
    }
    const { counts, refusedBy, refused } = tally.result;
    const isSending = task.what === 'send';
    return {
      counts: { total: ids.length, ...counts },
      refusedBy,
      refused,
      earliestDue,
      withoutContact,
      ...texts.counts,
      unknownPlaceholders: task.what === 'draft' ? this.unknownIn(scope.organisation, task.templates) : [],
      messages: isSending ? mails.count : null,
      dispatchMinutes: isSending ? Math.ceil(mails.minutes) : null,
    };
  }

  private unknownIn(organisation: string, own: Extract<BulkTask, { what: 'draft' }>['templates'] = {}): string[] {
    const stored = Object.entries(settingsOf(this.models.db, organisation)?.templates ?? {});
    const used = stored.filter(([language]) => !(language in own)).map(([, template]) => template);
    return [
      ...new Set(used.flatMap((of) => [...unknownPlaceholders(of, 'subject'), ...unknownPlaceholders(of, 'text')])),
    ];
  }
}
