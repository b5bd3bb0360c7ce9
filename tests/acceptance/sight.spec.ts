import { request } from 'node:http';
import { People } from '@art33/identity';
import { pick } from '../../apps/cli/src/api-client.js';
import { buildHouse, type House } from '../support/houses.js';
import { Installation } from '../support/installation.js';
import { asPerson as begun, signedIn as member, type Caller } from '../support/roles.js';
import { incidentOf, known, noticeTo } from '../support/story.js';

type Person = Omit<Caller, 'name'> & { readonly personId: string };

let art33: Installation;
let house: House;
/** An incident that touches the neighbour alone, beside the story's own one. */
let other: string;
let otherNotice: string;

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  await art33.at('2026-10-20T09:10+02:00');
  house = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
  other = await incidentOf(house.processor, [known('breach-established', '2026-10-20T09:00+02:00')], house.neighbour);
  await art33.settled();
  otherNotice = (await noticeTo(house.processor, other, house.neighbour)).id;
});
afterAll(() => art33.stop());

const withId = async (who: Omit<Caller, 'name'>): Promise<Person> => ({
  ...who,
  personId: pick((await who.api.get('me', who.headers)).body, 'person.id'),
});
const signedIn = async (...as: Parameters<typeof member>): Promise<Person> => withId(await member(...as));
const asPerson = async (art: Installation, personId: string): Promise<Person> => ({
  ...(await begun(art, personId)),
  personId,
});
const get = (who: Person, path: string) => who.api.get(path, who.headers);
const status = async (who: Person, path: string): Promise<number> => (await get(who, path)).status;
/** The status of a request whose first line holds this very target, which no client puts into order first. */
const statusAt = (who: Person, target: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(art33.url);
    request({ host, port, path: target, headers: who.headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
const items = async <T>(who: Person, path: string): Promise<readonly T[]> =>
  (await get(who, path)).body['items'] as readonly T[];
const ids = async (who: Person, path: string): Promise<readonly string[]> =>
  (await items<{ readonly id: string }>(who, path)).map(({ id }) => id);

describe('An incident that is restricted to named members', () => {
  let named: Person;
  let unnamed: Person;
  let admin: Person;
  let token: Person;
  let ours: Readonly<Record<string, string>>;

  beforeAll(async () => {
    ours = house.ids;
    named = await signedIn(art33, house.processor.id, 'processor', 'responder');
    unnamed = await signedIn(art33, house.processor.id, 'processor', 'responder');
    admin = await signedIn(art33, house.processor.id, 'processor', 'admin');
    token = { api: house.processor.api, headers: {}, personId: '' };
    expect(await status(unnamed, `incidents/${ours['incident']}`)).toBe(200);
    await named.api.done('put', `incidents/${ours['incident']}/restriction`, { members: [] }, named.headers);
    await art33.settled();
  });

  const addresses = () => [
    `incidents/${ours['incident']}`,
    `incidents/${ours['incident']}/timeline`,
    `incidents/${ours['incident']}/affected`,
    `incidents/${ours['incident']}/notices`,
    `incidents/${ours['incident']}/jobs`,
    `incidents/${ours['incident']}/print-runs`,
    `notices/${ours['notice']}`,
    `messages/${ours['message']}`,
    `jobs/${ours['job']}`,
    `print-runs/${ours['printRun']}`,
    `events/${ours['event']}`,
  ];

  test('is shown to them with everything that belongs to it', async () => {
    for (const path of addresses()) expect([path, await status(named, path)]).toEqual([path, 200]);
    expect(await ids(named, 'incidents')).toEqual(expect.arrayContaining([ours['incident'], other]));
  });
  test('does not exist for other members, for an admin, and for tokens, whatever address it is asked for at', async () => {
    for (const who of [unnamed, admin, token])
      for (const path of addresses()) expect([path, await status(who, path)]).toEqual([path, 404]);
  });
  test('does not exist for them either however the address is written', async () => {
    const encoded = (text: string): string => `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`;
    for (const path of addresses()) {
      const [kind = '', id = '', ...rest] = path.split('/');
      const spellings = [
        `${art33.url}/api/v1/${[kind, encoded(id), ...rest].join('/')}`,
        `${art33.url}/api/v1/${[encoded(kind), id, ...rest].join('/')}`,
        `${art33.url}/%61pi/v1/${path}`,
      ].map((url) => new URL(url).pathname);
      for (const target of [...spellings, `${art33.url}/api/v1/${path}`]) {
        expect([target, await statusAt(named, target)]).toEqual([target, 200]);
        for (const who of [unnamed, admin]) expect([target, await statusAt(who, target)]).toEqual([target, 404]);
      }
    }
  });
  test('is missing in every list of theirs, and in every count', async () => {
    for (const who of [unnamed, token]) {
      expect(await ids(who, 'incidents?count=true')).toEqual([other]);
      expect((await get(who, 'incidents?count=true')).body['total']).toEqual({ count: 1, isExact: true });
      expect(await ids(who, 'notices?limit=100')).toEqual([otherNotice]);
      for (const list of ['messages', 'deadlines', 'events', 'register', 'reports']) {
        const { text } = await get(who, `${list}?limit=200`);
        for (const known of ['incident', 'notice', 'message'])
          expect([list, known, text.includes(ours[known] ?? '-')]).toEqual([list, known, false]);
      }
      const streams = await items<{ readonly stream: string }>(who, 'events?limit=200');
      expect(streams.map(({ stream }) => stream)).toEqual(
        expect.arrayContaining([`incident-${other}`, `notice-${otherNotice}`, `agreement-${ours['agreement']}`]),
      );
      const subprocessors = await items<{ readonly subprocessorId: string; readonly incidents: number }>(
        who,
        'subprocessors?limit=100',
      );
      expect(subprocessors.find(({ subprocessorId }) => subprocessorId === 'hetzner-online-gmbh')?.incidents).toBe(0);
      expect((await get(who, 'subprocessors/hetzner-online-gmbh')).text).not.toContain(ours['incident']);
      expect((await get(who, `incidents?format=csv`)).text).not.toContain(ours['incident']);
    }
  });
  test('cannot be worked on by them either', async () => {
    const { size } = await art33.service.stores.log.head();
    for (const [path, body] of [
      [`incidents/${ours['incident']}/details`, { note: 'x' }],
      [`incidents/${ours['incident']}/notices/drafts`, {}],
      [`notices/${ours['notice']}/closure`, {}],
    ] as const)
      for (const who of [unnamed, token])
        expect([path, (await who.api.post(path, body, who.headers)).status]).toEqual([path, 404]);
    const put = await unnamed.api.put(`incidents/${ours['incident']}/restriction`, { members: [] }, unnamed.headers);
    expect(put.status).toBe(404);
    expect((await art33.service.stores.log.head()).size).toBe(size);
  });
  test('cannot be told by them from one that there is not, where they name it in what they send', async () => {
    const report = pick(await house.processor.api.done('post', 'reports', { text: 'Hinweis' }), 'id');
    const { size } = await art33.service.stores.log.head();
    const link = async (who: Person, incidentId: string | undefined) => {
      const { status: said, text } = await who.api.post(`reports/${report}/link`, { incidentId }, who.headers);
      return [said, text];
    };
    for (const who of [unnamed, token]) {
      const unknown = await link(who, '00000000-0000-4000-8000-000000000000');
      expect(unknown[0]).toBe(404);
      expect(await link(who, ours['incident'])).toEqual(unknown);
    }
    expect((await art33.service.stores.log.head()).size).toBe(size);
    expect((await link(named, ours['incident']))[0]).toBe(200);
  });
  test('stays with its controller, whose own file it is', async () => {
    const practice: Person = { api: house.practice.api, headers: {}, personId: '' };
    expect(await status(practice, `cases/${ours['case']}`)).toBe(200);
    expect(await status(practice, `notices/${ours['notice']}`)).toBe(200);
  });
  test('goes on being watched: its deadlines are noticed as before', async () => {
    await art33.at('2026-10-21T09:30+02:00');
    // A day later nobody is signed in any more.
    const again = (who: Person) => asPerson(art33, who.personId);
    [named, unnamed, admin] = [await again(named), await again(unnamed), await again(admin)];
    const deadlines = await items<{ readonly subject: string; readonly state: string }>(
      named,
      'deadlines?state=missed&state=open&state=settled&state=sent&limit=100',
    );
    expect(deadlines.map(({ subject }) => subject)).toEqual(expect.arrayContaining([ours['incident'], other]));
  });
  test('is restricted by persons, to members', async () => {
    const path = `incidents/${other}/restriction`;
    const byToken = await token.api.put(path, { members: [] });
    expect([byToken.status, byToken.body['type']]).toEqual([422, 'urn:art33:problem:person-needed']);
    const stranger = await named.api.put(path, { members: ['00000000-0000-4000-8000-000000000000'] }, named.headers);
    expect([stranger.status, stranger.body['errors']]).toMatchObject([422, [{ field: 'members' }]]);
  });
  test('is not restricted anew by an admin who does not see it, not even by one who is a responder', async () => {
    const both = await signedIn(art33, house.processor.id, 'processor', 'admin');
    const roles = { roles: ['admin', 'responder'] };
    await house.processor.api.done('put', `members/${both.personId}/roles`, roles);
    await art33.settled();
    const path = `incidents/${ours['incident']}/restriction`;
    expect((await both.api.put(path, { members: [] }, both.headers)).status).toBe(404);
    expect(await status(both, `incidents/${ours['incident']}`)).toBe(404);
    expect((await get(named, path)).body['members']).toEqual([named.personId]);
  });
  test('shows again to whoever is named, and to everybody once it is lifted, by an admin at the latest', async () => {
    const path = `incidents/${ours['incident']}/restriction`;
    await named.api.done('put', path, { members: [unnamed.personId] }, named.headers);
    await art33.settled();
    expect(await status(unnamed, `incidents/${ours['incident']}`)).toBe(200);
    expect((await get(unnamed, path)).body['members']).toHaveLength(2);
    expect(await status(admin, `incidents/${ours['incident']}`)).toBe(404);
    expect((await admin.api.delete(path, admin.headers)).status).toBe(200);
    await art33.settled();
    for (const who of [unnamed, admin, token]) expect(await status(who, `incidents/${ours['incident']}`)).toBe(200);
  });
});

describe('An auditor', () => {
  /** Somebody engaged for a scope, signed in. */
  async function engaged(scope: object, until = '2026-12-31T00:00:00Z'): Promise<Person> {
    const email = `${Math.random().toString(36).slice(2)}@audit.example`;
    const admin = await signedIn(art33, house.processor.id, 'processor', 'admin');
    await admin.api.done('post', 'engagements', { email, scope, until }, admin.headers);
    await art33.settled();
    const views = await items<{ readonly email: string; readonly personId: string }>(admin, 'engagements');
    return asPerson(art33, views.find((view) => view.email === email)?.personId ?? '');
  }
  const seen = async (who: Person) => ({
    incidents: (await ids(who, 'incidents')).length,
    notices: (await ids(who, 'notices?limit=100')).length,
    agreements: (await ids(who, 'agreements?limit=100')).length,
    controllers: (await ids(who, 'controllers?limit=100')).length,
  });

  test('of everything reads everything, and writes nothing', async () => {
    const auditor = await engaged({});
    const { incidents, notices, controllers } = await seen(auditor);
    expect({ incidents, notices, controllers }).toEqual({ incidents: 2, notices: 3, controllers: 3 });
    expect((await auditor.api.post('incidents', { title: 'x' }, auditor.headers)).status).toBe(403);
  });
  test('of one incident reads that one, its notices, and whom it affects', async () => {
    const auditor = await engaged({ incidents: [other] });
    expect(await seen(auditor)).toEqual({ incidents: 1, notices: 1, agreements: 1, controllers: 1 });
    expect(await ids(auditor, 'incidents')).toEqual([other]);
    expect(await status(auditor, `incidents/${house.ids['incident']}`)).toBe(404);
    expect(await status(auditor, `notices/${house.ids['notice']}`)).toBe(404);
    expect(await status(auditor, `notices/${otherNotice}`)).toBe(200);
    expect(await status(auditor, `agreements/${house.practice.agreementId}`)).toBe(404);
    expect(await status(auditor, `controllers/${house.practice.id}`)).toBe(404);
    expect(await status(auditor, `controllers/${house.neighbour.id}`)).toBe(200);
    const streams = (await items<{ readonly stream: string }>(auditor, 'events?limit=200')).map(({ stream }) => stream);
    expect(streams.length).toBeGreaterThan(0);
    // What was read of the incident belongs to it.
    const own = [`incident-${other}`, `notice-${otherNotice}`];
    expect(streams.filter((stream) => !own.includes(stream) && !stream.startsWith('access-'))).toEqual([]);
  });
  test('of one agreement reads what is about it', async () => {
    const auditor = await engaged({ agreements: [house.practice.agreementId] });
    expect(await seen(auditor)).toEqual({ incidents: 1, notices: 1, agreements: 1, controllers: 1 });
    expect(await ids(auditor, 'incidents')).toEqual([house.ids['incident']]);
  });
  test('of one agreement does not learn whom else its incidents affect', async () => {
    const auditor = await engaged({ agreements: [house.practice.agreementId] });
    const affected = await items<{ readonly agreementId: string }>(
      auditor,
      `incidents/${house.ids['incident']}/affected`,
    );
    expect(affected.map(({ agreementId }) => agreementId)).toEqual([house.practice.agreementId]);
    expect(await ids(auditor, `incidents?controller=${house.practice.id}`)).toEqual([house.ids['incident']]);
    expect(await ids(auditor, `incidents?controller=${house.neighbour.id}`)).toEqual([]);
  });
  test('of one agreement reads of the incident that it shares with others its own notice alone, also in the past', async () => {
    const auditor = await engaged({ agreements: [house.practice.agreementId] });
    const path = `incidents/${house.ids['incident']}/notices`;
    const head = (await art33.service.stores.log.head()).size - 1;
    for (const query of ['', `asOf=${head}`, `asOf=${head}&q=praxis`, `asOf=${head}&format=csv`]) {
      const { body, text } = await get(auditor, `${path}?${query}`);
      expect(text).not.toContain(house.neighbour.id);
      expect(text).toContain(house.practice.id);
      if (!query.includes('csv')) expect(body['counts']).toMatchObject({ total: 1 });
    }
    const everything = await get(await engaged({}), `${path}?asOf=${head}`);
    expect(everything.body['counts']).toMatchObject({ total: 2 });
  });
  test('of one incident finds its notices by name in the past too', async () => {
    const auditor = await engaged({ incidents: [house.ids['incident']] });
    const head = (await art33.service.stores.log.head()).size - 1;
    const found = (q: string) => ids(auditor, `incidents/${house.ids['incident']}/notices?asOf=${head}&q=${q}`);
    expect([(await found('ratiomedicus')).length, (await found('niemand')).length]).toEqual([1, 0]);
  });
  test.each(['reports', 'findings', 'webhooks', 'members', 'imports', 'dispatch', 'subprocessors'])(
    'of a part is told that %s lies beyond it',
    async (path) => {
      expect(await status(await engaged({ incidents: [other] }), path)).toBe(403);
    },
  );
  test('that was a named member once does not see by that what is restricted', async () => {
    const once = await signedIn(art33, house.processor.id, 'processor', 'responder');
    const path = `incidents/${other}`;
    await once.api.done('put', `${path}/restriction`, { members: [] }, once.headers);
    expect(await status(once, path)).toBe(200);
    expect((await house.processor.api.delete(`members/${once.personId}`)).status).toBe(200);
    const { email } = art33.service.app.get(People).person(once.personId) ?? {};
    await house.processor.api.done('post', 'engagements', { email, until: '2026-12-31T00:00:00Z' });
    await art33.settled();
    expect(await ids(once, 'incidents')).toEqual([house.ids['incident']]);
    for (const each of [path, `notices/${otherNotice}`]) expect([each, await status(once, each)]).toEqual([each, 404]);
    expect((await house.processor.api.delete(`${path}/restriction`)).status).toBe(200);
    await art33.settled();
    expect(await status(once, path)).toBe(200);
  });
  test('of a period reads the events that were recorded in it', async () => {
    const all = await items<{ readonly recordedAt: string }>(await engaged({}), 'events?limit=200&sort=-logNumber');
    const until = '2026-10-20T08:00:00.000Z';
    expect(all.some(({ recordedAt }) => recordedAt >= until)).toBe(true);
    const auditor = await engaged({ recordedFrom: '2026-10-20T07:00:00Z', recordedUntil: until });
    const within = await items<{ readonly recordedAt: string }>(auditor, 'events?limit=200&sort=-logNumber');
    expect(within.length).toBeGreaterThan(0);
    expect(within.filter(({ recordedAt }) => recordedAt < '2026-10-20T07:00:00.000Z' || recordedAt >= until)).toEqual(
      [],
    );
  });
  test('reads until the engagement is ended, or ends by itself', async () => {
    const admin = await signedIn(art33, house.processor.id, 'processor', 'admin');
    const [dismissed, auditor] = [await engaged({}), await engaged({}, '2026-10-22T08:00:00Z')];
    const engagements = await items<{ readonly id: string; readonly personId: string }>(admin, 'engagements');
    const id = engagements.find(({ personId }) => personId === dismissed.personId)?.id ?? '';
    expect([await status(dismissed, 'incidents'), await status(auditor, 'incidents')]).toEqual([200, 200]);
    expect((await admin.api.delete(`engagements/${id}`, admin.headers)).status).toBe(200);
    await art33.settled();
    expect([await status(dismissed, 'incidents'), await status(auditor, 'incidents')]).toEqual([404, 200]);
    await art33.at('2026-10-22T10:00+02:00');
    expect(await status(await asPerson(art33, auditor.personId), 'incidents')).toBe(404);
  });
});
