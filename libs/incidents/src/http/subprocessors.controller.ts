import { Controller, Get, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Listing, notFound, type Page } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { GetSubprocessor, ListSubprocessors, type SubprocessorFile } from '../handlers/subprocessors.js';
import { SAVED_SUBPROCESSORS } from '../read-model/columns.js';
import type { RegisteredSubprocessor } from '../read-model/subprocessors.js';
import { ListSubprocessorsQuery } from './incidents.dto.js';
import { ProcessorSideGuard } from './processor-side.js';

/** What each subprocessor has caused, on the asking processor's own incidents only. */
@ApiTags('subprocessors')
@Controller('subprocessors')
@UseGuards(ProcessorSideGuard)
export class SubprocessorsController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** Every subprocessor that the terms name or an incident implicates. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListSubprocessorsQuery,
  ): Listing<Page<RegisteredSubprocessor>> {
    const { implicated, q } = query;
    return new Listing(SAVED_SUBPROCESSORS, query, (wanted) =>
      this.queryBus.execute(new ListSubprocessors(scope, { implicated, q }, wanted)),
    );
  }

  /** Its incidents: how long its knowledge took to become ours, and how many agreements each touched. */
  @Get(':id')
  async one(@CurrentScope() scope: OrganisationScope, @Param('id') id: string): Promise<SubprocessorFile> {
    const file = await this.queryBus.execute(new GetSubprocessor(scope, id));
    if (!file) throw notFound();
    return file;
  }
}
