import { toInstant, toMilliseconds } from '@art33/event-log';
import { eachWithSender } from '../testing/each-with-sender.js';
import type { WebhookTest } from '../testing/harness.js';
import { Receiver } from '../testing/receiver.js';
import type { WebhookSender } from './sender.js';

const HOUR = 3_600_000;
let test: WebhookTest;
let receiver: Receiver;
let sender: WebhookSender;

eachWithSender((parts) => ({ test, receiver, sender } = parts));

const kinds = () => receiver.received.map(({ event }) => event.data['kind']);
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

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

it('lets every endpoint have its turn while others hang and one has very much to get', async () => {
  const hanging = await Receiver.start();
  hanging.answer = () => undefined;
  await test.stop(sender);
  let mayDecide = false;
  sender = await test.sender({ guard: { mayDecide: () => mayDecide } });
  for (let index = 10; index < 73; index++) await test.register(`a-${index}`, hanging.url);
  await test.register('b', `${receiver.url}?much`);
  await test.register('c', `${receiver.url}?late`);
  for (let index = 0; index < 41; index++) await test.happen(`thing ${index}`);
  mayDecide = true;
  sender.tick();
  while (receiver.received.length < 41) await sleep(5);
  const paths = receiver.received.slice(0, 41).map(({ path }) => path);
  expect(paths.map((path) => path.includes('late'))).toEqual(
    Array.from({ length: 41 }, (_, index) => index >= 20 && index < 40),
  );
  await hanging.stop();
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
    while (kinds().length < 3) await sleep(5);
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
    await sleep(200);
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
    while (receiver.received.length === 0) await sleep(5);
    await sender.stop(0);
    receiver.always(200);
    sender = await test.sender();
    await sender.idle();
    expect(kinds()).toEqual(['one', 'one']);
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
    expect(sender.attempts('a')).toHaveLength(1);
  });
});
