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

/** `notice-not-approved` → `Notice not approved`. */
const titleOf = (code: string): string => (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll('-', ' ');

/** Builds a problem document. */
export const problem = (
  code: string,
  status: number,
  detail: string,
  extensions: { readonly errors?: readonly Fault[] } & Readonly<Record<string, unknown>> = {},
): Problem => ({ type: `urn:art33:problem:${code}`, title: titleOf(code), status, detail, ...extensions });

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

/** A field of the request breaks a rule. */
export const invalid = (
  field: string,
  rule: string,
  extensions: Readonly<Record<string, unknown>> = {},
): ProblemException =>
  new ProblemException(
    problem('invalid-request', 422, `${field}: ${rule}`, { errors: [{ field, rule }], ...extensions }),
  );
