import { randomUUID } from 'node:crypto';
import { deriveId } from '@art33/event-log';
import { commandIdOf } from '@art33/http';
import { memberStream } from '@art33/identity';
import { memberDecider } from '../../libs/identity/src/members/domain/member.js';
import { Browser } from '../../libs/identity/src/oidc/testing/browser.js';
import { FaultyProvider, type Answer } from '../../libs/identity/src/oidc/testing/faulty-provider.js';
import { RealProvider } from '../../libs/identity/src/oidc/testing/real-provider.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { addIssuer, asks, issuerBody, membersOf, signIn } from '../support/issuers.js';

let art33: Installation;
let processor: Processor;
let practice: Controller;
let provider: RealProvider;

beforeAll(async () => {
  art33 = await Installation.start({
    startAt: new Date().toISOString(),
    settings: { ART33_ISSUERS_PRIVATE: 'allow' },
  });
  processor = await art33.processor('ratiomedicus');
  practice = await art33.controller(processor);
});
afterAll(() => art33.stop());

const memberNamed = async (email: string) => (await membersOf(processor.api)).find((member) => member.email === email);

describe('Signing in at an organisation’s issuer', () => {
  let issuerId: string;
  beforeAll(async () => {
    // By its key the issuer's id is known beforehand, and so is the address that the provider sends people back to.
    const key = 'the-issuer';
    issuerId = deriveId(commandIdOf(processor.id, key), 'issuer');
    provider = await RealProvider.start([`${art33.url}/sign-in/oidc/${issuerId}/callback`]);
    await processor.api.done('post', 'issuers', issuerBody(provider.url), { 'Idempotency-Key': key });
    await art33.settled();
  });
  afterAll(() => provider.stop());
  beforeEach(() => {
    provider.person = {
      sub: 'anna',
      email: 'anna@ratiomedicus.example',
      email_verified: true,
      name: 'Anna Muster',
      groups: ['security', 'staff'],
    };
  });

  it('makes a member of whoever is in a group that gives a role, and lets it in', async () => {
    const { browser, status } = await signIn(art33, issuerId);
    expect(status).toBe('signed in');
    expect(await memberNamed('anna@ratiomedicus.example')).toMatchObject({
      roles: ['responder', 'reader'],
      how: 'oidc',
      state: 'joined',
    });
    const me = await asks(art33, browser, 'me');
    expect(me.status).toBe(200);
    expect(me.body).toMatchObject({
      person: { email: 'anna@ratiomedicus.example', name: 'Anna Muster' },
      session: { how: `oidc:${issuerId}` },
      memberships: [{ organisation: processor.id, rights: ['processor:responder', 'processor:reader'] }],
    });
    expect((await asks(art33, browser, 'incidents')).status).toBe(200);
    expect((await asks(art33, browser, 'issuers')).status).toBe(403);
  });

  it('asks once for each sign-in: a copied callback opens nothing again', async () => {
    const browser = new Browser();
    const there = await browser.follow(`${art33.url}/sign-in/oidc/${issuerId}`, ({ pathname }) =>
      pathname.endsWith('/callback'),
    );
    const kept = new Map(browser.cookies.get(new URL(art33.url).host));
    expect((await browser.ask(there.url)).headers.get('location')).toBe('/app/');
    const again = await browser.ask(there.url);
    expect(again.status).toBe(400);
    // Nor with the cookie that was taken back: the issuer gives nothing for the code, and the log has the session already.
    const thief = new Browser();
    thief.cookies.set(new URL(art33.url).host, kept);
    expect((await thief.ask(there.url)).status).toBe(403);
    // Nor without the cookie, in another browser.
    expect((await new Browser().ask(there.url)).status).toBe(400);
  });

  it('keeps the way back in a sealed cookie of this host', async () => {
    const response = await fetch(`${art33.url}/sign-in/oidc/${issuerId}`, { redirect: 'manual' });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^art33-oidc=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);
    expect(Buffer.from(cookie.split(/[=;]/)[1] ?? '', 'base64url').toString('latin1')).not.toContain(issuerId);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(new URL(response.headers.get('location') ?? '').origin).toBe(provider.url);
  });

  it('gives and takes roles as the groups change, at each sign-in', async () => {
    provider.person = { ...provider.person, groups: ['leads'] };
    const { browser } = await signIn(art33, issuerId);
    expect(await memberNamed('anna@ratiomedicus.example')).toMatchObject({ roles: ['approver'] });
    expect((await asks(art33, browser, 'me')).body).toMatchObject({
      memberships: [{ rights: ['processor:approver'] }],
    });
    provider.person = { ...provider.person, groups: ['staff'] };
    expect(await signIn(art33, issuerId)).toMatchObject({ status: 403, page: expect.stringContaining('keine Rolle') });
    expect(await memberNamed('anna@ratiomedicus.example')).toBeUndefined();
    // The session from before opens nothing any more either.
    expect((await asks(art33, browser, 'incidents')).status).toBe(404);
    provider.person = { ...provider.person, groups: ['security'] };
    expect((await signIn(art33, issuerId)).status).toBe('signed in');
    expect(await memberNamed('anna@ratiomedicus.example')).toMatchObject({ roles: ['responder', 'reader'] });
  });

  it('leaves the last admin one, whatever else its groups give', async () => {
    const chief = { ...provider.person, sub: 'cleo', email: 'cleo@ratiomedicus.example' };
    provider.person = { ...chief, groups: ['chiefs'] };
    const { browser } = await signIn(art33, issuerId);
    expect((await asks(art33, browser, 'issuers')).status).toBe(200);
    provider.person = { ...chief, groups: ['leads'] };
    await signIn(art33, issuerId);
    expect(await memberNamed(chief.email)).toMatchObject({ roles: expect.arrayContaining(['admin', 'approver']) });
    provider.person = { ...chief, sub: 'carl', email: 'carl@ratiomedicus.example', groups: ['chiefs'] };
    await signIn(art33, issuerId);
    provider.person = { ...chief, groups: ['leads'] };
    await signIn(art33, issuerId);
    expect(await memberNamed(chief.email)).toMatchObject({ roles: ['approver'] });
  });

  it('does not bring back whom a person removed', async () => {
    provider.person = { ...provider.person, sub: 'rita', email: 'rita@ratiomedicus.example' };
    await signIn(art33, issuerId);
    const rita = (await membersOf(processor.api)).find(({ email }) => email === 'rita@ratiomedicus.example');
    await processor.api.delete(`members/${rita?.personId}`);
    await art33.settled();
    expect((await signIn(art33, issuerId)).status).toBe(403);
    expect(await memberNamed('rita@ratiomedicus.example')).toBeUndefined();
  });

  it('lets those in whom somebody invited, with the roles that they were given', async () => {
    const email = 'ida@ratiomedicus.example';
    await processor.api.done('post', 'members', { email, roles: ['reader'] });
    provider.person = { ...provider.person, sub: 'ida', email, groups: [] };
    expect((await signIn(art33, issuerId)).status).toBe('signed in');
    expect(await memberNamed(email)).toMatchObject({ roles: ['reader'], how: 'invitation', state: 'joined' });
  });

  it.each<[string, object, string]>([
    ['whose address was not verified', { email_verified: false }, 'nicht bestätigt'],
    ['of a foreign domain', { email: 'anna@other.example' }, 'nicht sprechen'],
    ['without an address', { email: undefined }, 'keine brauchbare E-Mail-Adresse'],
    ['in no group that gives a role', { sub: 'new', email: 'new@ratiomedicus.example', groups: [] }, 'keine Rolle'],
  ])('does not let anybody in %s, and says why', async (_, claims, words) => {
    provider.person = { ...provider.person, ...claims };
    const before = await membersOf(processor.api);
    const { status, page } = await signIn(art33, issuerId);
    expect(status).toBe(403);
    expect(page).toContain(words);
    expect(page).toMatch(/<code>[0-9a-f-]{36}<\/code>/);
    expect(page).not.toContain('anna@');
    expect(await membersOf(processor.api)).toEqual(before);
  });

  it('moves nobody into the session of somebody else', async () => {
    const { browser } = await signIn(art33, issuerId);
    provider.person = { ...provider.person, sub: 'bea', email: 'bea@ratiomedicus.example' };
    const host = new URL(provider.url).host;
    browser.cookies.delete(host);
    expect(await signIn(art33, issuerId, browser)).toMatchObject({ status: 409 });
    expect((await asks(art33, browser, 'me')).body).toMatchObject({ person: { email: 'anna@ratiomedicus.example' } });
  });

  it('tells the page in English too, and an unknown issuer from none', async () => {
    const response = await fetch(`${art33.url}/sign-in/oidc/${'0'.repeat(8)}-0000-4000-8000-000000000000?lang=en`);
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('no such sign-in service')]);
    expect((await fetch(`${art33.url}/sign-in/oidc/nothing`)).status).toBe(404);
  });

  describe('speaks for its own organisation and no other:', () => {
    const email = 'both@ratiomedicus.example';
    let browser: Browser;
    beforeAll(async () => {
      // The same person is a member of a practice, by an invitation there.
      const practiceAdmin = await art33.token(practice.id, 'controller');
      await practiceAdmin.done('post', 'members', { email, name: 'Bo Both', roles: ['admin'] });
      await art33.settled();
      const { personId } = (await membersOf(practiceAdmin)).find((each) => each.email === email) as unknown as {
        personId: string;
      };
      const { commands } = art33.service.stores;
      const context = { actor: { kind: 'person', id: personId }, organisation: practice.id } as const;
      const commandId = randomUUID();
      await commands.run(
        memberDecider,
        memberStream(practice.id, personId),
        { type: 'join' },
        { ...context, commandId, correlationId: commandId },
      );
      provider.person = { sub: 'both', email, email_verified: true, name: 'Bo Both', groups: ['security'] };
      ({ browser } = await signIn(art33, issuerId));
    });

    it('the session does not lead into the other one', async () => {
      expect((await asks(art33, browser, 'incidents')).status).toBe(200);
      const inPractice = { 'Art33-Organisation': practice.id };
      const nowhere = { 'Art33-Organisation': '00000000-0000-4000-8000-000000000000' };
      for (const path of ['cases', 'members', 'issuers']) {
        const answers = [await asks(art33, browser, path, inPractice), await asks(art33, browser, path, nowhere)];
        expect(answers.map(({ status }) => status)).toEqual([404, 404]);
        expect(answers[0]).toEqual(answers[1]);
      }
    });

    it('nor does it tell of it', async () => {
      const { body } = await asks(art33, browser, 'me');
      expect(body).toMatchObject({ memberships: [{ organisation: processor.id }] });
      expect(JSON.stringify(body)).not.toContain(practice.id);
      const page = await (await browser.ask(`${art33.url}/account`)).text();
      expect(page).toContain(email);
      expect(page).not.toContain('Praxis');
      expect(page).not.toMatch(/name="password"|data-passkey/);
    });

    it('nor can it be made one that does: password, factors and other sessions are out of reach', async () => {
      const { csrfToken } = (await asks(art33, browser, 'me')).body as unknown as { csrfToken: string };
      const ask = async (method: string, path: string, body: object = {}) => {
        const response = await browser.ask(`${art33.url}/api/v1/me/${path}`, {
          method,
          headers: { 'content-type': 'application/json', origin: art33.url, 'art33-csrf': csrfToken },
          ...(method !== 'GET' && { body: JSON.stringify(body) }),
        });
        return [response.status, ((await response.json()) as { readonly type: string }).type];
      };
      const refused = [403, 'urn:art33:problem:session-of-organisation'];
      expect(await ask('PUT', 'password', { newPassword: 'a long pass phrase of mine' })).toEqual(refused);
      expect(await ask('GET', 'factors')).toEqual(refused);
      expect(await ask('POST', 'factors/totp-offer')).toEqual(refused);
      expect(await ask('POST', 'factors/passkey-options')).toEqual(refused);
      expect(await ask('POST', 'recovery-codes')).toEqual(refused);
      expect(await ask('POST', `sessions/${randomUUID()}/revocation`)).toEqual(refused);
    });
  });

  it('ends the sessions of an issuer that is removed, and lets nobody in by it', async () => {
    const other = await FaultyProvider.start();
    const id = await addIssuer(art33, processor.api, other.url);
    other.spoil = (answer) => void (answer.claims = { ...answer.claims, email: 'otto@ratiomedicus.example' });
    const { browser } = await signIn(art33, id);
    expect((await asks(art33, browser, 'me')).status).toBe(200);
    await processor.api.delete(`issuers/${id}`);
    await art33.settled();
    expect((await asks(art33, browser, 'me')).status).toBe(401);
    expect((await signIn(art33, id)).status).toBe(404);
    await other.stop();
  });
});

