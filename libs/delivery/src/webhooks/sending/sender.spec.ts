import { createHmac } from 'node:crypto';
import { CloudEvent } from 'cloudevents';
import { eachWithSender } from '../testing/each-with-sender.js';
import type { WebhookTest } from '../testing/harness.js';
import { Receiver, type Received } from '../testing/receiver.js';
import type { WebhookSender } from './sender.js';

let test: WebhookTest;
let receiver: Receiver;
let sender: WebhookSender;

eachWithSender((parts) => ({ test, receiver, sender } = parts));

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
