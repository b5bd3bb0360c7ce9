import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDsn } from './read-dsn.js';

const folder = join(import.meta.dirname, 'fixtures');
const fixture = (name: string): Buffer => readFileSync(join(folder, `${name}.eml`));

const token = '0123456789abcdef0123456789abcdef';
const messageId = '11111111-1111-4111-8111-111111111111';
const header = `<${messageId}@art33.example>`;

describe('a delivery status report', () => {
  test('by Postfix, of failure', async () => {
    expect(await readDsn(fixture('postfix-failed'))).toEqual({
      returnPathToken: token,
      envelopeId: messageId,
      originalMessageId: header,
      action: 'failed',
      status: '5.1.1',
      diagnostic: 'smtp; 550 5.1.1 <praxis@klinik.example>: Recipient address rejected: User unknown',
      arrivalDate: '2026-10-24T10:00:02.000Z',
      lastAttempt: null,
      date: '2026-10-24T10:07:00.000Z',
      evidenceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test.each([
    [
      'postfix-delivered',
      { action: 'delivered', status: '2.0.0', date: '2026-10-24T10:02:00.000Z', envelopeId: messageId },
    ],
    ['postfix-relayed', { action: 'relayed', status: '2.0.0' }],
    ['sendmail-delayed', { action: 'delayed', status: '4.4.1', lastAttempt: '2026-10-24T14:00:30.000Z' }],
    ['exchange-online-failed', { action: 'failed', status: '5.1.10', originalMessageId: header }],
    ['exim-old-failed', { action: 'failed', status: '5.7.1', diagnostic: expect.stringContaining('Relaying denied') }],
    ['qmail-failed', { action: 'failed', status: '5.1.1', diagnostic: expect.stringContaining('no mailbox here') }],
    ['daemon-for-people-failed', { action: 'failed', status: '5.2.2', diagnostic: '#550 5.2.2 mailbox full ##' }],
    ['two-recipients', { action: 'failed', status: '5.2.1' }],
    ['without-action', { action: 'failed', status: '5.0.0', date: null, arrivalDate: null }],
  ])('%s', async (name, expected) => {
    expect(await readDsn(fixture(name))).toMatchObject({ returnPathToken: token, ...expected });
  });

  test('read with the line ends of the network says the same', async () => {
    const crlf = Buffer.from(fixture('postfix-failed').toString().replaceAll('\n', '\r\n'));
    expect(await readDsn(crlf)).toEqual(await readDsn(fixture('postfix-failed')));
  });

  test('has the same evidence id by whatever way it comes, and another report has another', async () => {
    const [direct, forwarded, other] = await Promise.all(
      [
        fixture('postfix-failed'),
        Buffer.concat([Buffer.from('Received: by somewhere else\n'), fixture('postfix-failed')]),
        Buffer.from(fixture('postfix-failed').toString().replace('4F1A23C0D@', '4F1A23C0E@')),
      ].map(async (raw) => (await readDsn(raw))?.evidenceId),
    );
    expect(forwarded).toBe(direct);
    expect(other).not.toBe(direct);
  });
});

describe('what is no report', () => {
  test.each(['out-of-office', 'daemon-auto-reply', 'read-receipt', 'complaint'])('%s', async (name) => {
    expect(await readDsn(fixture(name))).toBeUndefined();
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['zeroes', Buffer.alloc(100_000)],
    ['binary', Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 256))],
    ['a boundary without an end', Buffer.from('Content-Type: multipart/report; boundary="x"\n\n--x\n--x\n--x')],
    ['an empty status part', Buffer.from('Content-Type: message/delivery-status\n\n\n\n\n')],
    ['parts within parts', Buffer.from('Content-Type: multipart/mixed; boundary=a\n\n--a\n'.repeat(500))],
    ['a header without an end', Buffer.from('X: ' + 'y'.repeat(3_000_000))],
  ])('%s', async (_, raw) => {
    expect(await readDsn(raw)).toBeUndefined();
  });

  test('any report cut off anywhere is read or not, but never breaks', async () => {
    for (const name of readdirSync(folder)) {
      const raw = readFileSync(join(folder, name));
      for (let length = 0; length < raw.length; length += 97) await readDsn(raw.subarray(0, length));
    }
  });
});
