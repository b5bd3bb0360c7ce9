import { randomUUID } from 'node:crypto';
import { Api } from '../../apps/cli/src/api-client.js';
import { casesOfMemberPlan, inboxPlan, type CaseOfMember, type InboxItem } from '@art33/cases';
import { deriveId, scratchModels } from '@art33/event-log';
import { pageQuery, type ListPlan } from '@art33/http';
import { allRightsOf, People, Sessions, type GrantedRole, type Principal } from '@art33/identity';
import { projections } from '../../apps/server/src/stores.js';
import { CookieJar } from '../../libs/identity/src/sign-in/testing/browser.js';
import { buildHouse, type House } from '../support/houses.js';
import { Installation } from '../support/installation.js';
import { asPerson, type Caller } from '../support/roles.js';
import { StatementTrace } from '../support/statements.js';
import { incidentOf, known } from '../support/story.js';

type Person = Omit<Caller, 'name'>;
type Place = readonly [organisation: string, side: 'processor' | 'controller', role: GrantedRole];

let art33: Installation;
let house: House;
let trace: StatementTrace;
/** An incident that nobody has told of yet, beside the one that was told. */
let open: string;

const context = (organisation: string) => ({
  actor: { kind: 'system', id: 'test' } as const,
  organisation,
  commandId: randomUUID(),
  correlationId: randomUUID(),
});

async function somebody(...places: readonly Place[]): Promise<Person & { readonly personId: string }> {
  const people = art33.service.app.get(People);
  const email = `${randomUUID()}@people.example`;
  const who = { email, name: 'Dora Muster', language: 'de', how: 'invitation' } as const;
  for (const [organisation, side, role] of places) {
    const { personId } = await people.invite({ ...who, organisation, side, roles: [role] }, context(organisation));
    await people.join(organisation, personId, context(organisation));
  }
  await art33.settled();
  return { ...(await asPerson(art33, people.idOf(email))), personId: people.idOf(email) };
}

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  await art33.at('2026-10-20T09:10+02:00');
  house = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
  const facts = [known('breach-established', '2026-10-20T09:05+02:00')];
  open = await incidentOf(house.processor, facts, house.practice, house.neighbour);
  await art33.settled();
  trace = new StatementTrace();
});
afterAll(async () => {
  trace.stop();
  await art33.stop();
});

const inbox = async ({ api, headers }: Person, query = ''): Promise<readonly InboxItem[]> =>
  (await api.read(`inbox?limit=200${query}`, headers))['items'] as readonly InboxItem[];
const kinds = (items: readonly InboxItem[]) => items.map(({ kind, organisation }) => [kind, organisation.id]);
const officer = (): readonly Place[] => [
  [house.practice.id, 'controller', 'privacy-officer'],
  [house.neighbour.id, 'controller', 'contact'],
];

