import { HttpException } from '@nestjs/common';

/** One thing wrong with a request. `field` in camelCase with dots; empty for the request as a whole. */
export interface Fault {
  readonly field: string;
  readonly rule: string;
}

/** RFC 9457. `type` is stable: `urn:art33:problem:<code>`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly Fault[];
  readonly [extension: string]: unknown;
}

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** `notice-not-approved` → `Notice not approved`. */
const titleOf = (code: string): string => (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll('-', ' ');

/** Builds a problem document. */
export const problem = (
  code: string,
  status: number,
  detail: string,
  extensions: { readonly errors?: readonly Fault[] } & Readonly<Record<string, unknown>> = {},
): Problem => ({ type: `urn:art33:problem:${code}`, title: titleOf(code), status, detail, ...extensions });

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'malformed-request',
  401: 'not-authenticated',
  403: 'not-allowed',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'request-too-large',
  414: 'address-too-long',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  431: 'headers-too-large',
};

/** What the framework itself refuses (4xx). */
export const problemOfStatus = (status: number, detail: string): Problem =>
  problem(CODE_OF_STATUS[status] ?? 'malformed-request', status, detail);

/** Thrown by HTTP code; answers as a problem document. */
export class ProblemException extends HttpException {
  constructor(readonly problem: Problem) {
    super(problem, problem.status);
  }
}

/** Answers as an HTML page, where a person followed a link. */
export class PageException extends HttpException {
  constructor(
    readonly page: string,
    status: number,
  ) {
    super('see the page', status);
  }
}

/** Unknown and foreign ids answer alike: nobody learns which ids exist. */
export const notFound = (): ProblemException =>
  new ProblemException(problem('not-found', 404, 'there is no such record'));

/** A fault in one line; one of the request as a whole is its rule alone. */
const inWords = ({ field, rule }: Fault): string => (field ? `${field}: ${rule}` : rule);

/** A field of the request breaks a rule. */
export const invalid = (
  field: string,
  rule: string,
  extensions: Readonly<Record<string, unknown>> = {},
): ProblemException =>
  new ProblemException(
    problem('invalid-request', 422, inWords({ field, rule }), { errors: [{ field, rule }], ...extensions }),
  );

/** More faults than this are not told apart: a request is mended long before, and no answer outgrows its request. */
const MOST_FAULTS = 100;

/** Several fields break rules. */
export const invalidAll = (faults: readonly Fault[]): ProblemException => {
  const errors = faults.slice(0, MOST_FAULTS);
  const detail = errors.map(inWords).join('; ');
  return new ProblemException(problem('invalid-request', 422, detail || 'the request is not valid', { errors }));
};

/** A key that was used for another request. */
export const idempotencyKeyReused = (): ProblemException =>
  new ProblemException(
    problem('idempotency-key-reused', 422, 'this Idempotency-Key was used for another request', {
      errors: [{ field: 'Idempotency-Key', rule: 'one key stands for one request' }],
    }),
  );
