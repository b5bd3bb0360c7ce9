import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext, Moment } from '@art33/event-log';
import {
  IdPipe,
  AsOfMoment,
  Context,
  Listing,
  notFound,
  written,
  type Answer,
  type Found,
  type Page,
  type Wanted,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { AffectControllersCommand } from '../handlers/affect-controllers.js';
import { PreviewAffected, type AffectedPreview } from '../handlers/preview-affected.js';
import { ListAffected, type ListedController } from '../handlers/queries.js';
import { SAVED_AFFECTED } from '../read-model/columns.js';
import { PageAsOfQuery, PreviewQuery, SelectionBody, selectionOf } from './incidents.dto.js';
import { ForResponders, ForReaders, ProcessorSideGuard } from './processor-side.js';

/** Whom an incident affects. */
@ApiTags('incidents')
@Controller('incidents/:id/affected')
@UseGuards(ProcessorSideGuard)
export class AffectedController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** Counts whom a selection would affect; writes nothing. */
  @Post('preview')
  @HttpCode(200)
  @ForReaders()
  async preview(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: SelectionBody,
    @Query() { sample }: PreviewQuery,
  ): Promise<AffectedPreview> {
    const preview = await this.queryBus.execute(new PreviewAffected(scope, id, selectionOf(body), sample));
    if (!preview) throw notFound();
    return preview;
  }

  /** Lists whom a selection affects: agreements one by one, by terms, or by subprocessor. */
  @Post()
  @HttpCode(200)
  @ForResponders()
  async affect(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: SelectionBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return written(
      id,
      await this.commandBus.execute(new AffectControllersCommand(scope, id, selectionOf(body), context)),
    );
  }

  /** The affected agreements, by id; ended ones are marked. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() query: PageAsOfQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<Page<ListedController>> {
    const read = async (wanted: Wanted): Promise<Found<ListedController>> => {
      const found = await this.queryBus.execute(new ListAffected(scope, id, wanted, asOf?.logNumber));
      if (!found) throw notFound();
      return found;
    };
    return new Listing(SAVED_AFFECTED, query, read, asOf);
  }
}
