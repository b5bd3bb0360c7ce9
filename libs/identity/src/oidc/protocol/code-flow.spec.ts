import { systemClock } from '@art33/event-log';
import { Browser } from '../testing/browser.js';
import { FaultyProvider, type Answer } from '../testing/faulty-provider.js';
import { RealProvider } from '../testing/real-provider.js';
import type { BegunSignIn } from './begun.js';
import { beginSignIn, finishSignIn } from './code-flow.js';
import type { Egress } from './egress.js';
import { IssuerDirectory, type IssuerClient } from './issuers.js';
import { SignInRefused } from './refused.js';

const CALLBACK = 'http://localhost:3333/sign-in/oidc/callback';
const egress: Egress = { fetch: fetch as Egress['fetch'], urlFault: () => undefined };
const isCallback = ({ href }: URL): boolean => href.startsWith(CALLBACK);

const faultOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'signed in',
    (error: unknown) => (error instanceof SignInRefused ? error.fault : error),
  );

/** A browser that was at the issuer and is about to come back. */
async function wentThere(directory: IssuerDirectory, client: IssuerClient, browser = new Browser()) {
  const { url, begun } = await beginSignIn(directory, client, CALLBACK);
  const { url: callback } = await browser.follow(url, isCallback);
  const kept: BegunSignIn = { ...begun, issuerId: client.issuerId, returnTo: '/', at: Date.now() };
  return { callback, kept, finish: () => finishSignIn(directory, client, callback, kept, 'groups') };
}

