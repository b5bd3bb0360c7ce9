import type { Browser, Page } from 'playwright-core';
import { latestTo, linkIn } from '../support/mail.js';
import { known, logIncident, noticesOf } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { accept, ANNA, layDesk, type Desk } from './support/desk.js';
import { longTest, picture, signIn, violations, visit, type SignedIn, type Visit } from './support/visit.js';

const BELA = { email: 'bela@ratio.example', name: 'Béla Nagy' };
const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;
const phone = { lang: 'de', scheme: 'dark', size: 'phone' } as const;

describe('What two people decide, in a browser', () => {
  let browser: Browser;
  let desk: Desk;
  let anna: SignedIn;
  let bela: SignedIn;

  beforeAll(async () => {
    desk = await layDesk();
    const { art33, processor } = desk;
    await processor.api.done('post', 'members', { ...BELA, roles: ['responder', 'approver'] });
    const secret = await accept(art33, BELA);
    await processor.api.done('put', 'organisation/settings', { fourEyes: { approvals: true, decisions: true } });
    await art33.settled();
    browser = await startChromium();
    anna = await signIn(browser, art33, { ...ANNA, secret: desk.secret });
    bela = await signIn(browser, art33, { ...BELA, secret });
  });
  afterAll(async () => {
    await browser.close();
    await desk.art33.stop();
  });

  /** The page of a notice of an incident, by its place in the list. */
  const noticeOf = async (incident: string, place = 0): Promise<string> =>
    `/app/desk/incidents/${incident}/notices/${(await noticesOf(desk.processor, incident)).items[place]?.id ?? ''}`;
  const incidentNamed = async (name: string): Promise<string> => {
    const { items } = (await desk.processor.api.read(`incidents?q=${encodeURIComponent(name)}`)) as unknown as {
      readonly items: readonly { readonly id: string }[];
    };
    return items[0]?.id ?? '';
  };
  const both = async (path: string): Promise<readonly [Visit, Visit]> => {
    const mine = await visit(browser, desk, anna, look);
    const theirs = await visit(browser, desk, bela, phone);
    await mine.page.goto(path);
    await theirs.page.goto(path);
    return [mine, theirs];
  };
  const reason = async (page: Page, why: string): Promise<void> => {
    await page.waitForSelector('[role=dialog] textarea:focus');
    await page.keyboard.type(why);
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
  };

  test('one proposes that nothing is owed, another confirms it; who proposed may withdraw until then', async () => {
    const [one, other] = await both(await noticeOf(desk.incident));
    await one.page.click('button:has-text("Als nicht erforderlich vorschlagen")');
    await one.page.waitForSelector('[role=dialog] :text("bis dahin läuft die Frist weiter")');
    await reason(one.page, 'Kein Zugriff auf diese Praxis');
    await one.page.waitForSelector('text=Eine andere Person bestätigt es.');
    expect(await one.page.locator('button:text("Bestätigen")').count()).toBe(0);
    await picture(one.page, 'proposal-de-light-desktop');
    expect(await violations(one.page)).toEqual([]);
    await one.page.click('button:has-text("Vorschlag zurücknehmen")');
    await one.page.waitForSelector('text=Kein Zugriff auf diese Praxis', { state: 'detached' });
    await one.page.click('button:has-text("Als nicht erforderlich vorschlagen")');
    await reason(one.page, 'Nur Testdaten dieser Praxis');

    await other.page.waitForSelector('text=Nur Testdaten dieser Praxis');
    expect(await other.page.locator('text=Kein Zugriff auf diese Praxis').allTextContents()).toEqual([]);
    await picture(other.page, 'proposal-de-dark-phone');
    expect(await violations(other.page)).toEqual([]);
    await other.page.click('button:has-text("Bestätigen")');
    await other.page.waitForSelector('[role=dialog] :text("Die Frist endet")');
    await other.page.click('[role=dialog] button:has-text("Bestätigen")');
    await other.page.waitForSelector('text=entschieden von Anna Meier');
    await one.page.waitForSelector('text=entschieden von Anna Meier');
    expect([...one.complaints, ...other.complaints]).toEqual([]);
    await one.close();
    await other.close();
  });

  test('who wrote a text does not approve it: another does, and then it can be sent', async () => {
    const [one, other] = await both(await noticeOf(desk.incident, 1));
    await one.page.click('button:has-text("Aus der Vorlage entwerfen")');
    await one.page.waitForSelector('text=Diesen Text haben Sie geschrieben');
    await other.page.waitForSelector('b:text("Text 1")');
    await other.page.click('button:text("Freigeben"), button:has-text("Freigeben")');
    await other.page.waitForSelector('[role=dialog] h2:text("Text 1 freigeben?")');
    await one.page.fill('form input', 'Mitteilung zu Ihrem Vertrag');
    await one.page.focus('form textarea');
    await one.page.keyboard.press('Control+End');
    await one.page.keyboard.type(' Nachtrag von Hand.');
    await one.page.keyboard.press('Control+Enter');
    await one.page.waitForSelector('b:text("Text 2")');
    await one.page.waitForSelector('text=Diesen Text haben Sie geschrieben');
    expect(await one.page.locator('button:text("Freigeben")').count()).toBe(0);
    await picture(one.page, 'approval-de-light-desktop');

    // Who was asked about a text approves that one, and no other that has come since.
    await other.page.waitForSelector('b:text("Text 2")');
    await other.page.click('[role=dialog] button:has-text("Freigeben")');
    await other.page.waitForSelector('[role=dialog] :text("der Text wurde inzwischen geändert")');
    await other.page.click('[role=dialog] button:has-text("Abbrechen")');
    await other.page.waitForSelector('[role=dialog]', { state: 'detached' });
    await other.page.click('button:text("Freigeben"), button:has-text("Freigeben")');
    await other.page.waitForSelector('[role=dialog] h2:text("Text 2 freigeben?")');
    await other.page.click('[role=dialog] button:has-text("Freigeben")');
    await other.page.waitForSelector('[role=dialog]', { state: 'detached' });
    await one.page.click('button:has-text("Senden")');
    await one.page.click('[role=dialog] button:has-text("Senden"), [role=dialog] button:has-text("senden")');
    await one.page.waitForSelector('li:has-text("Sendung 1")');
    expect(one.complaints).toEqual([]);
    // The browser's own line on the refusal.
    expect(other.complaints).toEqual([expect.stringContaining('409')]);
    await one.close();
    await other.close();
  });

  longTest(
    'withdraws the links of a notice with a reason: what was mailed opens no more, what was told stays told',
    async () => {
      const { art33 } = desk;
      const link = `${art33.url}${linkIn(await latestTo(art33, 'praxis0@example.org'), 'n')}`;
      expect((await fetch(link)).status).toBe(200);
      const { page, complaints, close } = await visit(browser, desk, anna, look);
      await page.goto(await noticeOf(await incidentNamed('Fehlversand')));
      await page.click('button:has-text("Alle Links zurückziehen")');
      await page.waitForSelector('[role=dialog] :text("mitgeteilt")');
      await picture(page, 'revoke-de-light-desktop');
      expect(await violations(page)).toEqual([]);
      await reason(page, 'Das Postfach gehört der Praxis nicht mehr.');
      await page.waitForSelector('li:has-text("zurückgezogen"):has-text("Das Postfach gehört")');
      expect((await fetch(link)).status).not.toBe(200);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  longTest(
    'asks for the reasons of what was told late, once, and keeps them',
    async () => {
      const { page, complaints, close } = await visit(browser, desk, anna, look);
      const path = await noticeOf(await incidentNamed('Verlorener Datenträger'));
      await page.goto(path);
      await page.click('button:has-text("Auf anderem Weg mitgeteilt")');
      await page.selectOption('[role=dialog] select', 'letter');
      await page.fill('[role=dialog] input >> nth=2', 'Empfang der Praxis');
      await page.fill('[role=dialog] textarea', 'Einlieferungsbeleg');
      await page.check('[role=dialog] [type=checkbox]');
      await page.click('[role=dialog] button:has-text("Festhalten")');
      await page.waitForSelector('text=noch ohne Gründe');
      await picture(page, 'late-de-light-desktop');
      expect(await violations(page)).toEqual([]);
      await page.click('button:has-text("Gründe angeben")');
      await reason(page, 'Der Datenträger wurde erst am Montag vermisst.');
      await page.waitForSelector('p:has-text("Der Datenträger wurde erst am Montag vermisst.")');
      await page.waitForSelector('text=noch ohne Gründe', { state: 'detached' });
      // The board no longer counts it as something that is missing.
      await page.goto(path.replace(/\/notices\/.*/, ''));
      await page.waitForSelector('[role=row]:has-text("zu spät"), [role=row]:has-text("verspätet")');
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  longTest(
    'counts who is affected through a subprocessor before it lists them, and leads to whom nobody can be told',
    async () => {
      const { art33, processor } = desk;
      await art33.controller(processor, { name: 'Praxis ohne Postfach', emails: [] });
      const id = await logIncident(processor, {
        title: 'Speicherdienst',
        awareness: [known('suspicion-known', new Date(art33.clock.now() - 60_000).toISOString())],
      });
      await art33.settled();
      const { page, complaints, close } = await visit(browser, desk, anna, phone);
      await page.goto(`/app/desk/incidents/${id}?deed=affect`);
      await page.click('[role=dialog] label:has-text("Unterauftragsverarbeiter")');
      await page.waitForSelector('[role=dialog] option:nth-child(2)', { state: 'attached' });
      await page.selectOption('[role=dialog] select', { index: 1 });
      await page.waitForSelector('[role=dialog] [role=status]:has-text("6")');
      await page.waitForSelector('[role=dialog] button:has-text("6 Verantwortliche aufführen")');
      await picture(page, 'affect-subprocessor-de-dark-phone');
      expect(await violations(page)).toEqual([]);
      expect((await noticesOf(processor, id)).items).toEqual([]);
      await page.click('[role=dialog] a:has-text("Kontakt")');
      await page.waitForSelector('li:has-text("Praxis ohne Postfach") button');
      await page.goto(`/app/desk/incidents/${id}?deed=affect`);
      await page.waitForSelector('[role=dialog] option:nth-child(2)', { state: 'attached' });
      await page.selectOption('[role=dialog] select', { index: 1 });
      await page.click('[role=dialog] button:has-text("6 Verantwortliche aufführen")');
      await page.waitForSelector('[role=row] >> nth=6');
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
