import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@art33/event-log';
import { IdPipe, Context, notFound, page, written, type Answer, type Page, type WriteResult } from '@art33/http';
import {
  CurrentPrincipal,
  CurrentScope,
  requireOneOf,
  Roles,
  type OrganisationScope,
  type Principal,
} from '@art33/identity';
import { BeginJob, GetJob, ListJobs, SteerJob, type JobView } from '../handlers/jobs.js';
import { PreviewJob, type JobPreview } from '../handlers/preview-job.js';
import { jobCursor } from '../read-model/jobs.js';
import { selectionOf } from './incident-notices.controller.js';
import { JobBody, JobListQuery, taskOf } from './jobs.dto.js';

/** Jobs with many notices of one incident: counted first, begun at once, watched and stopped while they run. */
@ApiTags('jobs')
@Controller('incidents/:id/jobs')
export class IncidentJobsController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** Counts what the job would do: how many it would write, pass over and be refused, by which rule. Writes nothing. */
  @Post('preview')
  @HttpCode(200)
  @Roles('processor:responder', 'processor:approver')
  preview(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Body() body: JobBody,
    @CurrentPrincipal() { actor }: Principal,
  ): Promise<JobPreview> {
    return this.queryBus.execute(new PreviewJob(scope, selectionOf(id, body), taskOf(body), actor));
  }

  /** Begins the job and answers with its id; it works by itself, also over a restart. The same Idempotency-Key gives the same job. */
  @Post()
  @HttpCode(202)
  @Roles('processor:responder', 'processor:approver')
  async begin(
    @Param('id', IdPipe) id: string,
    @Body() body: JobBody,
    @CurrentPrincipal() principal: Principal,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    if (body.what === 'approve') requireOneOf(principal, 'processor:approver');
    if (body.what === 'draft' || body.what === 'explain') requireOneOf(principal, 'processor:responder');
    const { jobId, outcome } = await this.commandBus.execute(
      new BeginJob(selectionOf(id, body), taskOf(body), context),
    );
    return written(jobId, outcome);
  }

  /** The jobs of the incident, the latest first. */
  @Get()
  async list(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() query: JobListQuery,
  ): Promise<Page<JobView>> {
    const { sort, cursor, limit } = query;
    const rows = await this.queryBus.execute(new ListJobs(scope, id, { sort, cursor, limit }));
    if (!rows) throw notFound();
    return page(rows, limit, jobCursor(sort));
  }
}

/** All jobs with many notices, and each. */
@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** The jobs with notices of all incidents, the latest first. */
  @Get()
  async list(@CurrentScope() scope: OrganisationScope, @Query() query: JobListQuery): Promise<Page<JobView>> {
    const { sort, cursor, limit } = query;
    const rows = await this.queryBus.execute(new ListJobs(scope, undefined, { sort, cursor, limit }));
    if (!rows) throw notFound();
    return page(rows, limit, jobCursor(sort));
  }

  /** How far it is: counts, the first hundred refusals, and the seconds that it may still take. */
  @Get(':id')
  async one(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Promise<JobView> {
    const job = await this.queryBus.execute(new GetJob(scope, id));
    if (!job) throw notFound();
    return job;
  }

  /** Lets it stand still. Of a sending also those messages wait that have been written and not yet begun. */
  @Post(':id/pause')
  @HttpCode(200)
  @Roles('processor:responder', 'processor:approver')
  pause(@Param('id', IdPipe) id: string, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    return this.steer(id, 'pause', context);
  }

  /** Lets a paused job go on, and of a sending the messages that waited. */
  @Post(':id/resume')
  @HttpCode(200)
  @Roles('processor:responder', 'processor:approver')
  resume(@Param('id', IdPipe) id: string, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    return this.steer(id, 'resume', context);
  }

  /** Ends it before its end. What is written stays, nothing is unsent; messages not yet begun are given up. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Roles('processor:responder', 'processor:approver')
  cancel(@Param('id', IdPipe) id: string, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    return this.steer(id, 'cancel', context);
  }

  private async steer(
    id: string,
    how: 'pause' | 'resume' | 'cancel',
    context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return written(id, await this.commandBus.execute(new SteerJob(id, how, context)));
  }
}
