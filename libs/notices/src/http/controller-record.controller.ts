import { Controller, Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { IdPipe, notFound } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { GetControllerRecord } from '../handlers/queries.js';
import type { ControllerRecord } from '../read-model/views.js';

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
