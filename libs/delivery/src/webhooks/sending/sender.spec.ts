import { createHmac } from 'node:crypto';
import { toInstant, toMilliseconds } from '@art33/event-log';
import { CloudEvent } from 'cloudevents';
import { WebhookTest } from '../testing/harness.js';
import { Receiver, type Received } from '../testing/receiver.js';
import type { WebhookSender } from './sender.js';

const HOUR = 3_600_000;
let test: WebhookTest;
let receiver: Receiver;
let sender: WebhookSender;

beforeEach(async () => {
  test = await WebhookTest.open();
  receiver = await Receiver.start();
  sender = await test.sender();
});
afterEach(async () => {
  await test.close();
  await receiver.stop();
});

const kinds = (one: Receiver = receiver) => one.received.map(({ event }) => event.data['kind']);

/** The signatures that a request should have, computed as the specification says and without the library that signs. */
const signatureOf = ({ headers, body }: Received, secret: string): string => {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
};

describe('what is sent', () => {
  it('is a signed CloudEvent with ids, kinds, instants and links', async () => {
    const secret = await test.register('a', receiver.url);
    const logNumber = await test.happen('first');
    await sender.idle();
    const [request] = receiver.received;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/hook',
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'webhook-timestamp': String(test.base.clock.now() / 1000),
      },
      event: {
        specversion: '1.0',
        type: 'eu.art33.thing.happened',
        source: 'https://art33.example/organisations/ours',
        subject: 'things/thing-1',
        time: test.base.clock.instant,
        datacontenttype: 'application/json',
        data: { kind: 'first', logNumber, links: { record: 'https://art33.example/api/v1/things/thing-1' } },
      },
    });
    const [stored] = await test.base.log.readStream('thing-1');
    expect(request?.event.id).toBe(stored?.id);
    expect(request?.headers['webhook-id']).toBe(stored?.id);
    expect(request?.headers['webhook-signature']).toBe(signatureOf(request!, secret));
    expect(() => new CloudEvent({ ...request?.event } as never).validate()).not.toThrow();
  });

  it('is what the organisation’s own log holds, from the registration on, of the types wanted, in order', async () => {
    await test.happen('before');
    await test.register('a', receiver.url);
    await test.register('b', receiver.url, { types: ['eu.art33.other.*'] });
    for (const kind of ['one', 'two', 'three']) await test.happen(kind);
    await test.happen('foreign', 'theirs');
    await sender.idle();
    expect(kinds()).toEqual(['one', 'two', 'three']);
    expect(sender.progress('a')).toMatchObject({ failures: 0, nextAt: null });
  });

  it('is signed by both secrets for a day after a rotation, then by the new one alone', async () => {
    const first = await test.register('a', receiver.url);
    const second = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    await test.run('a', { type: 'rotate-secret', organisation: 'ours', secret: second });
    await test.happen('one');
    await sender.idle();
    test.base.clock.advance({ hours: 24 });
    await test.happen('two');
    await sender.idle();
    const [one, two] = receiver.received;
    expect(one?.headers['webhook-signature']).toBe(`${signatureOf(one!, second)} ${signatureOf(one!, first)}`);
    expect(two?.headers['webhook-signature']).toBe(signatureOf(two!, second));
  });

  it('is nothing to a disabled or removed endpoint, and everything since once it is enabled again', async () => {
    await test.register('a', receiver.url);
    await test.register('gone', receiver.url);
    await test.run('a', { type: 'disable', organisation: 'ours' });
    await test.run('gone', { type: 'remove', organisation: 'ours' });
    await test.happen('one');
    await sender.idle();
    expect(kinds()).toEqual([]);
    await test.run('a', { type: 'enable', organisation: 'ours' });
    await test.happen('two');
    await sender.idle();
    expect(kinds()).toEqual(['one', 'two']);
  });

  it('begins again where a replay says, with the same ids', async () => {
    await test.register('a', receiver.url);
    const numbers = [await test.happen('one'), await test.happen('two'), await test.happen('three')];
    await sender.idle();
    await test.run('a', { type: 'replay', organisation: 'ours', fromLogNumber: numbers[1] ?? -1 });
    await sender.idle();
    expect(kinds()).toEqual(['one', 'two', 'three', 'two', 'three']);
    expect(receiver.received[3]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id']);
  });
});

