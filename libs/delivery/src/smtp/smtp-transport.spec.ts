import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import type { SMTPServerOptions } from 'smtp-server';
import { CuttingProxy, type Cut } from '../testing/cutting-proxy.js';
import { handOver } from '../testing/hand-over.js';
import { MailServer, smtpError } from '../testing/mail-server.js';
import type { OutgoingMessage, SendOutcome } from '../transport.js';
import type { SmtpSettings } from './settings.js';
import { SmtpTransport } from './smtp-transport.js';

const messageId = '11111111-1111-4111-8111-111111111111';
const token = '0123456789abcdef0123456789abcdef';
const message: OutgoingMessage = {
  messageId,
  address: 'praxis@klinik.example',
  headerMessageId: `<${messageId}@art33.example>`,
  returnPathToken: token,
  language: 'de',
  subject: 'Meldung einer Verletzung – Präsenzprüfung',
  text: 'Sehr geehrte Damen und Herren,\n\n.ein Punkt am Zeilenanfang\nmit Umlauten: ä ö ü\n',
  html: '<p>Sehr geehrte Damen und Herren</p>',
  preparedAt: '2026-10-24T08:00:00.000Z',
};
/** So long that it does not fit into the buffers on the way: 16 MB. */
const longMessage: OutgoingMessage = { ...message, text: `${'x'.repeat(76)}\n`.repeat(220_000) };

const settings = (port: number, more: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: 'localhost',
  port,
  tls: 'none',
  ehloName: 'art33.example',
  transport: 'relay',
  from: { name: 'Lumitra GmbH, Datenschutz', address: 'datenschutz@lumitra.example' },
  returnPathDomain: 'art33.example',
  ...more,
});

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const server = await MailServer.start(options);
  closers.push(() => server.stop());
  return server;
}
async function proxy(server: MailServer, ...cuts: readonly Cut[]): Promise<CuttingProxy> {
  const between = await CuttingProxy.start(server.port, cuts);
  closers.push(() => between.stop());
  return between;
}
function transport(smtp: SmtpSettings): SmtpTransport {
  const made = new SmtpTransport(smtp);
  closers.push(() => made.close());
  return made;
}
const send = (smtp: SmtpSettings, what = message): Promise<SendOutcome> => handOver(transport(smtp), what);

describe('a message that is taken', () => {
  test('is accepted by our relay, with its last reply', async () => {
    const server = await mailServer();
    expect(await send(settings(server.port))).toEqual({
      kind: 'accepted',
      by: 'relay',
      code: 250,
      reply: '250 queued',
    });
  });

  test("is accepted by the recipient's own server where the server is configured as that", async () => {
    const server = await mailServer();
    expect(await send(settings(server.port, { transport: 'recipient' }))).toMatchObject({ by: 'recipient-server' });
  });

  test('carries text and HTML, its own Message-ID, and a return address of its own', async () => {
    const server = await mailServer();
    await send(settings(server.port));
    const [received] = server.received;
    const mail = await PostalMime.parse(received?.raw ?? '');
    expect(received).toMatchObject({ from: `bounce+${token}@art33.example`, to: [message.address] });
    expect(mail).toMatchObject({
      messageId: message.headerMessageId,
      subject: message.subject,
      date: message.preparedAt,
      from: { name: 'Lumitra GmbH, Datenschutz', address: 'datenschutz@lumitra.example' },
    });
    expect(mail.text?.trimEnd().replaceAll('\r\n', '\n')).toBe(message.text.trimEnd());
    expect(mail.html?.trim()).toBe(message.html);
  });

  test('is the same to the byte when it is sent again', async () => {
    const server = await mailServer();
    await send(settings(server.port));
    await send(settings(server.port));
    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.raw.equals(server.received[0]?.raw ?? Buffer.alloc(0))).toBe(true);
  });

  test('asks for reports of success, failure and delay, under its message id, where the server offers them', async () => {
    const server = await mailServer();
    await send(settings(server.port));
    expect(server.received[0]?.dsn).toMatchObject({ ret: 'HDRS', envid: messageId });
    expect(server.received[0]?.recipientDsn).toMatchObject({ notify: ['SUCCESS', 'FAILURE', 'DELAY'] });
  });

  test('asks for none where the server does not', async () => {
    const server = await mailServer({ hideDSN: true });
    expect(await send(settings(server.port))).toMatchObject({ kind: 'accepted' });
  });

  test('shares its connection with the next one', async () => {
    const server = await mailServer();
    const relay = transport(settings(server.port));
    for (let n = 0; n < 3; n += 1) expect(await handOver(relay, message)).toMatchObject({ kind: 'accepted' });
    expect(server).toMatchObject({ connections: 1, received: { length: 3 } });
  });

  test('leaves its connection to the next one where it was called off', async () => {
    const server = await mailServer();
    const relay = transport(settings(server.port));
    const ready = await relay.open(message, new AbortController().signal);
    if (ready.kind === 'ready') ready.cancel();
    expect(await handOver(relay, message)).toMatchObject({ kind: 'accepted' });
    expect(server).toMatchObject({ connections: 1, received: { length: 1 } });
  });

  test('gets a new connection when the server has closed the idle one', async () => {
    const server = await mailServer();
    const between = await proxy(server);
    const relay = transport(settings(between.port));
    await handOver(relay, message);
    between.dropAll();
    expect(await handOver(relay, message)).toMatchObject({ kind: 'accepted' });
    expect(server).toMatchObject({ connections: 2, received: { length: 2 } });
  });
});

