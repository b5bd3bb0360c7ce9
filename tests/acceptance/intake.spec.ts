import { Api, pick, type Answer } from '../../apps/cli/src/api-client.js';
import { Installation, type Processor } from '../support/installation.js';
import { mailsTo, visitor } from '../support/mail.js';
import { listed, problemOf } from '../support/story.js';

const TOLD = 'Auf der Buchungsseite sehe ich fremde Termine.';

let art33: Installation;
let processor: Processor;
let other: Processor;
beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00', settings: { ART33_LIMITS: 'on' } });
  processor = await art33.processor('ratiomedicus');
  other = await art33.processor('lumitra');
  const settings = { onCallAddress: 'bereitschaft@ratiomedicus.example' };
  await processor.api.done('put', 'organisation/settings', settings, { 'If-Match': '"0"' });
});
afterAll(() => art33.stop());

const pathOf = (url: string): string => new URL(url).pathname;
const reports = (who: Processor, query = '') =>
  listed<{
    readonly id: string;
    readonly status: string;
    readonly reference: string;
    readonly beginning: string;
    readonly channel: string;
  }>(who.api, `reports${query}`);
const openForm = async (body: object = {}): Promise<string> => {
  await processor.api.done('put', 'intake/form', body);
  return pathOf(pick(await processor.api.read('intake'), 'form.url'));
};
const field = (page: string, name: string): string =>
  new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ?? '';
const referenceIn = (page: string): string => /R-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(page)?.[0] ?? '';