describe('what happens while a request is under way', () => {
  /** The receiver answers only when it is let. */
  const held = () => {
    const waiting: (() => void)[] = [];
    receiver.answer = (_, response) => void waiting.push(() => response.writeHead(200).end());
    return async () => {
      while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      receiver.always(200);
      waiting.forEach((answer) => answer());
      await sender.idle();
    };
  };

  it('is not lost: a replay begins where it says', async () => {
    await test.register('a', receiver.url);
    const first = await test.happen('one');
    await sender.idle();
    const go = held();
    await test.happen('two');
    sender.tick();
    await test.run('a', { type: 'replay', organisation: 'ours', fromLogNumber: first });
    sender.tick();
    await go();
    expect(kinds()).toEqual(['one', 'two', 'one', 'two']);
  });

  it('is not lost: what comes after, another address, disabled and enabled again', async () => {
    const other = await Receiver.start();
    await test.register('a', receiver.url);
    const go = held();
    await test.happen('one');
    sender.tick();
    await test.happen('two');
    await test.run('a', { type: 'disable', organisation: 'ours' });
    sender.tick();
    await test.run('a', { type: 'change', organisation: 'ours', url: other.url, types: ['*'] });
    await test.run('a', { type: 'enable', organisation: 'ours' });
    sender.tick();
    await go();
    expect([kinds(), kinds(other)]).toEqual([['one'], ['two']]);
    await other.stop();
  });
});

it('serves a hundred endpoints, nearly all of them broken', async () => {
  const dead = await Receiver.start();
  const deadUrl = dead.url;
  await dead.stop();
  for (let index = 0; index < 100; index++)
    await test.register(`dead-${index}`, deadUrl, { organisation: `o${index}` });
  await test.register('well', receiver.url, { organisation: 'o99' });
  for (let index = 0; index < 100; index++) await test.happen('thing', `o${index}`);
  await sender.idle();
  expect(kinds()).toEqual(['thing']);
  expect(sender.attempts('dead-0')).toHaveLength(1);
  expect(sender.attempts('dead-99')).toHaveLength(1);
});

