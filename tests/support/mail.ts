import { dropIntoFolder } from '@art33/delivery';
import PostalMime from 'postal-mime';
import { Api, type Answer } from '../../apps/cli/src/api-client.js';
import type { ReceivedMail } from '../../libs/delivery/src/testing/mail-server.js';
import { paths } from '../../apps/server/src/stores.js';
import type { Installation } from './installation.js';

/** A mail as its reader sees it. */
export interface ReadMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The Message-ID header. */
  readonly messageId: string;
  readonly received: ReceivedMail;
}

export async function readMail(received: ReceivedMail): Promise<ReadMail> {
  const { subject = '', text = '', html = '', messageId = '' } = await PostalMime.parse(received.raw);
  return { to: received.to[0] ?? '', subject, text, html, messageId, received };
}

/** What the mail server took for an address, in order. */
export const mailsTo = ({ mail }: Installation, address: string): Promise<readonly ReadMail[]> =>
  Promise.all(mail.received.filter(({ to }) => to.includes(address)).map(readMail));

/** The latest mail to an address. */
export async function latestTo(art33: Installation, address: string): Promise<ReadMail> {
  const latest = (await mailsTo(art33, address)).at(-1);
  if (!latest) throw new Error(`no mail to ${address}`);
  return latest;
}

/** The path of the link in a mail: to the notice (`n`), or to say "this was not us" (`d`). */
export function linkIn({ text }: ReadMail, page: 'n' | 'd'): string {
  const path = new RegExp(`/${page}/[\\w-]+`).exec(text)?.[0];
  if (path === undefined) throw new Error(`no link /${page}/ in: ${text}`);
  return path;
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** Somebody with a browser and no account. */
export const visitor = (art33: Installation) => {
  const api = new Api(art33.url);
  return {
    look: (path: string): Promise<Answer> => api.get(path),
    press: (path: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> =>
      api.post(path, new URLSearchParams(fields).toString(), FORM),
  };
};

/** What a server reports of a mail that it was given. */
export interface Report {
  readonly action: 'delivered' | 'failed';
  /** When the server says that it happened. */
  readonly at: string;
}

/** Puts a delivery status notification (RFC 3464) about a mail where bounces arrive. */
export async function report(
  { dataDirectory }: Installation,
  { received, to }: ReadMail,
  { action, at }: Report,
): Promise<void> {
  const failed = action === 'failed';
  const date = new Date(at).toUTCString().replace('GMT', '+0000');
  const lines = [
    'From: Mail Delivery System <MAILER-DAEMON@mail.example>',
    `To: ${received.from}`,
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
    '',
    `Final-Recipient: rfc822; ${to}`,
    `Action: ${action}`,
    `Status: ${failed ? '5.1.1' : '2.0.0'}`,
    `Last-Attempt-Date: ${date}`,
    ...(failed ? ['Diagnostic-Code: smtp; 550 5.1.1 no such user'] : []),
    '',
    '--report--',
    '',
  ];
  await dropIntoFolder(paths(dataDirectory).bounces, Buffer.from(lines.join('\r\n')));
}
