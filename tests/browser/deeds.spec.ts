import type { Browser, Page } from 'playwright-core';
import { registerMany } from '../support/many.js';
import { known, listed, logIncident, tell } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { ANNA, layDesk, type Desk } from './support/desk.js';
import { looksWell } from './support/pages.js';
import { longTest, picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

async function chain({ art33, processor }: Desk): Promise<string> {
  const { api } = processor;
  const [subprocessors, terms] = await Promise.all([
    listed<{ readonly subprocessorId: string }>(api, 'subprocessors'),
    listed<{ readonly id: string }>(api, 'terms'),
  ]);
  const id = await logIncident(processor, {
    title: 'Rechenzentrum mit Schadsoftware',
    occurred: { from: ago(60) },
    awareness: [known('suspicion-known', ago(6)), known('breach-established', ago(5))],
    subprocessors: [
      { subprocessorId: subprocessors.items[0]?.subprocessorId, itsAwareness: ago(40), toldUs: ago(6.5) },
      { subprocessorId: 'kuehlhaus-rechenzentrum-gmbh', itsAwareness: ago(30) },
    ],
  });
  await api.done('post', `incidents/${id}/affected`, { terms: terms.items[0]?.id });
  await art33.settled();
  await tell(processor, id);
  await art33.settled();
  return id;
}

describe('What is done about an incident, in a browser', () => {
  let browser: Browser;
  let desk: Desk;
  let signedIn: SignedIn;
  /** An incident that came from a subprocessor; some of its controllers were told. */
  let chained: string;

  beforeAll(async () => {
    desk = await layDesk();
    chained = await chain(desk);
    browser = await startChromium();
    signedIn = await signIn(browser, desk.art33, { ...ANNA, secret: desk.secret });
  });
  afterAll(async () => {
    await browser.close();
    await desk.art33.stop();
  });

  const at = (deed: string, incident = desk.incident): string => `/app/desk/incidents/${incident}?deed=${deed}`;
  const sheet = '[role=dialog] form';

  looksWell(
    () => ({ browser, art33: desk.art33, signedIn }),
    [
      {
        name: 'chain',
        path: () => `/app/desk/incidents/${chained}`,
        shows: 'figure svg[role=img] rect >> nth=7',
        act: (page) => page.click('figure summary'),
      },
      { name: 'deed-establish', path: () => at('establish'), shows: `${sheet} button[type=submit]` },
      { name: 'deed-details', path: () => at('details'), shows: `${sheet} button[type=submit]` },
      { name: 'deed-close', path: () => at('close'), shows: '[role=dialog] li' },
      { name: 'deed-restriction', path: () => at('restriction'), shows: '[role=dialog] p' },
    ],
  );

  const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;
  const suspicion = known('suspicion-known', ago(1));
  const fresh = (title: string, more: object = { awareness: [suspicion] }): Promise<string> =>
    logIncident(desk.processor, { title, ...more });
  const factsOf = (page: Page): Promise<string | null> => page.textContent('dl');
  const submit = async (page: Page): Promise<void> => {
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
  };

  test('establishes awareness by keyboard alone, from the menu', async () => {
    const id = await fresh('Tastatur');
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    await page.goto(`/app/desk/incidents/${id}`);
    await page.focus('button:has-text("Festhalten")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=menuitem]:focus');
    await page.keyboard.press('Enter');
    // What starts clocks is chosen by a person, not by whoever presses the keys at once.
    await page.waitForSelector(`${sheet} input[type=radio]:focus`);
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('text=Bitte eines auswählen.');
    expect(await page.locator(`${sheet} input:checked`).count()).toBe(0);
    await page.check(`${sheet} input[value=defect-known]`);
    await page.fill(`${sheet} input[type=datetime-local]`, '2026-01-05T08:00');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.waitForSelector('dd:has-text("Sicherheitsmangel bekannt")');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Festhalten');
    expect(complaints).toEqual([]);
    await close();
  });

  longTest(
    'leads by keys alone into the first field of every deed, and back to where it was called from',
    async () => {
      const id = await fresh('Alle Taten');
      const { page, complaints, close } = await visit(browser, desk, signedIn, look);
      await page.goto(`/app/desk/incidents/${id}`);
      const offered = '[role=menu] [role=menuitem]';
      await page.focus('button:has-text("Festhalten")');
      await page.keyboard.press('Enter');
      await page.waitForSelector(offered);
      const named = `${offered} b`;
      const deeds = await page.locator(named).allTextContents();
      expect(deeds.length).toBeGreaterThanOrEqual(9);
      await page.keyboard.press('Escape');
      for (const deed of deeds) {
        await page.waitForSelector('[role=menu]', { state: 'detached' });
        await page.keyboard.press('Enter');
        // It takes the focus once it stands there.
        await page.waitForSelector('[role=menu]:focus-within');
        for (let at: string | null = null; at !== deed; at = await page.textContent(`${offered}:focus b`))
          await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.waitForSelector(`[role=dialog] h2:has-text("${deed}")`);
        // What asks nothing has its button instead.
        await page.waitForSelector('[role=dialog] :is(form :is(input, select, textarea), button, [role=dialog]):focus');
        if ((await page.locator(`${sheet} :is(input, select, textarea)`).count()) > 0)
          await page.waitForSelector(`${sheet} :is(input, select, textarea):focus`);
        await page.keyboard.press('Escape');
        await page.waitForSelector('[role=dialog]', { state: 'detached' });
        await page.waitForSelector('button:has-text("Festhalten"):focus');
      }
      expect(complaints).toEqual([]);
      await close();
    },
    90_000,
  );

  test('corrects awareness with a reason, and says at the field what is wrong', async () => {
    const id = await fresh('Berichtigung');
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto(at('correct', id));
    await page.fill(`${sheet} input[type=datetime-local]`, '2030-01-01T08:00');
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForSelector('text=Das wird gebraucht.');
    await page.fill(`${sheet} textarea`, 'Der Nachtdienst wusste es früher.');
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForSelector('text=Das liegt in der Zukunft.');
    await page.fill(`${sheet} input[type=datetime-local]`, '2026-01-02T08:00');
    await submit(page);
    await page.waitForSelector('dd:has-text("02.01.2026, 08:00")');
    await page.waitForSelector('li:has-text("Der Nachtdienst wusste es früher.")');
    await close();
  });

  longTest(
    'confirms as a breach with what it hurts, closes, and reopens with a reason',
    async () => {
      const id = await fresh('Bestätigung', { awareness: [suspicion], dimensions: [] });
      const { page, close } = await visit(browser, desk, signedIn, look);
      await page.goto(at('confirm', id));
      await page.click(`${sheet} button[type=submit]`);
      await page.waitForSelector('text=Bitte mindestens eines ankreuzen.');
      await page.check(`${sheet} input[value=availability]`);
      await page.fill(`${sheet} input[type=datetime-local]`, '2026-01-05T08:00');
      await submit(page);
      await page.waitForSelector('h1 ~ span:has-text("Verletzung des Schutzes")');
      const read = (await desk.processor.api.read(`incidents/${id}`)) as { dimensions: unknown; assessment: unknown };
      expect([read.dimensions, read.assessment]).toEqual([['availability'], 'breach']);
      await page.goto(at('close', id));
      await page.fill(`${sheet} textarea`, 'Niemand betroffen.');
      await submit(page);
      await page.waitForSelector('h1 ~ span:text("Geschlossen")');
      await page.goto(at('reopen', id));
      await page.fill(`${sheet} textarea`, 'Ein weiterer Server fand sich.');
      await submit(page);
      await page.waitForSelector('h1 ~ span:text("Offen")');
      await close();
    },
    60_000,
  );

  test('records a measure and information on the risk', async () => {
    const id = await fresh('Maßnahme');
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    await page.goto(at('measure', id));
    await page.fill(`${sheet} textarea`, 'Zugang gesperrt');
    await submit(page);
    await page.waitForSelector('dd:has-text("Zugang gesperrt")');
    await page.goto(at('risk', id));
    await page.check(`${sheet} input[value=partly]`);
    await page.fill(`${sheet} textarea`, 'Nur Namen, keine Befunde');
    await submit(page);
    await page.waitForSelector('li:has-text("Angaben zum Risiko")');
    expect(complaints).toEqual([]);
    await close();
  });

  longTest(
    'implicates a subprocessor, and says that it cannot tell before it knows; then rules out',
    async () => {
      const id = await fresh('Ausschluss');
      const { page, close } = await visit(browser, desk, signedIn, look);
      await page.goto(at('subprocessor', id));
      await page.waitForSelector(`${sheet} option:nth-child(3)`, { state: 'attached' });
      await page.selectOption(`${sheet} select`, { index: 1 });
      const [itKnew, toldUs] = ['input[type=datetime-local] >> nth=0', 'input[type=datetime-local] >> nth=1'];
      await page.fill(`${sheet} ${itKnew}`, '2026-01-03T08:00');
      await page.fill(`${sheet} ${toldUs}`, '2026-01-02T08:00');
      await page.click(`${sheet} button[type=submit]`);
      await page.waitForSelector('text=bevor es davon wusste');
      await page.fill(`${sheet} ${toldUs}`, '2026-01-04T08:00');
      await submit(page);
      await page.waitForSelector('li:has-text("Vom Unterauftragsverarbeiter erfahren")');
      await page.goto(at('ruleOut', id));
      await page.fill(`${sheet} input[type=datetime-local]`, '2026-01-05T08:00');
      await page.fill(`${sheet} textarea`, 'Nur Testdaten');
      await submit(page);
      await page.waitForSelector('h1 ~ span:text("Ausgeschlossen")');
      await close();
    },
    60_000,
  );

  test('shows what somebody else changed meanwhile, and records one’s own beside it', async () => {
    const id = await fresh('Zu zweit');
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto(at('details', id));
    await page.waitForSelector(`${sheet} label:has-text("Betroffene Daten"):has-text("vom Vertrag verlangt: § 8.6")`);
    expect(await page.textContent(`${sheet} label:has-text("Wahrscheinliche Folgen")`)).toBe('Wahrscheinliche Folgen');
    await page.fill(`${sheet} textarea >> nth=1`, 'Vier Festplatten');
    await desk.processor.api.done('post', `incidents/${id}/details`, { consequences: 'Erpressung' });
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForSelector('[role=alert] li:has-text("Wahrscheinliche Folgen: Erpressung")');
    await picture(page, 'deed-conflict-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.click('[role=alert] button');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.waitForSelector('dd:has-text("Vier Festplatten")');
    expect(await factsOf(page)).toContain('Erpressung');
    await close();
  });

  test('says which duties keep an incident open, also to whoever tries to close it', async () => {
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto(at('close'));
    await page.waitForSelector('text=5 Meldungen halten ihn offen');
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForSelector('[role=alert]:has-text("unentschiedenen Pflicht")');
    expect(await page.textContent('[role=dialog]')).toContain('Praxis Dr. Huber: Pflicht nicht entschieden');
    await page.click('[role=dialog] a:has-text("Huber")');
    await page.waitForURL(/\/notices\/[0-9a-f-]{36}/);
    await close();
  });

  longTest(
    'lists agreements that are searched and ticked one by one',
    async () => {
      const id = await fresh('Einzeln');
      const { page, complaints, close } = await visit(browser, desk, signedIn, look);
      await page.goto(at('affect', id));
      await page.click('[role=dialog] label:has-text("Einzeln")');
      for (const [name, other] of [
        ['Sommer', 'Huber'],
        ['Huber', 'Sommer'],
      ] as const) {
        await page.fill('[role=dialog] input[type=search]', name);
        await page.waitForSelector(`[role=dialog] label:has-text("${other}")`, { state: 'detached' });
        await page.check(`[role=dialog] label:has-text("${name}")`);
      }
      await page.waitForSelector('button:has-text("2 Verantwortliche aufführen")');
      await picture(page, 'affect-one-by-one-de-light-desktop');
      expect(await violations(page)).toEqual([]);
      await page.click('button:has-text("2 Verantwortliche aufführen")');
      await page.waitForSelector('text=2 Meldungen');
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  longTest(
    'restricts an incident to named members, says who sees it, and lifts that again',
    async () => {
      const id = await fresh('Vertraulich');
      const { page, close } = await visit(browser, desk, signedIn, look);
      await page.goto(at('restriction', id));
      await page.click('[role=dialog] button:has-text("Sicht beschränken")');
      await page.waitForSelector('text=Nur diese sehen ihn: Anna Meier');
      await page.goto(at('restriction', id));
      await page.click('[role=dialog] button:has-text("Beschränkung aufheben")');
      await page.waitForSelector('text=Nur diese sehen ihn', { state: 'detached' });
      await close();
    },
    60_000,
  );

  test('prints an incident: what is known, the chain with its table, the timeline, and nothing to press', async () => {
    const { page, close } = await visit(browser, desk, signedIn, { ...look, scheme: 'dark' });
    await page.goto(`/app/desk/incidents/${chained}`);
    await page.waitForSelector('figure svg[role=img] rect >> nth=7');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await page.waitForSelector('figure td:has-text("später")');
    await page.waitForSelector('text=Protokollnummer');
    expect(await page.isVisible('button:has-text("Festhalten")')).toBe(false);
    await picture(page, 'printed-de-dark-desktop');
    await close();
  });

  test('keeps a draft over a lost connection and a reload, and records it once', async () => {
    const id = await fresh('Leitung weg');
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto(at('measure', id));
    await page.fill(`${sheet} textarea`, 'Leitung getrennt');
    await page.route('**/measures', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.click(`${sheet} button[type=submit]`);
    await page.waitForSelector('[role=alert]:has-text("antwortet nicht")');
    await page.unroute('**/measures');
    await page.reload();
    await page.waitForSelector(`${sheet} textarea`);
    expect(await page.inputValue(`${sheet} textarea`)).toBe('Leitung getrennt');
    await submit(page);
    const { measures } = (await desk.processor.api.read(`incidents/${id}`)) as unknown as {
      measures: readonly { readonly description: string }[];
    };
    expect(measures.filter(({ description }) => description === 'Leitung getrennt')).toHaveLength(1);
    await close();
  });

  longTest(
    'names all whom a choice comes to, and who of them cannot be told, before it is done',
    async () => {
      await registerMany(desk.art33, desk.processor, 8, (number) => number !== 7);
      await desk.art33.settled();
      const id = await fresh('Viele');
      const { page, complaints, close } = await visit(browser, desk, signedIn, look);
      await page.goto(at('affect', id));
      await page.selectOption('[role=dialog] select', { index: 1 });
      await page.click('[role=dialog] button:has-text("Alle 13 beim Namen zeigen")');
      const names = '[role=dialog] ol[tabindex="0"] li';
      await page.waitForSelector(`${names} >> nth=12`);
      expect(await page.textContent(`${names} >> nth=0`)).toBe('Hausärzte am Markt');
      expect(await page.textContent(`${names}:has-text("Praxis 00007")`)).toContain('niemand zu benachrichtigen');
      await picture(page, 'affect-all-names-de-light-desktop');
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