describe('a message that is refused', () => {
  test.each([
    [451, false],
    [421, false],
    [550, true],
    [503, false],
    [530, false],
  ])('with %i for its recipient: permanent is %s', async (code, permanent) => {
    const server = await mailServer();
    server.atRecipient = () => smtpError(code, 'not now');
    const outcome = await send(settings(server.port));
    expect(outcome).toMatchObject({ kind: 'failed', code: String(code), permanent });
    expect(outcome).toMatchObject({ reply: expect.stringContaining('not now') });
  });

  test.each([
    [452, false],
    [554, true],
  ])('with %i after its text: permanent is %s, and nothing is unknown', async (code, permanent) => {
    const server = await mailServer();
    server.atText = () => smtpError(code, 'spam?');
    expect(await send(settings(server.port))).toMatchObject({ kind: 'failed', code: String(code), permanent });
  });

  test('first with 4xx, then accepted (greylisting)', async () => {
    const server = await mailServer();
    const refusals = [smtpError(451, 'greylisted')];
    server.atRecipient = () => refusals.shift();
    const relay = transport(settings(server.port));
    expect(await handOver(relay, message)).toMatchObject({ kind: 'failed', code: '451', permanent: false });
    expect(await handOver(relay, message)).toMatchObject({ kind: 'accepted' });
  });

  test.each(['praxis', 'a b@c.example', 'a@b.example>\r\nRCPT TO:<x@y.example', ''])(
    'for good where %j is no address',
    async (address) => {
      const server = await mailServer();
      expect(await send(settings(server.port), { ...message, address })).toEqual({
        kind: 'failed',
        permanent: true,
        code: 'address-invalid',
      });
      expect(server.connections).toBe(0);
    },
  );
});

describe('a connection that breaks', () => {
  const cases: readonly [Cut, SendOutcome['kind'], string, number][] = [
    ['at-connect', 'failed', 'connection-failed', 0],
    ['garbled-greeting', 'failed', 'session-refused', 0],
    ['silent-greeting', 'failed', 'timed-out', 0],
    ['after-recipient', 'failed', 'connection-failed', 0],
    ['before-reply', 'unknown', 'connection-cut', 1],
    ['garbled-reply', 'unknown', 'garbled-reply', 1],
    ['silent-reply', 'unknown', 'no-reply', 1],
  ];
  test.each(cases)('%s: %s, %s; the server has %i', async (cut, kind, why, copies) => {
    const server = await mailServer();
    const between = await proxy(server, cut);
    const outcome = await send(settings(between.port, { timeouts: { greeting: 300, socket: 300 } }));
    expect(outcome).toMatchObject({ kind, ...(kind === 'unknown' ? { why } : { code: why, permanent: false }) });
    expect(server.received).toHaveLength(copies);
  });

  test.each([true, false])('is judged alike with and without pipelining (hidden: %s)', async (hidePIPELINING) => {
    const server = await mailServer({ hidePIPELINING });
    const between = await proxy(server, 'after-recipient', 'before-reply');
    const relay = transport(settings(between.port));
    expect(await handOver(relay, message)).toMatchObject({ kind: 'failed', code: 'connection-failed' });
    expect(await handOver(relay, message)).toEqual({ kind: 'unknown', why: 'connection-cut' });
  });

  test('while a short text goes out: all of it may be on its way, so nobody knows', async () => {
    const server = await mailServer();
    const between = await proxy(server, 'during-text');
    expect(await send(settings(between.port))).toEqual({ kind: 'unknown', why: 'connection-cut' });
    expect(server.received).toHaveLength(0);
  });

  test('while a long text goes out: its end had not left us, so it certainly was not taken', async () => {
    const server = await mailServer();
    const between = await proxy(server, 'during-text');
    expect(await send(settings(between.port), longMessage)).toMatchObject({
      kind: 'failed',
      code: 'connection-failed',
      permanent: false,
    });
    expect(server.received).toHaveLength(0);
  });

  test('after the text was taken: sent again, the second copy has the same Message-ID', async () => {
    const server = await mailServer();
    const between = await proxy(server, 'before-reply');
    const relay = transport(settings(between.port));
    expect(await handOver(relay, message)).toEqual({ kind: 'unknown', why: 'connection-cut' });
    expect(await handOver(relay, message)).toMatchObject({ kind: 'accepted' });
    const ids = await Promise.all(server.received.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId));
    expect(ids).toEqual([message.headerMessageId, message.headerMessageId]);
  });

  test('because we end it: known before the text is out, unknown after', async () => {
    const server = await mailServer();
    const between = await proxy(server, 'silent-greeting', 'silent-reply');
    const relay = transport(settings(between.port));
    expect(await handOver(relay, message, AbortSignal.timeout(200))).toMatchObject({
      kind: 'failed',
      code: 'timed-out',
    });
    const ending = new AbortController();
    const ended = handOver(relay, message, ending.signal);
    while (server.received.length === 0) await sleep(5);
    ending.abort();
    expect(await ended).toEqual({ kind: 'unknown', why: 'no-reply' });
    expect(await handOver(relay, message, AbortSignal.abort())).toMatchObject({ kind: 'failed', code: 'timed-out' });
  });
});

describe('a server that cannot be reached', () => {
  test('because its name is unknown: temporary', async () => {
    expect(await send(settings(25, { host: 'mail.does-not-exist.invalid' }))).toMatchObject({
      kind: 'failed',
      code: 'dns-failed',
      permanent: false,
    });
  });

  test('because nobody listens: temporary', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await send(settings(port))).toMatchObject({ kind: 'failed', code: 'connection-failed', permanent: false });
  });

  test('because it refuses the whole session with 554: temporary, it says nothing of the message', async () => {
    const server = createServer((socket) => socket.end('554 no service here\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    expect(await send(settings(port))).toMatchObject({ kind: 'failed', code: 'session-refused', permanent: false });
  });
});
