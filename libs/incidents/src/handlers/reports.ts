import { Inject } from '@nestjs/common';
import { Command, CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CommandRefused,
  COMMANDS,
  countEdits,
  deriveId,
  HISTORY,
  READ_MODELS,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type History,
  type ReadModelDb,
  type ReadModels,
} from '@art33/event-log';
import { readWanted, type Found, type Wanted } from '@art33/http';
import { ScopedQuery, shows, type OrganisationScope } from '@art33/identity';
import type { LogIncident } from '../domain/commands.js';
import { incidentDecider } from '../domain/decider.js';
import { noSuchIncident } from '../domain/refusals.js';
import type { ReportCommandData } from '../domain/reports/commands.js';
import { refuseTurning, reportDecider } from '../domain/reports/decider.js';
import type { ReportEvent } from '../domain/reports/events.js';
import { incidentOfReport, reportStream } from '../domain/reports/ids.js';
import { incidentStream } from '../domain/streams.js';
import { listReports, type ReportFilter, type ReportListItem } from '../read-model/report-list.js';
import { reportById, type ReportView } from '../read-model/reports.js';
import { refuseForeign, runIncident } from './commands.js';

/** One command to one report on behalf of the context's organisation. What needs a look-up first has a class of its own. */
export class ReportCommand extends Command<CommandOutcome<ReportEvent>> {
  constructor(
    readonly reportId: string,
    readonly command: Exclude<ReportCommandData, { type: 'turn-report' | 'link-report' }>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

const runReport = (commands: Commands, reportId: string, command: ReportCommandData, context: CommandContext) =>
  commands.run(reportDecider, reportStream(reportId), { ...command, onBehalfOf: context.organisation }, context);

@CommandHandler(ReportCommand)
export class ReportCommandHandler implements ICommandHandler<ReportCommand> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  execute({ reportId, command, context }: ReportCommand): Promise<CommandOutcome<ReportEvent>> {
    return runReport(this.commands, reportId, command, context);
  }
}

/** Makes an incident of a report: logs it with what a person states of it, then says so in the report. */
export class TurnReport extends Command<CommandOutcome<ReportEvent>> {
  constructor(
    readonly reportId: string,
    readonly stated: Omit<LogIncident, 'type' | 'incidentId' | 'reportId'>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(TurnReport)
export class TurnReportHandler implements ICommandHandler<TurnReport> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({ reportId, stated, context }: TurnReport): Promise<CommandOutcome<ReportEvent>> {
    const incidentId = incidentOfReport(reportId);
    const state = await this.commands.state(reportDecider, reportStream(reportId));
    const refused = refuseTurning(state, context.organisation, incidentId);
    if (refused) throw new CommandRefused(refused);
    const turn = { type: 'turn-report', incidentId, by: context.actor } as const;
    // Whoever decides on what has changed meanwhile is told so before an incident is logged.
    if (await this.isStale(reportId, context)) return runReport(this.commands, reportId, turn, context);
    // The incident first: a crash in between leaves a report that still asks for a decision, and asking again finds it.
    const { expectedEdits: _, ...ofIncident } = context;
    await runIncident(
      this.commands,
      incidentId,
      { type: 'log-incident', incidentId, reportId, ...stated },
      { ...ofIncident, commandId: deriveId(context.commandId, 'incident') },
    );
    return runReport(this.commands, reportId, turn, context);
  }

  private async isStale(reportId: string, context: CommandContext): Promise<boolean> {
    const { organisation, commandId, expectedEdits } = context;
    if (expectedEdits === undefined) return false;
    const history = await this.commands.read(reportStream(reportId));
    const isRepeated = history.some(({ metadata }) => metadata.commandId === commandId);
    return !isRepeated && countEdits(history, organisation) !== expectedEdits;
  }
}

/** Says that a report is about an incident that was logged already. */
export class LinkReport extends Command<CommandOutcome<ReportEvent>> {
  constructor(
    /** What whoever links it sees: it links nothing to what is hidden from it. */
    readonly scope: OrganisationScope,
    readonly reportId: string,
    readonly incidentId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(LinkReport)
export class LinkReportHandler implements ICommandHandler<LinkReport> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({ scope: { sight }, reportId, incidentId, context }: LinkReport): Promise<CommandOutcome<ReportEvent>> {
    const report = await this.commands.state(reportDecider, reportStream(reportId));
    if (report.status === 'none' || report.processorId !== context.organisation)
      throw new CommandRefused(noSuchIncident());
    refuseForeign(await this.commands.state(incidentDecider, incidentStream(incidentId)), context);
    if (sight && !shows(sight, { incident: incidentId, agreement: null })) throw new CommandRefused(noSuchIncident());
    return runReport(this.commands, reportId, { type: 'link-report', incidentId, by: context.actor }, context);
  }
}

export class ListReports extends ScopedQuery<Found<ReportListItem>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: ReportFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListReports)
export class ListReportsHandler implements IQueryHandler<ListReports> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  execute({ scope, filter, wanted }: ListReports): Promise<Found<ReportListItem>> {
    const look = (db: ReadModelDb) => listReports(db, scope, filter, wanted);
    return readWanted(wanted, scope.organisation, this.models, this.history, look);
  }
}

/** One report, now or as of a log number; undefined where there is none to see. */
export class GetReport extends ScopedQuery<{ readonly view: ReportView; readonly edits: number } | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly reportId: string,
    readonly asOf?: number,
  ) {
    super(scope);
  }
}

@QueryHandler(GetReport)
export class GetReportHandler implements IQueryHandler<GetReport> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  async execute({ scope, reportId, asOf }: GetReport) {
    const look = (db: ReadModelDb) => reportById(db, scope, reportId);
    return asOf === undefined ? look(this.models.db) : this.history.asOf([reportStream(reportId)], asOf, look);
  }
}

export const reportHandlers = [
  ReportCommandHandler,
  TurnReportHandler,
  LinkReportHandler,
  ListReportsHandler,
  GetReportHandler,
];
