import type { Browser } from 'playwright-core';
import type { Installation, Processor } from '../support/installation.js';
import { known, logIncident } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { ANNA, startWithAnna } from './support/desk.js';
import { looksWell } from './support/pages.js';
import { signIn, violations, visit, type SignedIn } from './support/visit.js';

const TOLD = 'In der Ablage des Faxgeräts lagen Befunde einer anderen Praxis.\nDrei Seiten, von gestern Abend.';

/** Someone tells something; gives the report's id. */
const tell = async ({ api }: Processor, text: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  String((await api.done('post', 'reports', { text, ...more }))['id']);

describe('What comes in, in a browser', () => {
  let browser: Browser;
  let art33: Installation;
  let processor: Processor;
  let signedIn: SignedIn;
  let first: string;
  let rejected: string;

  beforeAll(async () => {
    const { secret, now, ...begun } = await startWithAnna();
    ({ art33, processor } = begun);
    await logIncident(processor, {
      title: 'Fehlversand einer Terminliste',
      awareness: [known('suspicion-known', now)],
    });
    first = await tell(processor, TOLD, {
      noticed: 'gestern Abend, als die Praxis schloss',
      reporter: { name: 'Frau Sommer', phone: '+49 831 1234' },
    });
    rejected = await tell(processor, 'Das Bild auf der Startseite lädt langsam.');
    await processor.api.done('post', `reports/${rejected}/rejection`, { reason: 'Kein Bezug zu Daten.' });
    await tell(processor, 'Ein Anrufer gab sich als Techniker aus.');
    await art33.settled();
    browser = await startChromium();
    signedIn = await signIn(browser, art33, { ...ANNA, secret });
  });
  afterAll(async () => {
    await browser.close();
    await art33.stop();
  });

  looksWell(
    () => ({ browser, art33, signedIn }),
    [
      { name: 'reports', path: () => '/app/desk/reports', shows: 'tbody a' },
      { name: 'report', path: () => `/app/desk/reports/${first}`, shows: 'a[href$="/incident"]' },
      {
        name: 'report-linking',
        path: () => `/app/desk/reports/${first}`,
        shows: 'a[href$="/incident"]',
        act: async (page) => {
          await page.click('button:has-text("…") >> nth=0');
          await page.waitForSelector('[role=dialog] [type=radio]');
        },
      },
      { name: 'report-rejected', path: () => `/app/desk/reports/${rejected}`, shows: 'ol li' },
      { name: 'report-turning', path: () => `/app/desk/reports/${first}/incident`, shows: 'form textarea' },
      { name: 'report-entering', path: () => '/app/desk/reports/new', shows: 'form textarea' },
    ],
  );

  const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;
  const visited = () => visit(browser, { art33 }, signedIn, look);

  test('shows what waits first, and how much of it in the bar', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/desk');
    await page.waitForSelector('nav a:has-text("Hinweise 2")');
    await page.keyboard.press('r');
    await page.waitForSelector('tbody tr >> nth=2');
    expect(await page.locator('tbody tr td:nth-child(2)').allTextContents()).toEqual(['Wartet', 'Wartet', 'Abgelehnt']);
    await tell(processor, 'Noch etwas: Ein Schrank stand offen.');
    await page.waitForSelector('nav a:has-text("Hinweise 3")', { timeout: 10_000 });
    expect(complaints).toEqual([]);
    await close();
  });

  test('rejects with a reason, never without one, and takes it back', async () => {
    const { page, complaints, close } = await visited();
    const id = await tell(processor, 'Der Drucker druckt schief.');
    await page.goto(`/app/desk/reports/${id}`);
    await page.click('button:has-text("Ablehnen")');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] :text("Das wird gebraucht.")');
    await page.fill('[role=dialog] textarea', 'Betrifft keine Daten.');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('li:has-text("Betrifft keine Daten.")');
    await page.waitForSelector('li:has-text("Anna Meier")');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.click('button:has-text("Ablehnung zurücknehmen")');
    await page.fill('[role=dialog] textarea', 'Es lagen doch Befunde im Fach.');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('a:has-text("Vorfall daraus machen")');
    expect(await processor.api.read(`reports/${id}`)).toMatchObject({ status: 'open' });
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('links a report to an incident that is found by its name', async () => {
    const { page, close } = await visited();
    const id = await tell(processor, 'Auch bei uns kam die Liste an.');
    await page.goto(`/app/desk/reports/${id}`);
    await page.click('button:has-text("Gehört zu einem Vorfall")');
    await page.fill('[role=dialog] input[type=search]', 'Termin');
    await page.check('label:has-text("Fehlversand einer Terminliste")');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('a:text("Fehlversand einer Terminliste")');
    expect(await processor.api.read(`reports/${id}`)).toMatchObject({ status: 'linked' });
    await close();
  });

  test('makes an incident of a report: title and times are offered, the draft outlives a reload', async () => {
    const { page, complaints, close } = await visited();
    await page.goto(`/app/desk/reports/${first}`);
    await page.click('a:has-text("Vorfall daraus machen")');
    await page.waitForSelector('form');
    expect(await page.inputValue('form input[required]')).toBe(TOLD.split('\n')[0]);
    await page.fill('form input[required]', 'Befunde am falschen Fax');
    await page.reload();
    await page.waitForSelector('form');
    expect(await page.inputValue('form input[required]')).toBe('Befunde am falschen Fax');
    await page.click('button:has-text("Wortlaut übernehmen")');
    await page.focus('form textarea');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/\/app\/desk\/incidents\/[0-9a-f-]{36}$/);
    await page.waitForSelector('h1:text("Befunde am falschen Fax")');
    expect(await processor.api.read(`reports/${first}`)).toMatchObject({ status: 'turned' });
    await page.goto(`/app/desk/reports/${first}/incident`);
    await page.waitForSelector(':text("Über diesen Hinweis ist entschieden")');
    expect(complaints).toEqual([]);
    await close();
  });

  test('says that somebody else has decided meanwhile', async () => {
    const { page, close } = await visited();
    const id = await tell(processor, 'Ein Fenster stand offen.');
    await page.goto(`/app/desk/reports/${id}`);
    await page.click('button:has-text("Ablehnen")');
    await page.fill('[role=dialog] textarea', 'Nichts dahinter.');
    await page.route(`**/reports/${id}/rejection`, async (route) => {
      await processor.api.done('post', `reports/${id}/incident`, { title: 'Offenes Fenster' });
      await route.continue();
    });
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=alert]:has-text("inzwischen jemand anderes entschieden")');
    await close();
  });

  test('takes down what somebody tells by telephone', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/desk/reports');
    await page.click('a:has-text("Hinweis eintragen")');
    await page.waitForSelector('form textarea');
    await page.fill('form textarea', 'Am Empfang lag ein fremder Arztbrief.');
    await page.fill('input[type=email]', 'kein Postfach');
    await page.click('form button[type=submit]');
    await page.waitForSelector(':text("Eine E-Mail-Adresse sieht so aus")');
    await page.fill('input[type=email]', 'sommer@praxis.example');
    await page.click('form button[type=submit]');
    await page.waitForSelector('h1:text("Hinweis R-")');
    await page.waitForSelector('dd:has-text("sommer@praxis.example")');
    expect(complaints).toEqual([]);
    await close();
  });
});
