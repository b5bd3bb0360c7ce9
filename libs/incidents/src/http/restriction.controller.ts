import { Body, Controller, Delete, Get, Inject, Param, Put, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { COMMANDS, READ_MODELS, type CommandContext, type Commands, type ReadModels } from '@art33/event-log';
import { Context, IdPipe, notFound, written, type Answer, type WriteResult } from '@art33/http';
import { CurrentScope, restrictedTo, Restrictions, Roles, type OrganisationScope } from '@art33/identity';
import { incidentDecider } from '../domain/decider.js';
import { incidentStream } from '../domain/streams.js';
import { RestrictionBody } from './restriction.dto.js';
import { ProcessorSideGuard } from './processor-side.js';

/** To whom an incident is shown. */
export interface RestrictionView {
  /** Ids of the members who alone see it; null: every member of the organisation sees it. */
  readonly members: readonly string[] | null;
  readonly since: string | null;
}

/** An incident can be shown to named members alone, with its notices, messages, deadlines and events. */
@ApiTags('incidents')
@Controller('incidents/:id/restriction')
@UseGuards(ProcessorSideGuard)
export class RestrictionController {
  constructor(
    @Inject(Restrictions) private readonly restrictions: Restrictions,
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
  ) {}

  /** Who alone sees the incident. */
  @Get()
  async one(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Promise<RestrictionView> {
    await this.refuseForeign(scope, id);
    return restrictedTo(this.models.db, scope, id.toLowerCase()) ?? { members: null, since: null };
  }

  /** From here on only these members see it; who asks is one of them. Naming others again replaces the list. */
  @Put()
  @Roles('processor:responder')
  async restrict(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() { members }: RestrictionBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    await this.refuseForeign(scope, id);
    return written(id, await this.restrictions.restrict(id.toLowerCase(), members, context));
  }

  /** All members see it again. An admin may do this without seeing it: it is recorded. */
  @Delete()
  @Roles('processor:responder', 'processor:admin')
  async lift(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    await this.refuseForeign(scope, id);
    return written(id, await this.restrictions.lift(id.toLowerCase(), context));
  }

  private async refuseForeign({ organisation }: OrganisationScope, id: string): Promise<void> {
    const { processorId } = await this.commands.state(incidentDecider, incidentStream(id));
    if (processorId !== organisation) throw notFound();
  }
}
