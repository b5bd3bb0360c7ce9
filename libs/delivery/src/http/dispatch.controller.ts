import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { GetDispatch, type DispatchView } from '../handlers/dispatch.js';
import { DispatchDto } from './dispatch.dto.js';

/** How far the own organisation's messages are on their way out. */
@ApiTags('messages')
@Controller('dispatch')
export class DispatchController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** What waits, what is under way, how fast it goes, and whether it goes out in time. */
  @Get()
  @ApiOkResponse({ type: DispatchDto })
  dispatch(@CurrentScope() scope: OrganisationScope): Promise<DispatchView> {
    return this.queryBus.execute(new GetDispatch(scope));
  }
}
