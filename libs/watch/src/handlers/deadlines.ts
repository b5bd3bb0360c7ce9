import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import type { Found, Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { deadlinesOf, type DeadlineFilter, type WatchedDeadline } from '../read-model/list.js';

/** The deadlines that the asking organisation owes. */
export class ListDeadlines extends ScopedQuery<Found<WatchedDeadline>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: DeadlineFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListDeadlines)
export class ListDeadlinesHandler implements IQueryHandler<ListDeadlines> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, filter, wanted }: ListDeadlines): Promise<Found<WatchedDeadline>> {
    return deadlinesOf(wanted.db ?? this.models.db, scope, filter, wanted);
  }
}
