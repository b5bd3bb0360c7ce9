import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { deriveId, type CommandContext, type Moment } from '@art33/event-log';
import {
  IdPipe,
  AsOf,
  AsOfMoment,
  AsOfQuery,
  Context,
  entity,
  instantsOf,
  Listing,
  notFound,
  readInstant,
  written,
  type Answer,
  type Page,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, Roles, type OrganisationScope } from '@art33/identity';
import type { CaseCommandData } from '../domain/commands.js';
import { CaseCommand, GetCase, ListCases } from '../handlers/cases.js';
import { SAVED_CASES, type CaseRow } from '../read-model/lists.js';
import type { CaseView } from '../read-model/queries.js';
import {
  AddReferenceBody,
  DecideNotToFileBody,
  ListCasesQuery,
  RecordCommunicationBody,
  RecordFilingBody,
  SetAwarenessBody,
} from './cases.dto.js';

/** The controller's own files. A processor sees nothing here. */
@ApiTags('cases')
@Controller('cases')
export class CasesController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** The controller's cases, by due time. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListCasesQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<Page<CaseRow>> {
    const { status, outcome, missed, clock, q } = query;
    const filter = { status, outcome, missed, clock, q, ...instantsOf(query, 'dueFrom', 'dueUntil') };
    return new Listing(
      SAVED_CASES,
      query,
      (wanted) => this.queryBus.execute(new ListCases(scope, filter, wanted)),
      asOf,
    );
  }

  /** One case, now or as it was recorded at an instant or log number. */
  @Get(':id')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() _: AsOfQuery,
    @AsOf() asOf?: number,
  ): Promise<Answer<CaseView>> {
    const view = await this.queryBus.execute(new GetCase(scope, id, asOf));
    if (!view) throw notFound();
    return entity(view, view.edits);
  }

  /** States when the controller itself became aware: earlier freely, later with a reason. */
  @Post(':id/awareness')
  @HttpCode(200)
  @Roles('controller:privacy-officer')
  async setAwareness(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: SetAwarenessBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const aware = readInstant('aware', body.aware);
    return this.run(scope, id, { type: 'set-awareness', aware, reason: body.reason ?? null }, context);
  }

  /** Records a filing with the supervisory authority. */
  @Post(':id/filings')
  @Roles('controller:privacy-officer')
  async recordFiling(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: RecordFilingBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const { phase, authority, reference = null, reasonsForDelay = null } = body;
    const filedAt = readInstant('filedAt', body.filedAt);
    const filingId = deriveId(context.commandId, 'filing');
    return this.run(
      scope,
      id,
      { type: 'record-filing', filingId, phase, authority, reference, filedAt, reasonsForDelay },
      context,
    );
  }

  /** Adds the authority's reference to a filing that had none. */
  @Post(':id/filings/:filingId/reference')
  @HttpCode(200)
  @Roles('controller:privacy-officer')
  async addReference(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Param('filingId', IdPipe) filingId: string,
    @Body() body: AddReferenceBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(scope, id, { type: 'add-filing-reference', filingId, reference: body.reference }, context);
  }

  /** Records the decision not to file, with its reason and who decided. Where the controller asks for four eyes it is only proposed. */
  @Post(':id/decision-not-to-file')
  @HttpCode(200)
  @Roles('controller:privacy-officer')
  async decideNotToFile(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: DecideNotToFileBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(scope, id, { type: 'decide-not-to-file', reason: body.reason, decidedBy: body.decidedBy }, context);
  }

  /** Agrees, as another person than the one who proposed it, that nothing is filed: it is decided by that. */
  @Post(':id/decision-not-to-file/confirmation')
  @HttpCode(200)
  @Roles('controller:privacy-officer')
  async confirmNotFiling(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(scope, id, { type: 'confirm-not-filing' }, context);
  }

  /** Takes back the proposal that nothing is filed; nothing was decided. */
  @Post(':id/decision-not-to-file/withdrawal')
  @HttpCode(200)
  @Roles('controller:privacy-officer')
  async withdrawNotFiling(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(scope, id, { type: 'withdraw-not-filing' }, context);
  }

  /** Records what was decided or done about telling the persons concerned (Art. 34 GDPR). */
  @Post(':id/communications')
  @Roles('controller:privacy-officer')
  async recordCommunication(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: RecordCommunicationBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const { outcome, letter = null, reason = null, decidedBy } = body;
    const at = readInstant('at', body.at);
    return this.run(scope, id, { type: 'record-communication', outcome, letter, reason, decidedBy, at }, context);
  }

  /** Closes the file: only once it was filed or decided not to. */
  @Post(':id/closure')
  @HttpCode(200)
  @Roles('controller:privacy-officer')
  async close(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(scope, id, { type: 'close' }, context);
  }

  /** Opens a closed file again. */
  @Post(':id/reopening')
  @HttpCode(200)
  @Roles('controller:privacy-officer')
  async reopen(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(scope, id, { type: 'reopen' }, context);
  }

  private async run(
    scope: OrganisationScope,
    id: string,
    command: CaseCommandData,
    context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const owned = await this.queryBus.execute(new GetCase(scope, id));
    if (!owned) throw notFound();
    return written(id, await this.commandBus.execute(new CaseCommand(id, command, context)));
  }
}
