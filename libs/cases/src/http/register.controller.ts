import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Listing, ListQuery, type Page } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { IsIn, IsOptional } from 'class-validator';
import { ListRegister } from '../handlers/register.js';
import { SAVED_REGISTER, type RegisterEntry } from '../read-model/register.js';

/** Sorts by `recorded` (default `-recorded`) and `status`. */
export class RegisterQuery extends ListQuery {
  /** Open or closed ones only. */
  @ApiPropertyOptional({ enum: ['open', 'closed'] })
  @IsOptional()
  @IsIn(['open', 'closed'])
  state?: 'open' | 'closed';
}

/** The documentation of breaches that Art. 33(5) GDPR asks for. */
@ApiTags('register')
@Controller('register')
export class RegisterController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /**
   * Every breach with its facts, effects and remedial action, also those that were not filed or told, and why. A
   * controller's entries are its cases, a processor's its incidents.
   */
  @Get()
  list(@CurrentScope() scope: OrganisationScope, @Query() query: RegisterQuery): Listing<Page<RegisterEntry>> {
    const { state, q } = query;
    return new Listing(SAVED_REGISTER, query, (wanted) =>
      this.queryBus.execute(new ListRegister(scope, { state, q }, wanted)),
    );
  }
}
