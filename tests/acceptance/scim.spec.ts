import { pick, type Api } from '../../apps/cli/src/api-client.js';
import { Browser } from '../../libs/identity/src/oidc/testing/browser.js';
import { FaultyProvider } from '../../libs/identity/src/oidc/testing/faulty-provider.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { directoryOf, patch, someone, type Directory, type Resource } from '../support/directory.js';
import { membersOf, type MemberItem } from '../support/issuers.js';

let art33: Installation;
let processor: Processor;
let practice: Controller;
let provider: FaultyProvider;
let issuerId: string;
let okta: Directory;
let foreign: Directory;

beforeAll(async () => {
  art33 = await Installation.start({ startAt: new Date().toISOString(), settings: { ART33_ISSUERS_PRIVATE: 'allow' } });
  processor = await art33.processor('ratiomedicus');
  practice = await art33.controller(processor);
  provider = await FaultyProvider.start();
  const issuer = {
    label: 'IT',
    url: provider.url,
    clientId: 'art33',
    groups: [
      { group: 'art33-responders', roles: ['responder'] },
      { group: 'key-of-leads', roles: ['approver', 'admin'] },
    ],
    justInTime: true,
    domains: ['ratiomedicus.example'],
  };
  issuerId = pick(await processor.api.done('post', 'issuers', issuer), 'id');
  okta = await directoryOf(art33, processor.id, 'processor');
  foreign = await directoryOf(art33, practice.id, 'controller');
});
afterAll(async () => {
  await art33.stop();
  await provider.stop();
});

const created = async (user = someone()): Promise<Resource> => (await okta('POST', 'Users', user)).body;
const group = async (displayName: string, members: readonly Resource[] = [], more: object = {}): Promise<Resource> =>
  (await okta('POST', 'Groups', { displayName, members: members.map(({ id }) => ({ value: id })), ...more })).body;
/** What a user is as a member; undefined: nothing. */
async function memberOf(user: Resource): Promise<MemberItem | undefined> {
  await art33.settled();
  const members = await membersOf(processor.api);
  return members.find(({ email }) => email === user['userName']);
}
async function signIn(user: Resource): Promise<{ readonly browser: Browser; readonly status: number | undefined }> {
  provider.spoil = (answer) =>
    void (answer.claims = { ...answer.claims, email: user['userName'], groups: ['art33-responders'] });
  const browser = new Browser();
  const { response } = await browser.follow(`${art33.url}/sign-in/oidc/${issuerId}`);
  await art33.settled();
  return { browser, status: response?.status };
}
const seesIncidents = async (browser: Browser): Promise<number> =>
  (await browser.ask(`${art33.url}/api/v1/incidents`)).status;