describe('signing in at a certified provider', () => {
  let provider: RealProvider;
  let directory: IssuerDirectory;
  let client: IssuerClient;
  beforeEach(async () => {
    provider = await RealProvider.start([CALLBACK]);
    provider.person = { sub: 'anna', email: 'anna@klinik.example', email_verified: true, groups: ['security'] };
    directory = new IssuerDirectory(egress, systemClock);
    client = { issuerId: 'i', url: provider.url, ...provider.client, scopes: ['email', 'profile', 'groups'] };
  });
  afterEach(() => provider.stop());

  test('gives what it says of the person, also where it says so only when asked again', async () => {
    const { finish } = await wentThere(directory, client);
    expect(await finish()).toMatchObject({
      iss: provider.url,
      sub: 'anna',
      email: 'anna@klinik.example',
      email_verified: true,
      groups: ['security'],
    });
  });

  test('asks with PKCE, state and nonce, each new every time', async () => {
    const asked = [await beginSignIn(directory, client, CALLBACK), await beginSignIn(directory, client, CALLBACK)];
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(new Set(asked.map(({ url }) => url.searchParams.get(name))).size).toBe(2);
    expect(asked[0]?.url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(asked[0]?.url.href).not.toContain(provider.client.clientSecret);
  });

  test('a callback counts once: the issuer gives nothing for the same code again', async () => {
    const { finish } = await wentThere(directory, client);
    await finish();
    expect(await faultOf(finish())).toBe('issuer-refused');
  });

  test('a code without the verifier that goes with it gives nothing', async () => {
    const mine = await wentThere(directory, client);
    const theirs = await wentThere(directory, client);
    const stolen = { ...mine.kept, codeVerifier: theirs.kept.codeVerifier };
    expect(await faultOf(finishSignIn(directory, client, mine.callback, stolen, 'groups'))).toBe('issuer-refused');
  });

  test('an answer with another state is nobody’s', async () => {
    const { callback, kept } = await wentThere(directory, client);
    callback.searchParams.set('state', 'A'.repeat(43));
    expect(await faultOf(finishSignIn(directory, client, callback, kept, 'groups'))).toBe('not-begun-here');
    callback.searchParams.delete('state');
    expect(await faultOf(finishSignIn(directory, client, callback, kept, 'groups'))).toBe('not-begun-here');
  });

  test('an answer that another issuer is said to have sent is refused (RFC 9207)', async () => {
    const { callback, kept } = await wentThere(directory, client);
    expect(callback.searchParams.get('iss')).toBe(provider.url);
    callback.searchParams.set('iss', 'https://other.example');
    expect(await faultOf(finishSignIn(directory, client, callback, kept, 'groups'))).toBe('answer-refused');
  });

  test('a wrong client secret is refused by it', async () => {
    const { finish } = await wentThere(directory, { ...client, clientSecret: 'wrong' });
    expect(await faultOf(finish())).toBe('issuer-refused');
  });

  test('one that is away is said to be away, and found again when it is back', async () => {
    const away = { ...client, url: 'http://127.0.0.1:9' };
    expect(await faultOf(beginSignIn(directory, away, CALLBACK))).toBe('issuer-away');
    expect(await faultOf(beginSignIn(directory, { ...away, url: provider.url }, CALLBACK))).toBe('signed in');
  });

  test('one that goes away while somebody signs in is said to be away', async () => {
    const { finish } = await wentThere(directory, client);
    await provider.stop();
    expect(await faultOf(finish())).toBe('issuer-away');
    provider = await RealProvider.start([CALLBACK]);
  });
});

describe('signing in at a provider that sends what it should not', () => {
  let provider: FaultyProvider;
  let directory: IssuerDirectory;
  let client: IssuerClient;
  beforeEach(async () => {
    provider = await FaultyProvider.start();
    directory = new IssuerDirectory(egress, systemClock);
    client = { issuerId: 'i', url: provider.url, clientId: 'art33', clientSecret: 's', scopes: [] };
  });
  afterEach(() => provider.stop());

  const signIn = async () => faultOf((await wentThere(directory, client)).finish());
  const spoilt =
    (claims: Readonly<Record<string, unknown>>) =>
    (answer: Answer): void =>
      void (answer.claims = { ...answer.claims, ...claims });
  const seconds = (): number => Math.floor(Date.now() / 1_000);

  test('it works as long as nothing is spoilt', async () => expect(await signIn()).toBe('signed in'));

  test.each<[string, (answer: Answer, provider: FaultyProvider) => void]>([
    ['expired', (answer) => spoilt({ iat: seconds() - 700, exp: seconds() - 400 })(answer)],
    ['issued in the future', (answer) => spoilt({ nbf: seconds() + 600 })(answer)],
    ['for another client', spoilt({ aud: 'another-client' })],
    ['for several clients, and not by us', spoilt({ aud: ['art33', 'another-client'], azp: 'another-client' })],
    ['of another sign-in', spoilt({ nonce: 'of-another-sign-in' })],
    ['of no sign-in', spoilt({ nonce: undefined })],
    ['of another issuer', spoilt({ iss: 'https://other.example' })],
    ['of nobody', spoilt({ sub: undefined })],
    ['signed with another key', (answer, { otherKey }) => void (answer.key = otherKey)],
    ['signed with a key that is not named', (answer) => void (answer.header = { ...answer.header, kid: 'two' })],
    ['not signed', (answer) => void (answer.header = { alg: 'none', typ: 'JWT' })],
    ['signed with the public key as a secret', (answer) => void (answer.header = { ...answer.header, alg: 'HS256' })],
  ])('refuses a token that is %s', async (_, spoil) => {
    provider.spoil = (answer) => spoil(answer, provider);
    expect(await signIn()).toBe('answer-refused');
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['another name', { issuer: 'https://other.example' }],
    ['a template of names, as one for many tenants', { issuer: 'https://login.example/{tenantid}/v2.0' }],
    ['an address for browsers that is none', { authorization_endpoint: 'javascript:alert(1)' }],
  ])('refuses one that says of itself: %s', async (_, lie) => {
    const guarded: Egress = {
      ...egress,
      urlFault: (url) => (url.startsWith('http') ? undefined : 'begins with https://'),
    };
    directory = new IssuerDirectory(guarded, systemClock);
    provider.describe = (metadata) => void Object.assign(metadata, lie);
    expect(await faultOf(beginSignIn(directory, client, CALLBACK))).toBe('issuer-away');
  });

  test('refuses where the person cancelled', async () => {
    provider.comeBack = (callback) => {
      callback.searchParams.delete('code');
      callback.searchParams.set('error', 'access_denied');
    };
    expect(await signIn()).toBe('issuer-refused');
  });

  test('says that it is away where it only stammers', async () => {
    const { finish } = await wentThere(directory, client);
    provider.status = 502;
    expect(await faultOf(finish())).toBe('issuer-away');
  });

  test('never takes the word that one address was verified for another', async () => {
    provider.userinfo = { sub: 'anna', email: 'anna@private.example', email_verified: true, groups: ['security'] };
    provider.spoil = spoilt({ email: 'head@klinik.example', email_verified: undefined, groups: undefined });
    const { finish } = await wentThere(directory, client);
    expect(await finish()).toMatchObject({
      email: 'head@klinik.example',
      email_verified: undefined,
      groups: ['security'],
    });
  });

  test.each([
    [undefined, 'basic'],
    [['client_secret_post', 'client_secret_basic'], 'basic'],
    [['client_secret_post'], 'post'],
  ])('is shown the secret as it wants: %j', async (ways, how) => {
    provider.describe = (metadata) => void (metadata['token_endpoint_auth_methods_supported'] = ways);
    expect(await signIn()).toBe('signed in');
    expect(provider.shown).toBe(how);
  });

  test('is shown no secret where there is none', async () => {
    client = { ...client, clientSecret: null };
    expect(await signIn()).toBe('signed in');
    expect(provider.shown).toBeUndefined();
  });

  test('does not take what it is told of somebody else', async () => {
    provider.userinfo = { sub: 'bob', email: 'bob@klinik.example', email_verified: true };
    provider.spoil = spoilt({ email: undefined });
    expect(await signIn()).toBe('answer-refused');
  });

  test('asks it to describe itself once an hour, and not at every sign-in', async () => {
    for (let n = 0; n < 3; n++) expect(await signIn()).toBe('signed in');
    const descriptions = provider.asked.filter((path) => path.startsWith('/.well-known'));
    expect([descriptions.length, provider.asked.filter((path) => path === '/jwks').length]).toEqual([1, 1]);
  });

  test('asks again after an hour, and at once where its address was changed', async () => {
    let now = Date.now();
    directory = new IssuerDirectory(egress, { now: () => now });
    const descriptions = () => provider.asked.filter((path) => path.startsWith('/.well-known')).length;
    await beginSignIn(directory, client, CALLBACK);
    now += 3_599_000;
    await beginSignIn(directory, client, CALLBACK);
    expect(descriptions()).toBe(1);
    now += 2_000;
    await beginSignIn(directory, client, CALLBACK);
    expect(descriptions()).toBe(2);
    expect(await faultOf(beginSignIn(directory, { ...client, url: 'http://127.0.0.1:9' }, CALLBACK))).toBe(
      'issuer-away',
    );
  });
});
