import type { SMTPServerOptions } from 'smtp-server';
import { handOver } from '../testing/hand-over.js';
import { smtpSettings } from '../testing/harness.js';
import { localhostCertificate } from '../testing/localhost.js';
import { MailServer } from '../testing/mail-server.js';
import type { SendOutcome } from '../transport.js';
import type { SmtpSettings } from './settings.js';
import { SmtpTransport } from './smtp-transport.js';

const servers: MailServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const server = await MailServer.start(options);
  servers.push(server);
  return server;
}

async function send(settings: SmtpSettings): Promise<SendOutcome> {
  const transport = new SmtpTransport(settings);
  try {
    return await handOver(transport, {
      messageId: '11111111-1111-4111-8111-111111111111',
      address: 'praxis@klinik.example',
      headerMessageId: '<11111111-1111-4111-8111-111111111111@art33.example>',
      returnPathToken: '0123456789abcdef0123456789abcdef',
      language: 'de',
      subject: 'Meldung',
      text: 'Sehr geehrte Damen und Herren',
      preparedAt: '2026-10-24T08:00:00.000Z',
    });
  } finally {
    transport.close();
  }
}

describe('encryption', () => {
  const withoutTls = { disabledCommands: ['STARTTLS'] };

  test('required and offered: used', async () => {
    const server = await mailServer();
    expect(await send(smtpSettings(server.port, { tls: 'required', ca: localhostCertificate }))).toMatchObject({
      kind: 'accepted',
    });
    expect(server.secured).toBe(1);
  });
  test('from the first byte', async () => {
    const server = await mailServer({ secure: true });
    expect(await send(smtpSettings(server.port, { tls: 'implicit', ca: localhostCertificate }))).toMatchObject({
      kind: 'accepted',
    });
  });
  test('required but not offered: nothing is sent', async () => {
    const server = await mailServer(withoutTls);
    expect(await send(smtpSettings(server.port, { tls: 'required' }))).toMatchObject({
      kind: 'failed',
      code: 'tls-refused',
      permanent: false,
    });
    expect(server.received).toHaveLength(0);
  });
  test('required, with a certificate that nobody vouches for: nothing is sent', async () => {
    const server = await mailServer();
    expect(await send(smtpSettings(server.port, { tls: 'required' }))).toMatchObject({
      kind: 'failed',
      code: 'tls-refused',
      permanent: false,
    });
    expect(server.received).toHaveLength(0);
  });
  test('opportunistic: used where offered, whatever the certificate, done without where not', async () => {
    const server = await mailServer();
    expect(await send(smtpSettings(server.port, { tls: 'opportunistic' }))).toMatchObject({ kind: 'accepted' });
    expect(server.secured).toBe(1);
    const plain = await mailServer(withoutTls);
    expect(await send(smtpSettings(plain.port, { tls: 'opportunistic' }))).toMatchObject({ kind: 'accepted' });
  });
  test('opportunistic and not offered: the password is not sent, nor the message', async () => {
    const server = await mailServer({ ...withoutTls, allowInsecureAuth: true });
    const auth = { user: 'art33', password: 'secret' };
    expect(await send(smtpSettings(server.port, { tls: 'opportunistic', auth }))).toMatchObject({
      kind: 'failed',
      code: 'tls-refused',
    });
    expect(server).toMatchObject({ logins: [], received: [] });
  });
  test('a login goes over it', async () => {
    const server = await mailServer({ authOptional: false });
    const auth = { user: 'art33', password: 'secret' };
    expect(await send(smtpSettings(server.port, { tls: 'required', ca: localhostCertificate, auth }))).toMatchObject({
      kind: 'accepted',
    });
    expect(server.logins).toEqual(['art33']);
  });
  test('a login that is refused is temporary: a changed password must not cost a notice', async () => {
    const server = await mailServer({ authOptional: false });
    const auth = { user: 'art33', password: 'wrong' };
    expect(await send(smtpSettings(server.port, { tls: 'required', ca: localhostCertificate, auth }))).toMatchObject({
      kind: 'failed',
      code: 'login-refused',
      permanent: false,
    });
  });
});
