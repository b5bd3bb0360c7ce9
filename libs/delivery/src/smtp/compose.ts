import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingMessage } from '../transport.js';
import { returnAddress, type MailIdentity } from './settings.js';

export interface ComposedMail {
  readonly envelope: { readonly from: string; readonly to: string };
  /** RFC 5322 with CRLF. The same message gives the same bytes, in every attempt. */
  readonly raw: Buffer;
}

/** Plain text, HTML beside it where there is any, and the files that were made for it. */
export async function compose(message: OutgoingMessage, identity: MailIdentity): Promise<ComposedMail> {
  const mail = new MailComposer({
    from: identity.from,
    to: message.address,
    envelope: { from: returnAddress(message.returnPathToken, identity.returnPathDomain), to: message.address },
    messageId: message.headerMessageId,
    date: new Date(message.preparedAt),
    subject: message.subject,
    text: message.text,
    ...(message.html === undefined ? {} : { html: message.html }),
    attachments: (message.files ?? []).map(({ name, mediaType, bytes }) => ({
      filename: name,
      contentType: mediaType,
      contentDisposition: 'attachment' as const,
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    })),
    headers: {
      'Content-Language': message.language,
      // Absence notes are no answer to a notice (RFC 3834); the second header tells Exchange the same.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
    },
    baseBoundary: message.messageId,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const { from, to } = mail.getEnvelope();
  return { envelope: { from: from || '', to: to[0] ?? message.address }, raw: await mail.build() };
}
