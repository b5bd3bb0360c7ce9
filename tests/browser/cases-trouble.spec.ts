import type { Page } from 'playwright-core';
import { linkIn, latestTo } from '../support/mail.js';
import { listed } from '../support/story.js';
import { CONTACT } from './support/portal.js';
import { fileOf, mailedLink, NOBODY, phone, portalVisits } from './support/portal-visits.js';
import { picture, violations } from './support/visit.js';

const HOUR = 3_600_000;

describe('What goes wrong in the portal, and what comes near', () => {
  const there = portalVisits();
  const { see, keepUp } = there;
  const REASON = '[role=dialog] textarea';

  test('the mailed link leads to the notice it was asked for on; used, unknown or withdrawn it says so and what to do', async () => {
    const { art33 } = there.portal;
    const { page, close } = await see(phone, NOBODY);
    const path = linkIn(await latestTo(art33, CONTACT), 'n');
    const link = await mailedLink(page, art33);
    await page.goto(link);
    await page.click('form[action*="/sign-in/link"] button');
    await page.waitForURL(`**/app/portal/notices/${there.portal.fresh.notice}*`);
    await page.click('a:has-text("Bestätigen Sie unter dem Text")');
    await page.fill('#acknowledge input[required]', 'Eva Sommer');
    await page.click('#acknowledge button');
    await page.waitForSelector('h2:text("Quittungen")');

    await page.context().clearCookies();
    await page.goto(link);
    await page.waitForSelector('h1:text("Dieser Link gilt nicht mehr")');
    await picture(page, 'portal-link-used');
    expect(await violations(page)).toEqual([]);
    await page.goto(`/n/${'x'.repeat(43)}`);
    expect(await page.textContent('h1')).toMatch(/Link/);
    await there.portal.processor.api.done('post', `notices/${there.portal.fresh.notice}/links/revocation`, {
      reason: 'falsch',
    });
    await art33.settled();
    await page.goto(path);
    await page.waitForSelector('h1:text("Dieser Link wurde zurückgezogen")');
    expect(await page.locator('input[name=email]').count()).toBe(1);
    await close();
  });

  test('a session that ends while one writes leads to sign in and back to the same form, with what was written', async () => {
    const { page, close } = await see(phone);
    await page.goto(`${fileOf(there.portal.fresh.case)}?do=not-file`);
    await page.fill(REASON, 'Die Daten waren verschlüsselt.');
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForURL('**/sign-in*');
    await page.context().addCookies(cookies);
    await page.goto('/app/');
    await page.waitForURL(`**${fileOf(there.portal.fresh.case)}?do=not-file`);
    await page.waitForSelector(REASON);
    expect(await page.inputValue(REASON)).toBe('Die Daten waren verschlüsselt.');
    await page.click('button:has-text("Entwurf verwerfen")');
    await close();
  });

  test('a service that is down is said, with nothing lost; what was written is sent once it is back', async () => {
    const { case: id } = await there.portal.told('Offene Tür');
    const { page, close } = await see(phone);
    await page.goto(`${fileOf(id)}?do=not-file`);
    await page.fill(REASON, 'Niemand war da.');
    await there.portal.art33.stopService();
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] [role=alert]');
    await page.waitForSelector('[role=status]:has-text("Verbindung unterbrochen")');
    await picture(page, 'portal-down-de-light-phone');
    expect(await violations(page)).toEqual([]);
    await there.portal.art33.startService();
    await keepUp();
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.waitForSelector('text=Niemand war da.');
    await close();
  });

  test('a case is shown as it was, without anything to be done; who read it is told to its officers', async () => {
    const { page, complaints, close } = await see();
    await page.goto(`/app/audit/at?kind=case&id=${there.portal.filed.case}`);
    await page.waitForSelector('text=Erstmeldung');
    await page.click('button:has-text("Früher")');
    await page.waitForSelector('button:has-text("Später"):not([disabled])');
    const steps = await listed<{ readonly type: string; readonly logNumber: number }>(
      there.portal.practice.api,
      `events?stream=case-${there.portal.filed.case}&limit=200`,
    );
    const logNumber = (steps.items.find(({ type }) => type === 'FilingRecorded')?.logNumber ?? 0) - 1;
    await page.goto(`${fileOf(there.portal.filed.case)}?asOf=${logNumber}`);
    await page.waitForSelector('[role=region]:has-text("Stand von")');
    await page.waitForSelector('text=Es ist keine Meldung erfasst.');
    expect(await page.locator('main button:has-text("erfassen")').count()).toBe(0);
    // It is nobody's role that keeps one from it.
    expect(await page.locator('text=dürfen hier die Datenschutzbeauftragten').count()).toBe(0);
    await picture(page, 'portal-case-then');
    await page.goto(`${fileOf(there.portal.filed.case)}/authority?asOf=${logNumber}`);
    await page.waitForSelector('[role=region]:has-text("Diese Akte wird gezeigt, wie sie war")');
    await page.goto('/app/audit/access');
    await page.waitForSelector('h1');
    expect(await page.locator('[role=alert]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test('what all records hold stands in one register, and a link into another record of one’s own opens it', async () => {
    const { page, close } = await see(phone);
    await page.goto('/app/portal/register');
    await page.waitForSelector('h2:text("Lumitra GmbH")');
    await page.waitForSelector('h2:text("ratiomedicus GmbH") >> nth=0');
    await page.click('section:has(h2:text("Lumitra GmbH")) a:has-text("Zur Meldeakte")');
    await page.waitForSelector('h1:has-text("Lumitra GmbH")');
    await close();
  });

  /** A browser without a screen has nowhere to show notifications: what it is asked to show is noted. */
  const NOTED = `window.shown = [];
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => void shown.push({ title, ...options });`;
  const CHOICE = '[role=menuitem]:has-text("nahen und versäumten")';
  /** The page's policy keeps `waitForFunction` from asking by itself. */
  const holds = async (page: Page, what: string): Promise<void> => {
    while ((await page.evaluate(what)) !== true) await page.waitForTimeout(50);
  };

  test('notifies of a case whose 72 hours come near, where a person asked for it; a click leads to the case', async () => {
    const near = await there.portal.told('Verlorener Stick');
    const { page, close } = await see();
    const context = page.context();
    await context.grantPermissions(['notifications'], { origin: there.portal.art33.url });
    await page.addInitScript(NOTED);
    await page.goto('/app/portal/register');
    await holds(page, "document.title.startsWith('1 versäumt · ')");
    await page.click('header button:has-text("Menü")');
    await page.click(CHOICE);
    await page.waitForSelector(`${CHOICE}[aria-current=true]`);
    await page.keyboard.press('Escape');
    const aware = new Date(Date.now() - 60 * HOUR).toISOString();
    await there.portal.practice.api.done('post', `cases/${near.case}/awareness`, { aware });
    await holds(page, "document.title.startsWith('1 versäumt, 1 bald fällig')");
    await holds(page, 'shown.length === 1');
    const [shown] = (await page.evaluate('shown')) as readonly { title: string; body: string; data: object }[];
    expect(shown?.title).toBe('Bald fällig: ratiomedicus GmbH');
    expect(shown?.body).toMatch(/^Der Behörde melden .+\nFällig: .+ \+0[12]:00\nArt\. 33 Abs\. 1 DSGVO$/);
    const [worker] = context.serviceWorkers();
    await worker?.evaluate(`self.dispatchEvent(Object.defineProperty(Object.assign(new ExtendableEvent('notificationclick'), {
      notification: { close: () => undefined, data: ${JSON.stringify(shown?.data)} } }), 'waitUntil', { value: () => undefined }))`);
    await page.waitForURL(`**${fileOf(near.case)}`);
    await page.waitForSelector('h1:has-text("ratiomedicus GmbH")');
    await close();
  });
});
