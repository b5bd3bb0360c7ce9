import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { ERASED } from '@art33/event-log';
import type { MessageEventData } from '../domain/events.js';
import { returnAddress } from '../smtp/settings.js';
import { DeliveryTest } from '../testing/harness.js';
import { MailServer } from '../testing/mail-server.js';
import { BounceFolder } from './bounce-folder.js';
import { BounceServer } from './bounce-server.js';
import { BounceIntake, type BounceResult } from './intake.js';

const FIXTURE_TOKEN = '0123456789abcdef0123456789abcdef';
const FIXTURE_ID = '11111111-1111-4111-8111-111111111111';

let test: DeliveryTest;
let server: MailServer;
let id = '';
let token = '';
let ignored: BounceResult[] = [];

const intake = (): BounceIntake =>
  new BounceIntake({
    commands: test.base.commands,
    log: test.base.log,
    models: test.models,
    clock: test.base.clock,
    onIgnored: (result) => ignored.push(result),
  });

/** A report as a server writes it, about our message. */
async function report(name: string, aboutToken = token, aboutId = id): Promise<Buffer> {
  const text = await readFile(join(import.meta.dirname, 'fixtures', `${name}.eml`), 'utf8');
  return Buffer.from(text.replaceAll(FIXTURE_TOKEN, aboutToken).replaceAll(FIXTURE_ID, aboutId));
}

/** Hands the message over at 12:00 (Berlin) and sets the clock to when the fixtures' first report may arrive. */
beforeEach(async () => {
  ignored = [];
  test = await DeliveryTest.open();
  test.base.clock.set('2026-10-24T10:00:00.000Z');
  server = await MailServer.start();
  id = await test.prepare();
  token = ((await test.events(id))[0]?.data as MessageEventData<'MessagePrepared'>).returnPathToken;
  await test.outbox(server.port).idle();
  test.base.clock.set('2026-10-24T10:02:03.000Z');
});
afterEach(async () => {
  await test.close();
  await server.stop();
});

describe('the intake of reports', () => {
  it('tells the message of its delivery, and then of its bounce (examples, D)', async () => {
    expect(await intake().take(await report('postfix-delivered'))).toEqual({
      kind: 'taken',
      messageId: id,
      changed: true,
    });
    test.base.clock.set('2026-10-24T10:07:05.000Z');
    expect(await intake().take(await report('postfix-failed'))).toEqual({
      kind: 'taken',
      messageId: id,
      changed: true,
    });
    expect(await test.story(id)).toBe('started accepted deliveredbyserver bounced');
    const [, , , delivered, bounced] = await test.events(id);
    expect(delivered?.data).toMatchObject({ at: '2026-10-24T10:02:00.000Z', arrivedAt: '2026-10-24T10:02:03.000Z' });
    expect(bounced?.data).toMatchObject({
      at: '2026-10-24T10:07:00.000Z',
      status: '5.1.1',
      diagnostic: expect.stringContaining('User unknown'),
    });
  });

  it('takes the same report once', async () => {
    await intake().take(await report('postfix-delivered'));
    expect(await intake().take(await report('postfix-delivered'))).toEqual({
      kind: 'taken',
      messageId: id,
      changed: false,
    });
    const results = await Promise.all([1, 2, 3].map(async () => intake().take(await report('postfix-failed'))));
    expect(results.filter((result) => result.kind === 'taken' && result.changed)).toHaveLength(1);
    expect(await test.story(id)).toBe('started accepted deliveredbyserver bounced');
  });

  it('keeps a delay', async () => {
    test.base.clock.set('2026-10-24T14:00:35.000Z');
    await intake().take(await report('sendmail-delayed'));
    expect(await test.story(id)).toBe('started accepted delayed');
  });

  it.each([
    ['by the envelope id, where the return address says nothing', 'postfix-failed'],
    ['by the Message-ID of what was returned', 'exchange-online-failed'],
  ])('finds the message %s', async (_, name) => {
    const result = await intake().take(await report(name, 'f'.repeat(32)));
    expect(result).toMatchObject({ kind: 'taken', messageId: id, changed: true });
  });

  it('ignores what is no report, what is about no message of ours, and what states nothing, and says so', async () => {
    await intake().take(await report('out-of-office'));
    await intake().take(await report('postfix-failed', 'f'.repeat(32), '99999999-9999-4999-8999-999999999999'));
    await intake().take(await report('postfix-relayed'));
    expect(ignored).toEqual([
      { kind: 'ignored', why: 'no-report' },
      { kind: 'ignored', why: 'unknown-message' },
      { kind: 'ignored', why: 'no-statement' },
    ]);
    expect(await test.story(id)).toBe('started accepted');
  });

  it('ignores a report on a message that no server was given', async () => {
    const unsent = await test.prepare(2);
    const { returnPathToken } = (await test.events(unsent))[0]?.data as MessageEventData<'MessagePrepared'>;
    await intake().take(await report('postfix-failed', returnPathToken, unsent));
    expect(ignored).toEqual([{ kind: 'ignored', why: 'never-handed-over' }]);
  });

  it('keeps the fact of a bounce without its words when the recipient has been erased', async () => {
    await test.base.keys.erase('person:contact-1');
    await intake().take(await report('postfix-failed'));
    expect((await test.events(id)).at(-1)).toMatchObject({ type: 'MessageBounced', data: { diagnostic: ERASED } });
  });
});

