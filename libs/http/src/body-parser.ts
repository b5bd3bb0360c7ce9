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

/** JSON for the API, form fields for the pages; both strictly UTF-8, and nothing in them that a record could not keep. */
export function addBodyParsers(fastify: FastifyInstance): void {
  const parser = (parse: (text: string) => unknown) => async (_: FastifyRequest, body: Buffer) =>
    checked(parse(decode(body)));
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, parser(parseJson));
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, parser(parseForm));
}

/** The request in one deterministic string: what an Idempotency-Key stands for. */
export const requestText = (request: {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}): string =>
  `${request.method} ${request.url}\n${request.body === undefined ? '' : canonicalJson(request.body as never)}`;
