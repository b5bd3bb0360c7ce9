import { SmtpTransport } from '@art33/delivery';
import { TestClock } from '@art33/event-log';
import { MailServer } from '../../../../libs/delivery/src/testing/mail-server.js';
import { LinkMailer } from './link-mailer.js';

const mail = { to: 'anna@praxis.example', language: 'de', subject: 'Einladung zu art33', text: 'https://…' } as const;

describe('links in mails', () => {
  let server: MailServer;
  let mailer: LinkMailer;
  const givenUp: string[] = [];
  beforeEach(async () => {
    givenUp.length = 0;
    server = await MailServer.start();
    const from = { name: 'art33', address: 'notices@processor.example' };
    const transport = new SmtpTransport({
      from,
      returnPathDomain: 'processor.example',
      host: '127.0.0.1',
      port: server.port,
      tls: 'none',
      ehloName: 'test',
      transport: 'relay',
    });
    mailer = new LinkMailer({
      transport,
      clock: new TestClock(),
      domain: 'processor.example',
      onGivenUp: (why) => givenUp.push(why),
      waits: [10, 10],
    });
  });
  afterEach(async () => {
    await mailer.stop();
    await server.stop();
  });
  const refusal = (code: number): Error => Object.assign(new Error('not now'), { responseCode: code });

  test('are sent at once', async () => {
    mailer.send(mail);
    await mailer.idle();
    expect(server.received.map(({ to }) => to)).toEqual([[mail.to]]);
    expect(server.received[0]?.raw.toString()).toContain('Subject: Einladung zu art33');
    expect(givenUp).toEqual([]);
  });
  test('are sent again where the server could not take them', async () => {
    let refused = 0;
    server.atRecipient = () => ((refused += 1) <= 2 ? refusal(451) : undefined);
    mailer.send(mail);
    await mailer.idle();
    expect([refused, server.received.length, givenUp]).toEqual([3, 1, []]);
  });
  test('are given up in the end, which is told without saying whose they were', async () => {
    server.atRecipient = () => refusal(451);
    mailer.send(mail);
    await mailer.idle();
    expect(givenUp).toEqual(['451']);
  });
  test('are given up at once where the address is refused for good', async () => {
    let refused = 0;
    server.atRecipient = () => ((refused += 1), refusal(550));
    mailer.send(mail);
    await mailer.idle();
    expect([refused, givenUp]).toEqual([1, ['550']]);
  });
  test('do not keep a service from stopping', async () => {
    await server.stop();
    mailer.send(mail);
    await mailer.stop();
    expect(givenUp.length).toBeLessThanOrEqual(1);
  });
});