describe('The public form', () => {
  let form: string;

  it('does not exist until the processor opens it, and not after it is closed', async () => {
    expect(await processor.api.read('intake')).toMatchObject({ form: { open: false, url: null } });
    form = await openForm({ phone: '+49 69 000000', instructions: { de: 'Bei Gefahr sofort anrufen.' } });
    expect((await visitor(art33).look(form)).status).toBe(200);
    await processor.api.delete('intake/form');
    await art33.settled();
    const closed = await visitor(art33).look(form);
    const unknown = await visitor(art33).look('/r/AAAAAAAAAAAAAAAA');
    expect([closed.status, closed.text]).toEqual([404, unknown.text]);
    expect((await visitor(art33).press(form, { text: TOLD })).status).toBe(404);
    expect(await openForm({ phone: '+49 69 000000', instructions: { de: 'Bei Gefahr sofort anrufen.' } })).toBe(form);
  });

  it('speaks the reader’s language, needs no script, and says what to do when it is urgent', async () => {
    const api = new Api(art33.url);
    const german = await api.get(form, { 'Accept-Language': 'en;q=0.4, de-AT;q=0.9' });
    expect(german.text).toContain('<html lang="de">');
    expect(german.text).toContain('Bei Gefahr sofort anrufen.');
    expect(german.text).toContain('href="tel:+4969000000"');
    const english = await api.get(form, { 'Accept-Language': 'en-GB,en;q=0.9' });
    expect(english.text).toContain('<html lang="en">');
    expect((await api.get(`${form}?lang=de`, { 'Accept-Language': 'en' })).text).toContain('<html lang="de">');
    expect(german.text).not.toContain('<script');
    expect(german.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const name of ['text', 'noticed', 'name', 'email', 'phone'])
      expect(german.text).toContain(`<label for="${name}"`);
  });

  it('gives a reference, which opens nothing, and makes a report that waits for a decision', async () => {
    const page = await visitor(art33).look(form);
    const once = field(page.text, 'once');
    const entered = { once, text: TOLD, noticed: 'gestern gegen 21 Uhr', email: 'erika@muster.example' };
    const thanks = await visitor(art33).press(form, entered);
    expect(thanks.status).toBe(200);
    const reference = referenceIn(thanks.text);
    expect(reference).not.toBe('');
    const again = await visitor(art33).press(form, entered);
    expect(referenceIn(again.text)).toBe(reference);
    await art33.settled();
    const { items } = await reports(processor, `?reference=${reference}`);
    expect(items).toMatchObject([{ status: 'open', channel: 'form', beginning: TOLD }]);
    expect(await processor.api.read(`reports/${items[0]?.id}`)).toMatchObject({
      text: TOLD,
      noticed: 'gestern gegen 21 Uhr',
      noticedAt: null,
      reporter: { name: null, email: 'erika@muster.example', phone: null },
      offered: { detected: { at: '2026-10-20T06:00:00.000Z', zone: 'Europe/Berlin' } },
    });
    const changed = await visitor(art33).press(form, { ...entered, text: `${TOLD} Auch Namen.` });
    expect(referenceIn(changed.text)).not.toBe(reference);
    for (const path of [`${form}/${reference}`, `/r/${reference}`])
      expect((await visitor(art33).look(path)).status).toBe(404);
  });

  it('comes back with what was entered and everything that is wrong, and keeps nothing', async () => {
    await art33.settled();
    const before = (await art33.service.stores.log.head()).size;
    const page = await visitor(art33).press(form, { text: '<b>kurz', email: 'keine Adresse', website: 'http://x' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('&lt;b&gt;kurz');
    expect(page.text).toMatch(/zehn Zeichen.*keine E-Mail-Adresse.*frei bleiben/s);
    expect(page.text).toContain('aria-invalid="true"');
    expect((await art33.service.stores.log.head()).size).toBe(before);
  });

  it('says when to try again once too many came from one address, and lets others in', async () => {
    const answers: Answer[] = [];
    for (let n = 0; n < 25; n += 1) answers.push(await visitor(art33).press(form, { text: 'Etwas ist geschehen' }));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.text).toMatch(/nach .*20\.10\.2026.*noch einmal/s);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(3_000);
    // Whoever only says that it speaks for somebody else is not believed.
    const posing = await new Api(art33.url).post(form, 'text=Etwas+ist+geschehen', {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Forwarded-For': '203.0.113.9',
    });
    expect(posing.status).toBe(429);
    expect((await visitor(art33).look(form)).status).toBe(200);
    await art33.at('2026-10-20T09:01+02:00');
    expect((await visitor(art33).press(form, { text: '' })).status).toBe(422);
  });
});

describe('A report', () => {
  const enter = async (text = TOLD): Promise<string> =>
    pick(await processor.api.done('post', 'reports', { text }), 'id');

  it('is turned into an incident by a person, who says what is taken over; the incident refers to it', async () => {
    const id = await enter();
    const { offered } = (await processor.api.read(`reports/${id}`)) as { offered: { detected: unknown } };
    const body = {
      title: 'Fremde Termine',
      detected: offered.detected,
      awareness: [{ fact: 'suspicion-known', at: offered.detected }],
    };
    await processor.api.done('post', `reports/${id}/incident`, body);
    await processor.api.done('post', `reports/${id}/incident`, body);
    const report = await processor.api.read(`reports/${id}`);
    expect(report).toMatchObject({ status: 'turned', decisions: [{ decided: 'turned' }] });
    const incident = await processor.api.read(`incidents/${pick(report, 'incidentId')}`);
    expect(incident).toMatchObject({ reportId: id, title: 'Fremde Termine', facts: [{ fact: 'suspicion-known' }] });
    expect(problemOf(await processor.api.post(`reports/${id}/rejection`, { reason: 'x' }))).toEqual({
      status: 409,
      code: 'report-decided',
    });
  });

  it('is not turned by whoever has not seen what was decided meanwhile, and no incident is logged for it', async () => {
    const id = await enter();
    const stale = await processor.api.post(`reports/${id}/incident`, { title: 'Voreilig' }, { 'If-Match': '"0"' });
    expect(problemOf(stale)).toEqual({ status: 412, code: 'changed-meanwhile' });
    await art33.settled();
    expect((await processor.api.get('incidents?limit=200')).text).not.toContain('Voreilig');
    const fresh = await processor.api.post(`reports/${id}/incident`, { title: 'x' }, { 'If-Match': '"1"' });
    expect(fresh.status).toBe(201);
  });

  it('is rejected with a reason; taking that back needs another, and both stay shown', async () => {
    const id = await enter();
    expect((await processor.api.post(`reports/${id}/rejection`, { reason: ' ' })).status).toBe(422);
    await processor.api.done('post', `reports/${id}/rejection`, { reason: 'Testseite' });
    expect(problemOf(await processor.api.post(`reports/${id}/incident`, { title: 'x' })).code).toBe('report-decided');
    await processor.api.done('post', `reports/${id}/rejection/withdrawal`, { reason: 'Doch echt' });
    expect(await processor.api.read(`reports/${id}`)).toMatchObject({
      status: 'open',
      decisions: [
        { decided: 'rejected', reason: 'Testseite' },
        { decided: 'taken-back', reason: 'Doch echt' },
      ],
    });
  });

  it('is linked to an incident of the same processor only', async () => {
    const [mine, foreign] = await Promise.all(
      [processor, other].map(async ({ api }) => pick(await api.done('post', 'incidents', { title: 'Vorfall' }), 'id')),
    );
    const id = await enter();
    expect((await processor.api.post(`reports/${id}/link`, { incidentId: foreign })).status).toBe(404);
    await processor.api.done('post', `reports/${id}/link`, { incidentId: mine });
    expect(await processor.api.read(`reports/${id}`)).toMatchObject({ status: 'linked', incidentId: mine });
  });

  it('is shown to its own processor alone, page by page', async () => {
    await art33.settled();
    expect((await reports(other)).items).toEqual([]);
    const all = (await reports(processor, '?limit=200')).items;
    const first = await listed<{ readonly id: string }>(processor.api, 'reports?limit=2');
    const second = await listed<{ readonly id: string }>(processor.api, `reports?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.slice(0, 4).map(({ id }) => id));
    const id = all[0]?.id ?? '';
    expect((await other.api.get(`reports/${id}`)).status).toBe(404);
  });
});

describe('Alerts of reports', () => {
  const alerts = () => mailsTo(art33, 'bereitschaft@ratiomedicus.example');

  it('are at most one in each quarter of an hour, miss no report, and say nothing of what was told', async () => {
    await art33.at('2026-10-21T10:01+02:00');
    const before = (await alerts()).length;
    const count = async () => {
      await art33.settled();
      return (await alerts()).length - before;
    };
    const enter = () => processor.api.done('post', 'reports', { text: TOLD });
    await enter();
    expect(await count()).toBe(1);
    await art33.at('2026-10-21T10:05+02:00');
    await enter();
    await enter();
    expect(await count()).toBe(1);
    await art33.at('2026-10-21T10:15+02:00');
    expect(await count()).toBe(2);
    await enter();
    expect(await count()).toBe(2);
    await art33.at('2026-10-21T10:30+02:00');
    expect(await count()).toBe(3);
    await art33.at('2026-10-21T11:30+02:00');
    expect(await count()).toBe(3);
    const mails = await alerts();
    for (const { subject, text } of mails) expect(subject + text).not.toContain('Buchungsseite');
    expect(mails.at(-1)?.subject).toBe('art33: neuer Hinweis eingegangen');
  });
});
