import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@art33/event-log';
import {
  IdPipe,
  Context,
  entity,
  instantsOf,
  Listing,
  notFound,
  written,
  type Answer,
  type Page,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, Roles, type OrganisationScope } from '@art33/identity';
import {
  AgreementCommand,
  ConcludeAgreement,
  GetAgreement,
  ListAgreements,
  MoveAgreementToVersion,
} from '../handlers/agreements.js';
import { GetOrganisation } from '../handlers/organisations.js';
import type { AgreementListItem, AgreementView } from '../read-model/agreements.js';
import { SAVED_AGREEMENTS } from '../read-model/lists.js';
import {
  ConcludeAgreementBody,
  EndAgreementBody,
  ListAgreementsQuery,
  MoveAgreementBody,
  SubprocessorBody,
} from './agreements.dto.js';
import { readEnd, readStart } from './days.js';

/** The agreements between the processor and its controllers, each one to one. */
@ApiTags('agreements')
@Controller('agreements')
export class AgreementsController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** The agreements by their start, `from`. A controller sees its own. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListAgreementsQuery,
  ): Listing<Page<AgreementListItem>> {
    const { controllerId, termsId, subprocessorId, q } = query;
    const filter = { controllerId, termsId, subprocessorId, q, ...instantsOf(query, 'inForceAt') };
    return new Listing(SAVED_AGREEMENTS, query, (wanted) =>
      this.queryBus.execute(new ListAgreements(scope, filter, wanted)),
    );
  }

  /** One agreement with its accepted versions and its subprocessors over time. */
  @Get(':id')
  async one(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Promise<Answer<AgreementView>> {
    const found = await this.queryBus.execute(new GetAgreement(scope, id));
    if (!found) throw notFound();
    return entity(found.view, found.edits);
  }

  /** Records a concluded agreement; the subprocessors of the accepted version are authorised from its start. */
  @Post()
  @Roles('processor:admin')
  async conclude(
    @CurrentScope() scope: OrganisationScope,
    @Body() body: ConcludeAgreementBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const from = readStart('from', body.from, await this.zoneOf(scope));
    const { controllerId, termsId, termsVersion } = body;
    const concluded = await this.commandBus.execute(
      new ConcludeAgreement(controllerId, termsId, termsVersion, from, context),
    );
    return written(concluded.agreementId, concluded.outcome);
  }

  /** Records the end of an agreement; its history stays, and incidents of its time still affect it. */
  @Post(':id/end')
  @HttpCode(200)
  @Roles('processor:admin')
  async end(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: EndAgreementBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const until = readEnd('until', body.until, await this.zoneOf(scope));
    return written(
      id,
      await this.commandBus.execute(new AgreementCommand(id, { type: 'end-agreement', until }, context)),
    );
  }

  /** Records that the controller accepted another version of the terms. */
  @Post(':id/version')
  @HttpCode(200)
  @Roles('processor:admin')
  async moveToVersion(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: MoveAgreementBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const from = readStart('from', body.from, await this.zoneOf(scope));
    return written(id, await this.commandBus.execute(new MoveAgreementToVersion(id, body.termsVersion, from, context)));
  }

  /** Records that the controller authorises a subprocessor beside those of the terms, or no longer authorises one. */
  @Post(':id/subprocessors')
  @HttpCode(200)
  @Roles('processor:admin')
  async changeSubprocessor(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() { action, subprocessorId, from }: SubprocessorBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const at = readStart('from', from, await this.zoneOf(scope));
    const command =
      action === 'authorise'
        ? ({ type: 'authorise-subprocessor', subprocessorId, from: at } as const)
        : ({ type: 'withdraw-subprocessor', subprocessorId, until: at } as const);
    return written(id, await this.commandBus.execute(new AgreementCommand(id, command, context)));
  }

  /** Dates in agreements are the processor's. */
  private async zoneOf(scope: OrganisationScope): Promise<string> {
    const own = await this.queryBus.execute(new GetOrganisation(scope, scope.organisation));
    if (!own) throw notFound();
    return own.view.timeZone;
  }
}
