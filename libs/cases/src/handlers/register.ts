import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CLOCK,
  HISTORY,
  READ_MODELS,
  toInstant,
  type Clock,
  type History,
  type ReadModelDb,
  type ReadModels,
} from '@art33/event-log';
import { readWanted, type Found, type Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { registerOf, type RegisterEntry, type RegisterFilter } from '../read-model/register.js';

/** The asking organisation's documentation of breaches (Art. 33(5) GDPR). */
export class ListRegister extends ScopedQuery<Found<RegisterEntry>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: RegisterFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListRegister)
export class ListRegisterHandler implements IQueryHandler<ListRegister> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ scope, filter, wanted }: ListRegister): Promise<Found<RegisterEntry>> {
    const now = wanted.asOf?.instant ?? toInstant(this.clock.now());
    const look = (db: ReadModelDb) => registerOf({ db, names: db, now }, scope, filter, wanted);
    return readWanted(wanted, scope.organisation, this.models, this.history, look);
  }
}
