import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Receiver, type Received } from '../../libs/delivery/src/webhooks/testing/receiver.js';
import { pick, type Api } from '../../apps/cli/src/api-client.js';
import { publicEventKinds } from '../../apps/server/src/webhooks/public-events.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { mailsTo } from '../support/mail.js';
import { COMPLETE, incidentOf, known, listed, problemOf, tell } from '../support/story.js';

interface WebhookView {
  readonly id: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly disabled: { readonly reason: string; readonly failingSince: string; readonly message: string } | null;
  readonly progress: { readonly failures: number; readonly nextAttemptAt: string | null };
}

let art33: Installation;
let processor: Processor;
let practice: Controller;
let receiver: Receiver;

beforeEach(async () => {
  const startAt = new Date().toISOString();
  art33 = await Installation.start({ startAt, settings: { ART33_WEBHOOKS_PRIVATE: 'allow' } });
  processor = await art33.processor('ratiomedicus');
  practice = await art33.controller(processor, { emails: ['praxis@example.org'] });
  receiver = await Receiver.start();
});
afterEach(async () => {
  await art33.stop();
  await receiver.stop();
});

const register = async (api: Api, url = receiver.url, types: readonly string[] = ['*']) => {
  const body = await api.done('post', 'webhooks', { url, types });
  return { id: pick(body, 'id'), secret: pick(body, 'secret') };
};
const view = async (api: Api, id: string) => (await api.read(`webhooks/${id}`)) as unknown as WebhookView;
const ago = (minutes: number) => new Date(art33.clock.now() - minutes * 60_000).toISOString();

/** One whole notice: logged, affected, told. */
async function tellPractice(): Promise<string> {
  const incident = await incidentOf(processor, [known('breach-established', ago(10))], practice);
  await art33.settled();
  await tell(processor, incident);
  await art33.settled();
  return incident;
}

