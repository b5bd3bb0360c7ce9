import { alike, everybody } from '../support/alike.js';
import { ask, bodiesFor } from '../support/bodies.js';
import { idsOf, twoHouses, type House } from '../support/houses.js';
import type { Installation } from '../support/installation.js';
import { some } from '../support/full.js';
import { filled, hasParameter, isOrganisations, nameOf, routesOf, unknownIds, type Route } from '../support/routes.js';
import { StatementTrace } from '../support/statements.js';

let art33: Installation;
let mine: House;
let theirs: House;
let routes: readonly Route[];
let trace: StatementTrace;

beforeAll(async () => {
  trace = new StatementTrace();
  ({ art33, mine, theirs } = await twoHouses());
  routes = await routesOf(art33);
});
afterAll(async () => {
  await art33.stop();
  trace.stop();
});

/** What the operator reads of all organisations: how far files are that it brought in, and its nodes. */
const isOperators = ({ path }: Route): boolean => /^(imports|nodes)/.test(path);

describe('The id of another organisation and one that does not exist', () => {
  it('lead to the same statements and the same answer on every route that takes one, for everybody', async () => {
    const bodies = bodiesFor(theirs, mine);
    const asking = routes.filter((route) => hasParameter(route) && isOrganisations(route));
    const withStatements = new Set<string>();
    const [processor, auditor, practice, ...rest] = await everybody(art33, mine);
    const [owners, others] = [
      [processor!, practice!],
      [auditor!, ...rest],
    ];
    for (const route of asking) {
      const name = nameOf(route);
      for (const [who, api] of [...owners, ...some(others, 4)]) {
        if (who === 'operator' && isOperators(route)) continue;
        const body = bodies[name];
        const { status, statements } = await alike(trace, art33)(
          [name, who],
          (headers) => ask(api, route, filled(route, idsOf(theirs)), body, headers),
          (headers) => ask(api, route, filled(route, unknownIds), body, headers),
        );
        if (status === 404 && statements.length > 0) withStatements.add(name);
      }
    }
    // The comparison means something only where the record was looked for. Print runs are folders, not rows.
    const looked = asking.filter(({ path }) => !path.startsWith('print-runs')).map(nameOf);
    expect(looked.filter((name) => !withStatements.has(name))).toEqual([]);
  });
});
