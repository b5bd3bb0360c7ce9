import { writeFileSync } from 'node:fs';
import { bodiesFor } from '../support/bodies.js';
import { some } from '../support/full.js';
import { idsOf, twoHouses, type House } from '../support/houses.js';
import type { Installation } from '../support/installation.js';
import { readMatrix, textOf, writtenMatrix, type Answers } from '../support/matrix.js';
import { callersOf, narrowTokens, type Caller } from '../support/roles.js';
import { answersOnce, filled, hasParameter, nameOf, routesOf, unknownIds, type Route } from '../support/routes.js';

let art33: Installation;
let mine: House;
let theirs: House;
let routes: readonly Route[];
let callers: readonly Caller[];

beforeAll(async () => {
  ({ art33, mine, theirs } = await twoHouses());
  routes = (await routesOf(art33)).filter(answersOnce);
  callers = await callersOf(art33, mine);
}, 180_000);
afterAll(() => art33.stop());

/** No route takes it: who may call the route is told so (422), and nothing is written. */
const UNKNOWN_FIELD = { fieldOfNoRoute: 1 };

/** For the operator, who has records of all houses. */
const OPERATORS: Readonly<Record<string, (house: House) => object>> = {
  'POST tokens/{id}/revocation': ({ practice }) => ({ organisation: practice.id }),
};

/** What of a house somebody asks for: a practice's people for what is the practice's own. */
const idsFor = (house: House, caller: Caller) => (meant: string) =>
  (caller.name.startsWith('c:') ? house.practiceIds[meant] : undefined) ?? idsOf(house)(meant);

/** What a caller is answered on a route. */
async function tried(route: Route, caller: Caller, whose: 'own' | 'all' = 'all'): Promise<Answers> {
  const { api, headers } = caller;
  const status = async (ids: (meant: string) => string, body: unknown) => {
    const { method } = route;
    const response = await fetch(`${api.url}/api/v1/${filled(route, ids)}`, {
      method,
      headers: {
        ...(api.token && { Authorization: `Bearer ${api.token}` }),
        'Content-Type': 'application/json',
        ...(method === 'PUT' && { 'If-Match': '"0"' }),
        ...headers,
      },
      ...(method !== 'GET' && { body: JSON.stringify(body) }),
    });
    await response.arrayBuffer();
    return String(response.status);
  };
  const own = await status(idsFor(mine, caller), UNKNOWN_FIELD);
  if (!hasParameter(route) || whose === 'own') return [own];
  const body = bodiesFor(theirs, mine)[nameOf(route)] ?? OPERATORS[nameOf(route)]?.(theirs) ?? {};
  return [own, await status(idsFor(theirs, caller), body), await status(unknownIds, body)];
}

/** By address; leaving comes last, because nobody asks by that session afterwards. */
const ordered = (all: readonly Route[]): readonly Route[] => {
  const leaving = ({ path }: Route): string => `${path === 'sign-out' ? 1 : 0}${path}`;
  return all.toSorted((a, b) => (leaving(a) < leaving(b) ? -1 : leaving(a) > leaving(b) ? 1 : 0));
};

/** What a person does for itself, and no token. */
const isPersons = ({ path }: Route): boolean => /^(me|inbox|sign-in|sign-out)(\/|$)/.test(path);
/** Routes that take no token, so that none makes another. */
const NOT_BY_TOKENS = ['POST tokens', 'POST tokens/{id}/revocation'];

describe('Who may do what', () => {
  it('is written beside every route: each role on its own records, on those of others, and on none', async () => {
    const { size } = await art33.service.stores.log.head();
    const found = new Map<string, Readonly<Record<string, string>>>();
    const writes = process.env['ART33_MATRIX'];
    for (const route of ordered(routes)) {
      const answers: Record<string, string> = {};
      for (const caller of writes === undefined ? some(callers, 4) : callers)
        answers[caller.name] = textOf(await tried(route, caller));
      found.set(nameOf(route), answers);
    }
    if (writes !== undefined)
      writeFileSync(
        writes,
        writtenMatrix(
          callers.map(({ name }) => name),
          found,
        ),
      );
    const written = readMatrix();
    expect([...found.keys()].toSorted()).toEqual([...written.keys()].toSorted());
    for (const [name, answers] of found)
      expect([name, written.get(name)]).toEqual([name, expect.objectContaining(answers)]);
    // What needs no body was done: leaving, and for the operator, who has records of all houses, closing a glass.
    const after = await art33.service.stores.log.readAll(undefined, 100_000);
    const types = new Set(after.slice(size).map(({ type }) => type));
    expect([...types].filter((type) => !/^(Session|SignIn|BreakGlassClosed$|RecordRead$)/.test(type))).toEqual([]);
  }, 180_000);

  it('is the same for a token that was narrowed to one right as for the person who has that role alone', async () => {
    const matrix = readMatrix();
    for (const narrow of await narrowTokens(art33, mine)) {
      for (const route of some(routes, 4).filter((each) => !isPersons(each))) {
        const name = nameOf(route);
        const expected = NOT_BY_TOKENS.includes(name) ? '403' : matrix.get(name)?.[narrow.name]?.split('/')[0];
        expect([name, narrow.name, (await tried(route, narrow, 'own'))[0]]).toEqual([name, narrow.name, expected]);
      }
    }
  }, 180_000);
});
