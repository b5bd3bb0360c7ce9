/**
 * What must not type-check. `tsc` reads every line below; a line that it takes although it is marked is an error.
 * Nothing here runs.
 */
import { OrganisationScope, type Principal } from '../domain/principal.js';
import { ScopedQuery } from './scoped-query.js';

class ListThings extends ScopedQuery<readonly string[]> {}
class GetThing extends ScopedQuery<string> {
  constructor(
    scope: OrganisationScope,
    readonly id: string,
  ) {
    super(scope);
  }
}

/** As like a scope as another class can be. */
class Likeness {
  declare protected readonly minted: true;
  readonly organisation = 'o';
  readonly role = 'processor';
}

export class Scopeless extends ScopedQuery<string> {
  constructor(readonly id: string) {
    // @ts-expect-error -- a query says for whom it asks
    super();
  }
}

export const queries = (principal: Principal) => [
  new ListThings(OrganisationScope.of(principal)),
  new GetThing(OrganisationScope.of(principal), 'id'),
  // @ts-expect-error -- no scope
  new ListThings(),
  // @ts-expect-error -- nothing in the place of a scope
  new ListThings(undefined),
  // @ts-expect-error -- an id in the place of a scope
  new GetThing('id'),
  // @ts-expect-error -- a literal is no scope, whatever it says
  new ListThings({ organisation: 'o', role: 'processor' }),
  // @ts-expect-error -- not even with what makes the type nominal
  new ListThings({ organisation: 'o', role: 'processor', minted: true }),
  // @ts-expect-error -- who asks is not yet what may be seen
  new ListThings(principal),
  // @ts-expect-error -- another class of the same shape
  new ListThings(new Likeness()),
  // @ts-expect-error -- scopes are minted by `of` alone
  new ListThings(new OrganisationScope('o', 'processor')),
];
