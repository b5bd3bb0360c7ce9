import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { Api, pick, type Answer } from '../../apps/cli/src/api-client.js';
import { Installation, type Processor } from '../support/installation.js';
import { mailsTo, visitor } from '../support/mail.js';
import { listed, problemOf } from '../support/story.js';

const TOLD = 'Auf der Buchungsseite sehe ich fremde Termine.';

let art33: Installation;
let processor: Processor;
let other: Processor;
beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
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
    for (let n = 0; n < 25; n += 1) answers.push(await visitor(art33).press(form, { text: '' }));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.text).toMatch(/nach .*20\.10\.2026.*noch einmal/s);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(3_000);
    // Whoever only says that it speaks for somebody else is not believed.
    const posing = await new Api(art33.url).post(form, 'text=', {
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

describe('The intake webhook', () => {
  let url: string;
  let secret: string;

  const signed = (
    body: string,
    options: { readonly id?: string; readonly at?: Date; readonly secret?: string } = {},
  ) => {
    const { id = 'evt_1', at = new Date(art33.clock.now()), secret: key = secret } = options;
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign(id, at, body),
    };
  };
  const send = (body: string, headers: Record<string, string>) => new Api(art33.url).post(pathOf(url), body, headers);

  /** As this client writes its own. */
  const named = ({ 'content-type': type = '', ...rest }: Record<string, string>) => ({ ...rest, 'Content-Type': type });

  beforeAll(async () => {
    const made = await processor.api.done('post', 'intake/webhook/secrets');
    [url, secret] = [pick(made, 'url'), pick(made, 'secret')];
    await art33.settled();
  });

  it('takes a signed report; the same webhook-id is the same report, with other words none', async () => {
    const body = JSON.stringify({ text: 'Many failed logins', source: 'SIEM', noticedAt: '2026-10-21T10:59:00+02:00' });
    const first = await send(body, signed(body));
    expect([first.status, first.body]).toEqual([
      202,
      { id: expect.any(String), reference: expect.stringMatching(/^R-/) },
    ]);
    expect((await send(body, signed(body))).body).toEqual(first.body);
    const changed = JSON.stringify({ text: 'Something else' });
    expect((await send(changed, signed(changed))).status).toBe(422);
    await art33.settled();
    expect(await processor.api.read(`reports/${pick(first.body, 'id')}`)).toMatchObject({
      channel: 'webhook',
      text: 'Many failed logins',
      source: 'SIEM',
      noticedAt: { at: '2026-10-21T08:59:00.000Z' },
    });
  });

  it('takes CloudEvents, structured and binary', async () => {
    const event = new CloudEvent({
      id: 'a1',
      source: 'https://siem.example',
      type: 'example.alert',
      subject: 'host-7',
      time: '2026-10-21T09:00:00.000Z',
      data: { severity: 'high' },
    });
    for (const [id, message] of [
      ['ce_1', HTTP.structured(event)],
      ['ce_2', HTTP.binary(event)],
    ] as const) {
      const body = String(message.body);
      const answer = await send(body, {
        ...named(message.headers as Record<string, string>),
        ...signed(body, { id }),
      });
      expect([id, answer.status]).toEqual([id, 202]);
      await art33.settled();
      expect(await processor.api.read(`reports/${pick(answer.body, 'id')}`)).toMatchObject({
        source: 'https://siem.example example.alert a1',
        noticedAt: { at: '2026-10-21T09:00:00.000Z' },
        text: expect.stringMatching(/example\.alert host-7.*severity.*high/s),
      });
    }
  });

  it('refuses what is not signed, not signed lately, or signed over something else, and says which', async () => {
    const body = JSON.stringify({ text: 'x' });
    const old = new Date(art33.clock.now() - 301_000);
    const unknown = '00000000-0000-4000-8000-000000000000';
    const cases: readonly (readonly [string, string, Record<string, string>, string])[] = [
      ['headers-missing', pathOf(url), {}, body],
      ['timestamp-outside-tolerance', pathOf(url), signed(body, { at: old }), body],
      ['signature-wrong', pathOf(url), signed('{}'), body],
      ['signature-wrong', pathOf(url), signed(body, { secret: 'whsec_AAAA' }), body],
      ['signature-wrong', pathOf(url).replace(/[^/]+$/, unknown), signed(body), body],
    ];
    const before = (await art33.service.stores.log.head()).size;
    for (const [code, path, headers, sent] of cases)
      expect(problemOf(await new Api(art33.url).post(path, sent, headers))).toEqual({ status: 401, code });
    expect((await art33.service.stores.log.head()).size).toBe(before);
  });

  it('names the fields of a signed body that cannot be taken', async () => {
    const body = JSON.stringify({ txt: 'x', reporter: { email: 'nobody' }, noticedAt: 'yesterday' });
    const answer = await send(body, signed(body, { id: 'evt_bad' }));
    expect(answer.status).toBe(422);
    const fields = (answer.body['errors'] as { readonly field: string }[]).map((error) => error.field);
    expect(fields.toSorted()).toEqual(['reporter.email', 'text', 'txt']);
    const noEvent = JSON.stringify({ specversion: '1.0', type: 'x' });
    const type = { 'Content-Type': 'application/cloudevents+json' };
    expect((await send(noEvent, { ...type, ...signed(noEvent, { id: 'ce_bad' }) })).status).toBe(422);
  });

  it('takes the secret before for a day after another was made, and none once it is closed', async () => {
    const old = secret;
    const made = await processor.api.done('post', 'intake/webhook/secrets', { overlapHours: 24 });
    secret = pick(made, 'secret');
    expect(secret).not.toBe(old);
    await art33.settled();
    const body = JSON.stringify({ text: 'Still with the old secret' });
    expect((await send(body, signed(body, { id: 'evt_old', secret: old }))).status).toBe(202);
    expect((await send(body, signed(body, { id: 'evt_new' }))).status).toBe(202);
    await art33.at('2026-10-22T11:31+02:00');
    expect((await send(body, signed(body, { id: 'evt_late', secret: old }))).status).toBe(401);
    await processor.api.delete('intake/webhook');
    await art33.settled();
    expect((await send(body, signed(body, { id: 'evt_closed' }))).status).toBe(401);
  });
});

describe('Behind a proxy that is trusted', () => {
  it('each visitor has a limit of its own', async () => {
    const behind = await Installation.start({
      startAt: '2026-10-20T08:00+02:00',
      settings: { ART33_TRUSTED_PROXIES: '127.0.0.1, ::1' },
    });
    try {
      const { api } = await behind.processor('ratiomedicus');
      await api.done('put', 'intake/form', {});
      const form = pathOf(pick(await api.read('intake'), 'form.url'));
      const from = async (address: string) => {
        const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Forwarded-For': address };
        return (await new Api(behind.url).post(form, 'text=', headers)).status;
      };
      const first: number[] = [];
      for (let n = 0; n < 21; n += 1) first.push(await from('203.0.113.1'));
      expect([first[19], first[20]]).toEqual([422, 429]);
      expect(await from('203.0.113.2')).toBe(422);
      // A network of IPv6 is one visitor.
      for (let n = 0; n < 20; n += 1) await from(`2001:db8::${n}`);
      expect(await from('2001:db8::ffff')).toBe(429);
    } finally {
      await behind.stop();
    }
  });
});
