import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { ERASED } from '@art33/event-log';
import { CuttingProxy, type Cut } from '../testing/cutting-proxy.js';
import { DeliveryTest, smtpSettings } from '../testing/harness.js';
import { MailServer, smtpError } from '../testing/mail-server.js';
import { DEFAULT_LIMITS } from './limits.js';
import { SmtpTransport } from '../smtp/smtp-transport.js';

let test: DeliveryTest;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  test = await DeliveryTest.open();
});
afterEach(async () => {
  await test.close();
  for (const close of closers.splice(0).reverse()) await close();
});

async function mailServer(port = 0): Promise<MailServer> {
  const server = await MailServer.start({}, port);
  closers.push(() => server.stop());
  return server;
}
async function proxy(server: MailServer, ...cuts: readonly Cut[]): Promise<CuttingProxy> {
  const between = await CuttingProxy.start(server.port, cuts);
  closers.push(() => between.stop());
  return between;
}
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const last = async (id: string) => (await test.events(id)).at(-1)?.data;

describe('the outbox', () => {
  it('records that it starts, sends, and records what came of it', async () => {
    const server = await mailServer();
    const id = await test.prepare();
    await test.outbox(server.port).idle();
    expect(await test.story(id)).toBe('started accepted');
    expect(await last(id)).toMatchObject({ attempt: 1, by: 'relay', reply: '250 queued', mayHaveArrivedTwice: false });
    expect(server.received.map(({ to }) => to)).toEqual([['praxis-1@klinik.example']]);
    expect((await test.events(id)).at(-1)?.metadata).toMatchObject({
      actor: { kind: 'system' },
      organisation: 'processor',
    });
  });

  it('has `started` in the log before the first byte goes out', async () => {
    const server = await mailServer();
    const id = await test.prepare();
    const stories: string[] = [];
    server.atRecipient = () => void test.story(id).then((story) => stories.push(story));
    await test.outbox(server.port).idle();
    expect(stories).toEqual(['started']);
  });

  it('records no start while it connects: what ends there leaves nobody in doubt', async () => {
    const server = await mailServer();
    const between = await proxy(server, 'silent-greeting');
    const transport = new SmtpTransport(smtpSettings(between.port, { timeouts: {} }));
    const id = await test.prepare();
    const outbox = test.outbox(between.port, { transport });
    outbox.tick();
    await sleep(300);
    expect(await test.story(id)).toBe('');
    await outbox.stop(0);
    expect(await test.story(id)).toBe('started failed');
  });

  it('tries again after a 4xx when it is time, not before', async () => {
    const server = await mailServer();
    const id = await test.prepare();
    const refusals = [smtpError(451, 'greylisted')];
    server.atRecipient = () => refusals.shift();
    const outbox = test.outbox(server.port);
    await outbox.idle();
    test.base.clock.advance({ seconds: 40 });
    await outbox.idle();
    expect(await test.story(id)).toBe('started failed');
    test.base.clock.advance({ seconds: 20 });
    await outbox.idle();
    expect(await test.story(id)).toBe('started failed started accepted');
  });

  it('does not try again after a 5xx', async () => {
    const server = await mailServer();
    const id = await test.prepare();
    server.atRecipient = () => smtpError(550, 'no such user');
    const outbox = test.outbox(server.port);
    await outbox.idle();
    test.base.clock.advance({ hours: 200 });
    await outbox.idle();
    expect(await test.story(id)).toBe('started failed');
    expect(await last(id)).toMatchObject({ code: '550', permanent: true, retryAt: null });
  });

  it('sends again what may have arrived, with the same Message-ID, and says so', async () => {
    const server = await mailServer();
    const between = await proxy(server, 'before-reply');
    const id = await test.prepare();
    const outbox = test.outbox(between.port);
    await outbox.idle();
    expect(await test.story(id)).toBe('started unknown');
    test.base.clock.advance({ minutes: 1 });
    await outbox.idle();
    expect(await test.story(id)).toBe('started unknown started accepted');
    expect(await last(id)).toMatchObject({ attempt: 2, mayHaveArrivedTwice: true });
    const ids = await Promise.all(server.received.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId));
    expect(ids).toEqual([`<${id}@art33.example>`, `<${id}@art33.example>`]);
  });

  it('rides out an hour without a server: every message arrives once, with few attempts', async () => {
    const placeholder = createServer();
    await new Promise<void>((resolve) => placeholder.listen(0, '127.0.0.1', resolve));
    const { port } = placeholder.address() as AddressInfo;
    await new Promise((resolve) => placeholder.close(resolve));

    const ids = await Promise.all(range(3).map((number) => test.prepare(number)));
    const outbox = test.outbox(port);
    let server: MailServer | undefined;
    for (let minute = 0; minute <= 100; minute += 1) {
      if (minute === 60) server = await mailServer(port);
      await outbox.idle();
      test.base.clock.advance({ minutes: 1 });
    }
    expect(server?.received).toHaveLength(3);
    for (const id of ids) {
      const events = await test.events(id);
      const story = events.map(({ type }) => type);
      expect(story.filter((type) => type === 'MessageFailed').length).toBeLessThanOrEqual(8);
      expect(story.at(-1)).toBe('MessageAccepted');
      expect(events.at(-1)?.data).toMatchObject({ mayHaveArrivedTwice: false });
    }
  });

  it('of two executors one sends', async () => {
    const server = await mailServer();
    const ids = await Promise.all(range(12).map((number) => test.prepare(number)));
    await Promise.all([
      test.outbox(server.port, { node: 'node-a' }).idle(),
      test.outbox(server.port, { node: 'node-b' }).idle(),
    ]);
    expect(server.received).toHaveLength(12);
    for (const id of ids) expect(await test.story(id)).toBe('started accepted');
    expect(test.errors).toEqual([]);
  });

  it('sends no more than five at a time to one domain, or as many as it is told', async () => {
    const server = await mailServer();
    server.atText = () => sleep(30, undefined);
    for (const number of range(12)) await test.prepare(number);
    await test.outbox(server.port).idle();
    expect(server).toMatchObject({ atOnce: 5, received: { length: 12 } });
    for (const number of range(4)) await test.prepare(100 + number);
    server.atOnce = 0;
    await test.outbox(server.port, { limits: { ...DEFAULT_LIMITS, connections: 1 } }).idle();
    expect(server).toMatchObject({ atOnce: 1, received: { length: 16 } });
  });

  it('sends what is pressing first, then what has been due longest', async () => {
    const server = await mailServer();
    await test.prepare(1);
    test.base.clock.advance({ seconds: 1 });
    await test.prepare(2);
    await test.prepare(3, { priority: 'high' });
    await test.outbox(server.port, { limits: { ...DEFAULT_LIMITS, connections: 1 } }).idle();
    expect(server.received.map(({ to }) => to[0])).toEqual(
      [3, 1, 2].map((number) => `praxis-${number}@klinik.example`),
    );
  });

  it('holds back what may not be sent yet', async () => {
    const server = await mailServer();
    const id = await test.prepare(1, { notBefore: '2026-03-02T06:00:00.000Z' });
    const outbox = test.outbox(server.port);
    await outbox.idle();
    expect(await test.story(id)).toBe('');
    test.base.clock.set('2026-03-02T06:00:00.000Z');
    await outbox.idle();
    expect(await test.story(id)).toBe('started accepted');
  });

  it("sends nothing while this node's clock is in doubt", async () => {
    const server = await mailServer();
    const id = await test.prepare();
    await test.outbox(server.port, { guard: { mayDecide: () => false } }).idle();
    expect(await test.story(id)).toBe('');
  });

  it('works by itself once started, and stops', async () => {
    const server = await mailServer();
    const outbox = test.outbox(server.port);
    outbox.start();
    const id = await test.prepare();
    while ((await test.story(id)) !== 'started accepted') await sleep(20);
    await outbox.stop();
    const later = await test.prepare(2);
    await sleep(400);
    expect(await test.story(later)).toBe('');
  });
});

