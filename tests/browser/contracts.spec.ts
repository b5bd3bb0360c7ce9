import type { Browser, Page, Route } from 'playwright-core';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { affect, known, logIncident, tell } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { ANNA, invite, setUp, type Invited } from './support/desk.js';
import { looksWell } from './support/pages.js';
import { longTest, picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

const HOUR = 3_600_000;
const SUBPROCESSOR = 'microsoft-ireland-operations-ltd';

describe('Terms, controllers and subprocessors in a browser', () => {
  let browser: Browser;
  let art33: Installation;
  let signedIn: SignedIn;
  let practice: SignedIn;
  let processor: Processor;
  let huber: Controller;
  let unreachable: Controller;

  beforeAll(async () => {
    const start = Math.floor(Date.now() / 60_000) * 60_000;
    const ago = (hours: number): string => new Date(start - hours * HOUR).toISOString();
    art33 = await Installation.start({ startAt: new Date(start).toISOString() });
    processor = await art33.processor('ratiomedicus');
    const operator = await setUp(art33);
    const roles = ['admin', 'responder', 'approver'];
    const secret = await invite(art33, operator, { ...ANNA, roles, organisation: processor.id });
    huber = await art33.controller(processor, { name: 'Praxis Dr. Huber', emails: ['huber@example.org'] });
    const market = await art33.controller(processor, { name: 'Hausärzte am Markt', emails: ['markt@example.org'] });
    unreachable = await art33.controller(processor, { name: 'MVZ Illertal', emails: [] });
    const doctor = { email: 'arzt@example.org', name: 'Dr. Huber', roles: ['privacy-officer'], organisation: huber.id };
    const ownHouse = {
      post: (path: string, { email, roles }: Invited) => huber.api.done('post', path.slice(1), { email, roles }),
    };
    const doctorsSecret = await invite(art33, ownHouse, doctor);

    const told = await logIncident(processor, {
      title: 'Offener Speicher beim Rechenzentrum',
      awareness: [known('breach-established', ago(5))],
      subprocessors: [{ subprocessorId: SUBPROCESSOR, itsAwareness: ago(31), toldUs: ago(6) }],
    });
    await affect(processor, told, huber, market);
    await art33.settled();
    await tell(processor, told);
    const forgotten = await logIncident(processor, {
      title: 'Verlorener Datenträger',
      awareness: [known('breach-established', ago(30))],
    });
    await affect(processor, forgotten, market);
    const suspected = await logIncident(processor, {
      title: 'Zugriff auf Gesprächsdaten',
      awareness: [known('suspicion-known', ago(3)), known('breach-established', ago(2))],
    });
    await affect(processor, suspected, huber);
    await art33.settled();
    browser = await startChromium();
    signedIn = await signIn(browser, art33, { ...ANNA, secret });
    practice = await signIn(browser, art33, { email: doctor.email, secret: doctorsSecret });
  });
  afterAll(async () => {
    await browser.close();
    await art33.stop();
  });

  const open = async (page: Page): Promise<void> => {
    await page.click('main button:has-text("Beantworten"), main button:has-text("Answer")');
    await page.waitForSelector('[role=dialog] textarea');
  };
  looksWell(
    () => ({ browser, art33, signedIn }),
    [
      { name: 'terms', path: () => '/app/desk/terms', shows: 'tbody a' },
      { name: 'text', path: () => `/app/desk/terms/${processor.termsId}`, shows: 'main details[open] table' },
      { name: 'open-terms', path: () => '/app/desk/open-terms', shows: 'main li button' },
      { name: 'answer', path: () => '/app/desk/open-terms', shows: 'main li button', act: open },
      { name: 'controllers', path: () => '/app/desk/controllers', shows: 'tbody a' },
      { name: 'controller', path: () => `/app/desk/controllers/${huber.id}`, shows: 'dl >> nth=1' },
      { name: 'register', path: () => '/app/desk/controllers/new', shows: 'form select' },
      { name: 'agreements', path: () => '/app/desk/agreements', shows: 'tbody a' },
      { name: 'agreement', path: () => `/app/desk/agreements/${huber.agreementId}`, shows: 'tbody button' },
      { name: 'subprocessors', path: () => '/app/desk/subprocessors', shows: 'tbody a' },
      { name: 'subprocessor', path: () => `/app/desk/subprocessors/${SUBPROCESSOR}`, shows: 'tbody a' },
      { name: 'findings', path: () => '/app/desk/findings', shows: 'main li button' },
      {
        name: 'record',
        path: () => '/app/desk/record',
        shows: 'main summary',
        act: async (page) => {
          for (const summary of await page.locator('main summary').all()) await summary.click();
          await page.waitForSelector('main table');
        },
      },
      {
        name: 'no-controller',
        path: () => '/app/desk/controllers/00000000-0000-4000-8000-000000000000',
        shows: '[role=alert]',
        missing: true,
      },
    ],
  );

  const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;

  test('answers an open term in place; the board follows without being asked', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, signedIn, look);
    const board = await page.context().newPage();
    await board.goto(`${art33.url}/app/desk`);
    await board.waitForSelector('[data-live=live]');
    // While a follow-up is assumed to be enough, it has no time of its own.
    await board.waitForSelector('ol [data-state=undated]');
    await page.goto(`/app/desk/terms/${processor.termsId}`);
    await page.click('li:has-text("Laufen neue 24 Stunden") button');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] >> text=Das wird gebraucht.');
    await page.check('[role=dialog] input[value=new-duty]');
    await page.fill('[role=dialog] textarea', 'Mit der Kanzlei geklärt.');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.waitForSelector('li:has-text("Laufen neue 24 Stunden") >> text=Mit der Kanzlei geklärt.');
    await board.waitForSelector('ol [data-state=undated]', { state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });

  longTest(
    'shows what somebody else answered meanwhile, keeps what was typed, and lets it be sent again',
    async () => {
      const { page, close } = await visit(browser, { art33 }, signedIn, look);
      await page.goto(`/app/desk/terms/${processor.termsId}?open=notice-form`);
      await page.waitForSelector('[role=dialog] textarea');
      const stale = { 'if-match': '"0"' };
      const asSeenBefore = (route: Route) => route.continue({ headers: { ...route.request().headers(), ...stale } });
      await page.route('**/confirmation', asSeenBefore, { times: 1 });
      await page.check('[role=dialog] input[value=text]');
      await page.fill('[role=dialog] textarea', 'So vereinbart.');
      await page.click('[role=dialog] button[type=submit]');
      await page.waitForSelector('[role=dialog] [role=alert]');
      expect(await page.textContent('[role=dialog]')).toContain('eine offene Regelung wurde beantwortet');
      expect(await page.inputValue('[role=dialog] textarea')).toBe('So vereinbart.');
      await picture(page, 'conflict-de-light-desktop');
      expect(await violations(page)).toEqual([]);
      await page.click('[role=dialog] button[type=submit]');
      await page.waitForSelector('[role=dialog]', { state: 'detached' });
      await close();
    },
    60_000,
  );

  test('registers a controller with its contact by keyboard alone; the draft outlives a reload', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, signedIn, look);
    await page.goto('/app/desk');
    await page.waitForSelector('h1');
    await page.keyboard.press('c');
    await page.waitForSelector('tbody a');
    await page.focus('a:has-text("Verantwortlichen anlegen")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('form select');
    await page.keyboard.type('Zahnarztpraxis Sommer');
    await page.reload();
    await page.waitForSelector('form select');
    await page.keyboard.press('Tab');
    for (const text of ['Marktplatz 3', '89257', 'Illertissen']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('Bay');
    for (const text of ['Sabine Sommer', 'sommer@example.org']) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('h1:text("Zahnarztpraxis Sommer")');
    await page.waitForSelector('a:text("sommer@example.org")');
    expect(complaints).toEqual([]);
    await close();
  });

  test('mends a finding where it stands', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, signedIn, look);
    await page.goto('/app/desk/findings');
    await page.click('li:has-text("MVZ Illertal") button');
    await page.fill('[role=dialog] input[type=email]', 'illertal@example.org');
    await page.fill('[role=dialog] input[data-autofocus]', 'Empfang');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('li:has-text("MVZ Illertal")', { state: 'detached' });
    await page.click('li:has-text("Alarme werden festgehalten") button');
    await page.fill('[role=dialog] input[type=email]', 'bereitschaft@ratio.example');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('li:has-text("Alarme werden festgehalten")', { state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });

  longTest(
    'names what follows before a contact is removed, changes one, and concludes, moves and ends agreements',
    async () => {
      const { page, complaints, close } = await visit(browser, { art33 }, signedIn, look);
      await page.goto(`/app/desk/controllers/${unreachable.id}`);
      await page.click('button:has-text("Ändern")');
      await page.fill('[role=dialog] input[type=tel]', '+49 7303 1234');
      await page.click('[role=dialog] button[type=submit]');
      await page.waitForSelector('a:text("+49 7303 1234")');
      await page.click('button:has-text("Entfernen")');
      await page.waitForSelector('[role=dialog] >> text=bekommt ab jetzt nichts mehr');
      await picture(page, 'remove-de-light-desktop');
      expect(await violations(page)).toEqual([]);
      await page.click('[role=dialog] button:has-text("Entfernen")');
      await page.waitForSelector('text=Niemand hier bekäme eine Meldung');
      await page.click('main a:has-text("ratiomedicus")');
      await page.click('tbody tr:has-text("Hetzner") button');
      await page.click('[role=dialog] button:has-text("Zurücknehmen")');
      await page.waitForSelector('tbody tr:has-text("Hetzner") button', { state: 'detached' });
      await page.click('button:has-text("Vertrag beenden")');
      await page.waitForSelector('[role=dialog] >> text=lässt sich nicht zurücknehmen');
      await page.click('[role=dialog] button[type=submit]');
      await page.waitForSelector('button:has-text("Vertrag beenden")', { state: 'detached' });
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  longTest(
    'shows a controller its own terms and agreements, to read',
    async () => {
      const { page, complaints, close } = await visit(browser, { art33 }, practice, look);
      await page.goto('/app/desk/agreements');
      await page.click('tbody a');
      await page.click('dd a');
      await page.waitForSelector('h2:text("Was zu melden ist, und wann")');
      expect(await page.locator('main button').count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  test('says when it cannot be reached, keeps what was typed, and goes on', async () => {
    const { page, close } = await visit(browser, { art33 }, signedIn, look);
    await page.goto(`/app/desk/controllers/${huber.id}`);
    await page.click('button:has-text("Kontakt hinzufügen")');
    await page.fill('[role=dialog] input[data-autofocus]', 'Vertretung');
    await page.fill('[role=dialog] input[type=email]', 'vertretung@example.org');
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] [role=alert]');
    await picture(page, 'contact-unreachable-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/api/v1/**');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('a:text("vertretung@example.org")');
    await close();
  });
});
