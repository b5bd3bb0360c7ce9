import { readFileSync } from 'node:fs';
import { buildHouse, idsOf, peopleOf, type House } from '../support/houses.js';
import { Installation } from '../support/installation.js';
import { answersOnce, filled, isOrganisations, routesOf } from '../support/routes.js';
import { faultsOf, type Schema } from './support/schema.js';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
const { paths, components } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** What docs/openapi.json says that a route answers. */
function schemaFor(path: string, method: string): Schema {
  const responses = Object.entries(paths[`/api/v1/${path}`]?.[method]?.responses ?? {});
  const schema = responses.find(([status]) => status.startsWith('2'))?.[1].content?.['application/json']?.schema;
  if (!schema) throw new Error(`${method} ${path} is not described`);
  return schema;
}

describe('What routes answer', () => {
  let art33: Installation;
  let house: House;
  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    await art33.at('2026-10-20T09:10+02:00');
    house = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
  });
  afterAll(() => art33.stop());

  test('is as docs/openapi.json describes it, on every reading route, to everybody who gets an answer', async () => {
    const reads = (await routesOf(art33)).filter(
      (route) => route.method === 'GET' && isOrganisations(route) && answersOnce(route),
    );
    const faults: string[] = [];
    let answered = 0;
    for (const route of reads)
      for (const [who, api] of peopleOf(house)) {
        const { status, body, headers } = await api.get(filled(route, idsOf(house)));
        // A file is what it is.
        if (status !== 200 || !headers.get('content-type')?.includes('json')) continue;
        answered += 1;
        const found = faultsOf(body, schemaFor(route.path, 'get'), components.schemas);
        faults.push(...found.map((fault) => `${route.path} for ${who}: ${fault}`));
      }
    expect(faults).toEqual([]);
    expect(answered).toBeGreaterThan(40);
  });

  test('is as described for writes and problems, too', async () => {
    const { api } = house.processor;
    const logged = await api.post('incidents', { title: 'Falscher Anhang' });
    expect(faultsOf(logged.body, schemaFor('incidents', 'post'), components.schemas)).toEqual([]);
    const refused = await api.post('incidents', { titel: 1 });
    expect(refused.status).toBe(422);
    expect(faultsOf(refused.body, { $ref: '#/components/schemas/Problem' }, components.schemas)).toEqual([]);
  });

  test('would be found out otherwise', () => {
    const schema = schemaFor('incidents', 'post');
    expect(
      faultsOf({ id: 1, logNumber: null, position: null, events: [], more: 1 }, schema, components.schemas),
    ).toEqual(['/revision: missing', '/id: integer instead of string', '/more: not described']);
  });
});
