import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { visitorOf } from '../client-address.js';
import { PROBLEM_JSON } from '../problem.js';
import type { Limit, Limits, TooMany } from './limits.js';
import { tooManyPage, tooManyProblem, wantsPage } from './too-many.js';

/** Requests within a minute. */
export interface RequestLimits {
  /** From one address; a network (/64) of IPv6 is one. */
  readonly address: number;
  /** By one account: a token, or a member in all its sessions. */
  readonly account: number;
  /** With one link or secret address. */
  readonly link: number;
}

/** Injection token: the `RequestLimits` that are set. */
export const REQUEST_LIMITS = Symbol('RequestLimits');
export const MINUTE = 60_000;

/** Whoever watches this node asks every few seconds, and must not learn that it is ill because of others. */
const UNCOUNTED = /^\/health\//;

/** Routes whose address holds a secret, by the name of the parameter. */
const SECRET_PARAMETERS: readonly (readonly [route: RegExp, parameter: string])[] = [
  [/^\/(?:[nd]|sign-in\/link|invitation|reset|set-up)\/:token/, 'token'],
  [/^\/calendar\/:file/, 'file'],
];

/**
 * Counts every request before anything of it is read: by the address it came from, also where no route answers it, and by the
 * link that it uses. What is too much gets 429 and a time to try again.
 */
export function limitVisitors(fastify: FastifyInstance, limits: Limits, { address, link }: RequestLimits): void {
  const ofAddress: Limit = { name: 'address', most: address, within: MINUTE };
  const ofLink: Limit = { name: 'link', most: link, within: MINUTE };
  fastify.addHook('onRequest', (request, reply, done) => {
    if (UNCOUNTED.test(request.routeOptions.url ?? '')) return done();
    const secret = secretOf(request);
    const refused =
      limits.count(ofAddress, visitorOf(request)) ?? (secret === undefined ? undefined : limits.count(ofLink, secret));
    if (refused === undefined) return done();
    refuse(request, reply, refused);
  });
}

function secretOf({ routeOptions, params }: FastifyRequest): string | undefined {
  const { url } = routeOptions;
  if (url === undefined) return undefined;
  const parameter = SECRET_PARAMETERS.find(([route]) => route.test(url))?.[1];
  return parameter === undefined ? undefined : (params as Readonly<Record<string, string>>)[parameter];
}

function refuse(request: FastifyRequest, reply: FastifyReply, refused: TooMany): void {
  const page = wantsPage(request);
  void reply
    .status(429)
    .header('Retry-After', String(refused.seconds))
    .header('Content-Type', page ? 'text/html; charset=utf-8' : PROBLEM_JSON)
    .send(page ? tooManyPage(request, refused) : JSON.stringify(tooManyProblem(refused)));
}
