import { CookieJar, type Browser } from '../testing/browser.js';
import { SoftPasskey } from '../testing/authenticator.js';
import { PASSWORD, PUBLIC_URL, SignInRooms } from '../testing/sign-in-rooms.js';

const email = 'anna.meier@praxis.example';

describe('the own account', () => {
  let here: SignInRooms;
  beforeEach(async () => {
    here = await SignInRooms.open();
    await here.member(email, ['practice', 'contact']);
  });
  afterEach(() => here.close());
  const signIn = async (password = PASSWORD): Promise<Browser> => {
    const browser = here.browser();
    const { status } = await browser.post('/sign-in', { email, password });
    expect(status).toBe(200);
    return browser;
  };
  const isIn = async (browser: Browser): Promise<boolean> => (await browser.get('/me')).status === 200;
  const typeOf = (answer: { readonly body: Readonly<Record<string, unknown>> }): unknown =>
    String(answer.body['type']).replace('urn:art33:problem:', '');

  test('is nobody’s without a session', async () => {
    const browser = here.browser();
    for (const path of ['/me', '/me/sessions', '/me/factors']) expect((await browser.get(path)).status).toBe(401);
    for (const path of ['/me/sessions/revocation', '/me/recovery-codes', '/me/factors/totp-offer'])
      expect((await browser.post(path)).status).toBe(401);
  });
  test('is changed only from a page of this host, with its token', async () => {
    const browser = await signIn();
    expect(typeOf(await browser.ask('POST', '/me/sessions/revocation'))).toBe('foreign-request');
    await browser.post('/me/sessions/revocation');
    browser.headers = { 'Sec-Fetch-Site': 'cross-site' };
    expect(typeOf(await browser.post('/me/sessions/revocation'))).toBe('foreign-request');
  });

  describe('its sessions', () => {
    test('are listed, and ended one by one or all others at once', async () => {
      const [one, two] = [await signIn(), await signIn()];
      here.clock.advance({ minutes: 1 });
      const three = await signIn();
      const { items } = (await one.get('/me/sessions')).body as {
        items: readonly { readonly id: string; readonly isCurrent: boolean; readonly address: string }[];
      };
      expect(items.map(({ address }) => address)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
      const { session } = (await two.get('/me')).body as { session: { readonly id: string } };
      expect((await one.post(`/me/sessions/${session.id}/revocation`)).status).toBe(204);
      expect([await isIn(one), await isIn(two), await isIn(three)]).toEqual([true, false, true]);
      here.clock.advance({ seconds: 1 });
      expect((await three.post('/me/sessions/revocation')).status).toBe(204);
      expect([await isIn(one), await isIn(three)]).toEqual([false, true]);
    });
    test('of others are answered like ones that do not exist', async () => {
      await here.member('ben@klinik.example', ['clinic', 'contact']);
      const browser = await signIn();
      const other = here.browser();
      await other.post('/sign-in', { email: 'ben@klinik.example', password: PASSWORD });
      const { session } = (await other.get('/me')).body as { session: { readonly id: string } };
      const foreign = await browser.post(`/me/sessions/${session.id}/revocation`);
      const unknown = await browser.post('/me/sessions/6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11/revocation');
      expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
      expect(await isIn(other)).toBe(true);
    });
    test('end by signing out, and the cookie opens nothing any more even where it was kept', async () => {
      const browser = await signIn();
      const kept = browser.jar.text;
      expect((await browser.post('/sign-out')).status).toBe(204);
      expect(browser.jar.names).toEqual([]);
      const thief = here.browser();
      thief.jar.set(...(kept.split('=') as [string, string]));
      expect(await isIn(thief)).toBe(false);
      expect((await here.browser().post('/sign-out')).status).toBe(204);
    });
    test('are kept going by requests', async () => {
      const browser = await signIn();
      for (let n = 0; n < 3; n += 1) {
        here.clock.advance({ minutes: 29 });
        expect(await isIn(browser)).toBe(true);
      }
      here.clock.advance({ minutes: 30 });
      expect(await isIn(browser)).toBe(false);
    });
  });

  describe('its password', () => {
    const next = 'drei blaue Fahrräder';
    test('is changed by whoever knows it, and ends every other session', async () => {
      const [browser, other] = [await signIn(), await signIn()];
      here.clock.advance({ minutes: 1 });
      const answer = await browser.put('/me/password', { currentPassword: PASSWORD, newPassword: next });
      expect(answer.status).toBe(204);
      expect([await isIn(browser), await isIn(other)]).toEqual([true, false]);
      expect((await here.browser().post('/sign-in', { email, password: PASSWORD })).status).toBe(403);
      expect(await isIn(await signIn(next))).toBe(true);
    });
    test('is not changed to one that is guessed first, nor by guessing the one so far', async () => {
      const browser = await signIn();
      const short = await browser.put('/me/password', { currentPassword: PASSWORD, newPassword: 'short' });
      expect([short.status, typeOf(short)]).toEqual([422, 'password-too-short']);
      expect(
        typeOf(await browser.put('/me/password', { currentPassword: PASSWORD, newPassword: 'password1234' })),
      ).toBe('password-too-common');
      for (let n = 1; n <= 5; n += 1)
        expect(typeOf(await browser.put('/me/password', { currentPassword: 'wrong', newPassword: next }))).toBe(
          'sign-in-refused',
        );
      expect((await browser.put('/me/password', { currentPassword: PASSWORD, newPassword: next })).status).toBe(429);
    });
  });

  describe('its factors', () => {
    test('are changed only soon after signing in', async () => {
      const browser = await signIn();
      here.clock.advance({ minutes: 15 });
      expect(typeOf(await browser.post('/me/factors/totp-offer'))).toBe('sign-in-again');
      expect(typeOf(await browser.post('/me/recovery-codes'))).toBe('sign-in-again');
    });
    test('an app counts once it has shown a right code; other sessions end', async () => {
      const other = await signIn();
      here.clock.advance({ minutes: 1 });
      const browser = await signIn();
      const { body } = await browser.post('/me/factors/totp-offer');
      expect(body['uri']).toMatch(
        /^otpauth:\/\/totp\/art33:anna.meier%40praxis.example\?issuer=art33&secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/,
      );
      expect(body['qr']).toMatch(/^<svg .*<\/svg>$/s);
      const wrong = await browser.post('/me/factors/totp', { enrolment: body['enrolment'], code: '000000' });
      expect([wrong.status, typeOf(wrong)]).toEqual([422, 'code-wrong']);
      const code = here.code((body['secret'] as string).replaceAll(' ', ''));
      const foreign = await other.post('/me/factors/totp', { enrolment: `x${body['enrolment'] as string}`, code });
      expect(typeOf(foreign)).toBe('enrolment-void');
      expect((await browser.post('/me/factors/totp', { enrolment: body['enrolment'], code })).status).toBe(204);
      expect((await browser.get('/me/factors')).body).toMatchObject({
        factors: [{ kind: 'totp' }],
        recoveryCodesLow: true,
      });
      expect([await isIn(browser), await isIn(other)]).toEqual([true, false]);
      expect(JSON.stringify(await here.rooms.test.log.readAll(undefined, 1_000))).not.toContain(
        (body['secret'] as string).replaceAll(' ', ''),
      );
    });
    test('can be removed where no role needs one', async () => {
      const browser = await here.signedIn(email);
      const { factors } = (await browser.get('/me/factors')).body as { factors: readonly { readonly id: string }[] };
      expect((await browser.delete(`/me/factors/${factors[0]?.id ?? ''}`)).status).toBe(204);
      expect((await browser.get('/me/factors')).body).toMatchObject({ factors: [] });
    });
    test('the last one stays where a role needs it', async () => {
      await here.member('ben@ratio.example', ['processor', 'admin']);
      const browser = await here.signedIn('ben@ratio.example');
      const { factors } = (await browser.get('/me/factors')).body as { factors: readonly { readonly id: string }[] };
      const answer = await browser.delete(`/me/factors/${factors[0]?.id ?? ''}`);
      expect([answer.status, typeOf(answer)]).toEqual([409, 'last-factor']);
    });
  });

  describe('its passkeys', () => {
    let passkey: SoftPasskey;
    let browser: Browser;
    beforeEach(async () => {
      passkey = new SoftPasskey(PUBLIC_URL);
      browser = await signIn();
    });
    const enrol = async (by = browser, key = passkey) => {
      const { options } = (await by.post('/me/factors/passkey-options')).body as {
        options: Parameters<SoftPasskey['create']>[0];
      };
      return by.post('/me/factors/passkeys', { response: key.create(options), label: 'Notebook' });
    };
    const enter = async (
      key = passkey,
      change: (options: { challenge: string; rpId: string }) => object = (same) => same,
    ) => {
      const visitor = here.browser();
      const { options } = (await visitor.post('/sign-in/passkey-options')).body as {
        options: { challenge: string; rpId: string };
      };
      const response = key.get(change(options) as { challenge: string });
      return { visitor, response, answer: await visitor.post('/sign-in/passkey', { response }) };
    };

    test('open the account alone, with no address typed', async () => {
      expect((await enrol()).status).toBe(204);
      expect((await browser.get('/me')).body).toMatchObject({ session: { how: 'password+passkey' } });
      const { visitor, answer } = await enter();
      expect(answer.body).toEqual({ next: 'signed-in' });
      expect((await visitor.get('/me')).body).toMatchObject({ person: { email }, session: { how: 'passkey' } });
    });
    test.each([null, 'usb', 7, [null, {}, 'x'.repeat(100), 'internal']])(
      'are taken, and asked for again, whatever the browser says of the ways to them: %j',
      async (transports) => {
        const { options } = (await browser.post('/me/factors/passkey-options')).body as {
          options: Parameters<SoftPasskey['create']>[0];
        };
        const created = passkey.create(options) as { readonly response: object };
        const response = { ...created, response: { ...created.response, transports } };
        expect((await browser.post('/me/factors/passkeys', { response, label: 'Notebook' })).status).toBe(204);
        expect((await browser.post('/me/factors/passkey-options')).body).toMatchObject({
          options: { excludeCredentials: [{ transports: Array.isArray(transports) ? ['internal'] : [] }] },
        });
        expect((await enter()).answer.body).toEqual({ next: 'signed-in' });
      },
    );
    test('open it while it is locked by somebody who guesses', async () => {
      await enrol();
      for (let n = 1; n <= 5; n += 1) await here.browser().post('/sign-in', { email, password: 'wrong' });
      expect((await here.browser().post('/sign-in', { email, password: PASSWORD })).status).toBe(429);
      expect((await enter()).answer.status).toBe(200);
    });
    test('must have asked for a finger, a face or a PIN', async () => {
      passkey.verifiesUser = false;
      expect(typeOf(await enrol())).toBe('passkey-refused');
      passkey.verifiesUser = true;
      await enrol();
      passkey.verifiesUser = false;
      expect(typeOf((await enter()).answer)).toBe('passkey-refused');
    });
    test('answer one challenge once', async () => {
      await enrol();
      const visitor = here.browser();
      const { options } = (await visitor.post('/sign-in/passkey-options')).body as {
        options: { challenge: string; rpId: string };
      };
      const cookie = visitor.jar.get('__Host-art33-challenge') ?? '';
      const response = passkey.get(options);
      expect((await visitor.post('/sign-in/passkey', { response })).status).toBe(200);
      const thief = here.browser();
      thief.jar.set('__Host-art33-challenge', cookie);
      expect(typeOf(await thief.post('/sign-in/passkey', { response }))).toBe('already-used');
    });
    test('are refused for another challenge, another host, and after five minutes', async () => {
      await enrol();
      expect(typeOf((await enter(passkey, (options) => ({ ...options, challenge: 'AAAA' }))).answer)).toBe(
        'passkey-refused',
      );
      expect(typeOf((await enter(passkey, (options) => ({ ...options, rpId: 'evil.example' }))).answer)).toBe(
        'passkey-refused',
      );
      const elsewhere = Object.assign(passkey.copy(), { origin: 'https://evil.example' });
      expect(typeOf((await enter(elsewhere)).answer)).toBe('passkey-refused');
      const visitor = here.browser();
      const { options } = (await visitor.post('/sign-in/passkey-options')).body as {
        options: { challenge: string; rpId: string };
      };
      here.clock.advance({ minutes: 5 });
      expect(typeOf(await visitor.post('/sign-in/passkey', { response: passkey.get(options) }))).toBe(
        'passkey-refused',
      );
    });
    test('without the challenge that the browser carries are refused', async () => {
      await enrol();
      const { response } = await enter();
      expect(typeOf(await here.browser().post('/sign-in/passkey', { response }))).toBe('sign-in-again');
    });
    test('that count backwards may be copies, also in the next month', async () => {
      passkey.counter = 5;
      await enrol();
      const copy = passkey.copy();
      for (let n = 0; n < 3; n += 1) expect((await enter()).answer.status).toBe(200);
      expect(typeOf((await enter(copy)).answer)).toBe('passkey-copied');
      here.clock.set('2026-04-02T03:10:00.000Z');
      expect(typeOf((await enter(copy)).answer)).toBe('passkey-copied');
      expect((await enter()).answer.status).toBe(200);
    });
    test('nobody knows are refused, and so are those that were removed', async () => {
      expect(typeOf((await enter()).answer)).toBe('passkey-refused');
      await enrol();
      const { factors } = (await browser.get('/me/factors')).body as { factors: readonly { readonly id: string }[] };
      await browser.delete(`/me/factors/${factors[0]?.id ?? ''}`);
      expect(typeOf((await enter()).answer)).toBe('passkey-refused');
    });
    test('belong to one account', async () => {
      await enrol();
      await here.member('ben@klinik.example', ['clinic', 'contact']);
      const other = here.browser();
      await other.post('/sign-in', { email: 'ben@klinik.example', password: PASSWORD });
      expect(typeOf(await enrol(other))).toBe('passkey-refused');
    });
    test.each([[{}], [{ id: 7 }], [{ id: 'AAAA', response: null }], [new CookieJar()]])(
      'are not taken from %j',
      async (response) => {
        await enrol();
        const visitor = here.browser();
        await visitor.post('/sign-in/passkey-options');
        expect((await visitor.post('/sign-in/passkey', { response })).status).toBe(403);
      },
    );
  });
});