describe('The inbox of somebody who works for several organisations', () => {
  test('shows what waits in each, what is due first, each with its organisation', async () => {
    const items = await inbox(await somebody(...officer()));
    // The practice has acknowledged, and has two open cases: one of a notice that it put on file itself.
    expect(kinds(items).sort()).toEqual(
      [
        ['case', house.neighbour.id],
        ['case', house.practice.id],
        ['case', house.practice.id],
        ['received-notice', house.neighbour.id],
      ].sort(),
    );
    expect(items).toContainEqual(
      expect.objectContaining({
        kind: 'case',
        organisation: { id: house.practice.id, name: 'Praxis von ratiomedicus' },
        record: { kind: 'case', id: house.ids['case'] },
        due: expect.stringContaining('2026-10-23T'),
      }),
    );
    const dues = items.map(({ due }) => due ?? '9999');
    expect(dues).toEqual([...dues].sort());
  });

  test('shows of a processor the duties that run, to its responders and approvers alone', async () => {
    const { id } = house.processor;
    for (const role of ['responder', 'approver'] as const) {
      const items = await inbox(await somebody([id, 'processor', role], ...officer()));
      expect(items.filter(({ kind }) => kind === 'deadline')).toMatchObject([
        { organisation: { id }, record: { kind: 'notice' }, due: '2026-10-21T07:05:00.000Z' },
        { organisation: { id }, record: { kind: 'notice' }, due: '2026-10-21T07:05:00.000Z' },
      ]);
      expect(items[0]).toMatchObject({ kind: 'deadline' });
      expect(items).toHaveLength(6);
    }
    expect(await inbox(await somebody([id, 'processor', 'reader']))).toEqual([]);
    expect(await inbox(await somebody([id, 'processor', 'admin']))).toEqual([]);
  });

  test('hides what belongs to an incident that is restricted to others', async () => {
    const { id } = house.processor;
    const [named, other] = [
      await somebody([id, 'processor', 'responder']),
      await somebody([id, 'processor', 'responder']),
    ];
    await named.api.done('put', `incidents/${open}/restriction`, { members: [] }, named.headers);
    await art33.settled();
    expect(await inbox(named)).toHaveLength(2);
    expect(await inbox(other)).toEqual([]);
    await named.api.delete(`incidents/${open}/restriction`, named.headers);
  });

  test('is read page by page', async () => {
    const who = await somebody([house.processor.id, 'processor', 'approver'], ...officer());
    const whole = await inbox(who);
    const pages: InboxItem[] = [];
    let cursor: unknown = '';
    do {
      const page: Readonly<Record<string, unknown>> = await who.api.read(
        `inbox?limit=2${cursor ? `&cursor=${String(cursor)}` : ''}`,
        who.headers,
      );
      pages.push(...(page['items'] as readonly InboxItem[]));
      cursor = page['nextCursor'];
    } while (cursor !== null);
    expect(pages).toEqual(whole);
    expect(whole).toHaveLength(6);
  });

  test('needs a session with a second factor where the roles do; a token has none, and roles that are gone show nothing', async () => {
    expect((await house.processor.api.get('inbox')).status).toBe(401);
    expect((await art33.operator.get('inbox')).status).toBe(401);
    const { personId } = await somebody([house.processor.id, 'processor', 'responder'], ...officer());
    const jar = new CookieJar();
    const byPassword = { personId, how: 'password', address: '127.0.0.1', client: 'test' } as const;
    await art33.service.app.get(Sessions).start(jar, byPassword);
    const refused = await new Api(art33.url).get('inbox', { Cookie: jar.text });
    expect([refused.status, refused.body['type']]).toEqual([403, 'urn:art33:problem:second-factor-needed']);
    const who = await somebody(...officer());
    await art33.service.app
      .get(People)
      .remove(house.neighbour.id, who.personId, 'removed', context(house.neighbour.id));
    await art33.settled();
    expect(kinds(await inbox(who))).toEqual([
      ['case', house.practice.id],
      ['case', house.practice.id],
    ]);
  });

  test('takes the same statements for two practices as for two hundred', async () => {
    const many = Array.from({ length: 198 }, (_, n): Place => [deriveId('practice', n), 'controller', 'contact']);
    const two = await somebody(...officer());
    const twoHundred = await somebody(...officer(), ...many);
    const run = async ({ api, headers }: Person) => trace.of((mark) => api.read('inbox', { ...headers, ...mark }));
    await run(two);
    const [few, statementsOfFew] = await run(two);
    await run(twoHundred);
    const [all, statementsOfMany] = await run(twoHundred);
    expect(all['items']).toEqual(few['items']);
    // Who is a member of what is remembered until the models change.
    const others = (texts: readonly string[]) => texts.filter((text) => !text.includes('FROM identity_members'));
    expect(others(statementsOfMany)).toEqual(others(statementsOfFew));
    expect(statementsOfMany.filter((text) => text.includes('UNION ALL'))).toHaveLength(1);
  });
});

