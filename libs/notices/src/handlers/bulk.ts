import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  CommandRefused,
  COMMANDS,
  deriveId,
  fold,
  KeyErased,
  type CommandContext,
  type CommandOutcome,
  type Commands,
} from '@art33/event-log';
import { incidentDecider, incidentStream, type IncidentState } from '@art33/incidents';
import type { NoticeKind } from '@art33/parties';
import type { NoticeCommandData } from '../domain/commands.js';
import { noticeDecider } from '../domain/decider.js';
import type { NoticeEvent } from '../domain/events.js';
import { noticeIdOf, noticeStream } from '../domain/ids.js';
import { isOwed, needsText } from '../domain/owed.js';
import { invalid, notFound } from '../domain/refusals.js';
import { isOpened, type OpenedNotice } from '../domain/state.js';
import { noticeItem } from './commands.js';
import { Materials, type TextChoice } from './material.js';
import { draftFromTemplate } from './texts.js';

/** Notices decided in one go; between two goes the service answers others. */
const SLICE = 16;
/** How many of those that were refused are named; all are counted. */
const NAMED = 100;

/** Which notices: those of an incident, or some of them. */
export interface NoticeSelection {
  readonly incidentId: string;
  /** Left out: all of the incident. */
  readonly noticeIds?: readonly string[];
  /** Also those that need nothing now: under pending notices, or told already. Named ones are taken anyway. */
  readonly everyone: boolean;
}

/** One that was passed over, and by which rule. */
export interface RefusedNotice {
  readonly noticeId: string;
  readonly code: string;
  readonly rule: string;
}

/** What came of a command to many notices. */
export interface BulkOutcome {
  readonly counts: {
    readonly total: number;
    /** Written now, or by the first run of a repeated request. */
    readonly done: number;
    /** It was already so. */
    readonly unchanged: number;
    /** Nothing was owed, or a person had the say. */
    readonly skipped: number;
    readonly refused: number;
  };
  /** The refused by rule. */
  readonly refusedBy: Readonly<Record<string, number>>;
  /** The first hundred of them. */
  readonly refused: readonly RefusedNotice[];
  readonly position: string | undefined;
  readonly logNumber: number | undefined;
}

