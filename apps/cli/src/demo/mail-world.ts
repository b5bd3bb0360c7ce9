import type { AddressInfo } from 'node:net';
import { dropIntoFolder } from '@art33/delivery';
import type { Clock } from '@art33/event-log';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail as its recipient reads it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A mail that our relay has taken. */
interface Taken {
  readonly to: string;
  readonly returnTo: string;
  readonly raw: Buffer;
}

/** The server of this domain takes mail first, and sends it back later. */
const BOUNCING = '@gone.example';

/**
 * The mail of this demo: a real SMTP server on this machine that plays our relay. What it took goes into mailboxes in memory;
 * what the recipients' servers say of it comes back when the story wants it, as mails to the return addresses, which is how
 * relays report. Nothing leaves the machine.
 */
export class MailWorld {
  private readonly server: SMTPServer;
  private readonly taken: Taken[] = [];
  private unreported: Taken[] = [];
  private returning: Taken[] = [];

  constructor(
    private readonly bounceFolder: string,
    private readonly clock: Clock,
  ) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      hideDSN: false,
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const returnTo = mailFrom === false ? '' : mailFrom.address;
          const mails = rcptTo.map(({ address }) => ({ to: address, returnTo, raw: Buffer.concat(chunks) }));
          this.taken.push(...mails);
          this.unreported.push(...mails);
          done(null, 'queued');
        });
      },
    });
  }

  /** Resolves with the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.server.address() as AddressInfo).port;
  }

  /** The recipients' servers report that they took what our relay has passed on to them by now. */
  async reportDeliveries(): Promise<void> {
    const { unreported } = this;
    this.unreported = [];
    this.returning.push(...unreported.filter(({ to }) => to.endsWith(BOUNCING)));
    await this.report(unreported, false);
  }

  /** The server that takes what it cannot keep sends it back. */
  async returnBounces(): Promise<void> {
    const { returning } = this;
    this.returning = [];
    await this.report(returning, true);
  }

  /** Every mail to an address so far, the oldest first. */
  mailsTo(address: string): Promise<readonly Mail[]> {
    return Promise.all(this.taken.filter(({ to }) => to === address).map(read));
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async report(mails: readonly Taken[], failed: boolean): Promise<void> {
    const at = new Date(this.clock.now());
    await Promise.all(
      mails.map(({ to, returnTo }) =>
        dropIntoFolder(this.bounceFolder, Buffer.from(deliveryReport({ to, returnTo, failed, at }))),
      ),
    );
  }
}

async function read({ to, raw }: Taken): Promise<Mail> {
  const { subject = '', text = '' } = await PostalMime.parse(raw);
  return { to, subject, text };
}

/** What a report says: about whom, to whom, and when it was tried last. */
interface Report {
  readonly to: string;
  readonly returnTo: string;
  readonly failed: boolean;
  readonly at: Date;
}

/** A delivery status notification (RFC 3464) from the recipient's server. */
function deliveryReport({ to, returnTo, failed, at }: Report): string {
  const date = at.toUTCString().replace('GMT', '+0000');
  return [
    'From: Mail Delivery System <MAILER-DAEMON@mail.example>',
    `To: ${returnTo}`,
    `Date: ${date}`,
    `Subject: ${failed ? 'Undelivered Mail Returned to Sender' : 'Successful Mail Delivery Report'}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
    '',
    '--report',
    'Content-Type: text/plain; charset=utf-8',
    '',
    failed ? 'The mail could not be delivered.' : 'The mail was delivered.',
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.example',
    `Arrival-Date: ${date}`,
    '',
    `Final-Recipient: rfc822; ${to}`,
    `Action: ${failed ? 'failed' : 'delivered'}`,
    `Status: ${failed ? '5.1.1' : '2.0.0'}`,
    `Last-Attempt-Date: ${date}`,
    ...(failed ? ['Diagnostic-Code: smtp; 550 5.1.1 no such user'] : []),
    '',
    '--report--',
    '',
  ].join('\r\n');
}
