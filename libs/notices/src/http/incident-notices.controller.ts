import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext, Moment } from '@art33/event-log';
import { IdPipe, Answer, AsOfMoment, Context, Listing, notFound, type Page, type Wanted } from '@art33/http';
import { CurrentScope, Roles, type OrganisationScope } from '@art33/identity';
import type { BulkTask } from '../domain/jobs/events.js';
import { WorkOnNotices, type BulkOutcome, type NoticeSelection } from '../handlers/bulk.js';
import { GetIncidentNotices } from '../handlers/queries.js';
import { SAVED_NOTICES } from '../read-model/columns.js';
import type { IncidentCounts, NoticeListItem } from '../read-model/views.js';
import { filterOf } from './lists.js';
import {
  BulkBody,
  BulkDraftsBody,
  BulkLatenessReasonsBody,
  BulkSendingsBody,
  IncidentNoticesQuery,
} from './notices.dto.js';

/** What a command to many notices answers. */
export type BulkAnswer = Omit<BulkOutcome, 'position' | 'logNumber'> & {
  readonly incidentId: string;
  /** Log number of the last event written; null where nothing was. */
  readonly logNumber: number | null;
  readonly position: string | null;
};

/** Where an incident's notices stand. */
export type NoticeMatrix = Page<NoticeListItem> & {
  readonly counts: IncidentCounts;
  /** Of the last event of the log that is shown: with `changedAfter` it gives what has changed since. */
  readonly logNumber: number;
};

/** The notices of one incident, and what is done with up to 200 of them at once; more are a job. */
@ApiTags('notices')
@Controller('incidents/:id/notices')
export class IncidentNoticesController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** Where the notices of the incident stand: counted over all, and one by one. Sorts also by `changed`: their last event. */
  @Get()
  matrix(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() query: IncidentNoticesQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<NoticeMatrix> {
    const filter = { ...filterOf(query), changedAfter: query.changedAfter };
    const read = async (wanted: Wanted) => {
      const found = await this.queryBus.execute(new GetIncidentNotices(scope, id, filter, wanted, asOf?.logNumber));
      if (!found) throw notFound();
      return { ...found, extra: { counts: found.counts, logNumber: found.logNumber } };
    };
    return new Listing<NoticeMatrix>(SAVED_NOTICES, query, read, asOf);
  }

  /** Drafts texts from templates, also from one written for this incident: for all that need one, or for those named. A person's unsent text stays unless named. */
  @Post('drafts')
  @HttpCode(200)
  @Roles('processor:responder')
  async draft(
    @Param('id', IdPipe) id: string,
    @Body() body: BulkDraftsBody,
    @Context() context: CommandContext,
  ): Promise<Answer<BulkAnswer>> {
    return this.work(id, body, { what: 'draft', kind: body.kind, templates: body.templates }, context);
  }

  /** Approves the last text of each. */
  @Post('approvals')
  @HttpCode(200)
  @Roles('processor:approver')
  async approve(
    @Param('id', IdPipe) id: string,
    @Body() body: BulkBody,
    @Context() context: CommandContext,
  ): Promise<Answer<BulkAnswer>> {
    return this.work(id, body, { what: 'approve' }, context);
  }

  /** Sends each approved text to all contacts of its controller. */
  @Post('sendings')
  @HttpCode(200)
  @Roles('processor:responder', 'processor:approver')
  async send(
    @Param('id', IdPipe) id: string,
    @Body() body: BulkSendingsBody,
    @Context() context: CommandContext,
  ): Promise<Answer<BulkAnswer>> {
    const { kind, withGaps = false } = body;
    return this.work(id, body, { what: 'send', kind, withGaps }, context);
  }

  /** Gives the same reasons for every late duty that has none yet. */
  @Post('lateness-reasons')
  @HttpCode(200)
  @Roles('processor:responder')
  async explain(
    @Param('id', IdPipe) id: string,
    @Body() body: BulkLatenessReasonsBody,
    @Context() context: CommandContext,
  ): Promise<Answer<BulkAnswer>> {
    return this.work(id, body, { what: 'explain', reason: body.reason }, context);
  }

  private async work(id: string, body: BulkBody, task: BulkTask, context: CommandContext): Promise<Answer<BulkAnswer>> {
    return answer(id, await this.commandBus.execute(new WorkOnNotices(selectionOf(id, body), task, context)));
  }
}

export const selectionOf = (incidentId: string, { notices, everyone = false }: BulkBody): NoticeSelection => ({
  incidentId,
  everyone,
  ...(notices ? { noticeIds: notices } : {}),
});

function answer(incidentId: string, outcome: BulkOutcome): Answer<BulkAnswer> {
  const { position = null, logNumber = null } = outcome;
  return new Answer(
    { incidentId, ...outcome, position, logNumber },
    position === null ? {} : { 'Art33-Position': position },
  );
}
