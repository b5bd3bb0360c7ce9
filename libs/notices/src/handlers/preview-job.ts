import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CLOCK,
  CommandRefused,
  isRefusal,
  READ_MODELS,
  toInstant,
  type Clock,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import { DISPATCH_LIMITS, domainOf, Load, type DispatchLimits } from '@art33/delivery';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { settingsOf, unknownPlaceholders, type NoticeKind } from '@art33/parties';
import type { NoticeCommandData } from '../domain/commands.js';
import { faultOfTask } from '../domain/jobs/decider.js';
import type { BulkResult, BulkTask } from '../domain/jobs/events.js';
import { kindDue, type OpenedNotice } from '../domain/state.js';
import { BulkRunner, type NoticeSelection } from './bulk.js';
import { BulkTasks, selectedNotices, type NoticeWork } from './bulk-tasks.js';
import { foresee } from './foresee.js';
import { Materials } from './material.js';
import { Tally } from './tally.js';

/** What a job would do, counted before anything is written. */
export interface JobPreview extends Omit<BulkResult, 'counts'> {
  /** `done`: would be written; what is written anew and says the same as before turns out unchanged. */
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
  ) {
    super(scope);
  }
}

@QueryHandler(PreviewJob)
export class PreviewJobHandler implements IQueryHandler<PreviewJob> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DISPATCH_LIMITS) private readonly limits: DispatchLimits,
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
    @Inject(BulkTasks) private readonly tasks: BulkTasks,
    @Inject(Materials) private readonly materials: Materials,
  ) {}

  async execute({ scope, selection, task }: PreviewJob): Promise<JobPreview> {
    const fault = faultOfTask(task);
    if (fault) throw new CommandRefused(fault);
    const incident = await this.bulk.incident(selection.incidentId, scope.organisation);
    const ids = await selectedNotices(incident, selection.noticeIds);
    const all = selection.noticeIds !== undefined || selection.everyone;
    const work = this.workOf(task);
    const seen = { incident, ids, work, all, onBehalfOf: scope.organisation };
    const tally = new Tally();
    const mails = new Load(this.limits);
    let withoutContact = 0;
    let earliestDue: Instant | null = null;
    for await (const foreseen of foresee(this.models.db, seen, toInstant(this.clock.now()))) {
      if (!foreseen.row) {
        tally.refuse(foreseen.id, 'not-opened-yet', 'the notice is about to be opened; try again');
        continue;
      }
      const { id, row, decided } = foreseen;
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

  /** Whether a text may be written does not hang on its words: they are left out. */
  private workOf(task: BulkTask): NoticeWork {
    const work = this.tasks.workOf(task);
    return task.what === 'draft' ? { ...work, commandFor: (state) => someDraft(state, task.kind) } : work;
  }
}

const someDraft = (state: OpenedNotice, kind: NoticeKind = kindDue(state)): NoticeCommandData => ({
  type: 'draft',
  kind,
  language: 'de',
  subject: '–',
  text: '–',
  gaps: [],
  salt: '',
  hash: '',
  author: 'template',
});
