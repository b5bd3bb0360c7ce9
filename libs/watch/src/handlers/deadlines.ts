import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { deadlinesOf, type DeadlineFilter, type DeadlinePage, type DeadlineRow } from '../read-model/list.js';

/** The deadlines that the asking organisation owes. */
export class ListDeadlines extends ScopedQuery<readonly DeadlineRow[]> {
  constructor(
    scope: OrganisationScope,
    readonly filter: DeadlineFilter,
    readonly page: DeadlinePage,
  ) {
    super(scope);
  }
}

@QueryHandler(ListDeadlines)
export class ListDeadlinesHandler implements IQueryHandler<ListDeadlines> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  execute({ scope, filter, page }: ListDeadlines): Promise<readonly DeadlineRow[]> {
    return Promise.resolve(deadlinesOf(this.models.db, scope, filter, page));
  }
}
