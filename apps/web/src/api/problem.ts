import type { components } from './schema.js';

type ProblemDocument = components['schemas']['Problem'];

/** An answer that refuses, as RFC 9457 says it; or none at all (status 0: the service was not reached). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    /** Stable, e.g. `not-found`; `unreachable` where nothing answered. */
    readonly code: string,
    readonly detail: string,
    readonly errors: NonNullable<ProblemDocument['errors']>,
    /** Where somebody else edited the record meanwhile (412): what changed. */
    readonly changes: unknown,
    /** What some problems carry beyond that, e.g. what keeps an incident open. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}: ${detail}`);
  }

  static unreachable(): Problem {
    return new Problem(0, 'unreachable', '', [], undefined);
  }

  static of(status: number, body: unknown): Problem {
    const { type, detail, errors, changes, ...more } = (
      typeof body === 'object' && body !== null ? body : {}
    ) as Partial<ProblemDocument & { readonly changes: unknown }>;
    const code = type?.replace('urn:art33:problem:', '') ?? 'unknown';
    return new Problem(status, code, detail ?? '', errors ?? [], changes, more);
  }
}

/** Whether somebody of the organisation edited the record since it was read. */
export const isConflict = (error: unknown): error is Problem => error instanceof Problem && error.status === 412;
