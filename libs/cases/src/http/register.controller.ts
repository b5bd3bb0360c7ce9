import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Moment } from '@art33/event-log';
import { AsOfMoment, Listing, type Page } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { ListRegister } from '../handlers/register.js';
import { SAVED_REGISTER, type RegisterEntry } from '../read-model/register.js';
import { RegisterQuery } from './register.dto.js';

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
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: RegisterQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<Page<RegisterEntry>> {
    const { state, q } = query;
    return new Listing(
      SAVED_REGISTER,
      query,
      (wanted) => this.queryBus.execute(new ListRegister(scope, { state, q }, wanted)),
      asOf,
    );
  }
}
