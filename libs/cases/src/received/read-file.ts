import { invalid, invalidAll } from '@art33/http';
import { NOTICE_JSON_NAME } from '@art33/notices';
import type { ImportedNotice, MailSays, ReceivedType } from '../domain/received-events.js';
import { readNoticeJson } from './notice-json.js';
import { readMail, UnreadableMail } from './read-mail.js';

/** What an uploaded file holds. */
export interface FileRead {
  readonly mail: MailSays | null;
  readonly notice: ImportedNotice | null;
}

/** Reads an uploaded file. Throws problems that say what is wrong with it; nothing has been kept then. */
export async function readFile(
  bytes: Buffer,
  mediaType: ReceivedType,
  options: { readonly withoutNoticeJson: boolean },
): Promise<FileRead> {
  if (bytes.length === 0) throw invalid('', 'the body is the file, and is not empty');
  switch (mediaType) {
    case 'application/json':
      return { mail: null, notice: noticeIn(bytes, '') };
    case 'application/pdf':
      // A reader looks for the mark within the first 1024 bytes (ISO 32000-1, annex H, note 13).
      if (!bytes.subarray(0, 1024).includes('%PDF-')) throw invalid('', 'the file begins like a PDF');
      return { mail: null, notice: null };
    case 'message/rfc822': {
      const { attached, isMail: _, ...mail } = await partsOf(bytes);
      const isWanted = attached !== null && !options.withoutNoticeJson;
      return { mail, notice: isWanted ? noticeIn(attached, `${NOTICE_JSON_NAME}: `) : null };
    }
  }
}

async function partsOf(bytes: Buffer) {
  try {
    return await readMail(bytes, NOTICE_JSON_NAME);
  } catch (error) {
    if (error instanceof UnreadableMail) throw invalid('', `the file is a mail that can be read: ${error.message}`);
    throw error;
  }
}

function noticeIn(bytes: Uint8Array, prefix: string): ImportedNotice {
  const read = readNoticeJson(bytes);
  if ('notice' in read) return read.notice;
  throw invalidAll(read.faults.map(({ field, rule }) => ({ field: `${prefix}${field}`, rule })));
}
