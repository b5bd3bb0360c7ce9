import { OPERATOR } from '../../http/operator.js';
import { contextOf } from '../handlers/context.js';
import { Joining } from '../handlers/joining.js';
import { isPageOfApp, LinkMails } from '../handlers/link-mails.js';
import { oneTimeCode, type Browser } from '../testing/browser.js';
import { PASSWORD, PLACES, PUBLIC_URL, SignInRooms } from '../testing/sign-in-rooms.js';
import { PASSKEY_SCRIPT } from './script.js';
import { SIGN_IN_WORDS } from './words.js';

const email = 'anna.meier@praxis.example';
/** What stands in a link behind the public address. */
const pathIn = (text = ''): string => new RegExp(`${PUBLIC_URL}(/[\\w/-]+)`).exec(text)?.[1] ?? 'no link';

describe('the pages about signing in', () => {
  let here: SignInRooms;
  beforeEach(async () => {
    here = await SignInRooms.open();
  });
  afterEach(() => here.close());
  const events = async (type: string) =>
    (await here.rooms.test.log.readAll(undefined, 1_000)).filter((event) => event.type === type);
  const signIn = async (browser: Browser, password = PASSWORD) =>
    browser.submit(await browser.page('/sign-in'), '/sign-in/password', { email, password });

  test('sign in and out without a script', async () => {
    await here.member(email, ['practice', 'contact']);
    const browser = here.browser();
    const account = await signIn(browser);
    expect(account.text).toContain('Mein Konto');
    expect(account.text).toContain('Praxis Muster');
    const gone = await browser.submit(account, '/account/sign-out');
    expect(gone.text).toContain('Anmelden');
    expect((await browser.page('/account')).headers.get('location')).toBe('/sign-in?lang=de');
  });
  test('speak German and English', async () => {
    for (const [lang, title] of [
      ['de', 'Anmelden'],
      ['en', 'Sign in'],
    ] as const) {
      const { text } = await here.browser().page(`/sign-in?lang=${lang}`);
      expect(text).toContain(`<html lang="${lang}">`);
      expect(text).toContain(`<h1>${title}</h1>`);
    }
    expect(Object.keys(SIGN_IN_WORDS.en)).toEqual(Object.keys(SIGN_IN_WORDS.de));
  });
  test('say what was wrong, and show what was typed as text only', async () => {
    const browser = here.browser();
    const answer = await browser.submit(await browser.page('/sign-in?lang=en'), '/sign-in/password', {
      email: '"><script>alert(1)</script>',
      password: 'wrong',
    });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Address, password or code are wrong.');
    expect(answer.text).not.toContain('<script>alert');
  });
  test('refuse forms that another site sends, with a session too', async () => {
    await here.member(email, ['practice', 'contact']);
    const browser = here.browser();
    const account = await signIn(browser);
    const before = await here.rooms.test.log.head();
    browser.headers = { 'Sec-Fetch-Site': 'cross-site' };
    const answer = await browser.submit(account, '/account/sign-out');
    expect([answer.status, (await browser.page('/account')).status]).toEqual([403, 200]);
    browser.headers = { 'Sec-Fetch-Site': 'same-origin' };
    const forged = { ...account, text: account.text.replace(/name="csrf" value="[^"]*"/g, 'name="csrf" value="x"') };
    expect((await browser.submit(forged, '/account/sign-out')).status).toBe(403);
    expect((await here.rooms.test.log.head()).size).toBe(before.size);
  });
  test('load one script of this host, where passkeys are asked for, and nothing else', async () => {
    const browser = here.browser();
    const { text } = await browser.page('/sign-in');
    expect([...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      '/sign-in/style.css',
      '/sign-in?lang=en',
      '/reset?lang=de',
      '/sign-in/passkeys.js',
    ]);
    expect((await browser.page('/reset')).text).not.toContain('<script');
    const script = await browser.page('/sign-in/passkeys.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.text).toBe(PASSKEY_SCRIPT);
    expect(() => new Function(script.text)).not.toThrow();
  });

  test('the first operator sets the installation up, once, and adds a second factor', async () => {
    const link = (await here.rooms.get(Joining).setUpLink()) ?? '';
    const another = (await here.rooms.get(Joining).setUpLink()) ?? '';
    expect(link).toMatch(/^https:\/\/art33\.example\/set-up\/[\w-]{43}$/);
    const browser = here.browser();
    const form = await browser.page(pathIn(link));
    const given = { email: 'olga@operator.example', name: 'Olga Operator' };
    const weak = await browser.submit(form, '/set-up', { ...given, password: 'password1234' });
    expect([weak.status, weak.text.includes('zuerst geraten')]).toEqual([422, true]);
    const account = await browser.submit(form, '/set-up', { ...given, password: PASSWORD });
    expect(account.text).toContain('Ihre Rolle braucht einen zweiten Faktor');
    const offer = await browser.submit(account, '/account/app');
    const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(offer.text)?.[1] ?? '').replaceAll(' ', '');
    const done = await browser.submit(offer, '/account/app/confirmation', {
      code: oneTimeCode(secret, here.clock.now()),
    });
    expect(done.text).not.toContain('Ihre Rolle braucht');
    expect((await browser.get('/me')).body).toMatchObject({
      person: { email: given.email, name: given.name },
      enrolmentNeeded: false,
      memberships: [{ organisation: OPERATOR.organisation, role: 'operator', rights: ['operator'] }],
    });
    for (const used of [link, another]) expect((await here.browser().page(pathIn(used))).status).toBe(404);
    expect(await here.rooms.get(Joining).setUpLink()).toBeUndefined();
    expect(JSON.stringify(await here.rooms.test.log.readAll(undefined, 1_000))).not.toContain(pathIn(link).slice(8));
  });
  test('a set-up link is good for a day', async () => {
    const link = pathIn(await here.rooms.get(Joining).setUpLink());
    here.clock.advance({ hours: 23, minutes: 59 });
    expect((await here.browser().page(link)).status).toBe(200);
    here.clock.advance({ minutes: 1 });
    expect((await here.browser().page(link)).status).toBe(404);
  });

  describe('an invitation', () => {
    const invite = async (): Promise<string> => {
      const { id: organisation, side } = PLACES.practice;
      const who = {
        organisation,
        side,
        email,
        name: null,
        language: 'de',
        roles: ['contact'],
        how: 'invitation',
      } as const;
      const { personId } = await here.people.invite(who, contextOf('test'));
      await here.rooms.get(LinkMails).invite({ organisation, personId });
      return pathIn(here.mails.at(-1)?.text);
    };
    test('is mailed, opened by everybody’s scanner, and accepted by a person once', async () => {
      const path = await invite();
      expect(here.mails).toEqual([
        expect.objectContaining({
          to: email,
          language: 'de',
          subject: 'Einladung zu art33',
          text: expect.stringContaining('Praxis Muster'),
        }),
      ]);
      for (let n = 0; n < 3; n += 1) expect((await here.browser().page(path)).status).toBe(200);
      expect(await events('MemberJoined')).toEqual([]);
      const browser = here.browser();
      const page = await browser.page(path);
      expect(page.text).toContain('Praxis Muster');
      const account = await browser.submit(page, '/invitation', { name: 'Anna Meier', password: PASSWORD });
      expect(account.text).toContain('Mein Konto');
      expect((await browser.get('/me')).body).toMatchObject({
        person: { name: 'Anna Meier' },
        memberships: [{ organisation: PLACES.practice.id, rights: ['controller:contact'] }],
      });
      expect((await here.browser().submit(page, '/invitation', { name: 'x', password: PASSWORD })).status).toBe(404);
      expect((await signIn(here.browser())).text).toContain('Mein Konto');
    });
    test('is not used up by a password that cannot be taken', async () => {
      const browser = here.browser();
      const page = await browser.page(await invite());
      const weak = await browser.submit(page, '/invitation', { name: 'Anna', password: 'kurz' });
      expect([weak.status, weak.text.includes('mindestens 12 Zeichen')]).toEqual([422, true]);
      expect((await browser.submit(weak, '/invitation', { name: 'Anna', password: PASSWORD })).text).toContain(
        'Mein Konto',
      );
    });
    test('is void once another was mailed, once the member was removed, and after seven days', async () => {
      const [first, second] = [await invite(), await invite()];
      expect((await here.browser().page(first)).status).toBe(404);
      expect((await here.browser().page(second)).status).toBe(200);
      here.clock.advance({ hours: 7 * 24 });
      expect((await here.browser().page(second)).status).toBe(404);
      const third = await invite();
      const { id } = PLACES.practice;
      await here.people.remove(id, here.people.idOf(email), 'removed', contextOf('test'));
      expect((await here.browser().page(third)).status).toBe(404);
    });
    test('of somebody with an account asks for no password, and gives none away', async () => {
      await here.member(email, ['clinic', 'contact']);
      const browser = here.browser();
      const page = await browser.page(await invite());
      expect(page.text).not.toContain('type="password"');
      const after = await browser.submit(page, '/invitation', { password: 'eingeschmuggelt aber lang' });
      expect(after.text).toContain('Die Einladung ist angenommen');
      expect(browser.jar.names).toEqual([]);
      expect((await signIn(browser)).text).toContain('Klinik Muster');
      expect((await browser.page('/account')).text).toContain('Praxis Muster');
    });
  });

  describe('a forgotten password', () => {
    const ask = async (address = email): Promise<number> => {
      const browser = here.browser();
      const { status } = await browser.submit(await browser.page('/reset'), '/reset', { email: address });
      await new Promise((resolve) => setTimeout(resolve, 50));
      return status;
    };
    /** Asks where a mail is to come: it is sent after the answer. */
    const askForMail = async (): Promise<number> => {
      const before = here.mails.length;
      const status = await ask();
      while (here.mails.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
      return status;
    };
    beforeEach(() => here.member(email, ['practice', 'contact']));
    test('is set anew by a mailed link, which ends every session and works once', async () => {
      const before = here.browser();
      await signIn(before);
      here.clock.advance({ minutes: 1 });
      expect(await askForMail()).toBe(200);
      const path = pathIn(here.mails.at(-1)?.text);
      const browser = here.browser();
      const page = await browser.page(path);
      const after = await browser.submit(page, '/reset', { password: 'drei blaue Fahrräder' });
      expect(after.text).toContain('alle Sitzungen sind beendet');
      expect((await before.get('/me')).status).toBe(401);
      expect((await signIn(here.browser(), 'drei blaue Fahrräder')).text).toContain('Mein Konto');
      expect((await here.browser().submit(page, '/reset', { password: PASSWORD })).status).toBe(404);
    });
    test('is answered alike where nobody is registered, and mails nobody', async () => {
      expect([await ask('nobody@praxis.example'), await ask('nonsense')]).toEqual([200, 200]);
      expect(here.mails).toEqual([]);
      expect(await events('LinkIssued')).toEqual([]);
    });
    test('is mailed three times an hour at most', async () => {
      for (let n = 0; n < 3; n += 1) await askForMail();
      for (let n = 0; n < 2; n += 1) await ask();
      expect(here.mails).toHaveLength(3);
      here.clock.advance({ hours: 1 });
      await askForMail();
      expect(here.mails).toHaveLength(4);
    });
    test('does not get around a second factor', async () => {
      await here.signedIn(email);
      here.clock.advance({ minutes: 1 });
      await askForMail();
      const browser = here.browser();
      await browser.submit(await browser.page(pathIn(here.mails.at(-1)?.text)), '/reset', {
        password: 'drei blaue Fahrräder',
      });
      expect((await signIn(browser, 'drei blaue Fahrräder')).text).toContain('Zweiter Schritt');
    });
    test('link is good for an hour', async () => {
      await askForMail();
      here.clock.advance({ hours: 1 });
      expect((await here.browser().page(pathIn(here.mails.at(-1)?.text))).status).toBe(404);
    });
  });

  describe('a link for signing in', () => {
    const link = async (): Promise<string> => {
      await here.rooms.get(LinkMails).askForSignIn(here.people.idOf(email));
      return pathIn(here.mails.at(-1)?.text);
    };
    test('signs in once, by a press of the button', async () => {
      await here.member(email, ['practice', 'contact']);
      const browser = here.browser();
      const page = await browser.page(await link());
      expect(browser.jar.names).toEqual([]);
      expect((await browser.submit(page, '/sign-in/link')).text).toContain('Mein Konto');
      expect((await browser.get('/me')).body).toMatchObject({ session: { how: 'link' } });
      expect((await here.browser().submit(page, '/sign-in/link')).status).toBe(404);
    });
    test('leads to the page of the app that it was asked for on, and to no other place', async () => {
      await here.member(email, ['practice', 'contact']);
      const mailed = async (to: string): Promise<string> => {
        await here.rooms.get(LinkMails).askForSignIn(here.people.idOf(email), to);
        return /\/sign-in\/link\/\S+/.exec(here.mails.at(-1)?.text ?? '')?.[0] ?? '';
      };
      const page = await here.browser().page(await mailed('/app/portal/notices/1f2e'));
      expect(page.text).toMatch(/action="\/sign-in\/link\/[\w-]{43}\?to=%2Fapp%2Fportal%2Fnotices%2F1f2e&amp;lang=de"/);
      expect(
        ['/app/portal/notices/1f2e', '/app/a/../../x', '//evil.example', '/app//evil', ['/app/x']].filter(isPageOfApp),
      ).toEqual(['/app/portal/notices/1f2e']);
      const elsewhere = await here.browser().page(await mailed('https://evil.example/app'));
      expect(elsewhere.text).not.toContain('evil');
    });
    test('is no second factor', async () => {
      await here.member(email, ['processor', 'responder']);
      const { secret } = await here.signedIn(email);
      here.clock.advance({ minutes: 1 });
      const browser = here.browser();
      const second = await browser.submit(await browser.page(await link()), '/sign-in/link');
      expect(second.text).toContain('Zweiter Schritt');
      const account = await browser.submit(second, '/sign-in/code', { code: here.code(secret) });
      expect(account.text).toContain('link+totp');
    });
    test('is good for 30 minutes', async () => {
      await here.member(email, ['practice', 'contact']);
      const path = await link();
      here.clock.advance({ minutes: 30 });
      expect((await here.browser().page(path)).status).toBe(404);
    });
    test.each(['x', 'A'.repeat(43), '%00', '..%2f..', 'ü'.repeat(20)])('%s is unknown', async (token) => {
      for (const kind of ['sign-in/link', 'invitation', 'reset', 'set-up'])
        expect((await here.browser().page(`/${kind}/${encodeURI(token)}`)).status).toBe(404);
    });
  });
});
