import { parentPort } from 'node:worker_threads';
import PostalMime from 'postal-mime';

/** What is read of a mail: its headers as they stand, and a file of the given name, if one is attached. */
export interface MailParts {
  readonly date: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly subject: string | null;
  readonly messageId: string | null;
  readonly received: readonly string[];
  readonly isMail: boolean;
  readonly attached: Uint8Array | null;
}

const MOST_CHARACTERS = 500;
const MOST_RECEIVED = 30;
const MOST_LEVELS = 20;
const MOST_HEADER_BYTES = 256 * 1024;

/** Without line breaks, control and direction characters, and not endless: it is shown to people. */
const clean = (text: string | undefined): string | null => {
  const words = (text ?? '').replace(/[\p{Cc}\p{Cf}\p{Surrogate}\s]+/gu, ' ').trim();
  return words === '' ? null : words.slice(0, MOST_CHARACTERS);
};

type Parsed = Awaited<ReturnType<typeof PostalMime.parse>>;
type Mailbox = Parsed['from'];

const mailbox = (of: Mailbox): string | null =>
  clean(of === undefined ? undefined : of.address ? (of.name ? `${of.name} <${of.address}>` : of.address) : of.name);

async function read(bytes: Uint8Array, name: string): Promise<MailParts> {
  const mail = await PostalMime.parse(bytes, {
    attachmentEncoding: 'arraybuffer',
    maxNestingDepth: MOST_LEVELS,
    maxHeadersSize: MOST_HEADER_BYTES,
  });
  const header = (key: string): string | undefined => mail.headers.find((one) => one.key === key)?.value;
  const found = mail.attachments.find(({ filename }) => filename === name);
  return {
    date: clean(header('date')),
    from: mailbox(mail.from),
    to: clean(header('to')),
    subject: clean(mail.subject),
    messageId: clean(mail.messageId),
    received: mail.headers
      .filter(({ key }) => key === 'received')
      .slice(0, MOST_RECEIVED)
      .flatMap(({ value }) => clean(value) ?? []),
    isMail: header('from') !== undefined || header('received') !== undefined,
    attached: found ? new Uint8Array(found.content as ArrayBuffer) : null,
  };
}

parentPort?.once('message', ({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }) => {
  read(bytes, name).then(
    (parts) => parentPort?.postMessage({ parts }),
    (error: unknown) => parentPort?.postMessage({ fault: error instanceof Error ? error.message : String(error) }),
  );
});
