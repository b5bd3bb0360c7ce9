import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CatchUp, CommandRefused, ReadModelStore, TestLog } from '@art33/event-log';
import { signInEvents } from '../domain/events.js';
import { signInProjection } from '../read-model/projection.js';
import { CookieJar } from '../testing/browser.js';
import { Sessions, type CurrentSession } from './sessions.js';

const HERE = 'https://art33.example';
const settings = { publicUrl: HERE, home: '/account', idle: 30 * 60_000, absolute: 12 * 3_600_000 };
const [anna, ben] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const how = { how: 'password+totp', address: '203.0.113.7', client: 'Firefox' } as const;

/** One node's read models over the shared log, or none that follow. */
async function node(test: TestLog, name: string, key: Uint8Array, follows = true) {
  const store = ReadModelStore.open({ directory: join(test.directory, name), projections: [signInProjection] });
  const models = new CatchUp({ log: test.log, codec: test.codec, store });
  if (follows) models.start();
  const sessions = new Sessions(test.commands, models, test.clock, key, settings);
  const settled = async (): Promise<void> => {
    const { position } = await test.log.head();
    if (position !== undefined) await models.waitFor(position, 60_000);
  };
  return { sessions, settled, close: async () => (await models.stop(), store.close()) };
}

describe('sessions', () => {
  const key = randomBytes(32);
  let test_: TestLog;
  let one: Awaited<ReturnType<typeof node>>;
  let other: Awaited<ReturnType<typeof node>>;
  beforeEach(async () => {
    test_ = await TestLog.open(signInEvents);
    one = await node(test_, 'one', key);
    other = await node(test_, 'other', key, false);
  });
  afterEach(async () => {
    await one.close();
    await other.close();
    await test_.close();
  });
  const signIn = async (personId: string = anna): Promise<readonly [CookieJar, CurrentSession]> => {
    const jar = new CookieJar();
    const session = await one.sessions.start(jar, { personId, ...how });
    await one.settled();
    return [jar, session];
  };
  const isOpen = (jar: CookieJar, at = one): boolean => at.sessions.current(jar.request()) !== undefined;
  const codeOf = (work: () => unknown): string => {
    try {
      work();
      return 'taken';
    } catch (error) {
      return (error as CommandRefused).refusal.code;
    }
  };

  test('are told by a cookie of this host that no script and no other page gets', async () => {
    const set: string[] = [];
    await one.sessions.start({ header: (_, value) => set.push(value) }, { personId: anna, ...how });
    expect(set).toEqual([expect.stringMatching(/^__Host-art33=[\w-]{100,}; Path=\/; HttpOnly; SameSite=Lax; Secure$/)]);
    expect(set[0]).not.toContain(anna);
  });
  test('open on a node that has not heard of them', async () => {
    const [jar, session] = await signIn();
    expect(one.sessions.current(jar.request())).toEqual(session);
    expect(other.sessions.current(jar.request())).toEqual(session);
  });
  test('do not open without a cookie, with a changed one, or with one sealed elsewhere', async () => {
    const [jar] = await signIn();
    const foreign = new Sessions(
      test_.commands,
      { db: { sql: () => ({ get: () => undefined }) } } as never,
      test_.clock,
      randomBytes(32),
      settings,
    );
    expect(foreign.current(jar.request())).toBeUndefined();
    expect(one.sessions.current({ headers: {} })).toBeUndefined();
    jar.set('__Host-art33', `x${jar.get('__Host-art33')}`);
    expect(isOpen(jar)).toBe(false);
  });
  test('end when nothing is seen of them for half an hour', async () => {
    const [jar] = await signIn();
    test_.clock.advance({ minutes: 29, seconds: 59 });
    expect(isOpen(jar)).toBe(true);
    test_.clock.advance({ seconds: 1 });
    expect(isOpen(jar)).toBe(false);
  });
  test('go on while they are used, up to twelve hours', async () => {
    const [jar] = await signIn();
    for (let minutes = 0; minutes < 12 * 60; minutes += 20) {
      const session = one.sessions.current(jar.request());
      expect(session).toBeDefined();
      if (session) one.sessions.renew(jar, session);
      test_.clock.advance({ minutes: 20 });
    }
    expect(isOpen(jar)).toBe(false);
  });
  test('renew their cookie once a minute at most', async () => {
    const [jar, session] = await signIn();
    const before = jar.text;
    test_.clock.advance({ seconds: 60 });
    one.sessions.renew(jar, session);
    expect(jar.text).toBe(before);
    test_.clock.advance({ milliseconds: 1 });
    one.sessions.renew(jar, session);
    expect(jar.text).not.toBe(before);
  });
  test('are listed with from where and until when, for their person only', async () => {
    const [, first] = await signIn();
    test_.clock.advance({ minutes: 1 });
    const [, second] = await signIn();
    await signIn(ben);
    expect(one.sessions.listOf(anna).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(one.sessions.listOf(anna)[1]).toEqual({
      id: first.id,
      how: 'password+totp',
      startedAt: first.startedAt,
      absoluteEnd: one.sessions.endsOf(first).absoluteEnd,
      address: '203.0.113.7',
      client: 'Firefox',
    });
  });
  test('are ended one by one, by their own person', async () => {
    const [jar, session] = await signIn();
    const [second] = await signIn();
    await expect(one.sessions.end(session.id, ben, 'revoked')).rejects.toMatchObject({
      refusal: { code: 'not-found' },
    });
    await one.sessions.end(session.id, anna, 'revoked');
    expect([isOpen(jar), isOpen(second)]).toEqual([false, true]);
    expect(one.sessions.listOf(anna)).toHaveLength(1);
  });
  test('are ended all but one, those that nobody here has heard of too', async () => {
    const [jar, kept] = await signIn();
    const elsewhere = new CookieJar();
    await one.sessions.start(elsewhere, { personId: anna, ...how });
    const bens = (await signIn(ben))[0];
    test_.clock.advance({ seconds: 1 });
    await one.sessions.endAll(anna, 'password-changed', kept.id);
    expect([isOpen(jar), isOpen(elsewhere), isOpen(bens)]).toEqual([true, false, true]);
    const [later] = await signIn();
    expect(isOpen(later)).toBe(true);
  });
  test('are started once for one answer', async () => {
    const jar = new CookieJar();
    await one.sessions.start(jar, { personId: anna, ...how, id: 'b1e4f0f4-7a7c-4f51-8d3e-7b7d5a0f1c22' });
    const again = one.sessions.start(jar, { personId: anna, ...how, id: 'b1e4f0f4-7a7c-4f51-8d3e-7b7d5a0f1c22' });
    await expect(again).rejects.toMatchObject({ refusal: { code: 'already-used' } });
  });
  test('stand in the log without address and client in clear', async () => {
    await signIn();
    const stored = JSON.stringify(await test_.log.readAll(undefined, 10));
    expect(stored).toContain('SessionStarted');
    expect(stored).not.toMatch(/203\.0\.113\.7|Firefox/);
  });

  describe('and requests that change something', () => {
    let jar: CookieJar;
    let token: string;
    beforeEach(async () => {
      const [signedIn, session] = await signIn();
      jar = signedIn;
      token = one.sessions.csrfTokenOf(session);
    });
    const check = (headers: Readonly<Record<string, string>>, method = 'POST', given?: string) =>
      codeOf(() => one.sessions.checked(jar.request(method, headers), given));
    test('need their token, and must have begun on this host', () => {
      expect(check({ 'sec-fetch-site': 'same-origin', 'art33-csrf': token })).toBe('taken');
      expect(check({ origin: HERE, 'art33-csrf': token })).toBe('taken');
      expect(check({ 'sec-fetch-site': 'same-origin' }, 'POST', token)).toBe('taken');
    });
    test.each<readonly [string, Readonly<Record<string, string>>]>([
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['a neighbouring host', { 'sec-fetch-site': 'same-site' }],
      ['an address typed in', { 'sec-fetch-site': 'none' }],
      ['another site that also claims an origin', { 'sec-fetch-site': 'cross-site', origin: HERE }],
      ['another origin', { origin: 'https://evil.example' }],
      ['the same host without TLS', { origin: 'http://art33.example' }],
      ['nowhere', {}],
      ['an origin that is hidden', { origin: 'null' }],
    ])('are refused from %s, even with the token', (_, headers) => {
      expect(check({ ...headers, 'art33-csrf': token })).toBe('foreign-request');
    });
    test('are refused without the token, or with that of another session', async () => {
      const foreign = one.sessions.csrfTokenOf((await signIn())[1]);
      const here = { 'sec-fetch-site': 'same-origin' };
      expect([
        check(here),
        check({ ...here, 'art33-csrf': foreign }),
        check(here, 'POST', ''),
        check(here, 'DELETE'),
      ]).toEqual(Array(4).fill('foreign-request'));
    });
    test('and those that change nothing are let through from everywhere', () => {
      for (const method of ['GET', 'HEAD']) expect(check({ 'sec-fetch-site': 'cross-site' }, method)).toBe('taken');
    });
  });
});
