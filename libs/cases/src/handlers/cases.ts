import { Inject } from '@nestjs/common';
import { Command, CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  COMMANDS,
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
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { fourEyesOf } from '@art33/parties';
import type { CaseCommandData } from '../domain/commands.js';
import { caseDecider } from '../domain/decider.js';
import type { CaseEvent } from '../domain/events.js';
import { caseStream } from '../domain/ids.js';
import { listCases, type CaseFilter, type CaseRow } from '../read-model/lists.js';
import { caseView, type CaseView } from '../read-model/queries.js';
import { ListRegisterHandler } from './register.js';

/** One command to one case. */
export class CaseCommand extends Command<CommandOutcome<CaseEvent>> {
  constructor(
    readonly caseId: string,
    readonly command: CaseCommandData,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CaseCommand)
export class CaseCommandHandler implements ICommandHandler<CaseCommand> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({ caseId, command, context }: CaseCommand): Promise<CommandOutcome<CaseEvent>> {
    const fourEyes =
      command.type === 'decide-not-to-file' ? await fourEyesOf(this.commands, context.organisation) : undefined;
    const by = { ...command, actor: context.actor, ...(fourEyes && { fourEyes }) };
    return this.commands.run(caseDecider, caseStream(caseId), by, context);
  }
}

/** One case of the asking controller, now or as of a log number; undefined where there is none to see. */
export class GetCase extends ScopedQuery<CaseView | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly caseId: string,
    readonly asOf?: number,
  ) {
    super(scope);
  }
}

@QueryHandler(GetCase)
export class GetCaseHandler implements IQueryHandler<GetCase> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  execute({ scope, caseId, asOf }: GetCase): Promise<CaseView | undefined> {
    const look = (db: ReadModelDb) => caseView(db, scope, caseId);
    return asOf === undefined
      ? Promise.resolve(look(this.models.db))
      : this.history.asOf([caseStream(caseId)], asOf, look);
  }
}

export class ListCases extends ScopedQuery<Found<CaseRow>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: CaseFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListCases)
export class ListCasesHandler implements IQueryHandler<ListCases> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  execute({ scope, filter, wanted }: ListCases): Promise<Found<CaseRow>> {
    const look = (db: ReadModelDb) => listCases(db, scope, filter, wanted);
    return readWanted(wanted, scope.organisation, this.models, this.history, look);
  }
}

export const caseHandlers = [CaseCommandHandler, GetCaseHandler, ListCasesHandler, ListRegisterHandler];
