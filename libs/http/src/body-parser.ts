import { createHash } from 'node:crypto';
import { canonicalJson } from '@art33/event-log';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidAll, problem, ProblemException, type Fault } from './problem.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const malformed = (detail: string, rule: string): ProblemException =>
  new ProblemException(problem('malformed-request', 400, detail, { errors: [{ field: '', rule }] }));

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw malformed('the body is not valid UTF-8', 'the body is UTF-8');
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(`the body is not JSON: ${(error as Error).message}`, 'the body is JSON');
  }
}

/** `URLSearchParams` alone would put a sign for "unreadable" in the place of what is no UTF-8, and go on. */
function parseForm(text: string): unknown {
  try {
    decodeURIComponent(text);
  } catch {
    throw malformed('the form is not valid UTF-8', 'the fields are UTF-8, percent-encoded');
  }
  return Object.fromEntries(new URLSearchParams(text));
}

/** No record of this service is nested nearly as deeply; the log takes 100 levels. */
const MOST_LEVELS = 32;
/** With the `u` flag this matches only surrogates that are no half of a pair. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const textRule = (text: string): string | undefined => {
  if (text.includes('\u0000')) return 'text holds no NUL character';
  return LONE_SURROGATE.test(text) ? 'text is well-formed Unicode' : undefined;
};

/** What JSON and forms can carry, but no record can keep: neither files nor mails nor other stores take it as it is. */
function faultsOfValue(value: unknown, path: string, level = 0): readonly Fault[] {
  if (typeof value === 'number')
    return Number.isFinite(value) ? [] : [{ field: path, rule: 'this number is too large' }];
  if (typeof value === 'string') {
    const rule = textRule(value);
    return rule === undefined ? [] : [{ field: path, rule }];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (level === MOST_LEVELS) return [{ field: path, rule: `values are nested at most ${MOST_LEVELS} deep` }];
  return Object.entries(value).flatMap(([key, child]) => {
    const rule = textRule(key);
    if (rule !== undefined) return [{ field: path, rule }];
    const field = path ? `${path}.${key}` : key;
    // What every object inherits is the name of no field, and would be passed over instead of refused.
    if (key in Object.prototype) return [{ field, rule: 'unknown field' }];
    return faultsOfValue(child, field, level + 1);
  });
}

function checked(body: unknown): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidAll([{ field: '', rule: 'the body is an object' }]);
  const faults = faultsOfValue(body, '');
  if (faults.length > 0) throw invalidAll(faults);
  return body;
}

/** Larger requests are refused: no record of this service comes near it. 512 KiB. */
export const BODY_LIMIT_BYTES = 512 * 1024;
/** Whole files, larger than any record: 10 MiB. */
export const UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;
/** Tables of many records may be larger still: 20 MiB. */
export const TABLE_LIMIT_BYTES = 20 * 1024 * 1024;
/** Files of many records, by how they are read. A JSON array has a type of its own: a body of JSON is one record. */
export const TABLE_TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/vnd.art33.import+json',
} as const;
/** What may be uploaded as it is. */
export const UPLOAD_TYPES = ['message/rfc822', 'application/pdf', ...Object.values(TABLE_TYPES)] as const;
export type UploadType = (typeof UPLOAD_TYPES)[number];

const isTable = (type: UploadType): boolean => Object.values<UploadType>(TABLE_TYPES).includes(type);

/** How a file stands in a request: its bytes are behind `bytesOf`. */
export interface Upload {
  readonly mediaType: UploadType;
  /** In bytes. */
  readonly size: number;
  /** SHA-256, hexadecimal: an Idempotency-Key stands for this very file. */
  readonly digest: string;
}

/** The bytes of bodies, for as long as their requests live. */
const received = new WeakMap<object, Buffer>();

/** The body's bytes as they came: what a signature was made over, or a file. Empty where there was no body. */
export const bytesOf = (request: object): Buffer => received.get(request) ?? Buffer.alloc(0);

/** Nobody makes us hold a large file in memory who does not even claim to have a token or a session. */
const refuseStranger = ({ headers }: FastifyRequest): void => {
  if (headers.authorization === undefined && headers.cookie === undefined)
    throw new ProblemException(
      problem('not-authenticated', 401, 'a file is taken with an API token or a session only'),
    );
};

/** SHA-256 in pieces, so that a large file never holds up the one thread. */
async function digestOfBytes(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += PIECE) {
    hash.update(bytes.subarray(from, from + PIECE));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return hash.digest('hex');
}
const PIECE = 1024 * 1024;

/**
 * JSON for the API, form fields for the pages; both strictly UTF-8, and nothing in them that a record could not keep. Files
 * as they are, for the routes that take them.
 */
export function addBodyParsers(fastify: FastifyInstance): void {
  const parser = (parse: (text: string) => unknown) => async (request: FastifyRequest, body: Buffer) => {
    received.set(request, body);
    return checked(parse(decode(body)));
  };
  const json = parser(parseJson);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, json);
  fastify.addContentTypeParser('application/cloudevents+json', { parseAs: 'buffer' }, json);
  fastify.addContentTypeParser('application/scim+json', { parseAs: 'buffer' }, json);
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, parser(parseForm));
  fastify.addHook('preParsing', async (request) => {
    const type = request.headers['content-type']?.toLowerCase();
    if (type !== undefined && UPLOAD_TYPES.some((upload) => type.startsWith(upload))) refuseStranger(request);
  });
  for (const mediaType of UPLOAD_TYPES)
    fastify.addContentTypeParser(
      mediaType,
      { parseAs: 'buffer', bodyLimit: isTable(mediaType) ? TABLE_LIMIT_BYTES : UPLOAD_LIMIT_BYTES },
      async (request: FastifyRequest, body: Buffer): Promise<Upload> => {
        received.set(request, body);
        return { mediaType, size: body.length, digest: await digestOfBytes(body) };
      },
    );
}

/** The request in one deterministic string: what an Idempotency-Key stands for. */
export const requestText = (request: {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}): string =>
  `${request.method} ${request.url}\n${request.body === undefined ? '' : canonicalJson(request.body as never)}`;
