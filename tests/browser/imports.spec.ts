import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { customersFile, customersWith, ended, sendFile } from '../support/import-files.js';
import type { Installation, Processor } from '../support/installation.js';
import { startChromium } from './support/chromium.js';
import { ANNA, startWithAnna } from './support/desk.js';
import { picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;
const phone = { lang: 'de', scheme: 'dark', size: 'phone' } as const;
const ROWS = 1_000;

describe('Files that are brought in, in a browser', () => {
  let browser: Browser;
  let art33: Installation;
  let processor: Processor;
  let signedIn: SignedIn;

  beforeAll(async () => {
    const { secret, ...begun } = await startWithAnna();
    ({ art33, processor } = begun);
    browser = await startChromium();
    signedIn = await signIn(browser, art33, { ...ANNA, secret });
  });
  afterAll(async () => {
    await browser.close();
    await art33.stop();
  });

  const choose = async (page: Page, name: string, text: string): Promise<void> =>
    page.setInputFiles('[type=file]', { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  const check = (page: Page): Promise<void> => page.click('button:has-text("Nur prüfen")');
  /** What the app shows in the words of the service, because it has none of its own. */
  const foreign = (page: Page): Promise<readonly string[]> => page.locator('main [lang=en]').allTextContents();

  test('says in German what is wrong with customers, row by row', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, signedIn, look);
    const faulty = customersWith(
      'K-1;Praxis Eins;Weg 1;87435;Kempten;BY;Anna Muster;keine Adresse;ratiomedicus-avv;01.01.2026',
      'K-2;;Weg 2;87435;Kempten;Mars;Bernd;b@example.org;ratiomedicus-avv;gestern',
      `K-3;${'x'.repeat(2_000)};Weg 3;87435;;BY;;;;`,
      'K-4;Praxis Vier;Weg 4;87435;Kempten;;Carl;c@example.org;anderer-vertrag;01.01.2026',
      'K-1;Praxis Anders;Weg 1;87435;Kempten;BY;Dora;d@example.org;ratiomedicus-avv;',
      'K-6;Praxis Sechs;Weg 6;87435;Kempten;BY;Emil;e@example.org;ratiomedicus-avv;31.02.2026',
      'K-7;Praxis Sieben;Weg 7;87435;Kempten;BY;Fritz;f@example.org;ratiomedicus-avv;29.03.2026 02:30',
      'K-8;Praxis Acht;Weg 8;87435;Kempten;BY;Gerd;g@example.org;ratiomedicus-avv;01.01.1990',
    );
    await page.goto('/app/imports');
    await choose(page, 'kunden.csv', faulty);
    await check(page);
    await page.waitForSelector('tbody tr:has-text("sieht aus wie praxis@example.org")');
    await page.waitForSelector('tbody tr:has-text("Der Name fehlt")');
    await page.waitForSelector('tbody tr:has-text("Höchstens")');
    await page.waitForSelector('tbody tr:has-text("Zeile 2 sagt von demselben Verantwortlichen anderes")');
    expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(10);
    expect(await foreign(page)).toEqual([]);
    await picture(page, 'import-faults-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('says so of incidents of the past, and of a file that is no table, on a phone', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, signedIn, phone);
    await page.goto('/app/imports');
    await page.check('input[value="historical-incidents"]');
    const head = 'Titel;Geschehen;Geschehen bis;Kenntnis;Art;Einschätzung;Betroffene Personen;Kundennummern';
    const rows = [
      ';01.02.2025;;;Vertraulichkeit;Verletzung;12;',
      'Fax;01.02.2025;01.01.2025;;Glück;vielleicht;viele;K-77',
      'Brief;01.02.2035;;;;;;Herr Niemand',
    ];
    await choose(page, 'vorfaelle.csv', [head, ...rows].join('\n'));
    await check(page);
    await page.waitForSelector('tbody tr:has-text("Ein Vorfall endet nicht vor seinem Beginn")');
    await page.waitForSelector('tbody tr:has-text("Kein Verantwortlicher hat diese Kundennummer")');
    await page.waitForSelector('tbody tr:has-text("liegt nicht in der Zukunft")');
    expect(await foreign(page)).toEqual([]);
    await picture(page, 'import-faults-de-dark-phone');
    expect(await violations(page)).toEqual([]);
    await page.goto('/app/imports');
    await choose(page, 'kunden.csv', 'Kunde;Ort\n"Praxis;Kempten');
    await check(page);
    await page.waitForSelector('tbody tr:has-text("Anführungszeichen")');
    await page.goto('/app/imports');
    await choose(page, 'kunden.csv', 'Praxis Eins;Kempten\nPraxis Zwei;Ulm');
    await check(page);
    await page.waitForSelector('tbody tr:has-text("Stehen in der ersten Zeile die Namen?")');
    expect(await foreign(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('names the faults of a file of terms by line, and leads to what was published', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, signedIn, look);
    const sound = readFileSync('examples/terms/ratiomedicus.yaml', 'utf8')
      .replace(/^id: .*$/m, 'id: anderer-avv')
      .replace(/^title: .*$/m, 'title: Anderer AVV');
    await page.goto('/app/imports');
    await page.check('input[value=terms]');
    await choose(
      page,
      'avv.yaml',
      sound.replace(/^title: .*$/m, 'titel: x').replace(/^language: .*$/m, 'language: fr'),
    );
    await check(page);
    await page.waitForSelector('[role=alert] tbody tr:has-text("title"):has-text("Fehlt")');
    await page.waitForSelector('[role=alert] tbody tr:has-text("titel"):has-text("Ist unbekannt")');
    await page.waitForSelector('[role=alert] tbody tr:has-text("language"):has-text("fr")');
    expect(await foreign(page)).toEqual([]);
    await picture(page, 'terms-faults-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    // To bring it in all the same ends there, too: below, not within the question.
    await page.click('button:has-text("Einlesen")');
    await page.click('[role=dialog] button:has-text("Einlesen")');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.waitForSelector('[role=alert] tbody tr:has-text("titel")');
    await choose(page, 'avv.yaml', sound);
    await check(page);
    await page.waitForSelector('li:has-text("Anderer AVV"):has-text("würde veröffentlicht")');
    await page.click('button:has-text("Einlesen")');
    await page.click('[role=dialog] button:has-text("Einlesen")');
    await page.click('li:has-text("veröffentlicht") a:has-text("Anderer AVV")');
    await page.waitForSelector('h1:has-text("Anderer AVV")');
    expect(complaints.filter((each) => !/status of 422/.test(each))).toEqual([]);
    await close();
  });

  /** Begins an import and ends the service meanwhile; gives the page of what is left of it. */
  async function cut(file: string): Promise<string> {
    const id = randomUUID();
    await sendFile(processor.api, file, `kind=controllers&importId=${id}`);
    await ended(processor.api, id, ({ rowsDone, state }) => rowsDone > 0 || state === 'completed');
    await art33.stopService();
    await art33.startService();
    await art33.settled();
    return `/app/imports/${id}`;
  }

  test('gives up what was cut, after it said that this is final', async () => {
    const path = await cut(customersFile(ROWS, 'A'));
    const { page, complaints, close } = await visit(browser, { art33 }, signedIn, look);
    await page.goto(path);
    await page.waitForSelector('text=Er brach in Zeile');
    expect(await foreign(page)).toEqual([]);
    await picture(page, 'import-cut-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.click('button:has-text("Aufgeben")');
    await page.waitForSelector('[role=dialog] :text("Das lässt sich nicht zurücknehmen")');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.click('button:has-text("Aufgeben")');
    await page.click('[role=dialog] button:has-text("Aufgeben")');
    await page.waitForSelector('h1 ~ span:text("Aufgegeben")');
    expect(complaints).toEqual([]);
    await close();
  });

  test('goes on with what was cut, with the same file and no other', async () => {
    const file = customersFile(ROWS, 'B');
    const path = await cut(file);
    const { page, close } = await visit(browser, { art33 }, signedIn, look);
    await page.goto(path);
    await page.waitForSelector('[type=file]', { state: 'attached' });
    await choose(page, 'kunden.csv', `${file}\n`);
    await page.click('button:has-text("Fortsetzen")');
    await page.waitForSelector('[role=alert]:has-text("eine andere Datei als die")');
    await choose(page, 'kunden.csv', file);
    await page.click('button:has-text("Fortsetzen")');
    await page.waitForSelector('h1 ~ span:text("Eingelesen")', { timeout: 45_000 });
    await page.waitForSelector(`dd:has-text("1.000 / 1.000")`);
    await close();
  });
});
