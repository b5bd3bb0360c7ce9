import { Body, Controller, Get, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
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
  written,
  type Answer,
  type Found,
  type Page,
  type Wanted,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { IncidentCommand } from '../handlers/commands.js';
import { GetIncident, GetTimeline, ListIncidents, type IncidentShown } from '../handlers/queries.js';
import { SAVED_INCIDENTS, SAVED_TIMELINE } from '../read-model/columns.js';
import type { IncidentListItem } from '../read-model/lists.js';
import type { TimelineEntry } from '../read-model/queries.js';
import { detailsOf } from './details.dto.js';
import { factOf, implicationOf, ListIncidentsQuery, LogIncidentBody, PageAsOfQuery } from './incidents.dto.js';
import { ForResponders, ProcessorSideGuard } from './processor-side.js';

/** What happened, as the processor logs it. */
@ApiTags('incidents')
@Controller('incidents')
@UseGuards(ProcessorSideGuard)
export class IncidentsController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** Logs an incident with what is known of it; a mere suspicion is enough. */
  @Post()
  @ForResponders()
  async log(@Body() body: LogIncidentBody, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    const incidentId = deriveId(context.commandId, 'incident');
    const command = {
      type: 'log-incident',
      incidentId,
      details: { ...detailsOf(body), title: body.title },
      awareness: (body.awareness ?? []).map((fact, i) => factOf(fact, `awareness.${i}.`)),
      subprocessors: (body.subprocessors ?? []).map((one, i) => implicationOf(one, `subprocessors.${i}.`)),
    } as const;
    return written(incidentId, await this.commandBus.execute(new IncidentCommand(incidentId, command, context)));
  }

  /** The processor's incidents, the latest first unless sorted by another instant. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListIncidentsQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<Page<IncidentListItem>> {
    const { state, assessment, subprocessor, controller, imported, q } = query;
    const filter = {
      state,
      assessment,
      subprocessor,
      controller,
      imported,
      q,
      ...instantsOf(query, 'recordedFrom', 'recordedUntil'),
    };
    return new Listing(
      SAVED_INCIDENTS,
      query,
      (wanted) => this.queryBus.execute(new ListIncidents(scope, filter, wanted)),
      asOf,
    );
  }

  /** One incident, now or as it was recorded at an instant or log number. */
  @Get(':id')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() _: AsOfQuery,
    @AsOf() asOf?: number,
  ): Promise<Answer<IncidentShown>> {
    const found = await this.queryBus.execute(new GetIncident(scope, id, asOf));
    if (!found) throw notFound();
    return entity(found.view, found.edits);
  }

  /**
   * What happened, what people did with its notices (one line for each request, however many it was about), and when we knew:
   * along `recorded` (the order of the log) or `happened`.
   */
  @Get(':id/timeline')
  timeline(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() query: PageAsOfQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<Page<TimelineEntry>> {
    const read = async (wanted: Wanted): Promise<Found<TimelineEntry>> => {
      const found = await this.queryBus.execute(new GetTimeline(scope, id, wanted, asOf?.logNumber));
      if (!found) throw notFound();
      return found;
    };
    return new Listing(SAVED_TIMELINE, query, read, asOf);
  }
}
