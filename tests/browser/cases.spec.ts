import type { Page } from 'playwright-core';
import { pick } from '../../apps/cli/src/api-client.js';
import { HEADINGS, NOT_KNOWN_YET } from '../../apps/web/src/portal/authority/told.js';
import { de } from '../../libs/notices/src/domain/templates/words-de.js';
import { en } from '../../libs/notices/src/domain/templates/words-en.js';
import { latestTo, type ReadMail } from '../support/mail.js';
import { receivedPath } from '../support/received.js';
import { looksWell } from './support/pages.js';
import { newestCase } from './support/portal.js';
import { fileOf, phone, portalVisits } from './support/portal-visits.js';
import { picture, violations } from './support/visit.js';

const DIALOG = '[role=dialog]';

describe('A controller’s case files in a browser', () => {
  const there = portalVisits();
  const { see, keepUp } = there;
  /** What another processor mailed to the practice under its other record: the same as from another installation. */
  let mail: ReadMail;
  let onFile = '';

  beforeAll(async () => {
    mail = await latestTo(there.portal.art33, 'telefon@huber.example');
    const received = {
      received: new Date(Date.now() - 3_600_000).toISOString(),
      processor: 'Labor Süd',
      kind: 'breach',
    };
    const pdf = { 'Content-Type': 'application/pdf' };
    const put = await there.portal.practice.api.post(receivedPath(received), Buffer.from('%PDF-1.7 Meldung'), pdf);
    onFile = pick(put.body, 'id');
    await there.portal.art33.settled();
  });
  const send = async (page: Page): Promise<void> => {
    await keepUp();
    await page.click(`${DIALOG} button[type=submit]`);
  };
  const done = (page: Page) => page.waitForSelector(DIALOG, { state: 'detached' });
  const wallClock = (hoursAgo: number): string =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'short' })
      .format(Date.now() - hoursAgo * 3_600_000)
      .replace(' ', 'T');

  looksWell(
    () => ({ browser: there.browser, art33: there.portal.art33, signedIn: there.officer }),
    [
      { name: 'case-authority', path: () => `${fileOf(there.portal.fresh.case)}/authority`, shows: 'dl dd' },
      { name: 'case-authority-lacking', path: () => `${fileOf(onFile)}/authority`, shows: 'dl dd' },
      { name: 'case-on-file', path: () => fileOf(onFile), shows: '#received dl' },
      {
        name: 'case-communicate',
        path: () => `${fileOf(there.portal.fresh.case)}?do=communicate`,
        shows: `${DIALOG} form`,
      },
      { name: 'case-aware', path: () => `${fileOf(there.portal.fresh.case)}?do=aware`, shows: `${DIALOG} form` },
      {
        name: 'case-elsewhere',
        path: () => fileOf(there.portal.other.case),
        shows: 'main h2:text-matches("Dr. Huber, Kempten")',
        missing: true,
      },
    ],
  );

  test('knows the headings of the service’s own notices in both languages', () => {
    for (const heading of Object.values(HEADINGS.de)) expect(de.text).toContain(`\n\n${heading}\n`);
    for (const heading of Object.values(HEADINGS.en)) expect(en.text).toContain(`\n\n${heading}\n`);
    expect(NOT_KNOWN_YET).toEqual([de.unknown, en.unknown]);
  });

  test('puts together what an authority asks for, in the notice’s words, and names what is missing', async () => {
    const { page, complaints, close } = await see(phone);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: there.portal.art33.url });
    await page.goto(fileOf(there.portal.fresh.case));
    await page.click('ol a:has-text("Angaben für die Behörde")');
    await page.waitForSelector('h2:text("Das müssen Sie noch ergänzen")');
    expect(await page.locator('main section:first-of-type li').allTextContents()).toEqual([
      'Datenschutzbeauftragte oder andere Anlaufstelle (b)',
      'Benachrichtigung der Betroffenen',
    ]);
    const says = (label: string) => page.textContent(`dt:text-is("${label}") + dd`);
    expect(await says('Art der Verletzung (a)')).toContain('Unbefugter Zugriff auf ein Speicherkonto');
    expect(await says('Betroffene Personen: Kategorien und Zahl (a)')).toContain('etwa 240');
    expect(await says('Maßnahmen des Auftragsverarbeiters (d)')).toContain('Schlüssel getauscht');
    expect(await says('Eigene Kenntnis, ab der gezählt wird')).toContain('Zugang der Meldung einer Verletzung');
    await page.click('button:has-text("Alles kopieren")');
    await page.waitForSelector('button:has-text("Kopiert")');
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(copied).toContain('Wahrscheinliche Folgen (c):\nUnbefugte könnten Termine kennen');
    expect(copied).toContain('Benachrichtigung der Betroffenen:\nfehlt in der Akte');
    await page.emulateMedia({ media: 'print' });
    await picture(page, 'case-authority-print');
    expect(await page.locator('main button:visible').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test('opens a case from a mail that is dropped, acknowledges it to its sender, and keeps the receipt', async () => {
    const { page, complaints, close } = await see(phone);
    await page.goto('/app/portal/received');
    const drop = await page.waitForSelector('[role=group][aria-label^="Datei hier"]');
    const dropped = await page.evaluateHandle(
      `(() => { const all = new DataTransfer(); all.items.add(new File([${JSON.stringify(mail.received.raw.toString())}], 'Meldung.eml')); return all; })()`,
    );
    await drop.dispatchEvent('drop', { dataTransfer: dropped });
    await page.waitForSelector('[role=status]:has-text("maschinenlesbare Meldung")');
    await page.fill('input[type=datetime-local]', wallClock(1));
    await keepUp();
    await page.click('button:has-text("Meldeakte anlegen")');
    await page.waitForSelector('h1:has-text("Lumitra GmbH")');
    const id = await newestCase(there.portal);
    expect(new URL(page.url()).pathname).toBe(fileOf(id));
    await page.fill('#received form input[required]', 'Eva Sommer');
    await page.click('#received button:has-text("Empfang bestätigen")');
    await page.waitForSelector('#received :text("vom Sender angenommen"), #received :text("vom Absender angenommen")');
    await page.waitForSelector('ol:has-text("Der Empfang der Meldung ist bestätigt")');
    expect(await violations(page)).toEqual([]);
    const { items } = (await there.portal.elsewhere.api.read(
      `notices/${there.portal.other.notice}/receipt`,
    )) as unknown as {
      readonly items: readonly { readonly by: { readonly name: string } }[];
    };
    expect(items.map(({ by }) => by.name)).toEqual(['Eva Sommer']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('#received button:has-text("Quittung speichern")'),
    ]);
    expect(download.suggestedFilename()).toMatch(/^receipt-.*\.json$/);
    await page.click('main a:has-text("Angaben für die Behörde")');
    await page.waitForSelector('dd:has-text("Unbefugter Zugriff auf ein Speicherkonto")');
    expect(complaints).toEqual([]);

    // The same notice again, as a file for machines: no second case.
    await page.goto('/app/portal/received');
    const attached = /Content-Type: application\/json[^]*?\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/.exec(
      mail.received.raw.toString(),
    );
    const json = {
      name: 'notice.json',
      mimeType: 'application/json',
      buffer: Buffer.from(attached?.[1] ?? '', 'base64'),
    };
    await page.setInputFiles('input[type=file]', json);
    await page.waitForSelector('[role=status]:has-text("Lumitra GmbH")');
    await page.fill('input[type=datetime-local]', wallClock(1));
    await page.click('button:has-text("Meldeakte anlegen")');
    await page.waitForURL(`**${fileOf(id)}`);
    await close();
  });

  test('says which files it does not take and why, and takes a mail whose notice for machines is broken', async () => {
    const { page, close } = await see(phone);
    await page.goto('/app/portal/received');
    const choose = (name: string, content: Buffer) =>
      page.setInputFiles('input[type=file]', { name, mimeType: 'application/octet-stream', buffer: content });
    const open = () => page.click('button:has-text("Meldeakte anlegen")');
    await page.fill('input[type=datetime-local]', wallClock(2));
    await choose('brief.docx', Buffer.from('PK'));
    await page.waitForSelector('[role=alert]:has-text("wird nicht genommen")');
    await choose('scan.pdf', Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(11 * 1_048_576)]));
    await page.waitForSelector('[role=alert]:has-text("höchstens 10 MiB")');
    await picture(page, 'case-file-too-large');
    await choose('leer.eml', Buffer.alloc(0));
    await page.waitForSelector('[role=alert]:has-text("ist leer")');
    await choose('notice.json', Buffer.from('{"schema": "x"}'));
    await keepUp();
    await open();
    await page.waitForSelector('[role=alert]:has-text("Abgelegt wurde nichts")');
    expect(await page.locator('input[type=checkbox]').count()).toBe(0);
    const broken = [
      'From: a@b.example',
      'Subject: Meldung',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
    ];
    broken.push(
      'Content-Type: application/json; name="notice.json"',
      'Content-Disposition: attachment; filename="notice.json"',
    );
    await choose('kaputt.eml', Buffer.from([...broken, '', '{"schema": 7}', '--b--', ''].join('\r\n')));
    await page.waitForSelector('[role=status]:has-text("kaputt.eml")');
    await open();
    await page.click('label:has-text("Nur die Mail ablegen")');
    await picture(page, 'case-file-broken');
    expect(await violations(page)).toEqual([]);
    await page.selectOption('select', 'suspected-breach');
    await page.fill('form input:not([type])', 'Labor Nord');
    await open();
    await page.waitForSelector('h1:has-text("Labor Nord")');
    await close();
  });

  test('states its own awareness: earlier freely, later with a reason; both stay readable', async () => {
    const { case: id } = await there.portal.told('Fehlgeleiteter Befund');
    const { page, complaints, close } = await see(phone);
    await page.goto(fileOf(id));
    await page.click('ol button:has-text("Eigene Kenntnis angeben")');
    await page.fill(`${DIALOG} input[type=datetime-local]`, wallClock(10));
    await send(page);
    await done(page);
    await page.waitForSelector('text=ab der Kenntnis, die Sie selbst angegeben haben');
    await page.click('button:has-text("Eigene Kenntnis angeben") >> nth=0');
    await page.fill(`${DIALOG} input[type=datetime-local]`, wallClock(5));
    await page.click(`${DIALOG} button[type=submit]`);
    await page.waitForSelector(`${DIALOG} textarea[aria-invalid=true]`);
    await page.fill(`${DIALOG} textarea`, 'Erst da war klar, dass es unsere Daten sind.');
    await send(page);
    await done(page);
    await page.waitForSelector('text=Erst da war klar, dass es unsere Daten sind.');
    expect(await page.locator('b:text-is("Kenntnis seit")').count()).toBe(2);
    expect(complaints).toEqual([]);
    await close();
  });

  test('records every way of telling the persons concerned, or of not telling them', async () => {
    const { case: id } = await there.portal.told('Verlorene Akte');
    const { page, close } = await see(phone);
    const record = async (outcome: string, fill: () => Promise<void> = () => Promise.resolve()): Promise<void> => {
      await page.goto(`${fileOf(id)}?do=communicate`);
      await page.click(`${DIALOG} label:has-text("${outcome}")`);
      await fill();
      await send(page);
      await done(page);
    };
    const because = (reason: string) => () => page.fill(`${DIALOG} textarea`, reason);
    await record('Sie sollen benachrichtigt werden');
    await page.waitForSelector('ol:has-text("Die Betroffenen benachrichtigen und es festhalten")');
    await record('Sie wurden benachrichtigt');
    await page.waitForSelector('ol:has-text("Es ist festgehalten, ob die Betroffenen benachrichtigt werden")');
    await page.goto(`${fileOf(id)}?do=communicate`);
    await page.click(`${DIALOG} label:has-text("kein hohes Risiko")`);
    await page.click(`${DIALOG} button[type=submit]`);
    await page.waitForSelector(`${DIALOG} textarea[aria-invalid=true]`);
    await record('kein hohes Risiko', because('Nur Namen waren zu lesen.'));
    await record('Ausnahme', async () => {
      await page.click(`${DIALOG} label:has-text("öffentliche Bekanntmachung")`);
      await because('Die Anschriften sind nicht bekannt.')();
    });
    const text = (await page.textContent('main')) ?? '';
    for (const part of ['Nur Namen waren zu lesen.', 'Art. 34 Abs. 3 c', 'Die Anschriften sind nicht bekannt.'])
      expect(text).toContain(part);
    await close();
  });

  test('says at its field what is wrong with a filing, and asks whether one from before the notice is meant', async () => {
    const { case: id } = await there.portal.told('Offenes Postfach');
    const { page, close } = await see(phone);
    await page.goto(`${fileOf(id)}?do=file`);
    await page.fill(`${DIALOG} input:not([type=datetime-local]) >> nth=0`, 'BayLDA');
    const filedAt = `${DIALOG} input[type=datetime-local]`;
    await page.fill(filedAt, wallClock(-5));
    await send(page);
    await page.waitForSelector(`${filedAt}[aria-invalid=true]:focus`);
    expect(await page.textContent(`${DIALOG} form`)).toContain('Dieser Zeitpunkt liegt in der Zukunft');
    expect(await page.locator(`${DIALOG} [role=alert]`).count()).toBe(0);
    await picture(page, 'case-filing-future');
    expect(await violations(page)).toEqual([]);
    await page.fill(filedAt, wallClock(2));
    await page.waitForSelector(`${DIALOG} :text("Das liegt vor dem Zeitpunkt, ab dem Ihre 72 Stunden zählen")`);
    expect(await page.textContent(`${DIALOG} form`)).not.toContain('liegt in der Zukunft');
    await send(page);
    await page.waitForSelector(`${DIALOG} :text("Bitte bestätigen Sie die Zeit")`);
    await picture(page, 'case-filing-early');
    expect(await violations(page)).toEqual([]);
    await page.check(`${DIALOG} input[type=checkbox]`);
    await send(page);
    await done(page);
    await page.waitForSelector('h3:text("Meldungen an die Behörde") ~ div:has-text("rechtzeitig")');
    await close();
  });

  test('files in parts, takes the filing back, decides not to file, closes, and opens again', async () => {
    const { case: id } = await there.portal.told('Falsche Akte gezeigt');
    const { page, close } = await see(phone);
    const file = async (phase: string | undefined, reference: string): Promise<void> => {
      await page.goto(`${fileOf(id)}?do=file`);
      await page.waitForSelector(`${DIALOG} form`);
      if (phase !== undefined) await page.click(`${DIALOG} label:has-text("${phase}")`);
      const [authority, number] = [
        `${DIALOG} input:not([type=datetime-local]):not([type=radio]) >> nth=0`,
        `${DIALOG} input:not([type=datetime-local]):not([type=radio]) >> nth=1`,
      ];
      await page.fill(authority, 'BayLDA');
      await page.fill(number, reference);
      await send(page);
      await done(page);
      await page.waitForSelector(`dd:text-is("${reference}")`);
    };
    await file(undefined, 'LDA-1');
    await page.goto(`${fileOf(id)}/authority`);
    await page.waitForSelector('dd:has-text("Folgemeldung (BayLDA, LDA-1)")');
    await file('Folgemeldung', 'LDA-1/2');
    await file('Rücknahme', 'LDA-1/3');
    await page.waitForSelector('ol b:text("Der Behörde melden oder entscheiden, nicht zu melden")');
    await page.click('ol button:has-text("Nicht melden: entscheiden")');
    await page.fill(`${DIALOG} textarea`, 'Es war die eigene Akte der Person.');
    await send(page);
    await done(page);
    await page.click('button:has-text("Akte schließen")');
    await page.click(`${DIALOG} button:has-text("Akte schließen")`);
    await page.waitForSelector('text=Diese Akte ist geschlossen');
    await picture(page, 'case-whole-way');
    await page.click('button:has-text("Wieder öffnen")');
    await page.click(`${DIALOG} button:has-text("Wieder öffnen")`);
    await page.waitForSelector('text=die Akte kann geschlossen werden');
    await close();
  });
});
