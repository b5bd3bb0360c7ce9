import type { Browser } from 'playwright-core';
import { startChromium } from './support/chromium.js';
import { ANNA, layDesk, type Desk } from './support/desk.js';
import { looksWell } from './support/pages.js';
import { fillIn, picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

describe('The security desk in a browser', () => {
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

  looksWell(
    () => ({ browser, art33: desk.art33, signedIn }),
    [
      { name: 'board', path: () => '/app/desk', shows: 'ol button' },
      {
        name: 'explanation',
        path: () => '/app/desk',
        shows: 'ol button',
        act: async (page) => {
          await page.click('ol button');
          await page.waitForSelector('[role=dialog] h3');
        },
      },
      { name: 'incidents', path: () => '/app/desk/incidents', shows: 'tbody a' },
      { name: 'incident', path: () => `/app/desk/incidents/${desk.incident}`, shows: 'svg[role=img]' },
      { name: 'log', path: () => '/app/desk/incidents/new', shows: 'form summary' },
      {
        name: 'nothing',
        path: () => '/app/desk/incidents/00000000-0000-4000-8000-000000000000',
        shows: '[role=alert]',
        missing: true,
      },
    ],
  );

  const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;

  test('leads who is not signed in to the pages that sign people in, and back to where it was', async () => {
    const { art33, secret } = desk;
    const context = await browser.newContext({ locale: 'de-DE' });
    const page = await context.newPage();
    await page.goto(`${art33.url}/app/desk/incidents?q=laptop`);
    await page.waitForURL(/\/sign-in$/);
    await fillIn(page, art33, { ...ANNA, secret });
    await page.waitForURL(/\/app\/desk\/incidents\?q=laptop$/);
    await page.waitForSelector('a:text("Laptop im Zug vergessen")');
    await context.close();
  });

  test('logs an incident by keyboard alone; a draft outlives a reload', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk');
    await page.waitForSelector('ol button');
    await page.keyboard.press('n');
    await page.waitForSelector('form');
    await page.keyboard.type('Seltsame Anmeldungen am VPN');
    await page.reload();
    await page.waitForSelector('form');
    expect(await page.inputValue('form input[required]')).toBe('Seltsame Anmeldungen am VPN');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/\/app\/desk\/incidents\/[0-9a-f-]{36}\?deed=affect$/);
    await page.waitForSelector('h1:text("Seltsame Anmeldungen am VPN")');
    expect(await page.locator('dd:has-text("Verletzung festgestellt")').count()).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });

  test('walks through the clocks with the arrow keys and explains the one that Enter opens', async () => {
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk');
    await page.focus('[data-row="0"]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog]');
    expect(await page.textContent('[role=dialog]')).toContain('+ 24 verstrichene Stunden');
    expect(new URL(page.url()).searchParams.has('clock')).toBe(true);
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await close();
  });

  test('shows what others do without being asked', async () => {
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk/incidents');
    await page.waitForSelector('tbody a');
    await page.waitForSelector('[data-live=live]');
    await desk.processor.api.done('post', 'incidents', { title: 'Von jemand anderem erfasst' });
    await page.waitForSelector('a:text("Von jemand anderem erfasst")', { timeout: 10_000 });
    await close();
  });

  test('counts who is affected before it lists them', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk/incidents');
    await page.click('a:text("Laptop im Zug vergessen")');
    await page.click('button:has-text("Betroffene auswählen")');
    await page.selectOption('[role=dialog] select', { index: 1 });
    await page.waitForSelector('text=5 Verantwortliche aufführen');
    await picture(page, 'affect-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.click('button:has-text("5 Verantwortliche aufführen")');
    await page.waitForSelector('text=5 Meldungen');
    expect(complaints).toEqual([]);
    await close();
  });

  test('lists its keys and finds by name', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk');
    await page.waitForSelector('ol button');
    await page.keyboard.press('?');
    await page.waitForSelector('[role=dialog] kbd');
    await picture(page, 'keys-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[role=dialog] input');
    await page.keyboard.type('Datenträger');
    await page.waitForSelector('[role=dialog] button:has-text("Verlorener Datenträger")');
    await picture(page, 'palette-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:text("Verlorener Datenträger")');
    expect(complaints).toEqual([]);
    await close();
  });

  test('says when it cannot be reached, and comes back by itself to what is shown', async () => {
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk');
    await page.waitForSelector('[data-live=live]');
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.click('nav a:has-text("Vorfälle")');
    await page.waitForSelector('[role=alert]');
    await picture(page, 'unreachable-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/api/v1/**');
    await page.click('[role=alert] button');
    await page.waitForSelector('tbody a');
    await close();
  });

  test('changes its language and keeps it', async () => {
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto('/app/desk');
    await page.click('header button:has-text("Menü")');
    await page.click('[role=menuitem]:has-text("English")');
    await page.waitForSelector('h1:text("Clocks")');
    await page.reload();
    await page.waitForSelector('h1:text("Clocks")');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await close();
  });

  test('says that the clock of the device is wrong, and counts by the service all the same', async () => {
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.clock.install({ time: Date.now() + 12 * 60_000 });
    await page.goto('/app/desk');
    await page.waitForSelector('text=geht 1');
    expect(await page.textContent('[data-row="1"]')).toMatch(/3 h 5\d min/);
    await close();
  });

  test('comes as files that are kept for ever, and a page that is asked for anew', async () => {
    const { url } = desk.art33;
    const page = await fetch(`${url}/app/desk/incidents`);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    const script = /src="(\/app\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
    const file = await fetch(url + script, { headers: { 'Accept-Encoding': 'br' } });
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('content-encoding')).toBe('br');
    const again = await fetch(`${url}/app/`, { headers: { 'If-None-Match': page.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });
});
