import { Browser, enrolApp, oneTimeCode } from '../../libs/identity/src/sign-in/testing/browser.js';
import { known } from '../support/story.js';
import { Installation, type Processor } from '../support/installation.js';
import { latestTo, mailsTo } from '../support/mail.js';

const PASSWORD = 'grüner Tee um vier';

/** From the link that the first start prints to an incident that a person logged. */
describe('People', () => {
  let art33: Installation;
  let processor: Processor;
  let setUp: string;
  let admin: Browser;
  let secret: string;
  const browser = (): Browser => new Browser(art33.url, () => art33.settled(), '/api/v1');
  const pathIn = (text: string): string => {
    const path = new RegExp(`${art33.url}(/\\S+)`).exec(text)?.[1];
    if (path === undefined) throw new Error(`no link in: ${text}`);
    return path;
  };
  const signIn = async (email: string): Promise<Browser> => {
    const visitor = browser();
    await visitor.post('/sign-in', { email, password: PASSWORD });
    return visitor;
  };

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-23T09:00:00+02:00' });
    processor = await art33.processor('ratiomedicus');
  });
  afterAll(() => art33.stop());

  test('begin with one who sets the installation up', async () => {
    setUp = pathIn((await art33.service.setUpLink()) ?? '');
    const operator = browser();
    const page = await operator.page(setUp);
    expect(page.headers.get('content-security-policy')).not.toContain('script-src');
    const given = { email: 'olga@operator.example', name: 'Olga', password: PASSWORD };
    await operator.submit(page, '/set-up', given);
    expect((await operator.get('/members')).body['type']).toBe('urn:art33:problem:second-factor-needed');
    await enrolApp(operator, art33.clock.now());
    expect((await operator.get('/incidents')).status).toBe(403);
    const invited = await operator.post('/members', {
      email: 'anna@ratio.example',
      name: 'Anna',
      roles: ['admin', 'responder'],
      organisation: processor.id,
    });
    expect(invited.status).toBe(201);
    expect(await art33.service.setUpLink()).toBeUndefined();
    expect((await browser().page(setUp)).status).toBe(404);
  });
  test('are asked in by mail, choose a password, and add a second factor', async () => {
    await art33.settled();
    const mail = await latestTo(art33, 'anna@ratio.example');
    expect(mail.subject).toBe('Einladung zu art33');
    admin = browser();
    await admin.submit(await admin.page(pathIn(mail.text)), '/invitation', { name: 'Anna Meier', password: PASSWORD });
    secret = await enrolApp(admin, art33.clock.now());
    expect((await admin.get('/me')).body).toMatchObject({
      person: { email: 'anna@ratio.example', name: 'Anna Meier' },
      memberships: [{ organisation: processor.id, role: 'processor' }],
    });
  });
  test('work as what they are: who did it stands in the log', async () => {
    const { id: personId } = (await admin.get('/me')).body['person'] as { readonly id: string };
    const awareness = [known('suspicion-known', '2026-10-23T08:30:00+02:00')];
    const logged = await admin.post('/incidents', {
      title: 'Datenträger verloren',
      detected: '2026-10-23T08:00:00+02:00',
      awareness,
    });
    expect(logged.status).toBe(201);
    const stored = await art33.service.stores.log.readStream(`incident-${logged.body['id'] as string}`);
    expect(stored[0]?.metadata).toMatchObject({ actor: { kind: 'person', id: personId }, organisation: processor.id });
    expect((await admin.post('/replays')).status).toBe(403);
  });
  test('sign in with both factors, on pages that carry one script of this host only where passkeys are', async () => {
    art33.clock.advance({ minutes: 1 });
    const visitor = browser();
    const page = await visitor.page('/sign-in');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    const second = await visitor.submit(page, '/sign-in/password', { email: 'anna@ratio.example', password: PASSWORD });
    await visitor.submit(second, '/sign-in/code', { code: oneTimeCode(secret, art33.clock.now()) });
    const account = await visitor.page('/account');
    expect(account.text).toContain('Anna Meier');
    expect((await visitor.page('/sign-in/done')).headers.get('location')).toBe('/app/?lang=de');
    expect((await visitor.get('/incidents')).status).toBe(200);
  });
  test('of a controller ask for a new password by mail', async () => {
    const practice = await art33.controller(processor, { emails: ['praxis@example.org'] });
    const invited = await admin.post('/members', {
      email: 'doc@example.org',
      roles: ['admin'],
      organisation: practice.id,
    });
    expect(invited.status).toBe(201);
    await art33.settled();
    const doctor = browser();
    await doctor.submit(await doctor.page(pathIn((await latestTo(art33, 'doc@example.org')).text)), '/invitation', {
      name: 'Dr. Muster',
      password: PASSWORD,
    });
    expect((await doctor.get('/cases')).text).toContain('items');
    art33.clock.advance({ minutes: 1 });
    await browser().post('/password-resets', { email: 'doc@example.org' });
    for (let n = 0; n < 50 && (await mailsTo(art33, 'doc@example.org')).length < 2; n += 1) await art33.settled();
    const reset = await latestTo(art33, 'doc@example.org');
    expect(reset.subject).toBe('Neues Passwort für art33');
    const next = 'drei blaue Fahrräder';
    await browser().submit(await browser().page(pathIn(reset.text)), '/reset', { password: next });
    expect((await doctor.get('/cases')).status).toBe(401);
    expect((await signIn('doc@example.org')).jar.names).toEqual([]);
  });
  test('who are engaged as auditors follow the link that they are mailed, and read what they were engaged for', async () => {
    const email = 'paula@pruefung.example';
    expect((await admin.post('/engagements', { email, until: '2026-12-31T00:00:00Z' })).status).toBe(201);
    await art33.settled();
    const auditor = browser();
    const link = pathIn((await latestTo(art33, email)).text);
    await auditor.submit(await auditor.page(link), '/invitation', { name: 'Paula', password: PASSWORD });
    expect((await auditor.get('/me')).body).toMatchObject({
      person: { name: 'Paula' },
      memberships: [{ organisation: processor.id, role: 'auditor', rights: ['auditor'] }],
    });
    expect((await auditor.get('/incidents')).status).toBe(200);
    expect((await auditor.get('/access-log')).status).toBe(403);
  });
  test('stay signed in when the service starts anew', async () => {
    await art33.stopService();
    await art33.startService();
    expect((await admin.get('/me')).status).toBe(200);
  });
  test('leave neither addresses nor secrets in the log in clear', async () => {
    const stored = JSON.stringify(await art33.service.stores.log.readAll(undefined, 10_000));
    for (const personal of ['anna@ratio.example', 'Anna Meier', '127.0.0.1', secret, '$argon2id$', setUp.slice(8)])
      expect(stored.includes(personal) && personal).toBe(false);
    expect(stored.includes('SessionStarted')).toBe(true);
  });
});
