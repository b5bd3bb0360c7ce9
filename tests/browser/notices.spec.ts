import type { Browser, Page } from 'playwright-core';
import { mailsTo } from '../support/mail.js';
import { registerMany } from '../support/many.js';
import { COMPLETE, known, logIncident, noticesOf } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { framesWhileScrolling } from './support/frames.js';
import { ANNA, layDesk, type Desk } from './support/desk.js';
import { looksWell } from './support/pages.js';
import { longTest, picture, signIn, violations, visit, type SignedIn } from './support/visit.js';
import { FULL } from '../support/full.js';

const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;

describe('Notices in a browser', () => {
  let browser: Browser;
  let desk: Desk;
  let signedIn: SignedIn;
  /** A notice that was sent, and one that nobody has written yet. */
  let sent: string;
  let unwritten: string;

  beforeAll(async () => {
    desk = await layDesk();
    const { processor, incident } = desk;
    const told = (await processor.api.read('incidents?q=Fehlversand')) as unknown as { items: { id: string }[] };
    const pathOf = async (id: string): Promise<string> =>
      `/app/desk/incidents/${id}/notices/${(await noticesOf(processor, id)).items[0]?.id ?? ''}`;
    sent = await pathOf(told.items[0]?.id ?? '');
    unwritten = await pathOf(incident);
    browser = await startChromium();
    signedIn = await signIn(browser, desk.art33, { ...ANNA, secret: desk.secret });
  });
  afterAll(async () => {
    await browser.close();
    await desk.art33.stop();
  });
  const incident = (): string => `/app/desk/incidents/${desk.incident}`;
  const settled = (page: Page): Promise<unknown> => page.waitForSelector('section article[data-state=completed]');

  looksWell(
    () => ({ browser, art33: desk.art33, signedIn }),
    [
      {
        name: 'matrix',
        path: incident,
        shows: '[role=table] a',
        act: async (page) => {
          await page.click('[data-row="0"]');
          await page.click('[data-row="2"]', { modifiers: ['Shift'] });
        },
      },
      { name: 'notice-sent', path: () => sent, shows: 'figure ~ div button' },
      {
        name: 'draft-all',
        path: incident,
        shows: '[role=table] a',
        act: async (page) => {
          await page.keyboard.press('Shift+D');
          await page.waitForSelector('[role=dialog] [role=status] p');
        },
      },
      { name: 'notice-unwritten', path: () => unwritten, shows: 'textarea' },
    ],
  );

  test('a good day: logged at night, listed with due time and clause, drafted, approved and sent by keys, with mails that arrive', async () => {
    const { page, complaints, close } = await visit(browser, desk, signedIn, look);
    const title = 'Alarm um zehn nach drei';
    await page.goto('/app/desk');
    await page.waitForSelector('ol button');
    await page.keyboard.press('n');
    await page.waitForSelector('form input[required]');
    await page.keyboard.type(title);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Enter');
    // Who is affected is asked at once.
    await page.waitForURL(/\/app\/desk\/incidents\/[0-9a-f-]{36}\?deed=affect$/);
    const id = new URL(page.url()).pathname.slice(-36);
    const { api } = desk.processor;
    await page.selectOption('[role=dialog] select', { index: 1 });
    await page.click('button:has-text("5 Verantwortliche aufführen")');
    await page.waitForSelector('[role=row]:has-text("§ 8.6")');
    expect(await page.locator('[data-row]').count()).toBe(5);
    expect(await page.locator('[role=row] time').count()).toBe(5);

    await page.keyboard.press('Shift+D');
    await page.waitForSelector('[role=dialog] button:has-text("5 Meldungen entwerfen"):focus');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await desk.art33.settled();
    await settled(page);
    // What becomes known afterwards makes the texts old: they are drafted anew before anything else.
    const { title: _, ...details } = COMPLETE;
    await api.done('post', `incidents/${id}/details`, details);
    await api.done('post', `incidents/${id}/measures`, { description: 'Schlüssel getauscht', stage: 'taken' });
    await page.waitForSelector('p:has-text("5 Texte sind älter als die Angaben")');
    await page.keyboard.press('Shift+A');
    await page.waitForSelector('[role=dialog] button:has-text("Zuerst neu entwerfen"):focus');
    expect(await page.textContent('[role=dialog] [role=status]')).toMatch(
      /In 5 Texten fehlt, was .*: .*Betroffene Daten/,
    );
    await picture(page, 'outdated-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog] button:has-text("5 Meldungen entwerfen"):focus');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });

    for (const [key, count] of [
      ['Shift+D', '5 Meldungen entwerfen'],
      ['Shift+A', '5 Meldungen freigeben'],
      ['Shift+S', '5 Meldungen senden'],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForSelector(`[role=dialog] button:has-text("${count}"):focus`);
      if (key === 'Shift+S') {
        await picture(page, 'send-all-de-light-desktop');
        expect(await page.textContent('[role=dialog]')).toContain('kann nicht zurückgeholt werden');
        expect(await violations(page)).toEqual([]);
      }
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=dialog]', { state: 'detached' });
      await desk.art33.settled();
      await settled(page);
    }
    await page.waitForSelector('[role=row]:has-text("Gesendet, Zugang nicht belegt")');
    for (const done of [
      'Text geschrieben: 5 Meldungen',
      'Text freigegeben: 5 Meldungen',
      'Gesendet: 5 Meldungen',
      'Meldungen: zuerst gesendet oder mitgeteilt an 5',
    ])
      await page.waitForSelector(`section:has(h2:text("Zeitstrahl")) li:has-text("${done}")`);
    const told = (await page.locator('section:has(h2:text("Zeitstrahl")) li').allTextContents()).join('\n');
    expect(told).toMatch(
      /geschrieben: 5[^]*Angaben ergänzt[^]*geschrieben: 5[^]*freigegeben: 5[^]*Gesendet: 5[^]*zuerst gesendet/,
    );
    await picture(page, 'sent-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await desk.art33.settled();
    for (const number of [0, 1, 2, 3, 4]) {
      const mails = await mailsTo(desk.art33, `praxis${number}@example.org`);
      expect(mails.at(-1)?.text).toContain(COMPLETE.summary);
    }

    // Work that is done is seen again after a reload, and the mail is what the notice's page shows.
    await page.reload();
    await settled(page);
    await page.click('[role=table] a:text("Praxis Dr. Huber")');
    await page.waitForSelector('figure p');
    const mail = (await mailsTo(desk.art33, 'praxis0@example.org')).at(-1);
    const flat = (words: string): string => words.replace(/\s+/g, ' ').trim();
    const arrived = flat(`${mail?.subject ?? ''} ${mail?.text ?? ''}`);
    // Only when the link ends is not known before.
    const shown = (await page.locator('figure p').allTextContents()).flatMap((paragraph) => flat(paragraph).split('…'));
    expect(shown.filter((part) => !arrived.includes(part))).toEqual([]);
    // It is read, not written on; what follows it is a text of its own.
    expect(await page.textContent('figcaption')).toBe('Die E-Mail, wie sie hinausging');
    expect(await page.locator('textarea').count()).toBe(0);
    await page.click('button:has-text("Nachreichung schreiben")');
    await page.waitForSelector('form input:focus');
    await page.fill('textarea', 'Nachtrag: Der Schlüssel ist getauscht.');
    await page.reload();
    await page.waitForSelector('textarea');
    expect(await page.inputValue('textarea')).toBe('Nachtrag: Der Schlüssel ist getauscht.');
    await page.click('button:has-text("Entwurf verwerfen")');
    await page.waitForSelector('textarea', { state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });

  longTest(
    'filters by the address, chooses a range by keys, and opens a notice with Enter',
    async () => {
      const { page, complaints, close } = await visit(browser, desk, signedIn, look);
      await page.goto(`${incident()}?q=yilmaz&stage=undrafted`);
      await page.waitForSelector('[data-row="0"]');
      expect(await page.locator('[data-row]').count()).toBe(1);
      expect(await page.textContent('[role=group] [role=status]')).toBe('Für die eine gezeigte');
      await page.click('button:has-text("Alle zeigen")');
      await page.waitForSelector('[data-row="4"]');
      await page.focus('[data-row="1"]');
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+Space');
      await page.waitForSelector('text=Für die 3 ausgewählten');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/notices\/[0-9a-f-]{36}$/);
      await page.click('button:has-text("Warum dann?")');
      await page.waitForSelector('[role=dialog] h3');
      expect(await page.textContent('[role=dialog]')).toContain('+ 24 verstrichene Stunden');
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  test('keeps what is written through a lost connection and a reload; a refused text says why; a conflict shows the other', async () => {
    const { page, close } = await visit(browser, desk, signedIn, look);
    await page.goto(unwritten);
    await page.waitForSelector('textarea');
    await page.fill('form input', 'Mitteilung');
    await page.fill('form textarea', 'Guten Tag, {{name}}.');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('[role=alert]:has-text("Doppelte geschweifte Klammern")');
    await page.fill('form textarea', 'Guten Tag, es ist etwas geschehen.');

    await page.route('**/draft', (route) => route.abort());
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('[role=alert]:has-text("Der Dienst antwortet nicht")');
    await picture(page, 'notice-lost-de-light-desktop');
    await page.unroute('**/draft');
    await page.reload();
    await page.waitForSelector('textarea');
    expect(await page.inputValue('form textarea')).toBe('Guten Tag, es ist etwas geschehen.');

    const { api } = desk.processor;
    const path = `notices/${unwritten.slice(-36)}`;
    const { headers } = await api.get(path);
    const other = { subject: 'Von jemand anderem', text: 'Ein anderer Text.' };
    await api.done('put', `${path}/draft`, other, { 'If-Match': headers.get('etag') ?? '' });
    await page.click('button:has-text("Text speichern")');
    await page.waitForSelector('[role=alert] blockquote:has-text("Ein anderer Text.")');
    await picture(page, 'notice-conflict-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.click('button:has-text("Meinen als nächsten Text speichern")');
    await page.waitForSelector('text=Text 2');
    expect(await page.inputValue('form textarea')).toBe('Guten Tag, es ist etwas geschehen.');
    await close();
  });

  longTest(
    'states a phone call, takes it back, and decides that a notice is not required',
    async () => {
      const { page, complaints, close } = await visit(browser, desk, signedIn, look);
      await page.goto(unwritten);
      await page.click('button:has-text("Auf anderem Weg mitgeteilt")');
      await page.fill('[role=dialog] input >> nth=2', 'Dr. Huber');
      await page.fill('[role=dialog] textarea', 'Anrufliste');
      await page.click('[role=dialog] button:has-text("Festhalten")');
      await page.waitForSelector('li:has-text("Anna Meier an Dr. Huber")');
      await page.click('button:has-text("Zurücknehmen")');
      await page.fill('[role=dialog] textarea', 'Falsche Praxis');
      await page.click('[role=dialog] button:has-text("Zurücknehmen")');
      await page.waitForSelector('li:has-text("Zurückgenommen")');
      await page.click('button:has-text("Nicht erforderlich …")');
      await page.fill('[role=dialog] textarea', 'Kein Zugriff auf diese Praxis');
      await page.click('[role=dialog] button:has-text("Nicht erforderlich")');
      await page.waitForSelector('text=entschieden von Anna Meier');
      await picture(page, 'notice-decided-de-light-desktop');
      await page.click('button:has-text("Meldung abschließen")');
      await page.click('[role=dialog] button:has-text("Meldung abschließen")');
      await page.waitForSelector('h1 ~ span:has-text("Abgeschlossen")');
      expect(complaints).toEqual([]);
      await close();
    },
    90_000,
  );

  longTest(
    'puts every row of the matrix on paper',
    async () => {
      const { page, close } = await visit(browser, desk, signedIn, look);
      await page.goto(incident());
      await page.waitForSelector('[role=table] a');
      await page.emulateMedia({ media: 'print' });
      const rows = 'section:has(h2:text("Betroffene Verantwortliche")) table tbody tr';
      await page.waitForSelector(rows);
      expect(await page.locator(rows).count()).toBe(5);
      await picture(page, 'matrix-print-de-light-desktop');
      await close();
    },
    60_000,
  );

  // Long: it lists ten thousand controllers first.
  if (FULL)
    test('scrolls through a matrix of 10,000 rows with only those in sight in the page', async () => {
      const { art33, processor } = desk;
      await registerMany(art33, processor, 10_000, () => true);
      await art33.settled();
      const id = await logIncident(processor, {
        title: 'Zehntausend',
        awareness: [known('breach-established', new Date(Date.now() - 7_200_000).toISOString())],
      });
      await processor.api.done('post', `incidents/${id}/affected`, { terms: processor.termsId });
      await art33.settled();
      const { page, close } = await visit(browser, desk, signedIn, look);
      await page.goto(`/app/desk/incidents/${id}`);
      // With the five practices of the desk. The first rows show before the last have come, and say so.
      await page.waitForSelector('[role=table] a');
      expect(await page.textContent('label:has(progress)')).toMatch(/von 10\.005 geladen/);
      await page.waitForSelector('[role=table][aria-rowcount="10006"]', { timeout: 120_000 });
      expect(await page.locator('label:has(progress)').count()).toBe(0);
      const frames = await framesWhileScrolling(page, { milliseconds: 4_000, pixels: 200 });
      process.stdout.write(`matrix of 10,000 rows, frames in ms: ${JSON.stringify(frames)}\n`);
      // How long a frame takes hangs on what else the machine does; what the page itself does for it does not.
      expect(frames.longestTask).toBeLessThan(50);
      expect(await page.locator('[data-row]').count()).toBeLessThan(60);

      // An event of one notice asks for what changed, not for fifty pages.
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.evaluate('window.scrollTo(0, 0)');
      const { items } = await noticesOf(processor, id);
      await processor.api.done('post', `incidents/${id}/notices/drafts`, { notices: [items[0]?.id] });
      await page.waitForSelector('[role=row]:has([data-row="0"]):has-text("Entworfen")');
      expect(asked.filter((each) => each.includes('/notices?')).length).toBeLessThan(4);
      await close();
    }, 900_000);
});
