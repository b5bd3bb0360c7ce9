import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { Installation, type Processor } from '../support/installation.js';
import { problemOf } from '../support/story.js';

let art33: Installation;
let processor: Processor;
beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-21T11:30+02:00' });
  processor = await art33.processor('ratiomedicus');
});
afterAll(() => art33.stop());

const pathOf = (url: string): string => new URL(url).pathname;

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
