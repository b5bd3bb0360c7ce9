import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, READ_MODELS, toInstant, type Clock, type ReadModels } from '@art33/event-log';
import type { Found, Wanted } from '@art33/http';
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
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ scope, filter, wanted }: ListRegister): Promise<Found<RegisterEntry>> {
    const db = wanted.db ?? this.models.db;
    return registerOf({ db, names: db, now: toInstant(this.clock.now()) }, scope, filter, wanted);
  }
}
