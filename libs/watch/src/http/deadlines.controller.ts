import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AsOfMoment, instantsOf, Listing, type Page } from '@art33/http';
import type { Moment } from '@art33/event-log';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { ListDeadlines } from '../handlers/deadlines.js';
import { SAVED_DEADLINES, type WatchedDeadline } from '../read-model/list.js';
import { ListDeadlinesQuery } from './deadlines.dto.js';

@ApiTags('deadlines')
@Controller('deadlines')
export class DeadlinesController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** What the organisation owes and when: the nearest first, each with its clause and how it was computed. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListDeadlinesQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<Page<WatchedDeadline>> {
    const { state, ownerKind, subject, q } = query;
    const filter = { states: state, ownerKind, subject, q, ...instantsOf(query, 'dueFrom', 'dueUntil') };
    return new Listing(
      SAVED_DEADLINES,
      query,
      (wanted) => this.queryBus.execute(new ListDeadlines(scope, filter, wanted)),
      asOf,
    );
  }
}
