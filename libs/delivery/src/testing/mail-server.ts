import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { localhostCertificate, localhostKey } from './localhost.js';

export interface ReceivedMail {
  readonly raw: Buffer;
  readonly from: string;
  readonly to: readonly string[];
  /** RET and ENVID of MAIL FROM. */
  readonly dsn: { readonly ret?: string | null; readonly envid?: string | null } | undefined;
  /** NOTIFY and ORCPT of RCPT TO. */
  readonly recipientDsn: { readonly notify?: string | string[] | null; readonly orcpt?: string | null } | undefined;
}

/** An answer other than "yes". */
export const smtpError = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

/** A real SMTP server on a free port of this machine, which keeps what it took. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  connections = 0;
  /** TCP connections taken so far, greeted or not, and those that are open now. */
  taken = 0;
  open = 0;
  /** Texts taken at the same time, at most. */
  atOnce = 0;
  private texts = 0;
  /** Texts that came over TLS. */
  secured = 0;
  /** Users who logged in; the password is `secret`. */
  readonly logins: string[] = [];
  /** Called for each recipient; an error refuses it. */
  atRecipient: (address: string) => Error | undefined = () => undefined;
  /** Called after the text, before it is taken; an error refuses it. */
  atText: (raw: Buffer) => Error | undefined | Promise<Error | undefined> = () => undefined;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async start(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
    const server = new SMTPServer({
      key: localhostKey,
      cert: localhostCertificate,
      authOptional: true,
      disableReverseLookup: true,
      hideDSN: false,
      ...options,
      onConnect: (_, done) => {
        mailServer.connections += 1;
        done();
      },
      onAuth: ({ username, password }, _, done) => {
        if (password !== 'secret') return done(new Error('wrong password'));
        mailServer.logins.push(username ?? '');
        return done(null, { user: username ?? '' });
      },
      onRcptTo: ({ address }, _, done) => done(mailServer.atRecipient(address)),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        if (session.secure) mailServer.secured += 1;
        mailServer.texts += 1;
        mailServer.atOnce = Math.max(mailServer.atOnce, mailServer.texts);
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks);
          const { mailFrom, rcptTo, dsn } = session.envelope;
          void Promise.resolve(mailServer.atText(raw)).then((refusal) => {
            mailServer.texts -= 1;
            if (refusal) return done(refusal);
            mailServer.received.push({
              raw,
              from: mailFrom === false ? '' : mailFrom.address,
              to: rcptTo.map(({ address }) => address),
              dsn,
              recipientDsn: rcptTo[0]?.dsn,
            });
            return done(null, 'queued');
          });
        });
      },
    });
    server.on('error', () => undefined);
    server.server.on('connection', (socket) => {
      mailServer.taken += 1;
      mailServer.open += 1;
      socket.once('close', () => (mailServer.open -= 1));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const mailServer: MailServer = new MailServer(server, (server.server.address() as AddressInfo).port);
    return mailServer;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
