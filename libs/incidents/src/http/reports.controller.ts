import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { stateInstant, type StatedInstant } from '@art33/deadlines';
import { COMMANDS, deriveId, type CommandContext, type Moment, type Commands } from '@art33/event-log';
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
  type Page,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { organisationDecider, organisationStream } from '@art33/parties';
import { referenceOf } from '../domain/reports/ids.js';
import { GetReport, LinkReport, ListReports, ReportCommand, TurnReport } from '../handlers/reports.js';
import { ReportBody } from '../intake/report-body.dto.js';
import { toldInBody } from '../intake/webhook-body.js';
import { SAVED_REPORTS } from '../read-model/columns.js';
import type { ReportListItem } from '../read-model/report-list.js';
import type { ReportView } from '../read-model/reports.js';
import { detailsOf } from './details.dto.js';
import { factOf, implicationOf, LogIncidentBody } from './incidents.dto.js';
import { ForResponders, ProcessorSideGuard } from './processor-side.js';
import { DecisionBody, LinkBody, ListReportsQuery } from './reports.dto.js';

/** A report as it is shown, with what may be taken over into an incident by whoever decides so. */
export interface ReportShown extends ReportView {
  /** The instant of receipt, offered as `detected` and as the instant of a suspicion; nothing is taken over by itself. */
  readonly offered: { readonly detected: StatedInstant; readonly suspicionKnown: StatedInstant };
}

/** What was told to the processor, before anybody knows whether it is an incident. */
@ApiTags('reports')
@Controller('reports')
@UseGuards(ProcessorSideGuard)
export class ReportsController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
    @Inject(COMMANDS) private readonly commands: Commands,
  ) {}

  /** The processor's reports, the latest first unless sorted otherwise. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListReportsQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<Page<ReportListItem>> {
    const { status, channel, reference, incident, q } = query;
    const filter = { status, channel, reference, incident, q, ...instantsOf(query, 'receivedFrom', 'receivedUntil') };
    return new Listing(
      SAVED_REPORTS,
      query,
      (wanted) => this.queryBus.execute(new ListReports(scope, filter, wanted)),
      asOf,
    );
  }

  /** One report, now or as it was recorded at an instant or log number. */
  @Get(':id')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() _: AsOfQuery,
    @AsOf() asOf?: number,
  ): Promise<Answer<ReportShown>> {
    const found = await this.queryBus.execute(new GetReport(scope, id, asOf));
    if (!found) throw notFound();
    const state = await this.commands.state(organisationDecider, organisationStream(scope.organisation));
    const zone = state.status === 'registered' ? state.organisation.timeZone : 'UTC';
    const received = stateInstant(found.view.receivedAt, zone);
    return entity({ ...found.view, offered: { detected: received, suspicionKnown: received } }, found.edits);
  }

  /** Enters what somebody told by telephone, in person … */
  @Post()
  @ForResponders()
  async receive(@Body() body: ReportBody, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    const reportId = deriveId(context.commandId, 'report');
    const reference = referenceOf(reportId);
    const command = { type: 'receive-report', reportId, channel: 'api', reference, ...toldInBody(body) } as const;
    return written(reportId, await this.commandBus.execute(new ReportCommand(reportId, command, context)));
  }

  /** Makes an incident of it, with what is stated here; answers with the report, whose incident then has a file of its own. */
  @Post(':id/incident')
  @ForResponders()
  async turn(
    @Param('id', IdPipe) id: string,
    @Body() body: LogIncidentBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const stated = {
      details: { ...detailsOf(body), title: body.title },
      awareness: (body.awareness ?? []).map((fact, i) => factOf(fact, `awareness.${i}.`)),
      subprocessors: (body.subprocessors ?? []).map((each, i) => implicationOf(each, `subprocessors.${i}.`)),
    };
    return written(id, await this.commandBus.execute(new TurnReport(id, stated, context)));
  }

  /** Says that it is about an incident that was logged already. */
  @Post(':id/link')
  @HttpCode(200)
  @ForResponders()
  async link(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: LinkBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return written(id, await this.commandBus.execute(new LinkReport(scope, id, body.incidentId, context)));
  }

  /** Decides that nothing follows from it, with a reason. */
  @Post(':id/rejection')
  @HttpCode(200)
  @ForResponders()
  async reject(
    @Param('id', IdPipe) id: string,
    @Body() body: DecisionBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const command = { type: 'reject-report', reason: body.reason, by: context.actor } as const;
    return written(id, await this.commandBus.execute(new ReportCommand(id, command, context)));
  }

  /** Takes a rejection back, with a reason: the report waits for a decision again. */
  @Post(':id/rejection/withdrawal')
  @HttpCode(200)
  @ForResponders()
  async takeBack(
    @Param('id', IdPipe) id: string,
    @Body() body: DecisionBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const command = { type: 'take-rejection-back', reason: body.reason, by: context.actor } as const;
    return written(id, await this.commandBus.execute(new ReportCommand(id, command, context)));
  }
}