describe('a folder of mails', () => {
  it('is emptied into the intake', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'art33-bounces-'));
    const errors: unknown[] = [];
    const bounces = new BounceFolder({ folder, intake: intake(), onError: (error) => errors.push(error) });
    await bounces.start();
    await bounces.stop();
    await writeFile(join(folder, 'new', '1.eml'), await report('postfix-delivered'));
    await writeFile(join(folder, 'new', '2.eml'), await report('out-of-office'));
    expect(await Promise.all([bounces.look(), bounces.look()])).toEqual([2, 0]);
    expect(await readdir(join(folder, 'new'))).toEqual([]);
    expect((await readdir(join(folder, 'cur'))).sort()).toEqual(['1.eml', '2.eml']);
    expect(await test.story(id)).toBe('started accepted deliveredbyserver');
    expect(errors).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('keeps what cannot be taken now', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'art33-bounces-'));
    const errors: unknown[] = [];
    const bounces = new BounceFolder({ folder, intake: intake(), onError: (error) => errors.push(error) });
    await bounces.start();
    await bounces.stop();
    await writeFile(join(folder, 'new', '1.eml'), await report('postfix-delivered'));
    await test.base.log.close();
    expect(await bounces.look()).toBe(0);
    expect(await readdir(join(folder, 'new'))).toEqual(['1.eml']);
    expect(errors).toHaveLength(1);
    await rm(folder, { recursive: true });
  });
});

describe('a server for return addresses', () => {
  let bounceServer: BounceServer;
  let port = 0;
  const errors: unknown[] = [];
  const open = async (taking: BounceIntake): Promise<void> => {
    bounceServer = new BounceServer({
      host: '127.0.0.1',
      port: 0,
      domain: 'art33.example',
      intake: taking,
      onError: (error) => errors.push(error),
    });
    port = await bounceServer.start();
  };
  afterEach(() => bounceServer.stop());

  const bring = async (to: string, raw: Buffer): Promise<unknown> => {
    const client = nodemailer.createTransport({ host: '127.0.0.1', port });
    try {
      return await client.sendMail({ envelope: { from: '', to }, raw });
    } finally {
      client.close();
    }
  };

  it('takes a report, and knows the message by the address that it came to', async () => {
    await open(intake());
    await bring(
      returnAddress(token, 'ART33.example'),
      await report('postfix-delivered', 'f'.repeat(32), '99999999-9999-4999-8999-999999999999'),
    );
    expect(await test.story(id)).toBe('started accepted deliveredbyserver');
  });

  it.each(['datenschutz@art33.example', `bounce+${FIXTURE_TOKEN}@elsewhere.example`, 'bounce+short@art33.example'])(
    'takes nothing for %s',
    async (to) => {
      await open(intake());
      await expect(bring(to, await report('postfix-delivered'))).rejects.toMatchObject({ responseCode: 550 });
    },
  );

  it('asks to be tried again when the log cannot take it', async () => {
    await open(intake());
    await test.base.log.close();
    const brought = bring(returnAddress(token, 'art33.example'), await report('postfix-delivered'));
    await expect(brought).rejects.toMatchObject({ responseCode: 451 });
    expect(errors).toHaveLength(1);
  });
});