describe('erasure', () => {
  it('of the address or the text before sending ends the message without sending', async () => {
    const server = await mailServer();
    const byAddress = await test.prepare(1);
    const byText = await test.prepare(2);
    await test.base.keys.erase('person:contact-1');
    await test.base.keys.erase('incident:2');
    await test.outbox(server.port).idle();
    expect(await test.story(byAddress)).toBe('givenup');
    expect(await test.story(byText)).toBe('givenup');
    expect(server.received).toHaveLength(0);
  });

  it("while it is being sent keeps the acceptance, without the server's words", async () => {
    const server = await mailServer();
    const id = await test.prepare();
    server.atText = () => test.base.keys.erase('person:contact-1').then(() => undefined);
    await test.outbox(server.port).idle();
    expect(await test.story(id)).toBe('started accepted');
    expect(await last(id)).toMatchObject({ acceptedCode: 250, reply: ERASED });
  });
});

describe('an outbox that ends', () => {
  it('waits for what is under way', async () => {
    const server = await mailServer();
    const id = await test.prepare();
    server.atText = () => sleep(300, undefined);
    const outbox = test.outbox(server.port);
    outbox.start();
    while ((await test.story(id)) !== 'started') await sleep(10);
    await outbox.stop();
    expect(await test.story(id)).toBe('started accepted');
  });

  it('ends what takes too long, and records what is certain', async () => {
    const server = await mailServer();
    const between = await proxy(server, 'silent-greeting', 'silent-reply');
    const transport = new SmtpTransport(smtpSettings(between.port, { timeouts: {} }));
    const [before, after] = [await test.prepare(1), await test.prepare(2)];
    const outbox = test.outbox(between.port, { transport });
    outbox.start();
    while (server.received.length === 0) await sleep(10);
    await outbox.stop(100);
    expect([await test.story(before), await test.story(after)].sort()).toEqual(['started failed', 'started unknown']);
  });

  it('leaves nothing that another node could not finish after the lease', async () => {
    const server = await mailServer();
    const between = await proxy(server, 'silent-reply');
    const transport = new SmtpTransport(smtpSettings(between.port, { timeouts: {} }));
    const id = await test.prepare();
    const hanging = test.outbox(between.port, { transport });
    hanging.tick();
    while (server.received.length === 0) await sleep(10);

    const other = test.outbox(server.port, { node: 'node-b' });
    test.base.clock.advance({ minutes: 14 });
    await other.idle();
    expect(await test.story(id)).toBe('started');
    test.base.clock.advance({ minutes: 1 });
    await other.idle();
    expect(await test.story(id)).toBe('started unknown started accepted');
    await hanging.stop(0);
    expect(await test.story(id)).toBe('started unknown started accepted');
  });
});
