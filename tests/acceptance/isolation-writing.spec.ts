import { ask, bodiesFor } from '../support/bodies.js';
import { idsOf, outside, twoHouses, type House } from '../support/houses.js';
import type { Installation } from '../support/installation.js';
import { filled, hasParameter, isOrganisations, routesOf, unknownIds, type Route } from '../support/routes.js';
import { problemOf } from '../support/story.js';

let art33: Installation;
let mine: House;
let theirs: House;
let routes: readonly Route[];

beforeAll(async () => {
  ({ art33, mine, theirs } = await twoHouses());
  routes = await routesOf(art33);
});
afterAll(() => art33.stop());

/** What asks for no role, or not for one of an organisation's. */
const isForEverybody = ({ path }: Route): boolean =>
  /^(intake\/\{target\}|sign-in|sign-out|password-resets|me|scim)(\/|$)/.test(path);

/** What only the side of a practice writes. */
const isPractices = ({ path }: Route): boolean => path.startsWith('cases/') || path === 'notices/{id}/acknowledgement';

describe('Writing with the ids of others', () => {
  const writes = () =>
    routes.filter((route) => route.method !== 'GET' && hasParameter(route) && isOrganisations(route));
  const head = async () => (await art33.service.stores.log.head()).size;

  it('answers on every writing route exactly as for an unknown id, and writes nothing', async () => {
    const table = bodiesFor(theirs, mine);
    expect(
      writes()
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    ).toEqual(Object.keys(table).toSorted());
    const before = await head();
    for (const route of writes()) {
      const body = table[`${route.method} ${route.path}`];
      const api = isPractices(route) ? mine.practice.api : mine.processor.api;
      const foreign = await ask(api, route, filled(route, idsOf(theirs)), body);
      const unknown = await ask(api, route, filled(route, unknownIds), body);
      expect([route.path, outside(foreign)]).toEqual([route.path, outside(unknown)]);
      expect([route.path, foreign.status]).toEqual([route.path, 404]);
    }
    await art33.settled();
    expect(await head()).toBe(before);
  });

  it('lets auditors read and write nothing, on whichever route', async () => {
    const table = bodiesFor(mine);
    const before = await head();
    for (const route of routes.filter(({ method }) => method !== 'GET')) {
      if (route.path === 'incidents/{id}/affected/preview' || isForEverybody(route)) continue;
      const path = filled(
        { ...route, path: route.path.replace(/^(tokens|nodes)\/\{id\}/, `$1/${unknownIds('token')}`) },
        idsOf(mine),
      );
      for (const auditor of [mine.auditor, mine.practiceAuditor]) {
        const answer = await ask(auditor, route, path, table[`${route.method} ${route.path}`] ?? {});
        expect([route.path, problemOf(answer)]).toEqual([route.path, { status: 403, code: 'not-allowed' }]);
      }
    }
    expect(await head()).toBe(before);
    for (const path of [
      'incidents',
      'notices',
      'agreements',
      'messages',
      'deadlines',
      'events',
      'findings',
      'controllers',
    ]) {
      expect([path, (await mine.auditor.get(path)).status]).toEqual([path, 200]);
    }
    expect((await mine.practiceAuditor.get(`cases/${mine.ids['case']}`)).status).toBe(200);
  });

  it('lets a processor write no case, and a practice nothing of its processor', async () => {
    const table = bodiesFor(mine);
    const before = await head();
    for (const route of writes()) {
      const api = isPractices(route) ? mine.processor.api : mine.practice.api;
      const answer = await ask(api, route, filled(route, idsOf(mine)), table[`${route.method} ${route.path}`]);
      expect([route.path, [403, 404].includes(answer.status)]).toEqual([route.path, true]);
    }
    expect(await head()).toBe(before);
  });
});
