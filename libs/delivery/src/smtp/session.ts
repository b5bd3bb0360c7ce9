import { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SendOutcome } from '../transport.js';
import type { ComposedMail } from './compose.js';
import { answered, sendingFailed, type SmtpError } from './outcome.js';
import type { SmtpSettings } from './settings.js';

/** The text goes out in pieces, so that a cut in the middle of a long one is known to be in the middle. */
const PIECE = 16 * 1024;

type Done<T> = (error: Error | null | undefined, result?: T) => void;

const failure = (message: string, code: string): SmtpError => Object.assign(new Error(message), { code });

/** One SMTP connection, greeted, secured and logged in, over which messages go one after the other. */
export class SmtpSession {
  private constructor(
    private readonly connection: SMTPConnection,
    private readonly settings: SmtpSettings,
  ) {
    // An idle connection may fail at any time; whoever uses it next finds it closed.
    connection.on('error', () => undefined);
  }

  /** Connects. Rejects with what nodemailer says, or `EABORT`. */
  static async open(settings: SmtpSettings, signal: AbortSignal): Promise<SmtpSession> {
    const session = new SmtpSession(new SMTPConnection(connectionOptions(settings)), settings);
    try {
      await session.step<void>(signal, (done) => session.connection.connect((error) => done(error)));
      await session.login(signal);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Sends one message to one recipient. Never rejects. After anything but `accepted` the session is of no use. */
  async send(mail: ComposedMail, envelopeId: string, signal: AbortSignal): Promise<SendOutcome> {
    let dotSent = false;
    const text = Readable.from(pieces(mail.raw), { objectMode: false });
    // Before nodemailer's own listener, which then writes the last line.
    text.once('end', () => {
      dotSent = true;
    });
    const dsn = {
      ret: 'HDRS',
      envid: envelopeId,
      notify: ['SUCCESS', 'FAILURE', 'DELAY'],
      orcpt: `rfc822;${mail.envelope.to}`,
    };
    try {
      const { response } = await this.step<{ readonly response: string }>(signal, (done) =>
        this.connection.send({ ...mail.envelope, dsn }, text, done),
      );
      const answer = answered(response, dotSent);
      if ('kind' in answer) return answer;
      const by = this.settings.transport === 'recipient' ? 'recipient-server' : 'relay';
      return { kind: 'accepted', by, code: answer.code, reply: response };
    } catch (error) {
      return sendingFailed(error as SmtpError, dotSent);
    } finally {
      text.destroy();
    }
  }

  /** Ready for the next message? Asks the server. */
  async isReady(signal: AbortSignal): Promise<boolean> {
    return this.step<boolean>(signal, (done) => this.connection.reset(done)).then(
      () => true,
      () => false,
    );
  }

  close(): void {
    this.connection.close();
  }

  private async login(signal: AbortSignal): Promise<void> {
    const { auth, tls } = this.settings;
    if (auth === undefined) return;
    if (tls === 'opportunistic' && !this.connection.secure)
      throw failure('the server offers no TLS: the password is not sent', 'ETLS');
    const credentials = { user: auth.user, pass: auth.password };
    await this.step<boolean>(signal, (done) => this.connection.login({ ...credentials, credentials }, done));
  }

  /** One step of the connection, which also ends when the connection fails, ends, or is no longer wanted. */
  private step<T>(signal: AbortSignal, run: (done: Done<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = (error: Error | null | undefined, result?: T) => {
        signal.removeEventListener('abort', onAbort);
        this.connection.off('error', settle).off('end', onEnd);
        if (error) reject(error);
        else resolve(result as T);
      };
      // One turn later: what the server said last, if anything, comes after the end.
      const onEnd = () => setImmediate(settle, failure('the connection ended', 'ECONNECTION'));
      const onAbort = () => {
        settle(failure('the attempt was ended', 'EABORT'));
        this.close();
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort);
      this.connection.on('error', settle).on('end', onEnd);
      run(settle);
    });
  }
}

function* pieces(raw: Buffer): Generator<Buffer> {
  for (let from = 0; from < raw.length; from += PIECE) yield raw.subarray(from, from + PIECE);
}

/** As nodemailer takes them. */
export function connectionOptions({ host, port, tls, ca, ehloName, timeouts = {} }: SmtpSettings) {
  return {
    host,
    port,
    name: ehloName,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    opportunisticTLS: tls === 'opportunistic',
    ignoreTLS: tls === 'none',
    tls: {
      rejectUnauthorized: tls !== 'opportunistic',
      ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    },
    connectionTimeout: timeouts.connection ?? 30_000,
    dnsTimeout: timeouts.connection ?? 30_000,
    greetingTimeout: timeouts.greeting ?? 30_000,
    socketTimeout: timeouts.socket ?? 120_000,
  };
}
