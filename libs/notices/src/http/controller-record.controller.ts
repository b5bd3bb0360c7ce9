import { Controller, Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { IdPipe, notFound } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { GetControllerRecord, GetKeptRecord } from '../handlers/queries.js';
import type { ControllerRecord, KeptRecord } from '../read-model/views.js';

/** How a processor has kept its duties towards one of its controllers. */
@ApiTags('notices')
@Controller('controllers/:id/record')
export class ControllerRecordController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** Open notices and clocks, and how many duties were fulfilled on time. The notices themselves: `GET /notices?controller=`. */
  @Get()
  async record(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Promise<ControllerRecord> {
    const record = await this.queryBus.execute(new GetControllerRecord(scope, id));
    if (!record) throw notFound();
    return record;
  }
}

/** How a processor has kept its duties, looked at as a whole. */
@ApiTags('notices')
@Controller('record')
export class KeptRecordController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** The last eight quarters, and the controllers and subprocessors with the most late duties: on time, late, and how long telling took. */
  @Get()
  async record(@CurrentScope() scope: OrganisationScope): Promise<KeptRecord> {
    const record = await this.queryBus.execute(new GetKeptRecord(scope));
    if (!record) throw notFound();
    return record;
  }
}
