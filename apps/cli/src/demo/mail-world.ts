import type { AddressInfo } from 'node:net';
import { dropIntoFolder } from '@art33/delivery';
import type { Clock } from '@art33/event-log';
import { SMTPServer } from 'smtp-server';

/** A mail as it lies in a recipient's mailbox. */
export interface MailboxEntry {
  readonly to: string;
  readonly raw: string;
}

/** Addresses at this domain do not exist: the mail is taken first and comes back later. */
const BOUNCING = '@gone.example';

/**
 * The mail of this demo: a real SMTP server on this machine that plays our relay. It delivers to mailboxes in memory and
 * reports back as real relays do, by mails to the return address; nothing leaves the machine.
 */
export class MailWorld {
  readonly mailboxes: MailboxEntry[] = [];
  private readonly server: SMTPServer;
  private reports: Promise<void>[] = [];

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
          for (const { address } of rcptTo) this.deliver(address, returnTo, Buffer.concat(chunks).toString('utf8'));
          done(null, 'queued');
        });
      },
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Resolves when all reports so far lie in the bounce folder; says how many there were. */
  async reported(): Promise<number> {
    const { reports } = this;
    this.reports = [];
    await Promise.all(reports);
    return reports.length;
  }

  /** The newest mail to an address, decoded as far as the demo needs it. */
  latestTo(address: string): MailboxEntry | undefined {
    return this.mailboxes.findLast((mail) => mail.to === address);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private deliver(to: string, returnTo: string, raw: string): void {
    const bounces = to.endsWith(BOUNCING);
    if (!bounces) this.mailboxes.push({ to, raw });
    const report = deliveryReport({ to, returnTo, failed: bounces, at: new Date(this.clock.now()) });
    this.reports.push(dropIntoFolder(this.bounceFolder, Buffer.from(report)));
  }
}

/** A delivery status notification (RFC 3464) from the recipient's server. */
function deliveryReport({ to, returnTo, failed, at }: { readonly to: string; readonly returnTo: string; readonly failed: boolean; readonly at: Date }): string {
  const date = at.toUTCString().replace('GMT', '+0000');
  return [
    `From: Mail Delivery System <MAILER-DAEMON@mail.example>`,
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