describe('an endpoint that fails', () => {
  it('is tried again later and later with the same event, and then gets the rest', async () => {
    await test.register('a', receiver.url);
    receiver.always(500);
    await test.happen('one');
    await test.happen('two');
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      await sender.idle();
      const { nextAt } = sender.progress('a') ?? {};
      waits.push(toMilliseconds(nextAt ?? '') - test.base.clock.now());
      test.base.clock.set(nextAt ?? '');
    }
    expect(kinds()).toEqual(['one', 'one', 'one', 'one']);
    [5, 30, 120, 600].forEach((seconds, index) => {
      expect(waits[index]).toBeGreaterThanOrEqual(seconds * 1000);
      expect(waits[index]).toBeLessThan(seconds * 1200 + 1);
    });
    receiver.always(200);
    await sender.idle();
    expect(kinds().slice(4)).toEqual(['one', 'two']);
    expect(sender.attempts('a').map(({ status, outcome }) => `${status} ${outcome}`)).toEqual([
      '200 delivered',
      '200 delivered',
      ...Array.from({ length: 4 }, () => '500 refused'),
    ]);
    expect(sender.progress('a')).toMatchObject({ failures: 0, failingSince: null });
  });

  it('is disabled after three days without a success, not before, and says since when', async () => {
    await test.register('a', receiver.url);
    receiver.always(503);
    await test.happen('one');
    await sender.idle();
    const since = test.base.clock.instant;
    test.base.clock.set(toInstant(toMilliseconds(since) + 72 * HOUR - 1));
    await sender.idle();
    expect(await test.state('a')).toMatchObject({ status: 'enabled' });
    test.base.clock.set(toInstant(toMilliseconds(since) + 72 * HOUR + 5 * 60_000));
    await sender.idle();
    expect(await test.state('a')).toMatchObject({ status: 'disabled' });
    const [last] = (await test.base.commands.read('webhook-a')).slice(-1);
    expect(last).toMatchObject({
      type: 'WebhookDisabled',
      metadata: { actor: { kind: 'system' }, organisation: 'ours' },
      data: { reason: 'failing', failingSince: since },
    });
    receiver.always(200);
    await test.shown();
    await test.run('a', { type: 'enable', organisation: 'ours' });
    await sender.idle();
    expect(kinds()).toEqual(['one', 'one', 'one', 'one']);
    expect(receiver.received.at(-1)?.event.id).toBe(receiver.received[0]?.event.id);
  });

  it('is disabled at once by 410 Gone', async () => {
    await test.register('a', receiver.url);
    receiver.always(410);
    await test.happen('one');
    await sender.idle();
    expect(await test.events('a')).toEqual(['WebhookRegistered', 'WebhookDisabled']);
    expect(sender.attempts('a')).toMatchObject([{ outcome: 'gone', status: 410 }]);
  });

  it('does not lead anywhere else', async () => {
    const other = await Receiver.start();
    await test.register('a', receiver.url);
    receiver.always(307, { location: other.url });
    await test.happen('one');
    await sender.idle();
    expect(sender.attempts('a')).toMatchObject([{ outcome: 'redirected', status: 307 }]);
    expect(other.received).toEqual([]);
    await other.stop();
  });

  it('keeps nobody else waiting: neither a hanging nor a dead one', async () => {
    const hanging = await Receiver.start();
    hanging.answer = () => undefined;
    const dead = await Receiver.start();
    const deadUrl = dead.url;
    await dead.stop();
    await test.stop(sender);
    sender = await test.sender({ timeoutMilliseconds: 3_000 });
    await test.register('hanging', hanging.url);
    await test.register('dead', deadUrl);
    await test.register('well', receiver.url);
    for (const kind of ['one', 'two', 'three']) await test.happen(kind);
    sender.tick();
    while (kinds().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(kinds()).toEqual(['one', 'two', 'three']);
    expect(sender.attempts('hanging')).toEqual([]);
    await sender.idle();
    expect(sender.attempts('hanging')).toMatchObject([{ outcome: 'timed-out', status: null }]);
    expect(sender.attempts('dead')).toMatchObject([{ outcome: 'connection-failed', status: null }]);
    expect(sender.attempts('hanging')[0]?.milliseconds).toBeGreaterThanOrEqual(2_990);
    await hanging.stop();
  });

  it('is taken at its word when it answers slowly, at length, or drips: the status says it', async () => {
    await test.register('a', receiver.url);
    let sentBytes = 0;
    receiver.answer = (_, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = (): void => {
        while (sentBytes < 50_000_000 && !response.destroyed) {
          sentBytes += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    };
    await test.happen('endless');
    await sender.idle();
    expect(sender.attempts('a')).toMatchObject([{ outcome: 'delivered' }]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sentBytes).toBeLessThan(20_000_000);
    receiver.answer = (_, response) => void setTimeout(() => response.writeHead(202).end(), 200);
    await test.happen('slow');
    await sender.idle();
    expect(sender.attempts('a')[0]).toMatchObject({ outcome: 'delivered', status: 202 });
  });
});

describe('a process that ends', () => {
  it('goes on where it stopped: nothing is lost, nothing that was taken comes again', async () => {
    await test.register('a', receiver.url);
    await test.happen('one');
    await sender.idle();
    await test.stop(sender);
    await test.happen('two');
    sender = await test.sender();
    await sender.idle();
    expect(kinds()).toEqual(['one', 'two']);
  });

  it('keeps a failure’s time and count', async () => {
    await test.register('a', receiver.url);
    receiver.always(500);
    await test.happen('one');
    await sender.idle();
    const before = sender.progress('a');
    await test.stop(sender);
    sender = await test.sender();
    await sender.idle();
    expect(sender.progress('a')).toEqual(before);
    expect(receiver.received).toHaveLength(1);
  });

  it('sends again what was cut off, with the same id', async () => {
    await test.stop(sender);
    sender = await test.sender({ timeoutMilliseconds: 20_000 });
    await test.register('a', receiver.url);
    receiver.answer = () => undefined;
    await test.happen('one');
    sender.tick();
    while (receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await sender.stop(0);
    receiver.always(200);
    sender = await test.sender();
    await sender.idle();
    expect(kinds()).toEqual(['one', 'one']);
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
    expect(sender.attempts('a')).toHaveLength(1);
  });
});

describe('a ping', () => {
  it('goes to a disabled endpoint too, signed, and moves nothing', async () => {
    const secret = await test.register('a', receiver.url);
    await test.run('a', { type: 'disable', organisation: 'ours' });
    const before = (await test.base.log.head()).size;
    expect(await sender.ping('a', 'ours')).toMatchObject({ outcome: 'delivered', status: 204, logNumber: null });
    expect(receiver.types).toEqual(['eu.art33.webhook.ping']);
    expect(receiver.received[0]?.headers['webhook-signature']).toBe(signatureOf(receiver.received[0]!, secret));
    expect((await test.base.log.head()).size).toBe(before);
  });
});

it('keeps the last hundred attempts of an endpoint', async () => {
  await test.register('a', receiver.url);
  for (let index = 0; index < 105; index++) await sender.ping('a', 'ours');
  const attempts = sender.attempts('a');
  expect(attempts).toHaveLength(100);
  expect(attempts[0]?.eventId).toBe(receiver.received.at(-1)?.event.id);
});
