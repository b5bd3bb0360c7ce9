import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { wallClock } from '../../apps/web/src/design/time.js';
import { registerMany } from '../support/many.js';
import { known, logIncident } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { ANNA, layDesk, type Desk } from './support/desk.js';
import { picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

/** Enough that a sending is still at work when somebody stops it: it writes no further ahead than two hundred mails. */
const CONTROLLERS = 260;
/** How long the mail server takes for one mail, in milliseconds. */
const SLOWLY = 40;
const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;

describe('Long work with many notices, in a browser', () => {
  let browser: Browser;
  let desk: Desk;
  let signedIn: SignedIn;

  beforeAll(async () => {
    desk = await layDesk();
    await registerMany(desk.art33, desk.processor, CONTROLLERS, () => true);
    await desk.art33.settled();
    browser = await startChromium();
    signedIn = await signIn(browser, desk.art33, { ...ANNA, secret: desk.secret });
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await desk.art33.stop();
  });

  /** An incident that affects the many, with texts that wait to be sent. */
  const readyToSend = async (title: string): Promise<string> => {
    const { art33, processor } = desk;
    const awareness = [known('breach-established', new Date(art33.clock.now() - 3_600_000).toISOString())];
    const id = await logIncident(processor, { title, awareness });
    await processor.api.done('post', `incidents/${id}/affected`, { terms: processor.termsId });
    for (const what of ['draft', 'approve']) {
      await art33.settled();
      await processor.api.done('post', `incidents/${id}/jobs`, { what });
    }
    await art33.settled();
    return id;
  };
  /** Sends all of an incident by the page, and waits until mails go out. */
  const beginSending = async (page: Page, id: string): Promise<number> => {
    const { mail } = desk.art33;
    const before = mail.received.length;
    mail.atText = () => sleep(SLOWLY, undefined);
    await page.goto(`/app/desk/incidents/${id}`);
    await page.waitForSelector('[role=table] a');
    await page.keyboard.press('Shift+S');
    await page.click('[role=dialog] button:has-text("Meldungen senden"):not([disabled])');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.waitForSelector('section article[data-state=running] progress');
    while (mail.received.length < before + 5) await sleep(20);
    return before;
  };
  const handled = async (page: Page): Promise<number> =>
    Number(await page.getAttribute('section article progress', 'value'));

  test('a sending shows how far it is, stands still when it is paused, and goes on from where all long work is shown', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    const id = await readyToSend('Viele auf einmal');
    const before = await beginSending(page, id);
    await page.waitForSelector('section article progress:not([value="0"])');
    await page.click('section article button:has-text("Anhalten")');
    await page.waitForSelector('section article[data-state=paused]:has-text("Senden"):has-text("Angehalten")');
    const { mail } = desk.art33;
    // What is on its way arrives; after that nothing does.
    await sleep(1_000);
    const atPause = mail.received.length;
    expect(atPause).toBeLessThan(before + CONTROLLERS);
    expect(await handled(page)).toBeGreaterThan(0);
    await picture(page, 'job-paused-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await sleep(1_000);
    expect(mail.received).toHaveLength(atPause);

    await page.goto('/app/desk/work');
    const card = page.locator('div:has(> div > strong:text("Meldungen senden"))').first();
    await card.locator('a:text("Viele auf einmal")').waitFor();
    // The latest stands first, though all began by a clock that hardly moved.
    expect(await page.locator('strong').first().textContent()).toBe('Meldungen senden');
    await picture(page, 'work-paused-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    mail.atText = () => undefined;
    await card.locator('button:has-text("Weiter")').click();
    await page.waitForSelector('div:has(> strong:text("Meldungen senden")):has-text("Fertig")', { timeout: 60_000 });
    await desk.art33.settled();
    const addresses = mail.received.slice(before).flatMap(({ to }) => to);
    expect(addresses.filter((each) => each.startsWith('praxis-'))).toHaveLength(CONTROLLERS);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(complaints).toEqual([]);
    await close();
  }, 180_000);

  test('a sending that is cancelled says first what that means, and sends nothing more', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    const id = await readyToSend('Doch nicht alle');
    const before = await beginSending(page, id);
    await page.click('section article button:has-text("Arbeit abbrechen")');
    await page.waitForSelector('[role=dialog]:has-text("Was geschrieben oder gesendet ist, bleibt.")');
    await page.click('[role=dialog] button:has-text("Arbeit abbrechen")');
    await page.waitForSelector('section article[data-state=cancelled]:has-text("Abgebrochen")');
    const { mail } = desk.art33;
    await sleep(1_000);
    const sent = mail.received.length - before;
    expect(sent).toBeLessThan(CONTROLLERS);
    await sleep(1_000);
    expect(mail.received.length - before).toBe(sent);
    expect(await page.locator('section article[data-state=cancelled] button').count()).toBe(0);
    await picture(page, 'job-cancelled-de-light-desktop');
    mail.atText = () => undefined;
    expect(complaints).toEqual([]);
    await close();
  });

  test('letters are printed with progress, fetched, stated as posted, and discarded', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    const id = await readyToSend('Auf Papier');
    await page.goto(`/app/desk/incidents/${id}`);
    await page.click('button:has-text("Briefe drucken")');
    await page.click('[role=dialog] button:has-text("Drucken")');
    await page.waitForSelector('[role=dialog] article progress');
    await page.waitForSelector('[role=dialog] article h3:text("Fertig")', { timeout: 90_000 });
    const all = CONTROLLERS + 5;
    expect(await page.textContent('[role=dialog] article')).toContain(`${all} von ${all} Briefen`);
    await picture(page, 'letters-ready-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.click('[role=dialog] button:has-text("Adressen sichern (CSV)")'),
    ]);
    expect(file.suggestedFilename()).toBe('adressen.csv');
    // They were posted a minute after they had been printed, by the clock of the service.
    const { clock } = desk.art33;
    clock.advance({ minutes: 3 });
    const posted = wallClock(clock.now() - 60_000, 'Europe/Berlin');
    await page.fill('[role=dialog] input[type=datetime-local]', posted);
    await page.click('[role=dialog] button:has-text("Als aufgegeben festhalten")');
    await page.waitForSelector(`[role=dialog] [role=status]:has-text("${all} festgehalten, 0 abgelehnt.")`);
    await page.click('[role=dialog] button:has-text("Dateien löschen")');
    await page.click('[role=dialog]:has-text("Diese Briefe löschen?") button:has-text("Dateien löschen") >> nth=-1');
    await page.waitForSelector('[role=dialog] article', { state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  }, 240_000);
});