describe('A directory', () => {
  it('names a user, finds it, and reads it as it was named', async () => {
    const user = someone();
    const answer = await okta('POST', 'Users', user);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toMatch(/^application\/scim\+json/);
    const { id, meta } = answer.body;
    expect(answer.body).toMatchObject({ ...user, groups: [], meta: { resourceType: 'User', version: 'W/"1"' } });
    expect([answer.headers.get('location'), meta.location]).toEqual(
      Array(2).fill(`${art33.url}/api/v1/scim/v2/Users/${id}`),
    );
    expect(answer.headers.get('etag')).toBe('W/"1"');
    expect((await okta('GET', `Users/${id}`)).body).toEqual(answer.body);
    for (const filter of [
      `userName eq "${user.userName.toUpperCase()}"`,
      `externalId eq "${user.externalId}"`,
      `active eq true and emails[type eq "work"].value eq "x" or externalId eq "${user.externalId}"`.replace(
        '[type eq "work"].value',
        '.value',
      ),
    ]) {
      const { body } = await okta('GET', `Users?filter=${encodeURIComponent(filter)}`);
      expect([body.totalResults, body.Resources]).toEqual([1, [answer.body]]);
    }
    const none = await okta('GET', `Users?filter=${encodeURIComponent('userName eq "nobody@ratiomedicus.example"')}`);
    expect([none.status, none.body.totalResults]).toEqual([200, 0]);
  });

  it('pages, and asks for parts', async () => {
    await created();
    await created();
    const all = (await okta('GET', 'Users')).body;
    const { totalResults } = all;
    expect(totalResults).toBeGreaterThan(2);
    const paged: Resource[] = [];
    for (let startIndex = 1; startIndex <= totalResults; startIndex += 2)
      paged.push(...(await okta('GET', `Users?startIndex=${startIndex}&count=2`)).body.Resources);
    expect(paged).toEqual(all.Resources);
    expect((await okta('GET', 'Users?count=0')).body).toMatchObject({ totalResults, itemsPerPage: 0, Resources: [] });
    expect((await okta('GET', 'Users?startIndex=-5&count=1')).body).toMatchObject({ startIndex: 1, itemsPerPage: 1 });
    const [part] = (await okta('GET', 'Users?attributes=userName&count=1')).body.Resources;
    expect(Object.keys(part ?? {}).sort()).toEqual(['id', 'schemas', 'userName']);
    const team = await group('paged', [await created()]);
    expect((await okta('GET', `Groups/${team.id}?excludedAttributes=members`)).body).not.toHaveProperty('members');
    const named = (await okta('GET', `Groups?filter=${encodeURIComponent('displayName eq "PAGED"')}`)).body;
    expect([named.totalResults, named.Resources[0]?.id]).toEqual([1, team.id]);
  });

  it('makes members by groups: whoever is in one has its roles, by its name or by its key', async () => {
    const [anna, ben] = [await created(), await created()];
    expect(await memberOf(anna)).toBeUndefined();
    const responders = await group('art33-responders', [anna]);
    expect(await memberOf(anna)).toMatchObject({ roles: ['responder'], how: 'scim', state: 'joined' });
    const leads = await group('Leads', [anna, ben], { externalId: 'key-of-leads' });
    expect(await memberOf(anna)).toMatchObject({ roles: ['responder', 'approver', 'admin'] });
    expect(await memberOf(ben)).toMatchObject({ roles: ['approver', 'admin'] });
    expect((await okta('GET', `Users/${anna.id}`)).body['groups']).toHaveLength(2);
    await okta('PATCH', `Groups/${responders.id}`, patch({ op: 'remove', path: `members[value eq "${anna.id}"]` }));
    expect(await memberOf(anna)).toMatchObject({ roles: ['approver', 'admin'] });
    await okta('PATCH', `Groups/${leads.id}`, patch({ op: 'Remove', path: 'members', value: [{ value: ben.id }] }));
    expect(await memberOf(ben)).toBeUndefined();
    await okta('PATCH', `Groups/${responders.id}`, patch({ op: 'Add', path: 'members', value: [{ value: ben.id }] }));
    expect(await memberOf(ben)).toMatchObject({ roles: ['responder'] });
    await okta('PUT', `Groups/${leads.id}`, { displayName: 'renamed', members: [{ value: anna.id }] });
    expect(await memberOf(anna)).toBeUndefined();
    expect((await okta('DELETE', `Groups/${responders.id}`)).status).toBe(204);
    expect(await memberOf(ben)).toBeUndefined();
  });

  it.each<[string, object]>([
    ['Okta', { op: 'replace', value: { active: false } }],
    ['Entra ID', { op: 'Replace', path: 'active', value: 'False' }],
  ])('ends sessions at the next request when it deactivates somebody, as %s does', async (_, operation) => {
    const user = await created();
    await group('art33-responders', [user]);
    const { browser, status } = await signIn(user);
    expect(status).toBe(200);
    expect(await seesIncidents(browser)).toBe(200);
    const answer = await okta('PATCH', `Users/${user.id}`, patch(operation));
    expect([answer.status, answer.body['active']]).toEqual([200, false]);
    expect(await seesIncidents(browser)).toBe(404);
    expect(await memberOf(user)).toBeUndefined();
    // Its issuer vouches for it still: a token that is older than the directory's word brings nobody back.
    expect((await signIn(user)).status).toBe(403);
    await okta('PATCH', `Users/${user.id}`, patch({ op: 'replace', path: 'active', value: true }));
    expect(await memberOf(user)).toMatchObject({ roles: ['responder'] });
    expect((await signIn(user)).status).toBe(200);
  });

  it('says who has which roles, whatever a token says', async () => {
    const user = await created();
    await group('Leads', [user], { externalId: 'key-of-leads' });
    expect((await signIn(user)).status).toBe(200);
    expect(await memberOf(user)).toMatchObject({ roles: ['approver', 'admin'] });
  });

  it('takes out whom it deletes, and can name the same person again', async () => {
    const user = someone();
    const first = await created(user);
    await group('art33-responders', [first]);
    expect((await okta('DELETE', `Users/${first.id}`)).status).toBe(204);
    expect(await memberOf(first)).toBeUndefined();
    for (const method of ['GET', 'DELETE']) expect((await okta(method, `Users/${first.id}`)).status).toBe(404);
    const second = await created(user);
    expect(second).toMatchObject({ userName: user.userName, groups: [] });
    expect(second.id).not.toBe(first.id);
  });

  it('moves a membership to another address, where somebody has a new one', async () => {
    const user = await created();
    await group('art33-responders', [user]);
    const { userName } = someone();
    const moved = await okta('PUT', `Users/${user.id}`, { userName, active: true });
    expect([moved.status, moved.body.id, moved.body['userName']]).toEqual([200, user.id, userName]);
    expect(await memberOf(user)).toBeUndefined();
    expect(await memberOf(moved.body)).toMatchObject({ roles: ['responder'] });
  });

  it('leaves alone what people decided: an invited member keeps its roles, a removed one stays out', async () => {
    const user = someone();
    await processor.api.done('post', 'members', { email: user.userName, roles: ['reader'] });
    const invited = await created(user);
    await group('art33-responders', [invited]);
    expect(await memberOf(invited)).toMatchObject({ roles: ['reader'], how: 'invitation', state: 'joined' });
    const removed = await created();
    const team = await group('art33-responders', [removed]);
    await processor.api.delete(`members/${(await memberOf(removed))?.personId}`);
    await okta('PATCH', `Groups/${team.id}`, patch({ op: 'replace', path: 'externalId', value: 'x' }));
    expect(await memberOf(removed)).toBeUndefined();
  });

  it('follows the issuer’s mapping when that changes', async () => {
    const user = await created();
    await group('night-shift', [user]);
    expect(await memberOf(user)).toBeUndefined();
    const issuer = await processor.api.read(`issuers/${issuerId}`);
    const { label, url, clientId, domains, groups } = issuer as Record<string, readonly object[]>;
    const body = { label, url, clientId, domains, justInTime: true };
    const more = [...(groups ?? []), { group: 'night-shift', roles: ['reader'] }];
    await processor.api.done('put', `issuers/${issuerId}`, { ...body, groups: more });
    expect(await memberOf(user)).toMatchObject({ roles: ['reader'] });
    await processor.api.done('put', `issuers/${issuerId}`, { ...body, groups });
    expect(await memberOf(user)).toBeUndefined();
  });

  it('changes only what it has read, where it says so', async () => {
    const user = await created();
    const name = patch({ op: 'replace', path: 'displayName', value: 'New' });
    const changed = await okta('PATCH', `Users/${user.id}`, name, { 'if-match': 'W/"1"' });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, 'W/"2"']);
    for (const method of ['PATCH', 'DELETE'])
      expect(
        (await okta(method, `Users/${user.id}`, method === 'PATCH' ? name : undefined, { 'if-match': 'W/"1"' })).status,
      ).toBe(412);
  });

  it('is told what is wrong in the form that it knows', async () => {
    const user = await created();
    const cases: readonly (readonly [Promise<{ status: number; body: Resource }>, number, string | undefined])[] = [
      [okta('POST', 'Users', { displayName: 'x' }), 400, 'invalidValue'],
      [okta('POST', 'Users', { userName: 'no-address' }), 400, 'invalidValue'],
      [okta('POST', 'Users', { ...someone(), userName: user['userName'] }), 409, 'uniqueness'],
      [okta('POST', 'Users', { ...someone(), emails: user['emails'] }), 409, 'uniqueness'],
      [okta('GET', `Users?filter=${encodeURIComponent('userName is "x"')}`), 400, 'invalidFilter'],
      [okta('GET', 'Users?count=many'), 400, 'invalidValue'],
      [okta('GET', 'Users/nothing'), 404, undefined],
      [okta('PATCH', `Users/${user.id}`, {}), 400, 'invalidSyntax'],
      [okta('PATCH', `Users/${user.id}`, patch({ op: 'remove' })), 400, 'noTarget'],
      [
        okta('POST', 'Groups', { displayName: 'g', members: [{ value: '00000000-0000-4000-8000-000000000000' }] }),
        400,
        'invalidValue',
      ],
    ];
    for (const [asked, status, scimType] of cases) {
      const answer = await asked;
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: String(status),
        ...(scimType && { scimType }),
        detail: expect.any(String),
      });
    }
  });

  it('names the same person once, whoever of several requests is first', async () => {
    const user = someone();
    const answers = await Promise.all(Array.from({ length: 5 }, () => okta('POST', 'Users', user)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('says what it can do', async () => {
    expect((await okta('GET', 'ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
    });
    expect((await okta('GET', 'ResourceTypes')).body.Resources.map(({ id }) => id)).toEqual(['User', 'Group']);
    expect((await okta('GET', 'ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users' });
    const schemas = (await okta('GET', 'Schemas')).body.Resources;
    for (const { id } of schemas) expect((await okta('GET', `Schemas/${id}`)).body.id).toBe(id);
    expect((await okta('GET', 'Schemas/unknown')).status).toBe(404);
  });
});

describe('Directories of different organisations', () => {
  it('see nothing of each other', async () => {
    const user = await created();
    const team = await group('seen', [user]);
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const [kind, { id }] of [
      ['Users', user],
      ['Groups', team],
    ] as const)
      for (const [method, body] of [
        ['GET', undefined],
        ['PUT', kind === 'Users' ? someone() : { displayName: 'x' }],
        ['PATCH', patch({ op: 'replace', path: 'displayName', value: 'x' })],
        ['DELETE', undefined],
      ] as const) {
        const answers = [
          await foreign(method, `${kind}/${id}`, body),
          await foreign(method, `${kind}/${unknown}`, body),
        ];
        expect(answers.map(({ status }) => status)).toEqual([404, 404]);
        expect(answers[0]?.text).toBe(answers[1]?.text);
      }
    expect((await foreign('GET', 'Users')).body.totalResults).toBe(0);
    expect((await foreign('GET', 'Groups')).body.totalResults).toBe(0);
    expect((await foreign('POST', 'Groups', { displayName: 'g', members: [{ value: user.id }] })).status).toBe(400);
  });

  it('name the same person without learning that the other one knows it, nor by which name', async () => {
    const user = someone();
    const here = await created(user);
    await group('art33-responders', [here]);
    const there = await foreign('POST', 'Users', { userName: user.userName });
    expect([there.status, there.body['displayName'], there.body['externalId']]).toEqual([201, undefined, undefined]);
    expect(there.body.id).not.toBe(here.id);
    // Nor by asking the person in.
    const asked = { email: user.userName, roles: ['contact'] };
    await practice.api.done('post', 'members', asked);
    const names = async (api: Api) => (await membersOf(api)).filter(({ email }) => email === user.userName);
    expect(await names(practice.api)).toMatchObject([{ name: null, how: 'invitation' }]);
    expect(await names(processor.api)).toMatchObject([{ name: user.displayName, how: 'scim' }]);
    expect(
      (await foreign('PATCH', `Users/${there.body.id}`, patch({ op: 'replace', path: 'active', value: false }))).status,
    ).toBe(200);
    expect((await okta('GET', `Users/${here.id}`)).body['active']).toBe(true);
  });
});

it('Nobody without the right of a directory is one', async () => {
  for (const right of ['processor:admin', 'processor:reader']) {
    const other = await directoryOf(art33, processor.id, 'processor', right);
    const answers = [await other('GET', 'Users'), await other('POST', 'Users', someone())];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(answers[0]?.body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '403' });
  }
  const response = await fetch(`${art33.url}/api/v1/scim/v2/Users`);
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
  expect((await okta('GET', '../../members')).status).toBe(403);
});
