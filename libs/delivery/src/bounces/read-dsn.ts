import { createHash } from 'node:crypto';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { deriveId, type Instant } from '@art33/event-log';
import { tokenOf } from '../smtp/settings.js';
import { instantOf, readStatusFields, statusIn, type StatusFields } from './status-fields.js';

/** A server's report on one of our messages. */
export interface DeliveryReport extends StatusFields {
  /** Which message: by the return address it came to, the envelope id, or the Message-ID of what was returned. */
  readonly returnPathToken: string | null;
  readonly originalMessageId: string | null;
  /** When the report was written. */
  readonly date: Instant | null;
  /** The same for the same report, by whatever way it comes. */
  readonly evidenceId: string;
}

/** A report has its machine-readable part up front; what lies beyond is the returned mail. */
const LIMIT = 1024 * 1024;

/**
 * Reads a delivery status report (RFC 3464, RFC 6533) or one of its relatives: Exim's and qmail's own forms, and what
 * mailer daemons write for people. Undefined for everything else: absence notes, read receipts, complaints, garbage.
 */
export async function readDsn(raw: Uint8Array): Promise<DeliveryReport | undefined> {
  let mail: Email;
  try {
    mail = await PostalMime.parse(raw.subarray(0, LIMIT));
  } catch {
    return undefined;
  }
  const statusPart = partOf(mail, /^message\/(global-)?delivery-status$/);
  const fields = readStatusFields(statusPart ?? '') ?? readRelative(mail);
  if (!fields) return undefined;
  const returned = partOf(mail, /^(message\/(rfc822|global)|(text|message)\/(rfc822|global)-headers)$/) ?? '';
  const words = statusPart ?? mail.text ?? '';
  return {
    ...fields,
    returnPathToken: tokenIn(mail),
    originalMessageId: /^message-id:\s*(<[^>\s]+>)/im.exec(returned)?.[1] ?? mail.inReplyTo ?? null,
    date: instantOf(headerOf(mail, 'date')),
    evidenceId: deriveId('dsn', mail.messageId ?? '', createHash('sha256').update(words).digest('hex')),
  };
}

const headerOf = (mail: Email, key: string): string | undefined =>
  mail.headers.find((header) => header.key === key)?.value;

function partOf(mail: Email, type: RegExp): string | undefined {
  const part = mail.attachments.find(({ mimeType }) => type.test(mimeType));
  return part && textOf(part);
}

const textOf = ({ content }: Attachment): string =>
  typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString('utf8');

/** Where servers write whom a mail was for. */
const RECIPIENT_HEADERS = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-real-to'];

function tokenIn(mail: Email): string | null {
  for (const { key, value } of mail.headers) {
    if (!RECIPIENT_HEADERS.includes(key)) continue;
    for (const word of value.split(/[\s<>,;]+/)) {
      const token = tokenOf(word);
      if (token !== undefined) return token;
    }
  }
  return null;
}

function readRelative(mail: Email): StatusFields | undefined {
  const text = mail.text ?? '';
  const inText = /^final-recipient:/im.test(text) ? readStatusFields(text) : undefined;
  if (inText) return inText;
  const sender = mail.from?.address?.toLowerCase() ?? '';
  const byExim = headerOf(mail, 'x-failed-recipients') !== undefined;
  const byQmail = /^hi\. this is the /i.test(text.trimStart()) && sender.startsWith('mailer-daemon@');
  if (byExim || byQmail) return wordsOf('failed', text);
  if (answersByItself(mail) || !/^(mailer-daemon|postmaster)@/.test(sender)) return undefined;
  const status = statusIn(text);
  if (status?.startsWith('5')) return wordsOf('failed', text);
  return status?.startsWith('4') ? wordsOf('delayed', text) : undefined;
}

/** Absence notes and other automatic answers (RFC 3834, and what came before it). */
function answersByItself(mail: Email): boolean {
  const said = (key: string): string => headerOf(mail, key)?.toLowerCase() ?? '';
  return (
    said('auto-submitted').startsWith('auto-replied') ||
    said('precedence') === 'auto_reply' ||
    mail.headers.some(({ key }) => key === 'x-autoreply' || key === 'x-autorespond')
  );
}

/** The line with the status code says what happened. */
function wordsOf(action: 'failed' | 'delayed', text: string): StatusFields {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const telling = lines.find((line) => statusIn(line) !== null) ?? lines.find((line) => /\b[45]\d\d\b/.test(line));
  return {
    action,
    status: statusIn(text),
    diagnostic: telling ?? null,
    envelopeId: null,
    arrivalDate: null,
    lastAttempt: null,
  };
}
