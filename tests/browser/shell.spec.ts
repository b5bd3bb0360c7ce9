import type { Browser, Page } from 'playwright-core';
import { startChromium } from './support/chromium.js';
import { ANNA, layDesk, type Desk } from './support/desk.js';
import { affect, known, logIncident } from '../support/story.js';
import { fillIn, picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;

/** Waits until an expression of the page is true: by the debugger, for the page's policy evaluates no text. */
async function holds(page: Page, expression: string): Promise<void> {
  while ((await page.evaluate(expression)) !== true) await page.waitForTimeout(100);
}

describe('What lies around the pages', () => {
  let browser: Browser;
  let desk: Desk;
  let signedIn: SignedIn;

  beforeAll(async () => {
    desk = await layDesk();
    browser = await startChromium();
    signedIn = await signIn(browser, desk.art33, { ...ANNA, secret: desk.secret });
  });
  afterAll(async () => {
    await browser.close();
    await desk.art33.stop();
  });

  test("lists a page's own commands with the others, by key and in the palette", async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk/incidents');
    await page.waitForSelector('tbody a');
    await page.keyboard.press('?');
    await page.waitForSelector('[role=dialog] section[aria-label="Auf dieser Seite"]');
    await picture(page, 'keys-page-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    // What lies above has the keyboard for itself.
    await page.keyboard.press('b');
    expect(await page.textContent('[role=dialog] section[aria-label="Überall"]')).toContain('Fristen');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    expect(page.url()).toContain('/desk/incidents');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[role=dialog] input');
    await page.keyboard.type('Suche in');
    await page.waitForSelector('[role=dialog] button:has-text("Suche in") kbd');
    await page.keyboard.press('Enter');
    await page.waitForSelector('input[type=search]:focus');
    await page.keyboard.type('laptop');
    await page.waitForSelector('tbody tr:nth-child(2)', { state: 'detached' });
    await page.click('h1');
    await page.keyboard.press('b');
    await page.waitForSelector('h1:text("Fristen")');
    await page.keyboard.press('?');
    await page.waitForSelector('[role=dialog] kbd');
    expect(await page.locator('section[aria-label="Auf dieser Seite"]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test('can be installed: the browser takes its manifest and icons without a complaint', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk');
    await page.waitForSelector('ol button');
    const devtools = await page.context().newCDPSession(page);
    const { url, errors } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(url).toBe(`${desk.art33.url}/app/manifest.webmanifest`);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // Windows of tests are private ones, in which nothing is installed.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toContain('application/manifest+json');
    const { icons } = (await answer.json()) as {
      readonly icons: readonly { readonly src: string; readonly type: string }[];
    };
    for (const { src, type } of icons) {
      const icon = await fetch(new URL(src, url));
      expect([icon.status, icon.headers.get('content-type')]).toEqual([200, type]);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  /** A browser without a screen has nowhere to show notifications: what it is asked to show is noted. */
  const NOTED = `window.shown = [];
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => void shown.push({ title, ...options });`;
  interface Shown {
    readonly title: string;
    readonly body: string;
    readonly data: object;
  }
  const CHOICE = '[role=menuitem]:has-text("nahen und versäumten")';

  test('notifies once of a clock that comes near, where a person asked for it; a click leads to the clock', async () => {
    const { art33, processor } = desk;
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    const context = page.context();
    await context.grantPermissions(['notifications'], { origin: art33.url });
    await page.addInitScript(NOTED);
    await page.goto('/app/desk/incidents');
    // Who watches at night sees it without opening the tab.
    await holds(page, "document.title === '1 versäumt, 1 bald fällig · Vorfälle · art33'");
    await page.click('header button:has-text("Menü")');
    await page.click(CHOICE);
    await page.waitForSelector(`${CHOICE}[aria-current=true]`);
    await picture(page, 'menu-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');

    const practice = await art33.controller(processor, { name: 'Praxis Nacht', emails: ['nacht@example.org'] });
    const aware = new Date(Date.now() - 19 * 3_600_000).toISOString();
    const more = { title: 'Um drei', detected: aware, awareness: [known('breach-established', aware)] };
    await affect(processor, await logIncident(processor, more), practice);
    await holds(page, "document.title.startsWith('1 versäumt, 2 bald fällig')");
    await holds(page, 'shown.length === 1');
    const [shown] = (await page.evaluate('shown')) as readonly Shown[];
    expect(shown?.title).toBe('Bald fällig: Praxis Nacht');
    expect(shown?.body).toMatch(/^Um drei\nFällig: .+ \+0[12]:00\n/);

    const [worker] = context.serviceWorkers();
    await worker?.evaluate(`self.dispatchEvent(Object.defineProperty(Object.assign(new ExtendableEvent('notificationclick'), {
      notification: { close: () => undefined, data: ${JSON.stringify(shown?.data)} } }), 'waitUntil', { value: () => undefined }))`);
    await page.waitForURL(/\/desk\?clock=/);
    await page.waitForSelector('[role=dialog]:has-text("Praxis Nacht")');
    await page.reload();
    await page.waitForSelector('[role=dialog]:has-text("Praxis Nacht")');
    await holds(page, "document.title.startsWith('1 versäumt, 2 bald fällig')");
    expect(await page.evaluate('shown')).toEqual([]);
    await page.keyboard.press('Escape');

    await page.click('header button:has-text("Menü")');
    await page.click(CHOICE);
    await page.waitForSelector(`${CHOICE}:not([aria-current=true])`);
    await holds(page, 'navigator.serviceWorker.getRegistrations().then(({ length }) => length === 0)');
    expect(complaints).toEqual([]);
    await close();
  });

  test('says that the browser refused to notify', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, { ...look, lang: 'en', scheme: 'dark' });
    await page.goto('/app/desk');
    await page.click('header button:has-text("Menu")');
    await page.waitForSelector('[role=menuitem]:has-text("The browser refused")');
    await picture(page, 'menu-denied-en-dark-desktop');
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('says that the session will end, and lets one stay', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    // As the service answers who has done nothing for long: a clock that is set forward would be corrected by the next answer.
    await page.route('**/api/v1/me', async (route) => {
      const response = await route.fetch();
      const me = (await response.json()) as { readonly session: object };
      const idleEnd = new Date(Date.now() + 5 * 60_000).toISOString();
      await route.fulfill({ response, json: { ...me, session: { ...me.session, idleEnd } } });
    });
    await page.goto('/app/desk');
    await page.waitForSelector('[role=status]:has-text("endet Ihre Sitzung: ")');
    expect(await page.textContent('header ~ [role=status]')).toMatch(/endet Ihre Sitzung: .+, \d\d:\d\d \+0[12]:00\./);
    await picture(page, 'session-ends-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/api/v1/me');
    await page.click('button:has-text("Angemeldet bleiben")');
    await page.waitForSelector('text=endet Ihre Sitzung', { state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });

  test('shows every place of the bar on a phone, none cut off', async () => {
    for (const lang of ['de', 'en'] as const) {
      const { page, complaints, close } = await visit(browser, desk, signedIn, { ...look, lang, size: 'phone' });
      await page.goto('/app/desk/incidents/new');
      await page.waitForSelector('form');
      const places = await page.locator('header nav a').all();
      expect(places).toHaveLength(5);
      for (const place of places) {
        const box = await place.boundingBox();
        expect([box && box.x >= 0, box && box.x + box.width <= 390]).toEqual([true, true]);
      }
      await picture(page, `bar-${lang}-light-phone`);
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    }
  });

  test('leads to sign in when the session is over, and back to what was written', async () => {
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk/incidents/new');
    await page.waitForSelector('form');
    await page.keyboard.type('Noch nicht erfasst');
    await page.context().clearCookies();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/\/sign-in$/);
    await fillIn(page, desk.art33, { ...ANNA, secret: desk.secret });
    await page.waitForURL(/\/app\/desk\/incidents\/new$/);
    await page.waitForSelector('form');
    expect(await page.inputValue('form input[required]')).toBe('Noch nicht erfasst');
    await close();
  });
});