abstract class BulkCommand extends Command<BulkOutcome> {
  constructor(
    readonly selection: NoticeSelection,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Drafts the texts of many notices from templates: the organisation's, or one written for this incident. */
export class DraftNotices extends BulkCommand {
  constructor(
    selection: NoticeSelection,
    readonly choice: Pick<TextChoice, 'kind' | 'templates'>,
    context: CommandContext,
  ) {
    super(selection, context);
  }
}

/** Approves the last text of many notices. */
export class ApproveNotices extends BulkCommand {}

/** Sends many notices, each to all of its controller's contacts for notices. */
export class SendNotices extends BulkCommand {
  constructor(
    selection: NoticeSelection,
    readonly choice: { readonly kind?: NoticeKind; readonly withGaps: boolean },
    context: CommandContext,
  ) {
    super(selection, context);
  }
}

/** Gives the same reasons for every late duty of many notices that has none yet. */
export class ExplainNotices extends BulkCommand {
  constructor(
    selection: NoticeSelection,
    readonly reason: string,
    context: CommandContext,
  ) {
    super(selection, context);
  }
}

/** Runs one command per notice of an incident: in slices, each once however often the request is repeated. */
@Injectable()
export class BulkRunner {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async run(
    { incidentId, noticeIds, everyone }: NoticeSelection,
    context: CommandContext,
    job: BulkJob,
  ): Promise<BulkOutcome> {
    const incident = await this.commands.state(incidentDecider, incidentStream(incidentId));
    if (incident.processorId !== context.organisation) throw new CommandRefused(notFound());
    const ids = selected(incident, noticeIds);
    const tally = new Tally(ids.length);
    const all = noticeIds !== undefined || everyone;
    // A notice that the first run has written to is done again whatever became of it since: that gives its first outcome.
    const commandFor = (state: OpenedNotice, isRepeated: boolean) =>
      all || isRepeated || job.concerns(state) ? job.commandFor(state, incident) : undefined;
    for (let start = 0; start < ids.length; start += SLICE) {
      await this.runSlice(ids.slice(start, start + SLICE), context, commandFor, tally);
      await setImmediate();
    }
    return tally.outcome();
  }

  private async runSlice(
    ids: readonly string[],
    { expectedEdits: _, ...context }: CommandContext,
    commandFor: (state: OpenedNotice, isRepeated: boolean) => NoticeCommandData | undefined,
    tally: Tally,
  ): Promise<void> {
    const histories = await Promise.all(ids.map((id) => this.commands.read<NoticeEvent>(noticeStream(id))));
    const items = histories.flatMap((history, i) => {
      const noticeId = ids[i]!;
      const state = fold(noticeDecider, history);
      if (!isOpened(state)) {
        tally.refuse(noticeId, 'not-opened-yet', 'the notice is about to be opened; try again');
        return [];
      }
      const own = { ...context, commandId: deriveId(context.commandId, noticeId) };
      const command = commandFor(
        state,
        history.some(({ metadata }) => metadata.commandId === own.commandId),
      );
      if (!command) {
        tally.skip();
        return [];
      }
      return [{ noticeId, ...noticeItem(noticeId, command, own) }];
    });
    await setImmediate();
    const outcomes = await this.commands.runMany(noticeDecider, items);
    outcomes.forEach((outcome, i) => tally.note(items[i]!.noticeId, outcome));
  }
}

/** What is done with each notice, and which notices it is meant for when nobody names any. */
interface BulkJob {
  concerns(state: OpenedNotice): boolean;
  commandFor(state: OpenedNotice, incident: IncidentState): NoticeCommandData;
}

/** The notices of everybody affected, or the chosen ones among them. */
function selected(incident: IncidentState, chosen: readonly string[] | undefined): readonly string[] {
  const all = incident.affected.map(({ agreementId }) => noticeIdOf(incident.incidentId, agreementId));
  if (!chosen) return all;
  const known = new Set(all);
  const unknown = chosen.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new CommandRefused(
      invalid('unknown-notices', 'notices', 'the notices are of this incident', { unknown: unknown.slice(0, NAMED) }),
    );
  return [...new Set(chosen)];
}

/** Counts what came of each notice. */
class Tally {
  private done = 0;
  private unchanged = 0;
  private skipped = 0;
  private readonly refused: RefusedNotice[] = [];
  private last: { readonly position: string | undefined; readonly logNumber: number | undefined } = {
    position: undefined,
    logNumber: undefined,
  };

  constructor(private readonly total: number) {}

  refuse(noticeId: string, code: string, rule: string): void {
    this.refused.push({ noticeId, code, rule });
  }

  skip(): void {
    this.skipped += 1;
  }

  /** A refusal is counted; any other error ends the run, which can be repeated. */
  note(noticeId: string, outcome: CommandOutcome | Error): void {
    if (outcome instanceof CommandRefused) return this.refuse(noticeId, outcome.refusal.code, outcome.refusal.rule);
    if (outcome instanceof KeyErased) return this.refuse(noticeId, 'erased', 'the key of this record was destroyed');
    if (outcome instanceof Error) throw outcome;
    if (outcome.events.length === 0) this.unchanged += 1;
    else this.done += 1;
    if ((outcome.logNumber ?? -1) > (this.last.logNumber ?? -1)) this.last = outcome;
  }

  outcome(): BulkOutcome {
    const refusedBy: Record<string, number> = {};
    for (const { code } of this.refused) refusedBy[code] = (refusedBy[code] ?? 0) + 1;
    const { total, done, unchanged, skipped, refused, last } = this;
    const { position, logNumber } = last;
    return {
      counts: { total, done, unchanged, skipped, refused: refused.length },
      refusedBy,
      refused: refused.slice(0, NAMED),
      position,
      logNumber,
    };
  }
}

@CommandHandler(DraftNotices)
export class DraftNoticesHandler implements ICommandHandler<DraftNotices> {
  constructor(
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
    @Inject(Materials) private readonly materials: Materials,
  ) {}

  execute({ selection, choice, context }: DraftNotices): Promise<BulkOutcome> {
    return this.bulk.run(selection, context, {
      concerns: needsText,
      commandFor: (state, incident) => draftFromTemplate(this.materials, incident, state, choice),
    });
  }
}

@CommandHandler(ApproveNotices)
export class ApproveNoticesHandler implements ICommandHandler<ApproveNotices> {
  constructor(@Inject(BulkRunner) private readonly bulk: BulkRunner) {}

  execute({ selection, context }: ApproveNotices): Promise<BulkOutcome> {
    return this.bulk.run(selection, context, {
      concerns: ({ texts }) => texts.length > 0,
      commandFor: ({ texts }) => ({ type: 'approve', textNumber: texts.length }),
    });
  }
}

@CommandHandler(SendNotices)
export class SendNoticesHandler implements ICommandHandler<SendNotices> {
  constructor(
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
    @Inject(Materials) private readonly materials: Materials,
  ) {}

  execute({ selection, choice, context }: SendNotices): Promise<BulkOutcome> {
    return this.bulk.run(selection, context, {
      concerns: isOwed,
      commandFor: ({ notice }) => ({
        type: 'send',
        ...choice,
        recipients: this.materials.contacts(notice.controllerId).map(({ contactId }) => contactId),
      }),
    });
  }
}

@CommandHandler(ExplainNotices)
export class ExplainNoticesHandler implements ICommandHandler<ExplainNotices> {
  constructor(@Inject(BulkRunner) private readonly bulk: BulkRunner) {}

  execute({ selection, reason, context }: ExplainNotices): Promise<BulkOutcome> {
    return this.bulk.run(selection, context, {
      concerns: () => true,
      commandFor: () => ({ type: 'explain-lateness', dutyId: null, reason }),
    });
  }
}

export const bulkHandlers = [
  BulkRunner,
  DraftNoticesHandler,
  ApproveNoticesHandler,
  SendNoticesHandler,
  ExplainNoticesHandler,
];
