import { randomUUID } from 'node:crypto';
import { OPERATOR, People } from '@art33/identity';
import { pick } from '../../apps/cli/src/api-client.js';
import { buildHouse, type House } from '../support/houses.js';
import { Installation } from '../support/installation.js';
import { latestTo } from '../support/mail.js';
import { asPerson, signedIn, type Caller } from '../support/roles.js';

type Person = Omit<Caller, 'name'>;
interface Entry {
  readonly type: string;
  readonly as?: string;
  readonly reader: { readonly kind: string; readonly id: string; readonly name: string | null };
  readonly record?: { readonly kind: string; readonly id: string };
  readonly count?: number;
  readonly reason?: string;
}

let art33: Installation;
let house: House;
let responder: Person;
let officer: Person;
let operator: Person;
let operatorId: string;

const context = (organisation: string) => ({
  actor: { kind: 'system', id: 'test' } as const,
  organisation,
  commandId: randomUUID(),
  correlationId: randomUUID(),
});

/** Somebody with an address that is known, in one role. */
async function member(
  organisation: string,
  side: 'processor' | 'controller' | 'operator',
  role: 'admin' | 'operator',
  email: string,
): Promise<string> {
  const people = art33.service.app.get(People);
  const who = { organisation, side, email, name: 'Olga Muster', language: 'de', roles: [role], how: 'set-up' } as const;
  const { personId } = await people.invite(who, context(organisation));
  await people.join(organisation, personId, context(organisation));
  await art33.settled();
  return personId;
}

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  await art33.at('2026-10-20T09:10+02:00');
  house = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
  responder = await signedIn(art33, house.processor.id, 'processor', 'responder');
  officer = await signedIn(art33, house.practice.id, 'controller', 'privacy-officer');
  operatorId = await member(OPERATOR.organisation, 'operator', 'operator', 'betrieb@operator.example');
  operator = await asPerson(art33, operatorId);
  await member(house.practice.id, 'controller', 'admin', 'leitung@practice.example');
});
afterAll(() => art33.stop());

const get = ({ api, headers }: Person, path: string, more: Readonly<Record<string, string>> = {}) =>
  api.get(path, { ...headers, ...more });
/** What the operator opened when the house was built. */
const OF_THE_HOUSE = 'Support';
const logOf = async (who: Person, query = ''): Promise<readonly Entry[]> => {
  await art33.settled();
  const items = (await get(who, `access-log?limit=200${query}`)).body['items'] as readonly Entry[];
  return items.filter(({ reason }) => reason !== OF_THE_HOUSE);
};

describe('What auditors read', () => {
  test('of a processor is shown to the processor, and to nobody else', async () => {
    const path = `incidents/${house.ids['incident']}`;
    expect((await house.auditor.get(path)).status).toBe(200);
    expect((await house.auditor.get('notices')).status).toBe(200);
    expect(await logOf(responder)).toMatchObject([
      { type: 'read', as: 'auditor', reader: { kind: 'token' }, record: { kind: 'list', id: '/notices' } },
      { type: 'read', as: 'auditor', record: { kind: 'incidents', id: house.ids['incident'] }, count: 1 },
    ]);
    expect(await logOf(officer)).toEqual([]);
  });

  test('of a controller’s case is shown to the controller, and nothing of it to its processor', async () => {
    const id = house.ids['case'] ?? '';
    expect((await house.practiceAuditor.get(`cases/${id}`)).status).toBe(200);
    expect(await logOf(officer)).toMatchObject([{ as: 'auditor', record: { kind: 'cases', id } }]);
    const responders = JSON.stringify(await logOf(responder));
    expect(responders).not.toContain(id);
    const { items } = (await get(responder, 'events?limit=200&category=access')).body;
    expect(JSON.stringify(items)).toContain(`access-${house.processor.id}`);
    expect(JSON.stringify(items)).not.toContain(`access-${house.practice.id}`);
    // Each says what was read: its stream does not.
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'RecordRead', read: { kind: 'incidents', id: house.ids['incident'] } }),
    );
  });

  test('is asked for by reader and by record', async () => {
    const [first] = await logOf(responder);
    expect(await logOf(responder, `&reader=${first?.reader.id}`)).toHaveLength(2);
    expect(await logOf(responder, `&record=${house.ids['incident']}`)).toHaveLength(1);
    expect(await logOf(responder, `&reader=${randomUUID()}`)).toEqual([]);
  });

  test('of an incident that is restricted to others shows to those named alone', async () => {
    const path = `incidents/${house.ids['incident']}/restriction`;
    const named = await signedIn(art33, house.processor.id, 'processor', 'responder');
    await named.api.done('put', path, { members: [] }, named.headers);
    expect(await logOf(named, `&record=${house.ids['incident']}`)).toHaveLength(1);
    expect(await logOf(responder, `&record=${house.ids['incident']}`)).toEqual([]);
    const seen = (await get(responder, 'events?limit=200&category=access')).body['items'] as readonly unknown[];
    const all = (await get(named, 'events?limit=200&category=access')).body['items'] as readonly unknown[];
    expect(all.length - seen.length).toBe(1);
    expect((await named.api.delete(path, named.headers)).status).toBe(200);
  });

  test('again and again is counted over a stop of the service', async () => {
    await art33.settled();
    const path = `incidents/${house.ids['incident']}`;
    for (let read = 0; read < 4; read += 1) await house.auditor.get(path);
    await art33.stopService();
    await art33.startService();
    expect(await logOf(responder, `&record=${house.ids['incident']}`)).toMatchObject([{ count: 5 }]);
  });
});