describe('A processor’s webhook', () => {
  it('gets what happens, verifiable with the published library, and nothing of what the breach is about', async () => {
    const { secret } = await register(processor.api);
    await tellPractice();
    const types = new Set(receiver.types);
    for (const type of [
      'incident.logged',
      'notice.opened',
      'duty.opened',
      'notice.sent',
      'notice.delivered',
      'duty.fulfilled',
    ])
      expect([type, types.has(`eu.art33.${type}`)]).toEqual([type, true]);
    for (const { headers, body } of receiver.received) {
      expect(() => new Webhook(secret).verify(body, { ...headers })).not.toThrow();
      expect(() => new Webhook(secret).verify(`${body} `, { ...headers })).toThrow();
    }
    const everything = receiver.received.map(({ body }) => body).join('\n');
    for (const word of [COMPLETE.title, COMPLETE.summary, 'health', 'patients', 'praxis@', 'Muster', 'Anna'])
      expect(everything).not.toContain(word);
    expect([...types].filter((type) => type.startsWith('eu.art33.case.'))).toEqual([]);
    const declared = new Set(
      publicEventKinds.filter(({ audience }) => audience.includes('processor')).map(({ type }) => type),
    );
    expect([...types].filter((type) => !declared.has(type))).toEqual([]);
    const numbers = receiver.received.map(({ event }) => Number(event.data['logNumber']));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('links to records that its owner can read', async () => {
    await register(processor.api);
    await tellPractice();
    const paths = new Set(receiver.received.map(({ event }) => pick<string>(event.data, 'links.record')));
    expect(paths.size).toBeGreaterThan(1);
    for (const path of paths) expect((await processor.api.get(path.replace(art33.url, ''))).status).toBe(200);
  });

  it('does not get what another processor’s or a controller’s does', async () => {
    const theirs = await Receiver.start();
    const own = await Receiver.start();
    const other = await art33.processor('lumitra');
    await register(processor.api);
    await register(other.api, theirs.url);
    await register(practice.api, own.url);
    const incident = await tellPractice();
    expect(theirs.received).toEqual([]);
    expect(new Set(own.types.map((type) => type.split('.')[2]))).toEqual(new Set(['notice', 'case']));
    expect(own.types).toEqual(
      expect.arrayContaining(['eu.art33.notice.sent', 'eu.art33.case.opened', 'eu.art33.case.clock-started']),
    );
    expect(own.received.map(({ body }) => body).join()).not.toContain(incident);
    for (const path of new Set(own.received.map(({ event }) => pick<string>(event.data, 'links.record'))))
      expect((await practice.api.get(path.replace(art33.url, ''))).status).toBe(200);
    await theirs.stop();
    await own.stop();
  });

  it('loses nothing while the service is down or the receiver fails, and says so meanwhile', async () => {
    const { id } = await register(processor.api, receiver.url, ['eu.art33.incident.logged']);
    receiver.always(503);
    await incidentOf(processor, [known('suspicion-known', ago(10))], practice);
    await art33.settled();
    expect(receiver.types).toHaveLength(1);
    expect(await view(processor.api, id)).toMatchObject({ enabled: true, progress: { failures: 1 } });
    await art33.stopService();
    await art33.startService();
    receiver.always(200);
    art33.clock.advance({ minutes: 1 });
    await incidentOf(processor, [known('suspicion-known', ago(10))], practice);
    await art33.settled();
    const ids = receiver.received.map(({ event }) => event.id);
    expect(ids).toHaveLength(3);
    expect(ids[0]).toBe(ids[1]);
    const { items } = await listed<{ readonly status: number }>(processor.api, `webhooks/${id}/attempts`);
    expect(items.map(({ status }) => status)).toEqual([200, 200, 503]);
  });

  it('is disabled after three days of failure, with a mail to the on-call address, and goes on when enabled', async () => {
    await processor.api.done('put', 'organisation/settings', {
      onCallAddress: 'oncall@processor.example',
      internalTargetHours: null,
      requiredGrade: 'accepted-by-server',
      templates: {},
    });
    const { id } = await register(processor.api, `${receiver.url}?key=geheim`, ['eu.art33.incident.logged']);
    receiver.always(500);
    await incidentOf(processor, [known('suspicion-known', ago(10))], practice);
    await art33.settled();
    art33.clock.advance({ hours: 73 });
    await art33.settled();
    expect(await view(processor.api, id)).toMatchObject({
      enabled: false,
      disabled: { reason: 'failing', message: expect.stringContaining('three days') },
    });
    const mails = await mailsTo(art33, 'oncall@processor.example');
    const mail = mails.find(({ subject }) => subject.includes('Webhook'));
    expect(mail?.text).toContain(`http://127.0.0.1:${receiver.port}`);
    expect(mail?.text).not.toContain('geheim');
    receiver.always(200);
    await processor.api.done('post', `webhooks/${id}/enabling`);
    await art33.settled();
    expect(receiver.received.at(-1)?.event.id).toBe(receiver.received[0]?.event.id);
    expect(await view(processor.api, id)).toMatchObject({ enabled: true, disabled: null, progress: { failures: 0 } });
  });

  it('that is a controller’s tells its contacts when it is gone', async () => {
    await register(practice.api, receiver.url, ['eu.art33.notice.sent']);
    receiver.always(410);
    await tellPractice();
    const mails = await mailsTo(art33, 'praxis@example.org');
    expect(mails.map(({ subject }) => subject)).toContain('art33: Webhook abgeschaltet');
  });
});

describe('The routes of webhooks', () => {
  it('show a secret once, and the same to the same request again', async () => {
    const body = { url: receiver.url, types: ['*'] };
    const once = await processor.api.done('post', 'webhooks', body, { 'Idempotency-Key': 'k1' });
    expect(pick(once, 'secret')).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await processor.api.done('post', 'webhooks', body, { 'Idempotency-Key': 'k1' })).toEqual(once);
    const { text } = await processor.api.get('webhooks');
    expect(text).not.toContain('whsec_');
    const { text: events } = await processor.api.get(`events?stream=webhook-${pick(once, 'id')}`);
    expect(events).toContain('WebhookRegistered');
    const stored = await art33.service.stores.log.readStream(`webhook-${pick(once, 'id')}`);
    expect(JSON.stringify(stored)).not.toMatch(/whsec_|127\.0\.0\.1/);
  });

  it('rotate the secret: both sign', async () => {
    const { id, secret } = await register(processor.api);
    const rotated = await processor.api.done('post', `webhooks/${id}/secret`);
    const { body } = await processor.api.post(`webhooks/${id}/ping`);
    expect(body).toMatchObject({ outcome: 'delivered', status: 204, type: 'eu.art33.webhook.ping' });
    const [ping] = receiver.received as [Received];
    for (const one of [secret, pick(rotated, 'secret')]) {
      const { headers } = ping;
      const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${ping.body}`;
      const key = Buffer.from(one.slice('whsec_'.length), 'base64');
      expect(headers['webhook-signature']).toContain(createHmac('sha256', key).update(content).digest('base64'));
    }
  });

  it('replay from a log number or an instant', async () => {
    const { id } = await register(processor.api, receiver.url, ['eu.art33.incident.logged']);
    const first = art33.clock.instant;
    await incidentOf(processor, [], practice);
    art33.clock.advance({ minutes: 1 });
    await incidentOf(processor, [], practice);
    await art33.settled();
    const [one, two] = receiver.received.map(({ event }) => event.id);
    const replayed = async (from: unknown) => {
      receiver.received.length = 0;
      await processor.api.done('post', `webhooks/${id}/replay`, { from });
      await art33.settled();
      return receiver.received.map(({ event }) => event.id);
    };
    expect(await replayed(0)).toEqual([one, two]);
    expect(await replayed(first)).toEqual([one, two]);
    expect(await replayed(art33.clock.instant)).toEqual([two]);
    expect(problemOf(await processor.api.post(`webhooks/${id}/replay`, { from: -1 }))).toMatchObject({ status: 422 });
  });

  it.each([
    [{ url: 'https://user:pw@hooks.example/', types: ['*'] }, 'url'],
    [{ url: 'ftp://hooks.example/', types: ['*'] }, 'url'],
    [{ url: 'https://hooks.example/', types: ['eu.art33.nothing.*'] }, 'types.0'],
    [{ url: 'https://hooks.example/', types: ['eu.art33.notice.sent', 'eu.art33.case.*'] }, 'types.1'],
    [{ url: 'https://hooks.example/', types: [] }, 'types'],
    [{ types: ['*'] }, 'url'],
  ])('refuse %j, naming the field', async (body, field) => {
    const answer = await processor.api.post('webhooks', body);
    expect(answer.status).toBe(422);
    expect(pick(answer.body, 'errors.0.field')).toBe(field);
  });

  it('are twenty for an organisation at most; one that was removed makes room', async () => {
    const urls = Array.from({ length: 20 }, (_, index) => `https://hooks.example/${index}`);
    const ids: string[] = [];
    for (const url of urls) ids.push((await register(processor.api, url)).id);
    const more = () => processor.api.post('webhooks', { url: receiver.url, types: ['*'] });
    expect(problemOf(await more())).toEqual({ status: 409, code: 'too-many-webhooks' });
    await register(practice.api);
    await processor.api.done('put', `webhooks/${ids[0]}`, { url: receiver.url, types: ['*'] });
    await processor.api.delete(`webhooks/${ids[1]}`);
    expect((await more()).status).toBe(201);
  });

  it('end with the removal: nothing is sent and nothing is left to see', async () => {
    const { id } = await register(processor.api);
    expect((await processor.api.delete(`webhooks/${id}`)).status).toBe(200);
    await tellPractice();
    expect(receiver.received).toEqual([]);
    expect((await processor.api.get(`webhooks/${id}`)).status).toBe(404);
    expect((await listed(processor.api, 'webhooks')).items).toEqual([]);
  });
});

test('Without leave, no webhook leads to a private address', async () => {
  const closed = await Installation.start({ startAt: new Date().toISOString() });
  const { api } = await closed.processor('ratiomedicus');
  for (const url of [receiver.url, 'https://127.0.0.1/', 'https://[::ffff:127.0.0.1]/', 'http://hooks.example/']) {
    const answer = await api.post('webhooks', { url, types: ['*'] });
    expect([url, answer.status, pick(answer.body, 'errors.0.field')]).toEqual([url, 422, 'url']);
  }
  await closed.stop();
});
