import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@art33/event-log';
import {
  IdPipe,
  Answer,
  Context,
  entity,
  notFound,
  problem,
  ProblemException,
  written,
  type Page,
  type WriteResult,
} from '@art33/http';
import { CurrentPrincipal, CurrentScope, Roles, type OrganisationScope, type Principal } from '@art33/identity';
import type { ImportedTerms } from '../handlers/import-terms.js';
import { GetTerms, ImportTerms, ListTerms, TermsCommand } from '../handlers/terms.js';
import type { TermsListItem, TermsView } from '../read-model/terms.js';
import { ConfirmOpenTermBody, ImportTermsBody, TermsQuery } from './terms.dto.js';

/** The processor's standard texts, and what they leave open. */
@ApiTags('terms')
@Controller('terms')
export class TermsController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** All texts, by title; a controller sees those of its agreements, in the versions it accepted. */
  @Get()
  async list(@CurrentScope() scope: OrganisationScope): Promise<Page<TermsListItem>> {
    return { items: await this.queryBus.execute(new ListTerms(scope)), nextCursor: null };
  }

  /** One text in full, with its open terms and their values. */
  @Get(':id')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() { version }: TermsQuery,
  ): Promise<Answer<TermsView>> {
    const found = await this.queryBus.execute(new GetTerms(scope, id, version));
    if (!found) throw notFound();
    return entity(found.view, found.edits);
  }

  /** Settles what the text leaves open; open deadlines are computed anew. A later confirmation takes the place of this one. */
  @Post(':id/open-terms/:openTermId/confirmation')
  @HttpCode(200)
  @Roles('processor:admin')
  async confirm(
    @Param('id', IdPipe) id: string,
    @Param('openTermId') openTermId: string,
    @Body() { value, reason }: ConfirmOpenTermBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const confirm = { type: 'confirm-open-term', openTermId, value, reason, by: context.actor } as const;
    return written(id, await this.commandBus.execute(new TermsCommand(id, confirm, context)));
  }
}

/** What an import did, or would do. */
export interface TermsImportResult {
  readonly dryRun: boolean;
  readonly files: readonly ImportedTerms[];
  /** Send it back as `Art33-Position` to read what was written; null where nothing was. */
  readonly position: string | null;
}

/** Terms come in as files. */
@ApiTags('terms')
@Controller('terms-imports')
export class TermsImportsController {
  constructor(@Inject(CommandBus) private readonly commandBus: CommandBus) {}

  /** Imports terms files: of its own for a processor, of any for the operator. Any fault in any file, and nothing is written; the same files again change nothing. */
  @Post()
  @HttpCode(200)
  @Roles('processor:admin', 'operator')
  async import(
    @CurrentPrincipal() { role, organisation }: Principal,
    @Body() { files, dryRun }: ImportTermsBody,
    @Context() context: CommandContext,
  ): Promise<Answer<TermsImportResult>> {
    const contents = files.map(({ name, text }) => ({ name, content: text }));
    const {
      faults,
      files: imported,
      position,
    } = await this.commandBus.execute(
      new ImportTerms(contents, dryRun, role === 'operator' ? null : organisation, context),
    );
    if (faults.length > 0) {
      const errors = faults.map((fault) => ({ ...fault, rule: fault.reason }));
      const detail = faults.map(({ file, line, reason }) => `${file}:${line}: ${reason}`).join('; ');
      throw new ProblemException(problem('terms-not-importable', 422, detail, { errors }));
    }
    return new Answer(
      { dryRun, files: imported, position: position ?? null },
      position === undefined ? {} : { 'Art33-Position': position },
    );
  }
}
