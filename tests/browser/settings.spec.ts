import type { Browser } from 'playwright-core';
import { customersFile, customersWith } from '../support/import-files.js';
import type { Installation, Processor } from '../support/installation.js';
import { affect, known, logIncident } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { ANNA, startWithAnna } from './support/desk.js';
import { looksWell } from './support/pages.js';
import { longTest, signIn, violations, visit, type SignedIn } from './support/visit.js';

const BELA = { email: 'bela@ratio.example', name: 'Béla Nagy' };

describe('The settings in a browser', () => {
  let browser: Browser;
  let art33: Installation;
  let processor: Processor;
  let signedIn: SignedIn;

  beforeAll(async () => {
    const { secret, now, ...begun } = await startWithAnna();
    ({ art33, processor } = begun);
    const practice = await art33.controller(processor, { name: 'Praxis Dr. Huber', emails: ['huber@example.org'] });
    const awareness = [known('breach-established', now)];
    const incident = await logIncident(processor, { title: 'Fehlversand einer Terminliste', awareness });
    await affect(processor, incident, practice);
    await art33.settled();
    await processor.api.done('post', `incidents/${incident}/jobs`, { what: 'draft' });
    await processor.api.done('post', 'members', { ...BELA, roles: ['reader', 'approver'] });
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
      { name: 'settings', path: () => '/app/settings', shows: 'form [type=submit]' },
      { name: 'members', path: () => '/app/settings/members', shows: 'tbody a' },
      {
        name: 'member',
        path: () => '/app/settings/members',
        shows: 'tbody a',
        act: async (page) => {
          await page.click('tbody tr:has-text("bela") a');
          await page.waitForSelector('[role=dialog] ol li');
        },
      },
      {
        name: 'inviting',
        path: () => '/app/settings/members',
        shows: 'tbody a',
        act: async (page) => {
          await page.click('main h1 + button');
          await page.waitForSelector('[role=dialog] [type=checkbox]');
        },
      },
      {
        name: 'engaging',
        path: () => '/app/settings/auditors',
        shows: 'h1 + button',
        act: async (page) => {
          await page.click('main h1 + button');
          await page.check('[role=dialog] [type=radio][value=part]');
          await page.waitForSelector('[role=dialog] [type=checkbox]');
        },
      },
      { name: 'tokens', path: () => '/app/settings/tokens', shows: 'tbody td' },
      { name: 'calendar', path: () => '/app/settings/calendar', shows: 'section button' },
      { name: 'imports', path: () => '/app/imports', shows: '[type=file]' },
      { name: 'work', path: () => '/app/desk/work', shows: 'section:has-text("1 / 1") progress' },
      { name: 'intake-settings', path: () => '/app/settings/intake', shows: 'form [type=submit]' },
    ],
  );

  const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;
  const visited = () => visit(browser, { art33 }, signedIn, look);
  const settings = async () => (await processor.api.read('organisation'))['settings'];

  test('asks somebody in, changes its roles and takes it out; the last admin stays, and is told why', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/settings/members');
    await page.click('button:has-text("Jemanden einladen")');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] :text("Wählen Sie mindestens eine Rolle.")');
    await page.fill('[role=dialog] input[type=email]', 'carla@ratio.example');
    await page.check('[role=dialog] [type=checkbox][value=reader]');
    await page.click('[role=dialog] button[type=submit]');
    await page.click('tbody tr:has-text("carla@ratio.example") a');
    await page.check('[role=dialog] [type=checkbox][value=responder]');
    await page.click('[role=dialog] button:has-text("Rollen speichern")');
    await page.waitForSelector('[role=dialog] [role=status]:has-text("Gespeichert")');
    await page.waitForSelector('[role=dialog] li:has-text("Rolle erhalten: Bearbeitung")');
    await page.click('[role=dialog] button:has-text("Einladung noch einmal senden")');
    await page.waitForSelector('[role=dialog] [role=status]:has-text("Gesendet")');
    await page.click('[role=dialog] button:has-text("Herausnehmen")');
    await page.waitForSelector('text=Die Einladung verfällt');
    await page.click('[role=dialog] >> nth=1 >> button:has-text("Herausnehmen")');
    await page.waitForSelector('tbody tr:has-text("carla@ratio.example")', { state: 'detached' });
    await page.click('tbody tr:has-text("Anna Meier") a');
    await page.uncheck('[role=dialog] [type=checkbox][value=admin]');
    await page.click('[role=dialog] button:has-text("Rollen speichern")');
    await page.waitForSelector('[role=alert]:has-text("letzte Person der Verwaltung")');
    expect(complaints.filter((each) => !/status of 409/.test(each))).toEqual([]);
    await close();
  });

  test('engages an auditor for one incident and a time, and ends it before', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/settings/auditors');
    await page.click('main h1 + button');
    await page.fill('[role=dialog] input[type=email]', 'paula@pruefung.example');
    await page.fill('[role=dialog] input[required][type=datetime-local]', '2025-01-01T12:00');
    await page.check('[role=dialog] [type=radio][value=part]');
    await page.check('[role=dialog] label:has-text("Fehlversand")');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=alert]:has-text("endet nach seinem Beginn")');
    const until = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 16);
    await page.fill('[role=dialog] input[required][type=datetime-local]', until);
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('tbody tr:has-text("paula@pruefung.example"):has-text("1 Vorfall"):has-text("Läuft")');
    expect(await violations(page)).toEqual([]);
    await page.click('tbody button:has-text("Beenden")');
    await page.click('[role=dialog] button:has-text("Beenden")');
    await page.waitForSelector('tbody tr:has-text("Beendet")');
    expect(complaints.filter((each) => !/status of 422/.test(each))).toEqual([]);
    await close();
  });

  test('saves settings, and tells what somebody else saved meanwhile instead of overwriting it', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/settings');
    await page.fill('input[type=email]', 'bereitschaft@ratio.example');
    await page.check('[type=radio][value=opened]');
    await page.click('label:has-text("Die Freigabe einer Meldung")');
    await page.click('button:has-text("Einstellungen speichern")');
    await page.waitForSelector('[role=status]:has-text("Gespeichert")');
    expect(await settings()).toMatchObject({
      onCallAddress: 'bereitschaft@ratio.example',
      requiredGrade: 'opened',
      fourEyes: { approvals: true, decisions: false },
    });
    await page.fill('input[type=email]', 'nachts@ratio.example');
    await processor.api.done('put', 'organisation/settings', {
      requiredGrade: 'acknowledged',
      onCallAddress: 'team@ratio.example',
    });
    await page.click('button:has-text("Einstellungen speichern")');
    await page.waitForSelector('[role=alert]:has-text("Jemand anderes hat das inzwischen geändert")');
    expect(await violations(page)).toEqual([]);
    await page.click('button:has-text("Neuen Stand zeigen")');
    await page.waitForSelector('[type=radio][value=acknowledged]:checked');
    expect(await page.inputValue('input[type=email]')).toBe('team@ratio.example');
    expect(complaints.filter((each) => !/status of 412/.test(each))).toEqual([]);
    await close();
  });

  test('issues a token, shows it once, and withdraws it', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/settings/tokens');
    await page.click('main h1 + button');
    await page.fill('[role=dialog] input[required]', 'Überwachung');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] :text("Wählen Sie mindestens ein Recht.")');
    await page.waitForSelector('[role=dialog] :text("höchstens 40")');
    await page.fill('[role=dialog] input[required]', 'monitoring');
    await page.check('[role=dialog] [type=checkbox][value="processor:reader"]');
    await page.click('[role=dialog] button[type=submit]');
    const token = await page.inputValue('[role=dialog] input[readonly]');
    const asking = { headers: { Authorization: `Bearer ${token}` } };
    expect((await fetch(`${art33.url}/api/v1/reports`, asking)).status).toBe(200);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('tbody tr:has-text("monitoring") td:text("Lesen")');
    await page.click('tbody tr:has-text("monitoring") button');
    await page.click('[role=dialog] button:has-text("Zurückziehen")');
    await page.waitForSelector('tbody tr:has-text("monitoring"):has-text("Zurückgezogen")');
    expect((await fetch(`${art33.url}/api/v1/reports`, asking)).status).toBe(401);
    expect(complaints).toEqual([]);
    await close();
  });

  longTest(
    'creates the address of the calendar, changes it, and withdraws it',
    async () => {
      const { page, complaints, close } = await visited();
      await page.goto('/app/settings/calendar');
      await page.click('button:has-text("Adresse anlegen")');
      const first = await page.inputValue('input[readonly]');
      expect((await fetch(first)).status).toBe(200);
      await page.click('button:has-text("Andere Adresse")');
      await page.click('[role=dialog] button:has-text("Andere Adresse")');
      await page.waitForFunction(`document.querySelector('main input[readonly]')?.value !== ${JSON.stringify(first)}`);
      expect((await fetch(first)).status).toBe(404);
      await page.waitForSelector('[role=dialog]', { state: 'detached' });
      await page.click('button:has-text("Adresse zurückziehen")');
      await page.click('[role=dialog] button:has-text("Adresse zurückziehen")');
      await page.waitForSelector('button:has-text("Adresse anlegen")');
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  test('checks a file and names its faults by row, then brings a sound one in', async () => {
    const { page, complaints, close } = await visited();
    const file = (text: string) => ({ name: 'kunden.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.goto('/app/imports');
    await page.setInputFiles('[type=file]', {
      name: 'kunden.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(''),
    });
    await page.waitForSelector('[role=alert]:has-text("weder CSV noch XLSX")');
    const broken = customersWith('K-1;Praxis Eins;Weg 1;87435;Kempten;BY;Anna Muster;keine Adresse;;');
    await page.setInputFiles('[type=file]', file(broken));
    await page.click('button:has-text("Nur prüfen")');
    await page.waitForSelector('tbody tr:has-text("2"):has-text("E-Mail")');
    await page.waitForSelector('text=Nichts wurde geschrieben');
    expect(await violations(page)).toEqual([]);
    await page.goto('/app/imports');
    await page.setInputFiles('[type=file]', file(customersFile(20)));
    await page.click('button:has-text("Nur prüfen")');
    await page.waitForSelector('text=Geprüft, ohne Fehler');
    await page.click('button:has-text("Einlesen")');
    await page.waitForSelector('[role=dialog] :text("lässt sich nicht zurücknehmen")');
    await page.click('[role=dialog] button:has-text("Einlesen")');
    await page.waitForSelector('text=Alles ist da.');
    await page.waitForSelector('dd:has-text("AVV")');
    expect(await violations(page)).toEqual([]);
    await page.goto('/app/imports');
    await page.waitForSelector('tbody tr:has-text("Eingelesen")');
    expect(complaints).toEqual([]);
    await close();
  });

  longTest(
    'opens the public form, names its address, and closes it with what follows',
    async () => {
      const { page, complaints, close } = await visited();
      await page.goto('/app/settings/intake');
      await page.fill('input[type=tel]', 'abc');
      await page.click('button:has-text("Formular öffnen")');
      await page.waitForSelector(':text("Eine Telefonnummer beginnt")');
      await page.fill('input[type=tel]', '+49 69 000000');
      await page.click('button:has-text("Formular öffnen")');
      await page.waitForSelector('button:has-text("Formular schließen")');
      const address = await page.inputValue('input[readonly]');
      expect((await fetch(address)).status).toBe(200);
      await page.click('button:has-text("Webhook öffnen")');
      await page.waitForSelector('text=nur dieses eine Mal');
      expect(await violations(page)).toEqual([]);
      await page.click('button:has-text("Formular schließen")');
      await page.click('[role=dialog] button:has-text("Formular schließen")');
      await page.waitForSelector('button:has-text("Formular öffnen")');
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
