import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { connectionOptions } from './session.js';
import type { SmtpSettings } from './settings.js';

/** What a mail server said of itself, without a mail being sent. */
export interface SmtpProbe {
  /** Whether the line is encrypted now. */
  readonly encrypted: boolean;
  /** Whether it reports deliveries when asked to (RFC 3461). */
  readonly dsn: boolean;
  /** Undefined: no user is set. */
  readonly loggedIn: true | undefined;
}

/** Connects, encrypts and logs in as for a mail, asks for nothing more, and leaves. Rejects with what the server or the line says. */
export async function probeSmtp(settings: SmtpSettings, signal: AbortSignal): Promise<SmtpProbe> {
  const connection = new SMTPConnection(connectionOptions(settings));
  try {
    return await new Promise<SmtpProbe>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('no answer in time')));
      connection.on('error', reject);
      connection.on('end', () => reject(new Error('the server ended the connection')));
      connection.connect((refused) => {
        if (refused) return reject(refused);
        const said = String(connection.lastServerResponse);
        const found = { encrypted: connection.secure === true, dsn: /^250[ -]DSN\b/im.test(said) };
        const { auth } = settings;
        if (auth === undefined) return resolve({ ...found, loggedIn: undefined });
        if (!found.encrypted && settings.tls === 'opportunistic')
          return reject(new Error('the server offers no TLS: the password is not sent'));
        const credentials = { user: auth.user, pass: auth.password };
        connection.login({ ...credentials, credentials }, (wrong) =>
          wrong ? reject(wrong) : resolve({ ...found, loggedIn: true }),
        );
      });
    });
  } finally {
    connection.on('error', () => undefined);
    connection.close();
  }
}
