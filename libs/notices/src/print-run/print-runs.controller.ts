import { createReadStream } from 'node:fs';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { COMMANDS, deriveId, type CommandContext, type Commands } from '@art33/event-log';
import { IdPipe, Answer, Context, notFound, problem, ProblemException, readInstant } from '@art33/http';
import { CurrentScope, Roles, shows, type OrganisationScope } from '@art33/identity';
import { incidentDecider, incidentStream, type IncidentState } from '@art33/incidents';
import { organisationDecider, organisationStream } from '@art33/parties';
import { selectedNotices } from '../handlers/bulk-tasks.js';
import { PostLetters, type PostedLetters } from './post-letters.js';
import type { PrintRun, PrintRunView } from './print-run.js';
import { PrintRuns } from './print-runs.js';
import { PostedBody, PrintRunBody } from './print-runs.dto.js';

const FILE = { schema: { type: 'string', format: 'binary' } } as const;

/** Notices as letters: one PDF for the printer, with its address list. */
@ApiTags('notices')
@Controller()
export class PrintRunsController {
  constructor(
    @Inject(PrintRuns) private readonly runs: PrintRuns,
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CommandBus) private readonly commandBus: CommandBus,
  ) {}

  /** Begins to print notices of an incident: the text sent last, or else the one approved last. Answers at once; look again for how far it is. */
  @Post('incidents/:id/print-runs')
  @HttpCode(202)
  @Roles('processor:responder')
  async start(
    @Param('id', IdPipe) incidentId: string,
    @Body() { notices }: PrintRunBody,
    @Context() context: CommandContext,
  ): Promise<PrintRunView> {
    const { organisation } = context;
    const noticeIds = await selectedNotices(await this.incident(organisation, incidentId), notices);
    const sender = await this.commands.state(organisationDecider, organisationStream(organisation));
    return view(
      this.runs.start({
        id: deriveId(context.commandId, 'print-run'),
        organisation,
        incidentId,
        noticeIds,
        language: sender.status === 'none' ? 'de' : sender.organisation.language,
      }),
    );
  }

  /** The print runs of an incident that still exist, the latest first. */
  @Get('incidents/:id/print-runs')
  async list(
    @CurrentScope() { organisation }: OrganisationScope,
    @Param('id', IdPipe) incidentId: string,
  ): Promise<{ readonly items: readonly PrintRunView[] }> {
    await this.incident(organisation, incidentId);
    return { items: this.runs.ofIncident(organisation, incidentId).map(view) };
  }

  /** How far one print run is: letters made, and until when its files are kept. */
  @Get('print-runs/:id')
  state(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): PrintRunView {
    return view(this.found(scope, id));
  }

  /** All letters in one PDF, the address list first. The letters hold links: whoever has one can acknowledge with it. */
  @Get('print-runs/:id/letters')
  @ApiProduces('application/pdf')
  @ApiOkResponse(FILE)
  letters(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): StreamableFile {
    return this.file(scope, id, 'pdf', 'application/pdf');
  }

  /** The addresses as a table (CSV), numbered as in the PDF. */
  @Get('print-runs/:id/addresses')
  @ApiProduces('text/csv')
  @ApiOkResponse(FILE)
  addresses(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): StreamableFile {
    return this.file(scope, id, 'csv', 'text/csv; charset=utf-8');
  }

  /** States that the letters were posted: recorded with each notice as a delivery in text form that the sender states. */
  @Post('print-runs/:id/posted')
  @HttpCode(200)
  @Roles('processor:responder')
  async posted(
    @Param('id', IdPipe) id: string,
    @Body() { at, by }: PostedBody,
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
  ): Promise<Answer<PostedLetters>> {
    const statement = { at: readInstant('at', at), by };
    const run = this.ready(scope, id);
    const outcome = await this.commandBus.execute(new PostLetters(run, this.runs.rows(run), statement, context));
    return new Answer(outcome, outcome.position === null ? {} : { 'Art33-Position': outcome.position });
  }

  /** Deletes the files, or ends the printing. What was stated of the letters stays. */
  @Delete('print-runs/:id')
  @HttpCode(204)
  @Roles('processor:responder')
  delete(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): void {
    this.runs.delete(this.found(scope, id));
  }

  private async incident(organisation: string, id: string): Promise<IncidentState> {
    const incident = await this.commands.state(incidentDecider, incidentStream(id));
    if (incident.processorId !== organisation) throw notFound();
    return incident;
  }

  private found({ organisation, sight }: OrganisationScope, id: string): PrintRun {
    const run = this.runs.of(organisation, id);
    const isSeen = run && (!sight || shows(sight, { incident: run.incidentId, agreement: null }));
    if (!run || !isSeen) throw notFound();
    return run;
  }

  private ready(scope: OrganisationScope, id: string): PrintRun {
    const run = this.found(scope, id);
    if (run.status !== 'ready')
      throw new ProblemException(problem('print-run-not-ready', 409, `the print run is ${run.status}, not ready`));
    return run;
  }

  /** An auditor reads what was told, and holds no key to acknowledge it with: to it there is no file. */
  private file(scope: OrganisationScope, id: string, part: 'pdf' | 'csv', type: string): StreamableFile {
    if (scope.role === 'auditor') throw notFound();
    const run = this.ready(scope, id);
    const disposition = `attachment; filename="print-run-${run.id}.${part}"`;
    return new StreamableFile(createReadStream(this.runs.pathOf(run, part)), { type, disposition });
  }
}

function view({ organisation: _, ...run }: PrintRun): PrintRunView {
  return run;
}
