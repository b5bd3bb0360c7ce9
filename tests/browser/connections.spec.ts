import type { Browser } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { Receiver } from '../../libs/delivery/src/webhooks/testing/receiver.js';
import { pick } from '../../apps/cli/src/api-client.js';
import type { Installation, Processor } from '../support/installation.js';
import { issuerBody } from '../support/issuers.js';
import { known, logIncident } from '../support/story.js';
import { startChromium } from './support/chromium.js';
import { accept, ANNA, startWithAnna } from './support/desk.js';
import { looksWell } from './support/pages.js';
import { picture, signIn, violations, visit, type SignedIn } from './support/visit.js';

const BELA = { email: 'bela@ratio.example', name: 'Béla Nagy' };
const look = { lang: 'de', scheme: 'light', size: 'desktop' } as const;

describe('What connects an organisation with its own systems', () => {
  let browser: Browser;
  let art33: Installation;
  let processor: Processor;
  let receiver: Receiver;
  let signedIn: SignedIn;
  let reader: SignedIn;

  beforeAll(async () => {
    const settings = { ART33_WEBHOOKS_PRIVATE: 'allow', ART33_ISSUERS_PRIVATE: 'allow' };
    const { secret, ...begun } = await startWithAnna(['admin'], settings);
    ({ art33, processor } = begun);
    await processor.api.done('post', 'webhooks', { url: 'https://hooks.example.org/art33', types: ['*'] });
    await processor.api.done('post', 'issuers', issuerBody('https://login.ratiomedicus.example'));
    await art33.settled();
    receiver = await Receiver.start();
    browser = await startChromium();
    signedIn = await signIn(browser, art33, { ...ANNA, secret });
    await processor.api.done('post', 'members', { ...BELA, roles: ['reader'] });
    reader = await signIn(browser, art33, { ...BELA, secret: await accept(art33, BELA) });
  });
  afterAll(async () => {
    await browser.close();
    await receiver.stop();
    await art33.stop();
  });
  const visited = () => visit(browser, { art33 }, signedIn, look);
  const log = (title: string): Promise<string> =>
    logIncident(processor, { title, awareness: [known('suspicion-known', new Date(art33.clock.now()).toISOString())] });

  looksWell(
    () => ({ browser, art33, signedIn }),
    [
      {
        name: 'webhook',
        path: () => '/app/settings/webhooks',
        shows: 'tbody a',
        act: async (page) => {
          await page.click('tbody a');
          await page.waitForSelector('[role=dialog] section p, [role=dialog] section li');
          await page.click('[role=dialog] summary');
          await page.waitForSelector('[role=dialog] form');
        },
      },
      { name: 'webhooks', path: () => '/app/settings/webhooks', shows: 'tbody a' },
      { name: 'sign-in-services', path: () => '/app/settings/sign-in', shows: 'tbody a' },
      {
        name: 'sign-in-service',
        path: () => '/app/settings/sign-in',
        shows: 'tbody a',
        act: async (page) => {
          await page.click('tbody a');
          await page.click('[role=dialog] summary');
          await page.waitForSelector('[role=dialog] form');
        },
      },
    ],
  );

  test('tells another system, tries it, says in words why it failed, and goes on where it stopped', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/settings/webhooks');
    await page.click('main h1 + button');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] :text("Eine ganze Adresse")');
    await page.check('[role=dialog] [type=radio][value=some]');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] :text("Wählen Sie mindestens eines.")');
    await page.fill('[role=dialog] input[type=url]', 'https://anna:geheim@hooks.example');
    await page.check('[role=dialog] [type=checkbox][value="eu.art33.incident.*"]');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] [role=alert]:has-text("Diese Adresse geht nicht")');
    await page.fill('[role=dialog] input[type=url]', receiver.url);
    await page.click('[role=dialog] button[type=submit]');
    const first = await page.inputValue('[role=dialog] input[readonly]');
    await picture(page, 'webhook-secret-de-light-desktop');
    expect(await violations(page)).toEqual([]);
    await page.click('[role=dialog] button:has-text("Zu diesem Webhook")');
    await page.waitForSelector('[role=dialog] :text("Es wurde noch nichts gesendet.")');
    await page.click('[role=dialog] button:has-text("Test senden")');
    await page.waitForSelector('[role=dialog] [role=status]:has-text("Angenommen")');
    const [tried] = receiver.received;
    expect(() => new Webhook(first).verify(tried?.body ?? '', { ...tried?.headers })).not.toThrow();

    receiver.always(503);
    await page.click('[role=dialog] button:has-text("Test senden")');
    await page.waitForSelector(
      '[role=dialog] [role=status]:has-text("HTTP 503"):has-text("Ihr System hat es abgelehnt")',
    );
    await log('Fehlversand einer Terminliste');
    await page.waitForSelector('[role=dialog] :text("1 Versuch ist gescheitert")');
    await page.waitForSelector('tbody tr:has-text("Scheitert, versucht es wieder"):has-text("Alles zu Vorfällen")');
    await picture(page, 'webhook-failing-de-light-desktop');
    expect(await violations(page)).toEqual([]);

    await page.click('[role=dialog] button:has-text("Ausschalten")');
    await page.waitForSelector('[role=dialog] :text("Jemand aus Ihrer Organisation")');
    receiver.always(200);
    const before = receiver.types.length;
    await log('Verlorener Datenträger');
    await art33.settled();
    expect(receiver.types.length).toBe(before);
    await page.click('[role=dialog] button:has-text("Einschalten")');
    await page.waitForSelector('[role=dialog] :text("Alles ist angekommen, nichts steht aus.")');
    await page.waitForSelector('[role=dialog] section li:has-text("eu.art33.incident.logged"):has-text("Angenommen")');
    expect(receiver.types.filter((type) => type === 'eu.art33.incident.logged').length).toBeGreaterThanOrEqual(2);

    await page.click('[role=dialog] button:has-text("Neues Geheimnis")');
    await page.waitForSelector(':text("24 Stunden lang tragen Nachrichten beide")');
    await page.click('[role=dialog] >> nth=1 >> button:has-text("Neues Geheimnis")');
    await page.waitForSelector('[role=dialog] :text("Das bisherige Geheimnis gilt mit bis")');
    expect(await page.inputValue('[role=dialog] input[readonly]')).not.toBe(first);

    const sent = receiver.types.length;
    await page.click('[role=dialog] button:has-text("Noch einmal senden")');
    await page.click('[role=dialog] >> nth=1 >> button:has-text("Noch einmal senden")');
    await page.waitForSelector('[role=dialog] >> nth=1 >> :text("Das wird gebraucht.")');
    await page.fill('[role=dialog] >> nth=1 >> input[type=datetime-local]', '2026-01-01T00:00');
    await page.click('[role=dialog] >> nth=1 >> button:has-text("Noch einmal senden")');
    await page.waitForSelector('[role=dialog] >> nth=1', { state: 'detached' });
    await art33.settled();
    expect(receiver.types.slice(sent)).toContain('eu.art33.incident.logged');

    await page.click('[role=dialog] button:has-text("Entfernen")');
    await page.click('[role=dialog] >> nth=1 >> button:has-text("Entfernen")');
    await page.waitForSelector(`tbody tr:has-text("${receiver.url}")`, { state: 'detached' });
    expect(complaints.filter((each) => !/status of (404|422)/.test(each))).toEqual([]);
    await close();
  });

  test('changes what a system is told, and does not overwrite what somebody else changed meanwhile', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/settings/webhooks');
    await page.click('tbody a:has-text("hooks.example.org")');
    await page.click('[role=dialog] summary:has-text("ändern")');
    await page.check('[role=dialog] [type=radio][value=some]');
    await page.check('[role=dialog] [type=checkbox][value="eu.art33.duty.deadline-missed"]');
    const [id] = pick<readonly { readonly id: string }[]>(await processor.api.read('webhooks'), 'items').map(
      (each) => each.id,
    );
    const url = 'https://hooks.example.org/neu';
    await processor.api.done('put', `webhooks/${id}`, { url, types: ['eu.art33.notice.sent'] });
    await page.click('[role=dialog] button:has-text("Änderung speichern")');
    await page.waitForSelector('[role=dialog] [role=alert]:has-text("Jemand anderes hat das inzwischen geändert")');
    await page.click('[role=dialog] button:has-text("Neuen Stand zeigen")');
    // What these words do not name stays, under its own name.
    await page.waitForSelector('[role=dialog] [type=checkbox][value="eu.art33.notice.sent"]:checked');
    expect(await page.inputValue('[role=dialog] input[type=url]')).toBe(url);
    await page.check('[role=dialog] [type=checkbox][value="eu.art33.duty.deadline-missed"]');
    await page.click('[role=dialog] button:has-text("Änderung speichern")');
    await page.waitForSelector('tbody tr:has-text("Eine Frist ist versäumt, eu.art33.notice.sent")');
    expect(complaints.filter((each) => !/status of 412/.test(each))).toEqual([]);
    await close();
  });

  test('adds a sign-in service with groups and roles from a draft that survives, changes and removes it', async () => {
    const { page, complaints, close } = await visited();
    await page.goto('/app/settings/sign-in');
    await page.click('main h1 + button');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] :text("Mindestens eine Domäne")');
    const field = (label: string) => page.getByRole('dialog').getByLabel(label, { exact: false }).first();
    await field('Name').fill('Klinikum Muster');
    await field('Adresse des Dienstes').fill('https://login.klinik.example/realms/staff?x=1');
    await field('Client-ID').fill('art33');
    await field('Mail-Domänen').fill('klinik.example\nmvz.example');
    await page.check('[role=dialog] label:has-text("wird bei der ersten Anmeldung Mitglied")');
    await page.check('[role=dialog] [type=checkbox][value=responder]');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] :text("Nennen Sie die Gruppe.")');
    await page.reload();
    await page.click('main h1 + button');
    expect(await field('Name').inputValue()).toBe('Klinikum Muster');
    await field('Gruppe').fill('it-sicherheit');
    await field('Client-Geheimnis').fill('nur-im-dienst');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] [role=alert]:has-text("Diese Adresse geht nicht")');
    await field('Adresse des Dienstes').fill('https://login.klinik.example/realms/staff');
    await page.click('[role=dialog] button[type=submit]');
    await page.waitForSelector('[role=dialog] summary:has-text("Ändern")');
    await page.waitForSelector('[role=dialog] button:has-text("Anmeldedienst hinzufügen")', { state: 'detached' });
    expect(await page.inputValue('[role=dialog] input[readonly] >> nth=0')).toMatch(/\/sign-in\/oidc\/.+\/callback$/);
    await page.waitForSelector('tbody tr:has-text("Klinikum Muster"):has-text("it-sicherheit: Bearbeitung")');
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('nur-im-dienst');

    await page.click('[role=dialog] summary:has-text("Ändern")');
    await field('Adresse des Dienstes').fill('https://anders.klinik.example');
    await page.click('[role=dialog] button:has-text("Änderung speichern")');
    await page.waitForSelector('[role=dialog] [role=alert]:has-text("braucht ihr Client-Geheimnis neu")');
    await field('Adresse des Dienstes').fill('https://login.klinik.example/realms/staff');
    await page.click('[role=dialog] button:has-text("Weitere Gruppe")');
    await page.locator('[role=dialog] fieldset').getByLabel('Gruppe', { exact: true }).last().fill('leitung');
    await page.click('[role=dialog] button:has-text("Änderung speichern")');
    await page.waitForSelector('[role=dialog] :text("Wählen Sie mindestens eine Rolle.")');
    await page.check('[role=dialog] [type=checkbox][value=approver] >> nth=-1');
    await page.click('[role=dialog] button:has-text("Änderung speichern")');
    await page.waitForSelector('tbody tr:has-text("leitung: Freigabe")');

    await page.click('[role=dialog] button:has-text("Entfernen") >> nth=-1');
    await page.waitForSelector(':text("Niemand meldet sich mehr darüber an")');
    await page.click('[role=dialog] >> nth=1 >> button:has-text("Entfernen")');
    await page.waitForSelector('tbody tr:has-text("Klinikum Muster")', { state: 'detached' });
    expect(complaints.filter((each) => !/status of (404|422)/.test(each))).toEqual([]);
    await close();
  });

  test('offers none of it to a reader, and refuses it at its address', async () => {
    const { page, close } = await visit(browser, { art33 }, reader, look);
    await page.goto('/app/settings');
    await page.waitForSelector('main nav a');
    const offered = (await page.locator('main nav a').allTextContents()).join(' ');
    expect(offered).toContain('Mitglieder');
    expect(offered).not.toMatch(/Webhooks|Anmeldedienst|API-Token/);
    await page.goto('/app/settings/sign-in');
    await page.waitForSelector('[role=alert]:has-text("Das dürfen Sie nicht sehen")');
    // Nobody who reads only is offered to log, to decide or to change terms.
    await page.goto('/app/desk/terms');
    await page.waitForSelector('main tbody a');
    await picture(page, 'reader-terms-de-light-desktop');
    expect(await page.locator('header nav a:has-text("Vorfall erfassen")').count()).toBe(0);
    expect(await page.locator('main button:has-text("einlesen"), main button:has-text("Einlesen")').count()).toBe(0);
    await page.click('main tbody a');
    await page.waitForSelector('main section');
    await picture(page, 'reader-text-de-light-desktop');
    expect(await page.locator('main form [type=submit]').count()).toBe(0);
    await close();
  });
});