describe('An operator', () => {
  const inside = () => ({ 'Art33-Organisation': house.practice.id });
  const caseOf = () => `cases/${house.ids['case']}`;

  test('sees no content, and nothing of an organisation that it did not open', async () => {
    expect((await get(operator, caseOf())).status).toBe(403);
    expect((await get(operator, caseOf(), inside())).status).toBe(404);
    expect((await art33.operator.get(caseOf(), inside())).status).toBe(404);
  });

  test('that opens a controller’s records reads them, is seen in its access log, and its admins are told', async () => {
    const reason = 'Frau Dr. Muster kann ihre Akte nicht öffnen';
    const body = { organisation: house.practice.id, reason, hours: 2 };
    const opened = await operator.api.done('post', 'break-glass', body, operator.headers);
    await art33.settled();
    expect((await get(operator, caseOf(), inside())).status).toBe(200);
    expect((await art33.operator.get(caseOf(), inside())).status).toBe(404);
    expect(await logOf(officer)).toMatchObject([
      { type: 'read', as: 'break-glass', reader: { kind: 'person', id: operatorId, name: 'Olga Muster' } },
      { type: 'break-glass', reader: { id: operatorId }, reason },
      { as: 'auditor' },
    ]);
    expect(JSON.stringify(await logOf(responder))).not.toContain(operatorId);
    const mail = await latestTo(art33, 'leitung@practice.example');
    expect(mail.subject).toBe('art33: Der Betrieb liest Ihre Akten');
    expect(mail.text).toContain(reason);

    for (const path of ['closure', 'filings'])
      expect((await operator.api.post(`${caseOf()}/${path}`, {}, { ...operator.headers, ...inside() })).status).toBe(
        403,
      );
    const messages = JSON.stringify((await get(responder, 'messages?limit=200')).body);
    expect(messages).not.toContain(pick(opened, 'id'));

    await operator.api.delete(`break-glass/${pick(opened, 'id')}`, operator.headers);
    expect((await get(operator, caseOf(), inside())).status).toBe(404);
  });

  test('loses what it opened when the time is over, and with its role', async () => {
    const body = { organisation: house.practice.id, reason: 'noch einmal', hours: 1 };
    await operator.api.done('post', 'break-glass', body, operator.headers);
    const other = await member(OPERATOR.organisation, 'operator', 'operator', 'zweiter@operator.example');
    expect((await get(await asPerson(art33, other), caseOf(), inside())).status).toBe(404);
    expect((await get(operator, caseOf(), inside())).status).toBe(200);
    await art33.at('2026-10-20T10:10+02:00');
    const later = await asPerson(art33, operatorId);
    expect((await get(later, caseOf(), inside())).status).toBe(404);
    await later.api.done('post', 'break-glass', body, later.headers);
    expect((await get(later, caseOf(), inside())).status).toBe(200);
    await art33.service.app
      .get(People)
      .remove(OPERATOR.organisation, operatorId, 'removed', context(OPERATOR.organisation));
    await art33.settled();
    expect((await get(later, caseOf(), inside())).status).toBe(404);
  });
});
