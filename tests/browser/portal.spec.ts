import type { Page } from 'playwright-core';
import { looksWell } from './support/pages.js';
import { newestCase } from './support/portal.js';
import { desktop, fileOf, mailedLink, NOBODY, phone, portalVisits } from './support/portal-visits.js';
import { longTest, picture, violations } from './support/visit.js';

describe('The controller’s portal in a browser', () => {
  const there = portalVisits();
  const { see, keepUp } = there;

  const recordFiling = async (page: Page): Promise<void> => {
    await page.waitForSelector('[role=dialog] form');
    await page.fill('[role=dialog] input:not([type=datetime-local])', 'BayLDA');
    await keepUp();
    await page.click('[role=dialog] button[type=submit]');
  };

  looksWell(
    () => ({ browser: there.browser, art33: there.portal.art33, signedIn: there.officer }),
    [
      { name: 'portal', path: () => '/app/portal', shows: 'table tbody tr:nth-child(4)' },
      { name: 'portal-notice', path: () => `/app/portal/notices/${there.portal.fresh.notice}`, shows: 'form button' },
      { name: 'portal-case', path: () => fileOf(there.portal.fresh.case), shows: 'ol svg' },
      {
        name: 'portal-filing-late',
        path: () => `${fileOf(there.portal.late.case)}?do=file`,
        shows: '[role=dialog] textarea',
      },
      { name: 'portal-case-closed', path: () => fileOf(there.portal.filed.case), shows: 'ol svg' },
      { name: 'portal-received', path: () => '/app/portal/received', shows: 'form select' },
      { name: 'portal-register', path: () => '/app/portal/register', shows: 'main section dl' },
      {
        name: 'portal-nothing',
        path: () => fileOf('00000000-0000-4000-8000-000000000000'),
        shows: '[role=alert]',
        missing: true,
      },
    ],
  );

  test('a good day on a phone: mail, page, mailed link, what happened, receipt; deciding is not the contact’s, and it is told whose', async () => {
    const { page, complaints, close } = await see(phone, NOBODY);
    await page.goto(await mailedLink(page, there.portal.art33));
    await page.click('form[action*="/sign-in/link"] button');
    await page.waitForURL(`**/app/portal/notices/${there.portal.fresh.notice}*`);
    await page.goto('/app/portal');
    await page.click(`a[href="/app/portal/notices/${there.portal.fresh.notice}"]`);
    await page.waitForSelector('text=Ihre eigenen 72 Stunden');
    await page.fill('form input[required]', 'Eva Sommer');
    await page.click('button:has-text("Empfang bestätigen")');
    await page.waitForSelector('h2:text("Quittungen")');
    expect(await page.textContent('main')).toContain('angemeldet: eine Person Ihrer Organisation');
    await picture(page, 'portal-receipt-de-light-phone');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('button:has-text("Quittung speichern")'),
    ]);
    expect(download.suggestedFilename()).toMatch(/^receipt-.*\.json$/);
    await page.click('a:has-text("Zur Meldeakte")');
    await page.waitForSelector('h2:text("Die 72 Stunden")');
    expect(await page.locator('button:has-text("Meldung an Behörde erfassen")').count()).toBe(0);
    expect(await page.textContent('main')).toContain('dürfen hier die Datenschutzbeauftragten');
    expect(complaints.filter((each) => !/401/.test(each))).toEqual([]);
    await close();
  });

  test('files, keeping what was written through a reload and a lost connection; adds the reference, closes, and opens again', async () => {
    const { page, close } = await see(phone);
    await page.goto(fileOf(there.portal.fresh.case));
    const file = 'button:has-text("Meldung an Behörde erfassen")';
    await page.waitForSelector(`ol ${file}`);
    expect(await page.locator(`main ${file}`).count()).toBe(1);
    await page.click(file);
    await page.fill('[role=dialog] input:not([type=datetime-local])', 'LDI NRW');
    await page.reload();
    await page.waitForSelector('[role=dialog] form');
    expect(await page.inputValue('[role=dialog] input:not([type=datetime-local])')).toBe('LDI NRW');
    await page.route('**/filings', (route) => route.abort());
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] [role=alert]');
    await picture(page, 'portal-lost-de-light-phone');
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/filings');
    await keepUp();
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('text=nicht belegt: kein Aktenzeichen');
    // What is done can be done again beside its record, and is no next step any more.
    expect(await page.locator(`ol ${file}`).count()).toBe(0);
    expect(await page.locator(`main ${file}`).count()).toBe(1);
    expect(await page.locator('main button:has-text("Aktenzeichen nachtragen")').count()).toBe(1);
    await page.click('ol button:has-text("Aktenzeichen nachtragen")');
    await page.fill('[role=dialog] input', 'A-17/26');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('dd:text("A-17/26")');
    await page.click('button:has-text("Akte schließen")');
    await page.click('[role=dialog] button:has-text("Akte schließen")');
    await page.click('button:has-text("Wieder öffnen")');
    await page.click('[role=dialog] button:has-text("Wieder öffnen")');
    await page.waitForSelector('button:has-text("Akte schließen")');
    await close();
  });

  longTest(
    'a late filing is asked for its reasons, and shown as late with them',
    async () => {
      const { page, close } = await see();
      await page.goto(`${fileOf(there.portal.late.case)}?do=file`);
      await recordFiling(page);
      await page.waitForSelector('[role=dialog] textarea[aria-invalid=true]');
      await page.fill('[role=dialog] textarea', 'Die Praxis war geschlossen.');
      await page.click('[role=dialog] button[type=submit]');
      await page.waitForSelector('text=zu spät');
      expect(await page.textContent('main')).toContain('Die Praxis war geschlossen.');
      await close();
    },
    60_000,
  );

  test('says what another person changed meanwhile, keeps what was written, and goes on', async () => {
    const { case: id } = await there.portal.told('Fehlgeleitetes Fax');
    const { page, close } = await see();
    await page.goto(`${fileOf(id)}?do=not-file`);
    await page.fill('[role=dialog] textarea', 'Die Daten waren verschlüsselt.');
    // The page has heard of nothing yet when the form is sent.
    await page.route('**/api/v1/live', (route) => route.abort());
    await page.route(`**/api/v1/cases/${id}`, (route) => route.abort());
    const at = new Date(there.portal.art33.clock.now()).toISOString();
    const told = { outcome: 'required', decidedBy: 'Kim Muster', at };
    await there.portal.practice.api.done('post', `cases/${id}/communications`, told);
    await page.unroute(`**/api/v1/cases/${id}`);
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] li:has-text("Zu den Betroffenen festgehalten")');
    await picture(page, 'portal-changed-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.click('button:has-text("Neuen Stand zeigen")');
    await page.waitForSelector('text=Kim Muster');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('text=Entschieden, nicht zu melden');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    expect(await page.textContent('main')).toContain('Die Daten waren verschlüsselt.');
    await close();
  });

  longTest(
    'where four eyes are asked for, one proposes and another confirms',
    async () => {
      const { case: id } = await there.portal.told('Offene Schublade');
      const settings = (decisions: boolean) =>
        there.portal.practice.api.done('put', 'organisation/settings', { fourEyes: { decisions } });
      await settings(true);
      const first = await see();
      await first.page.goto(`${fileOf(id)}?do=not-file`);
      await first.page.waitForSelector('button:has-text("Vorschlagen, nicht zu melden")');
      await first.page.fill('[role=dialog] textarea', 'Niemand hat hineingesehen.');
      await first.page.click('[role=dialog] button[type=submit]');
      await first.page.waitForSelector('text=Sie haben das vorgeschlagen');
      expect(await first.page.locator('button:text-is("Bestätigen")').count()).toBe(0);
      await first.close();
      const second = await see(desktop, await there.portal.person('Kim Muster', 'privacy-officer'));
      await second.page.goto(fileOf(id));
      await second.page.click('button:has-text("Bestätigen")');
      await second.page.click('[role=dialog] button:has-text("Bestätigen")');
      await second.page.waitForSelector('text=von einer zweiten Person bestätigt');
      await second.close();
      await settings(false);
    },
    60_000,
  );

  longTest(
    'opens a case from a file that was dropped, and keeps the file',
    async () => {
      const { page, complaints, close } = await see(phone);
      await page.goto('/app/portal/received');
      const pdf = { name: 'meldung.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 Meldung') };
      await page.setInputFiles('input[type=file]', pdf);
      await page.waitForSelector('[role=status]:has-text("keine maschinenlesbare Meldung")');
      await page.fill('input[type=datetime-local]', '2026-10-20T09:30');
      await page.selectOption('select', 'breach');
      await page.fill('form input:not([type])', 'Labor Süd');
      await page.click('button:has-text("Meldeakte anlegen")');
      await page.waitForSelector('h1:has-text("Labor Süd")');
      expect(new URL(page.url()).pathname).toBe(fileOf(await newestCase(there.portal)));
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click('button:has-text("Datei speichern")'),
      ]);
      expect(download.suggestedFilename()).toMatch(/^notice-.*\.pdf$/);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  longTest(
    'shows what all processors told, and leads to the record that it belongs to',
    async () => {
      const { page, close } = await see();
      await page.goto(fileOf(there.portal.other.case));
      await page.click('button:has-text("Zu Dr. Huber, Kempten wechseln")');
      await page.waitForSelector('h1:has-text("Lumitra")');
      await page.goto('/app/portal?q=lumitra');
      await page.waitForSelector('text=1 von');
      expect(await page.locator('tbody tr').count()).toBe(1);
      await close();
    },
    60_000,
  );

  longTest(
    'keeps the register as a file',
    async () => {
      const { page, close } = await see();
      await page.goto('/app/portal/register');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click('button:has-text("Als CSV speichern")'),
      ]);
      expect(download.suggestedFilename()).toMatch(/\.csv$/);
      await close();
    },
    60_000,
  );
});
