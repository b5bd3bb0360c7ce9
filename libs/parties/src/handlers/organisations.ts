import { Inject } from '@nestjs/common';
import { Command, CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  COMMANDS,
  READ_MODELS,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import type { Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { refuseUnfinished } from '@art33/imports';
import type { OrganisationCommandData } from '../domain/commands.js';
import type { OrganisationEvent } from '../domain/events.js';
import { organisationStream } from '../domain/ids.js';
import type { FourEyes } from '../domain/four-eyes.js';
import { fourEyesIn, organisationDecider } from '../domain/organisation-decider.js';
import { findingsOf } from '../read-model/findings.js';
import { listControllers, type ControllerFilter } from '../read-model/lists.js';
import { visibleOrganisation } from '../read-model/organisations.js';

/** One command to one organisation, on behalf of the organisation that sends it. */
export class OrganisationCommand extends Command<CommandOutcome<OrganisationEvent>> {
  constructor(
    readonly organisationId: string,
    readonly command: OrganisationCommandData,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(OrganisationCommand)
export class OrganisationCommandHandler implements ICommandHandler<OrganisationCommand> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({ organisationId, command, context }: OrganisationCommand): Promise<CommandOutcome<OrganisationEvent>> {
    const onBehalf = { ...command, onBehalfOf: context.organisation };
    const stream = organisationStream(organisationId);
    const state = await this.commands.state(organisationDecider, stream);
    if (state.status === 'registered') await refuseUnfinished(this.commands, state.importId);
    return this.commands.run(organisationDecider, stream, onBehalf, context);
  }
}

/** Where an organisation asks for a second person now, as the log says. */
export const fourEyesOf = async (commands: Commands, organisationId: string): Promise<FourEyes> =>
  fourEyesIn(await commands.state(organisationDecider, organisationStream(organisationId)));

/** One organisation with its ETag count; undefined where the asking organisation may not see it. */
export class GetOrganisation extends ScopedQuery<ReturnType<typeof visibleOrganisation>> {
  constructor(
    scope: OrganisationScope,
    readonly organisationId: string,
  ) {
    super(scope);
  }
}

@QueryHandler(GetOrganisation)
export class GetOrganisationHandler implements IQueryHandler<GetOrganisation> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  execute({ scope, organisationId }: GetOrganisation): Promise<ReturnType<typeof visibleOrganisation>> {
    return Promise.resolve(visibleOrganisation(this.models.db, scope, organisationId));
  }
}

/** The controllers that the asking processor keeps records of. */
export class ListControllers extends ScopedQuery<ReturnType<typeof listControllers>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: ControllerFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListControllers)
export class ListControllersHandler implements IQueryHandler<ListControllers> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, filter, wanted }: ListControllers): Promise<ReturnType<typeof listControllers>> {
    return listControllers(wanted.db ?? this.models.db, scope, filter, wanted);
  }
}

/** What the asking processor should mend before an incident. */
export class ListFindings extends ScopedQuery<ReturnType<typeof findingsOf>> {
  constructor(
    scope: OrganisationScope,
    readonly page: { readonly cursor?: string; readonly limit: number },
  ) {
    super(scope);
  }
}

@QueryHandler(ListFindings)
export class ListFindingsHandler implements IQueryHandler<ListFindings> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  execute({ scope, page }: ListFindings): Promise<ReturnType<typeof findingsOf>> {
    return Promise.resolve(findingsOf(this.models.db, scope, page));
  }
}