describe('All cases of somebody who works for several controllers', () => {
  const cases = async ({ api, headers }: Person, query = ''): Promise<readonly CaseOfMember[]> =>
    (await api.read(`inbox/cases?limit=200${query}`, headers))['items'] as readonly CaseOfMember[];
  const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
  /** The same, asked of each organisation by itself. */
  const oneByOne = async ({ api, headers }: Person, query = ''): Promise<readonly string[]> => {
    const found = [];
    for (const { id } of [house.practice, house.neighbour]) {
      const path = `cases?limit=200${query}`;
      found.push(...ids((await api.read(path, { ...headers, 'Art33-Organisation': id }))['items'] as { id: string }[]));
    }
    return found.sort();
  };

  test('are one list, what is due first, each with whose it is and who sent the notice', async () => {
    const who = await somebody(...officer());
    const items = await cases(who);
    expect(ids(items).sort()).toEqual(await oneByOne(who));
    expect(items).toContainEqual(
      expect.objectContaining({
        id: house.ids['case'],
        organisation: { id: house.practice.id, name: 'Praxis von ratiomedicus' },
        sender: { id: house.processor.id, name: 'ratiomedicus GmbH' },
        status: 'open',
        due: expect.stringContaining('2026-10-23T'),
      }),
    );
    // A notice of somebody beyond this installation was put on file.
    expect(items.filter(({ sender }) => sender === null)).toHaveLength(1);
    const dues = items.map(({ due }) => due ?? '9999');
    expect(dues).toEqual([...dues].sort());
  });

  test('hold what is filed and closed too, by the filters of each one’s list', async () => {
    const who = await somebody(...officer());
    await house.practice.api.done('post', `cases/${house.ids['case']}/closure`);
    await art33.settled();
    for (const query of ['&outcome=filed', '&outcome=none', '&status=open', '&status=closed', '&missed=true'])
      expect([query, ids(await cases(who, query)).sort()]).toEqual([query, await oneByOne(who, query)]);
    expect(ids(await cases(who, '&outcome=filed&status=closed'))).toEqual([house.ids['case']]);
  });

  test('are read page by page, and counted', async () => {
    const who = await somebody(...officer());
    const whole = await cases(who, '&sort=-openedAt');
    const first = await who.api.read('inbox/cases?limit=1&count=true&sort=-openedAt', who.headers);
    expect(first['total']).toEqual({ count: whole.length, isExact: true });
    const cursor = String(first['nextCursor']);
    expect([...(first['items'] as CaseOfMember[]), ...(await cases(who, `&sort=-openedAt&cursor=${cursor}`))]).toEqual(
      whole,
    );
  });

  test('are nobody else’s: not a processor’s, not those of a membership that is gone, not by a token', async () => {
    expect(await cases(await somebody([house.processor.id, 'processor', 'responder']))).toEqual([]);
    const own = await cases(await somebody([house.neighbour.id, 'controller', 'contact']));
    expect(new Set(own.map(({ organisation }) => organisation.id))).toEqual(new Set([house.neighbour.id]));
    expect((await house.practice.api.get('inbox/cases')).status).toBe(401);
    const who = await somebody(...officer());
    const people = art33.service.app.get(People);
    await people.remove(house.neighbour.id, who.personId, 'removed', context(house.neighbour.id));
    await art33.settled();
    expect(new Set((await cases(who)).map(({ organisation }) => organisation.id))).toEqual(
      new Set([house.practice.id]),
    );
  });

  test('take the same statements for two practices as for two hundred', async () => {
    const many = Array.from({ length: 198 }, (_, n): Place => [deriveId('practice', n), 'controller', 'contact']);
    const run = async ({ api, headers }: Person) =>
      trace.of((mark) => api.read('inbox/cases', { ...headers, ...mark }));
    const statements = async (who: Person): Promise<readonly string[]> => {
      await run(who);
      const [, texts] = await run(who);
      return texts.filter((text) => !text.includes('FROM identity_members'));
    };
    const few = await statements(await somebody(...officer()));
    expect(await statements(await somebody(...officer(), ...many))).toEqual(few);
  });

  test('are found by an index, however many others there are', () => {
    const db = scratchModels(projections);
    const plan = casesOfMemberPlan(db, [], { status: 'open' }) as unknown as ListPlan<never, unknown>;
    const { text, values } = pageQuery(plan, { limit: 20 });
    const steps = db.sql(`EXPLAIN QUERY PLAN ${text}`).all(values);
    expect(
      steps
        .map(({ detail }) => String(detail))
        .filter((step) => step.startsWith('SCAN') && !/json_each|\bvalue\b/.test(step)),
    ).toEqual([]);
  });
});

test('the inbox is read by indexes, from any page on, and sorted once', () => {
  const db = scratchModels(projections);
  const as = (role: 'controller' | 'processor'): Principal => ({
    actor: { kind: 'person', id: 'p' },
    organisation: role,
    role,
    rights: allRightsOf(role),
  });
  const plan = inboxPlan(db, [as('controller'), as('processor')]) as unknown as ListPlan<never, unknown>;
  const { text, values } = pageQuery(plan, { limit: 20 });
  const steps = db
    .sql(`EXPLAIN QUERY PLAN ${text}`)
    .all(values)
    .map(({ detail }) => String(detail));
  const tables = steps.filter((step) => /^(SEARCH|SCAN) /.test(step) && !/json_each|SCAN i\b/.test(step));
  expect(tables.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  for (const index of [/notices_notices_unacknowledged/, /cases_by_status/, /watch_deadlines_(subject_)?unsettled/])
    expect(tables).toContainEqual(expect.stringMatching(index));
  expect(steps.filter((step) => step.includes('USE TEMP B-TREE FOR ORDER BY'))).toHaveLength(1);
});
