import { Controller, Get, Inject, Param, UseGuards } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { notFound, type Page } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { GetSubprocessor, ListSubprocessors, type SubprocessorFile } from '../handlers/subprocessors.js';
import type { RegisteredSubprocessor } from '../read-model/subprocessors.js';
import { ProcessorSideGuard } from './processor-side.js';

/** What each subprocessor has caused, on the asking processor's own incidents only. */
@ApiTags('subprocessors')
@Controller('subprocessors')
@UseGuards(ProcessorSideGuard)
export class SubprocessorsController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** Every subprocessor that the terms name or an incident implicates. */
  @Get()
  async list(@CurrentScope() scope: OrganisationScope): Promise<Page<RegisteredSubprocessor>> {
    return { items: await this.queryBus.execute(new ListSubprocessors(scope)), nextCursor: null };
  }

  /** Its incidents: how long its knowledge took to become ours, and how many agreements each touched. */
  @Get(':id')
  async one(@CurrentScope() scope: OrganisationScope, @Param('id') id: string): Promise<SubprocessorFile> {
    const file = await this.queryBus.execute(new GetSubprocessor(scope, id));
    if (!file) throw notFound();
    return file;
  }
}
