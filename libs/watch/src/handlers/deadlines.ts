import { Inject, Optional } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { HISTORY, READ_MODELS, type History, type ReadModelDb, type ReadModels } from '@art33/event-log';
import { readWanted, type Found, type Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { ABOUT_DUTIES, aboutNothing, type AboutDuties } from '../read-model/about.js';
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
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
    @Optional() @Inject(ABOUT_DUTIES) private readonly aboutDuties: AboutDuties = aboutNothing,
  ) {}

  execute({ scope, filter, wanted }: ListDeadlines): Promise<Found<WatchedDeadline>> {
    const look = (db: ReadModelDb) => deadlinesOf(db, scope, filter, wanted, this.aboutDuties);
    return readWanted(wanted, scope.organisation, this.models, this.history, look);
  }
}
