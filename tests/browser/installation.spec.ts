import type { Browser, Page } from 'playwright-core';
import type { Installation, Processor } from '../support/installation.js';
import { latestTo } from '../support/mail.js';
import { known, logIncident } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { accept, ANNA, startWithAnna } from './support/desk.js';
import { operatorOf } from './support/operator.js';
import { looksWell } from './support/pages.js';
import { picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

const BELA = { email: 'bela@ratio.example', name: 'Béla Nagy' };
const TITLE = 'Fehlversand einer Terminliste';
const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;

describe('The page of those who run the installation', () => {
  let browser: Browser;
  let art33: Installation;
  let processor: Processor;
  let operator: SignedIn;
  let admin: SignedIn;
  let reader: SignedIn;
  let incident: string;

  beforeAll(async () => {
    const { secret, now, ...begun } = await startWithAnna(['admin', 'responder']);
    ({ art33, processor } = begun);
    incident = await logIncident(processor, { title: TITLE, awareness: [known('breach-established', now)] });
    await art33.settled();
    operator = await operatorOf(art33);
    browser = await startChromium();
    admin = await signIn(browser, art33, { ...ANNA, secret });
    await processor.api.done('post', 'members', { ...BELA, roles: ['reader'] });
    reader = await signIn(browser, art33, { ...BELA, secret: await accept(art33, BELA) });
  });
  afterAll(async () => {
    await browser.close();
    await art33.stop();
  });

  looksWell(
    () => ({ browser, art33, signedIn: operator }),
    [{ name: 'installation', path: () => '/app/installation', shows: 'tbody td' }],
  );

  const barOf = (page: Page) => page.locator('header nav a').allTextContents();

  test('is where an operator begins, with nothing else in bar and palette, and asks for no records', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, operator, look);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto('/app/');
    await page.waitForURL(/\/app\/installation$/);
    await page.waitForSelector('tbody td');
    expect(await barOf(page)).toEqual(['Installation', 'Mitglieder', 'Neu aufbauen']);
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[role=dialog] button');
    const offered = (await page.locator('[role=dialog] button').allTextContents()).join(' ');
    expect(offered).toContain('Mitglieder');
    expect(offered).not.toMatch(/Vorf|Fristen|Hinweise|Verlauf|Importe|Einstellungen/);
    await page.keyboard.press('Escape');
    expect(asked.filter((path) => /\/api\/v1\/(live|organisation|incidents|deadlines|reports)/.test(path))).toEqual([]);
    // Asked all the same, it refuses, and nothing breaks.
    const live = await page.evaluate("fetch('/api/v1/live').then(({ status }) => status)");
    expect(live).toBe(403);
    expect(complaints.filter((each) => !/status of 403/.test(each))).toEqual([]);
    await close();
  });

  test('shows no records of anybody, and says so', async () => {
    const { page, close } = await visit(browser, { art33 }, operator, look);
    await page.goto('/app/desk/incidents');
    await page.waitForSelector('[role=alert]:has-text("Das dürfen Sie nicht sehen")');
    expect(await page.textContent('body')).not.toContain(TITLE);
    await close();
  });

  test('refuses whoever does not run it', async () => {
    const { page, close } = await visit(browser, { art33 }, admin, look);
    await page.goto('/app/installation');
    await page.waitForSelector('[role=alert]:has-text("Das dürfen Sie nicht sehen")');
    expect((await barOf(page)).join(' ')).not.toContain('Installation');
    await close();
  });

  test('gives up a node that never comes back, and not the one that answers', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, operator, look);
    const answer = { status: 0 };
    // A second node takes a second process: it is put into what is answered.
    await page.route('**/api/v1/nodes', async (route) => {
      const response = await route.fetch();
      const view = (await response.json()) as { readonly nodes: readonly { readonly id: string }[] };
      const gone = { ...view.nodes[0], id: 'node-b', release: '0.8.0', ahead: [] };
      const waiting = [{ eventType: 'NoticeSent', version: 2, heldUpBy: [gone] }];
      const nodes = answer.status === 200 ? view.nodes : [...view.nodes, gone];
      await route.fulfill({ response, json: { ...view, nodes, waiting } });
    });
    await page.route('**/api/v1/nodes/node-b/retire', async (route) => {
      answer.status = 200;
      await route.fulfill({ json: { id: 'node-b', logNumber: 1, position: null, revision: 1, events: [] } });
    });
    await page.goto('/app/installation');
    await page.waitForSelector('li:has-text("NoticeSent, Fassung 2: wartet auf node-b (0.8.0)")');
    await picture(page, 'installation-nodes-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.click('tbody tr >> nth=0 >> button');
    await page.waitForSelector('[role=dialog] :text("Nichts wartet mehr auf ihn")');
    await page.click('[role=dialog] button:has-text("Aufgeben")');
    await page.waitForSelector('[role=dialog] [role=alert]:has-text("Dieser Knoten läuft")');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.click('tbody tr:has-text("node-b") button');
    await page.click('[role=dialog] button:has-text("Aufgeben")');
    await page.waitForSelector('tbody tr:has-text("node-b")', { state: 'detached' });
    expect(complaints.filter((each) => !/status of 409/.test(each))).toEqual([]);
    await close();
  });

  test('opens records for support with a reason; the organisation is told, reads along, and the way in closes', async () => {
    const { page, complaints, close } = await visit(browser, { art33 }, operator, look);
    await page.goto('/app/installation');
    await page.waitForSelector('tbody td');
    const open = 'button:has-text("Akten öffnen")';
    await page.click(open);
    await page.waitForSelector(':text("Eine Kennung hat 36 Zeichen")');
    await page.waitForSelector(':text("Das wird gebraucht.")');
    await page.fill('main input', '00000000-0000-4000-8000-000000000000');
    await page.fill('main textarea', 'Ticket 4711: Frist erscheint doppelt');
    await page.click(open);
    await page.waitForSelector('[role=alert]:has-text("keine Organisation eingetragen")');
    await page.fill('main input', processor.id);
    await page.click(open);
    await page.waitForSelector('button:has-text("Akten lesen")');
    await picture(page, 'installation-opened-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await art33.settled();
    expect((await latestTo(art33, ANNA.email)).text).toContain('Ticket 4711');

    await page.click('button:has-text("Akten lesen")');
    await page.waitForURL(/\/app\/audit$/);
    await page.waitForSelector('[role=region]:has-text("Die Organisation sieht, was Sie lesen")');
    await page.waitForSelector('ol button');
    await page.goto('/app/audit/at');
    await page.waitForSelector(`:text("${TITLE}")`, { state: 'attached' });
    await picture(page, 'support-reading-de-light-desktop');
    await page.click('button:has-text("Zurück zur Installation")');
    await page.waitForSelector('tbody td');
    await page.click('button:has-text("Jetzt schließen")');
    await page.waitForSelector('button:has-text("Jetzt schließen")', { state: 'detached' });
    expect(complaints.filter((each) => !/status of 422/.test(each))).toEqual([]);
    await close();

    const theirs = await visit(browser, { art33 }, admin, look);
    await theirs.page.goto('/app/audit/access');
    await theirs.page.waitForSelector('tbody tr:has-text("Ticket 4711")');
    await theirs.page.waitForSelector('tbody tr:has-text("Otto"):has-text("als Betrieb")');
    await picture(theirs.page, 'support-seen-de-light-desktop');
    expect(await violations(theirs.page)).toEqual([]);
    expect(theirs.complaints).toEqual([]);
    await theirs.close();
  });

  test('an incident for few eyes is there for nobody else of the desk, until they are named', async () => {
    const hers = await visit(browser, { art33 }, admin, look);
    const his = await visit(browser, { art33 }, reader, look);
    const address = `/app/desk/incidents/${incident}`;
    await his.page.goto(address);
    await his.page.waitForSelector(`h1:has-text("${TITLE}")`);
    // Who only reads is offered nothing that changes it.
    expect(await his.page.locator('main button:has-text("Festhalten")').count()).toBe(0);

    await hers.page.goto(`${address}?deed=restriction`);
    await hers.page.click('[role=dialog] button:has-text("Sicht beschränken")');
    await hers.page.waitForSelector('main :text("Anna Meier")');
    await art33.settled();
    await his.page.goto(address);
    await his.page.waitForSelector('[role=alert]:has-text("Hier ist nichts")');
    await his.page.goto('/app/desk/incidents');
    await his.page.waitForSelector('main h1');
    await his.page.waitForSelector('main :text("Kein Vorfall erfasst")');
    expect(await his.page.textContent('body')).not.toContain(TITLE);

    await hers.page.goto(`${address}?deed=restriction`);
    await hers.page.check('[role=dialog] label:has-text("Béla Nagy")');
    await hers.page.click('[role=dialog] button:has-text("Liste ersetzen")');
    await hers.page.waitForSelector('main :text("Béla Nagy")');
    await art33.settled();
    await his.page.goto(address);
    await his.page.waitForSelector(`h1:has-text("${TITLE}")`);
    await picture(his.page, 'restricted-seen-de-light-desktop');
    expect(await violations(his.page)).toEqual([]);
    await hers.close();
    await his.close();
  });
});
