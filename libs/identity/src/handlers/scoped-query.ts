import { Query } from '@nestjs/cqrs';
import type { OrganisationScope } from '../domain/principal.js';

/** Base of every query: it cannot be made without saying for whom. */
export abstract class ScopedQuery<Result> extends Query<Result> {
  constructor(readonly scope: OrganisationScope) {
    super();
  }
}
