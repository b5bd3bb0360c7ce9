import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsModule, { type FormatsPlugin } from 'ajv-formats';
import PostalMime from 'postal-mime';
import type { NoticeJson } from '@art33/notices';
import { readPdf, type ReadPdf } from '../../libs/documents/src/testing/read-pdf.js';
import type { ReadMail } from './mail.js';

/** A file of a mail. */
export interface MailFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export async function filesOf({ received }: Pick<ReadMail, 'received'>): Promise<readonly MailFile[]> {
  const { attachments } = await PostalMime.parse(received.raw, { attachmentEncoding: 'arraybuffer' });
  return attachments.map(({ filename, mimeType, content }) => ({
    name: filename ?? '',
    mediaType: mimeType,
    bytes: Buffer.from(content as ArrayBuffer),
  }));
}

async function file(mail: ReadMail, mediaType: string): Promise<MailFile> {
  const found = (await filesOf(mail)).find((one) => one.mediaType === mediaType);
  if (!found) throw new Error(`the mail has no ${mediaType}`);
  return found;
}

export const letterIn = async (mail: ReadMail): Promise<ReadPdf> =>
  readPdf((await file(mail, 'application/pdf')).bytes);

/** The notice for machines; throws where it is not what the schema promises. */
export async function jsonIn(mail: ReadMail): Promise<NoticeJson> {
  const json: unknown = JSON.parse((await file(mail, 'application/json')).bytes.toString('utf8'));
  const faults = faultsOf(json);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return json as NoticeJson;
}

const schema: unknown = JSON.parse(readFileSync('docs/notice.schema.json', 'utf8'));

/** The same schema, in which nothing may stand that it does not describe. */
const closed = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).map(([key, value]) => [key, closed(value)] as const);
  return Object.fromEntries('properties' in part ? [...entries, ['additionalProperties', false]] : entries);
};

// CommonJS: what it exports as default stands in `default`, or is the module itself, as the loader likes it.
const formats = formatsModule as unknown as FormatsPlugin & { readonly default?: FormatsPlugin };
const addFormats = formats.default ?? formats;
const ajv = new Ajv2020({ allErrors: true });
addFormats(ajv);
const validate = ajv.compile(closed(schema) as object);

export const faultsOf = (json: unknown): readonly string[] =>
  validate(json) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
