import type { Browser, Page } from 'playwright-core';
import { known, logIncident } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { accept, ANNA, layDesk, type Desk } from './support/desk.js';
import { fillIn, picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

const RITA = { email: 'rita@ratio.example', name: 'Rita Lang' };
const NOBODY = '00000000-0000-4000-8000-000000000000';
const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;
const phone = { lang: 'de', scheme: 'dark', size: 'phone' } as const;
const sheet = '[role=dialog] form';

describe('What goes wrong at the desk, in a browser', () => {
  let browser: Browser;
  let desk: Desk;
  let signedIn: SignedIn;
  let reader: SignedIn;

  beforeAll(async () => {
    desk = await layDesk();
    const { art33, processor } = desk;
    await processor.api.done('post', 'members', { ...RITA, roles: ['reader'] });
    const secret = await accept(art33, RITA);
    await art33.settled();
    browser = await startChromium();
    signedIn = await signIn(browser, art33, { ...ANNA, secret: desk.secret });
    reader = await signIn(browser, art33, { ...RITA, secret });
  });
  afterAll(async () => {
    await browser.close();
    await desk.art33.stop();
  });

  const fresh = (title: string): Promise<string> => {
    const at = new Date(desk.art33.clock.now() - 3_600_000).toISOString();
    return logIncident(desk.processor, { title, awareness: [known('suspicion-known', at)] });
  };
  const measured = async (id: string, what: string): Promise<number> => {
    const { measures } = (await desk.processor.api.read(`incidents/${id}`)) as unknown as {
      readonly measures: readonly { readonly description: string }[];
    };
    return measures.filter(({ description }) => description === what).length;
  };
  const submit = async (page: Page): Promise<void> => {
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
  };

  test('says of what is not there, or not to be known of, that nothing is there; on every page that has an address', async () => {
    const { page, close } = await visit(browser, desk, signedIn, phone);
    for (const path of [
      `desk/incidents/${NOBODY}`,
      `desk/incidents/${desk.incident}/notices/${NOBODY}`,
      `desk/reports/${NOBODY}`,
      `desk/terms/${NOBODY}`,
      `desk/agreements/${NOBODY}`,
      `desk/controllers/${NOBODY}`,
      `imports/${NOBODY}`,
      'desk/nowhere',
    ]) {
      await page.goto(`/app/${path}`);
      await page.waitForSelector('[role=alert] h2:text("Hier ist nichts")');
      expect(await page.locator('main h1, h1').count()).toBe(1);
      expect([path, await violations(page)]).toEqual([path, []]);
    }
    await picture(page, 'not-there-de-dark-phone');
    await close();
  });

  test('offers a reader nothing to do, and says of a page that is not theirs who can change that', async () => {
    const { page, complaints, close } = await visit(browser, desk, reader, look);
    await page.goto(`/app/desk/incidents/${desk.incident}`);
    await page.waitForSelector('[role=row] a');
    for (const deed of ['Festhalten', 'Betroffene auswählen', 'Entwerfen', 'Senden'])
      expect([deed, await page.locator(`main button:has-text("${deed}")`).count()]).toEqual([deed, 0]);
    await picture(page, 'reader-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.goto(`/app/desk/incidents/${desk.incident}?deed=close`);
    await page.waitForSelector('[role=row] a');
    expect(await page.locator('[role=dialog]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.goto('/app/settings/tokens');
    await page.waitForSelector('[role=alert] h2:text("Das dürfen Sie nicht sehen")');
    await picture(page, 'forbidden-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await close();
  });

  test('leads to sign in where the session ends within a deed, and back to it as it was written', async () => {
    const id = await fresh('Sitzung zu Ende');
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto(`/app/desk/incidents/${id}?deed=measure`);
    await page.fill(`${sheet} textarea`, 'Konto gesperrt');
    await page.context().clearCookies();
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForURL(/\/sign-in$/);
    await fillIn(page, desk.art33, { ...ANNA, secret: desk.secret });
    await page.waitForURL(/deed=measure/);
    await page.waitForSelector(`${sheet} textarea`);
    expect(await page.inputValue(`${sheet} textarea`)).toBe('Konto gesperrt');
    expect(await measured(id, 'Konto gesperrt')).toBe(0);
    await submit(page);
    expect(await measured(id, 'Konto gesperrt')).toBe(1);
    await close();
  });

  test('keeps what is written while the service is down, says so, and takes it once it is back', async () => {
    const id = await fresh('Dienst weg');
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto(`/app/desk/incidents/${id}?deed=measure`);
    await page.waitForSelector(`${sheet} textarea`);
    await page.waitForSelector('[data-live=live]');
    await desk.art33.stopService();
    await page.fill(`${sheet} textarea`, 'Netz getrennt');
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForSelector(`${sheet} [role=alert]:has-text("Der Dienst antwortet nicht")`);
    await page.waitForSelector('[data-live]', { state: 'detached' });
    await picture(page, 'service-down-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await desk.art33.startService();
    await desk.art33.settled();
    await submit(page);
    expect(await measured(id, 'Netz getrennt')).toBe(1);
    await page.waitForSelector('[data-live=live]', { timeout: 40_000 });
    await close();
  });
});
