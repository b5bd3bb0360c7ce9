import { Inject, Injectable } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  CommandRefused,
  COMMANDS,
  deriveId,
  turn,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type Decider,
} from '@art33/event-log';
import { incidentDecider, incidentStream, type IncidentState } from '@art33/incidents';
import type { Giver, NoticeCommandData } from '../domain/commands.js';
import { noticeDecider } from '../domain/decider.js';
import type { NoticeEvent } from '../domain/events.js';
import { noticeStream } from '../domain/ids.js';
import { faultOfTask } from '../domain/jobs/decider.js';
import type { BulkCounts, BulkResult, BulkTask } from '../domain/jobs/events.js';
import { conflict, notFound } from '../domain/refusals.js';
import { isOpened, type NoticeState, type OpenedNotice } from '../domain/state.js';
import { giverOf } from './commands.js';
import { BulkTasks, selectedNotices, type NoticeWork } from './bulk-tasks.js';
import { Tally } from './tally.js';

/** Notices written in one go; the service answers others while they are decided, and between two goes. */
export const SLICE = 32;
/** A request waits for its answer with no more notices than this; more are a job. */
export const AT_ONCE = 200;

/** Which notices: those of an incident, or some of them. */
export interface NoticeSelection {
  readonly incidentId: string;
  /** Left out: all of the incident. */
  readonly noticeIds?: readonly string[];
  /** Also those that need nothing now: under pending notices, or told already. Named ones are taken anyway. */
  readonly everyone: boolean;
}

/** What came of a command to many notices. */
export interface BulkOutcome extends BulkResult {
  readonly counts: BulkCounts & { readonly total: number };
  readonly position: string | undefined;
  readonly logNumber: number | undefined;
}

/** Does one thing with a few notices while the request waits: at most `AT_ONCE`. */
export class WorkOnNotices extends Command<BulkOutcome> {
  constructor(
    readonly selection: NoticeSelection,
    readonly task: BulkTask,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** One notice's turn: what to do is chosen when its state is known. */
interface Turn {
  readonly type: 'bulk-turn';
  readonly choose: (state: OpenedNotice) => NoticeCommandData | undefined;
  readonly giver: Giver;
}

const turnDecider: Decider<NoticeState, Turn, NoticeEvent> = {
  initialState: noticeDecider.initialState,
  evolve: noticeDecider.evolve,
  decide({ choose, giver, now }, state) {
    if (!isOpened(state)) return conflict('not-opened-yet', 'the notice is about to be opened; try again');
    const command = choose(state);
    return command ? noticeDecider.decide({ ...command, ...giver, now }, state) : [];
  },
};

/** Runs one command per notice: in slices, each once however often it is repeated under the same command id. */
@Injectable()
export class BulkRunner {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async incident(incidentId: string, organisation: string): Promise<IncidentState> {
    const incident = await this.commands.state(incidentDecider, incidentStream(incidentId));
    if (incident.status === 'none' || incident.processorId !== organisation) throw new CommandRefused(notFound());
    return incident;
  }

  /** Works on a slice of notices. Where not all are meant, those that the work does not concern are passed over. */
  async runSlice(
    ids: readonly string[],
    { expectedEdits: _, ...context }: CommandContext,
    { work, all, incident }: { readonly work: NoticeWork; readonly all: boolean; readonly incident: IncidentState },
    tally: Tally,
  ): Promise<readonly CommandOutcome<NoticeEvent>[]> {
    const skipped = new Set<string>();
    const giver = await giverOf(this.commands, context);
    const outcomes = await this.commands.runMany(
      turnDecider,
      ids.map((noticeId) => ({
        stream: noticeStream(noticeId),
        command: {
          type: 'bulk-turn' as const,
          giver,
          choose: (state: OpenedNotice) => {
            if (all || work.concerns(state)) return work.commandFor(state, incident);
            skipped.add(noticeId);
            return undefined;
          },
        },
        context: { ...context, commandId: deriveId(context.commandId, noticeId) },
      })),
    );
    outcomes.forEach((outcome, index) => {
      const noticeId = ids[index]!;
      if (skipped.has(noticeId)) tally.passOver();
      else tally.note(noticeId, outcome);
    });
    return outcomes.flatMap((outcome) => (outcome instanceof Error ? [] : [outcome]));
  }
}

@CommandHandler(WorkOnNotices)
export class WorkOnNoticesHandler implements ICommandHandler<WorkOnNotices> {
  constructor(
    @Inject(BulkRunner) private readonly bulk: BulkRunner,
    @Inject(BulkTasks) private readonly tasks: BulkTasks,
  ) {}

  async execute({ selection, task, context }: WorkOnNotices): Promise<BulkOutcome> {
    const fault = faultOfTask(task);
    if (fault) throw new CommandRefused(fault);
    const { incidentId, noticeIds, everyone } = selection;
    const incident = await this.bulk.incident(incidentId, context.organisation);
    const ids = await selectedNotices(incident, noticeIds);
    if (ids.length > AT_ONCE)
      throw new CommandRefused(
        conflict('too-many-at-once', `more than ${AT_ONCE} notices are the work of a job: POST …/jobs`, 'notices', {
          notices: ids.length,
        }),
      );
    const tally = new Tally();
    const how = { work: this.tasks.workOf(task), all: noticeIds !== undefined || everyone, incident };
    for (let start = 0; start < ids.length; start += SLICE) {
      await this.bulk.runSlice(ids.slice(start, start + SLICE), context, how, tally);
      await turn();
    }
    const { counts, refusedBy, refused } = tally.result;
    const { position, logNumber } = tally.last;
    return { counts: { total: ids.length, ...counts }, refusedBy, refused, position, logNumber };
  }
}
