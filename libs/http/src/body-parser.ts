import { canonicalJson } from '@art33/event-log';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem, ProblemException } from './problem.js';
import { fieldsWithNul } from './validation.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new ProblemException(
      problem('malformed-request', 400, 'the body is not valid UTF-8', {
        errors: [{ field: '', rule: 'the body is UTF-8' }],
      }),
    );
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemException(
      problem('malformed-request', 400, `the body is not JSON: ${(error as Error).message}`, {
        errors: [{ field: '', rule: 'the body is JSON' }],
      }),
    );
  }
}

function refuseNul(body: unknown): void {
  const fields = fieldsWithNul(body);
  if (fields.length === 0) return;
  const rule = 'text holds no NUL character';
  throw new ProblemException(
    problem('invalid-request', 422, rule, { errors: fields.map((field) => ({ field, rule })) }),
  );
}

/** JSON for the API, form fields for the pages; both strictly UTF-8, neither with NUL. */
export function addBodyParsers(fastify: FastifyInstance): void {
  const parser = (parse: (text: string) => unknown) => async (_: FastifyRequest, body: Buffer) => {
    const parsed = parse(decode(body));
    refuseNul(parsed);
    return parsed;
  };
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, parser(parseJson));
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    parser((text) => Object.fromEntries(new URLSearchParams(text))),
  );
}

/** The request in one deterministic string: what an Idempotency-Key stands for. */
export const requestText = (request: {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}): string =>
  `${request.method} ${request.url}\n${request.body === undefined ? '' : canonicalJson(request.body as never)}`;