describe('An issuer that sends what it should not', () => {
  let faulty: FaultyProvider;
  let issuerId: string;
  beforeAll(async () => {
    faulty = await FaultyProvider.start();
    issuerId = await addIssuer(art33, processor.api, faulty.url);
  });
  afterAll(() => faulty.stop());
  const seconds = () => Math.floor(Date.now() / 1_000);
  const spoilt = (claims: object) => (answer: Answer) =>
    void (answer.claims = { email: 'eve@ratiomedicus.example', ...answer.claims, ...claims });

  it.each<[string, (answer: Answer) => void]>([
    ['expired', spoilt({ iat: seconds() - 700, exp: seconds() - 400 })],
    ['of another audience', spoilt({ aud: 'another' })],
    ['with another nonce', spoilt({ nonce: 'another' })],
    ['of another issuer', spoilt({ iss: 'https://other.example' })],
    ['that is not signed', (answer) => void (answer.header = { alg: 'none' })],
  ])('lets nobody in by a token %s', async (_, spoil) => {
    faulty.spoil = spoil;
    const browser = new Browser();
    expect(await signIn(art33, issuerId, browser)).toMatchObject({
      status: 400,
      page: expect.stringContaining('nicht gültig'),
    });
    expect((await asks(art33, browser, 'me')).status).toBe(401);
  });

  it('lets nobody in by an answer with another state', async () => {
    faulty.spoil = () => undefined;
    faulty.comeBack = (callback) => callback.searchParams.set('state', 'A'.repeat(43));
    expect(await signIn(art33, issuerId)).toMatchObject({ status: 400, page: expect.stringContaining('von vorn') });
    faulty.comeBack = () => undefined;
  });

  it('is let in once by one answer, also where it gives something for a code twice: the log holds the session already', async () => {
    faulty.spoil = spoilt({ email: 'eve@ratiomedicus.example' });
    const { host } = new URL(art33.url);
    const browser = new Browser();
    const there = await browser.follow(`${art33.url}/sign-in/oidc/${issuerId}`, ({ pathname }) =>
      pathname.endsWith('/callback'),
    );
    const thief = new Browser();
    thief.cookies.set(host, new Map(browser.cookies.get(host)));
    expect((await browser.ask(there.url)).status).toBe(303);
    expect((await thief.ask(there.url)).status).toBe(400);
    expect((await asks(art33, thief, 'me')).status).toBe(401);
  });

  it('lets nobody in who comes back to the address of another issuer', async () => {
    const other = await addIssuer(art33, processor.api, faulty.url);
    faulty.comeBack = (callback) => void (callback.pathname = callback.pathname.replace(issuerId, other));
    expect(await signIn(art33, issuerId)).toMatchObject({ status: 400 });
    faulty.comeBack = () => undefined;
    await processor.api.delete(`issuers/${other}`);
  });

  it('is said to be away where it is', async () => {
    faulty.status = 503;
    expect((await signIn(art33, issuerId)).status).not.toBe('signed in');
    faulty.status = undefined;
    const away = await addIssuer(art33, processor.api, 'http://127.0.0.1:9');
    expect(await signIn(art33, away)).toMatchObject({
      status: 503,
      page: expect.stringContaining('antwortet zurzeit nicht'),
    });
    await processor.api.delete(`issuers/${away}`);
  });
});
