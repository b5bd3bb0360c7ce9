import { Body, Controller, Get, Inject, Param, ParseUUIDPipe, Post, Query, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { deriveId, type CommandContext } from '@art33/event-log';
import {
  AsOf,
  AsOfQuery,
  Context,
  decodeCursor,
  entity,
  notFound,
  page,
  sortOf,
  written,
  type Answer,
  type Page,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { IncidentCommand } from '../handlers/commands.js';
import { GetIncident, GetTimeline, ListIncidents, type IncidentShown } from '../handlers/queries.js';
import {
  INCIDENT_SORTS,
  TIMELINE_SORTS,
  type IncidentListItem,
  type IncidentSort,
  type Placed,
  type TimelineEntry,
  type TimelineSort,
} from '../read-model/queries.js';
import { detailsOf } from './details.dto.js';
import { factOf, implicationOf, ListIncidentsQuery, LogIncidentBody, PageAsOfQuery } from './incidents.dto.js';
import { ForProcessors, ProcessorSideGuard } from './processor-side.js';

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
  @ForProcessors()
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
  async list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListIncidentsQuery,
  ): Promise<Page<IncidentListItem>> {
    const { state, assessment, subprocessor, limit } = query;
    const sort = sortOf<IncidentSort>(query.sort, INCIDENT_SORTS, '-recorded');
    const pageOf = { sort, after: decodeCursor(query.cursor), limit };
    const rows = await this.queryBus.execute(new ListIncidents(scope, { state, assessment, subprocessor }, pageOf));
    return page(rows, limit, placeOf, withoutPlace);
  }

  /** One incident, now or as it was recorded at an instant or log number. */
  @Get(':id')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() _: AsOfQuery,
    @AsOf() asOf?: number,
  ): Promise<Answer<IncidentShown>> {
    const found = await this.queryBus.execute(new GetIncident(scope, id, asOf));
    if (!found) throw notFound();
    return entity(found.view, found.edits);
  }

  /** What happened and when we knew: along `recorded` (the order of the log) or `happened`. */
  @Get(':id/timeline')
  async timeline(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageAsOfQuery,
    @AsOf() asOf?: number,
  ): Promise<Page<TimelineEntry>> {
    const sort = sortOf<TimelineSort>(query.sort, TIMELINE_SORTS, 'recorded');
    const pageOf = { sort, after: decodeCursor(query.cursor), limit: query.limit };
    const entries = await this.queryBus.execute(new GetTimeline(scope, id, pageOf, asOf));
    if (!entries) throw notFound();
    return page(entries, query.limit, placeOf, withoutPlace);
  }
}

const placeOf = ({ place }: Placed<unknown>) => place;
const withoutPlace = <T>({ place: _, ...row }: Placed<T>): T => row as T;
