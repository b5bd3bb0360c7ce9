import { randomUUID } from 'node:crypto';
import type { Principal } from '@art33/identity';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logs } from './logs.js';
import { rightNow, type Observer } from './observer.js';

/** Names what belongs together: a request, its lines in the log, its trace, and the events that came of it. */
export const CORRELATION_HEADER = 'Art33-Correlation';
/** The client went before the answer was out. No status of HTTP says that; proxies use this number. */
const CLIENT_LEFT = 499;
/** What machines ask every few seconds. */
const ROUTINE = /^\/(?:health\/|metrics$)/;

type Seen = FastifyRequest & { correlationId?: string; principal?: Principal };

/**
 * Gives each request its correlation id, and tells the log and the observer of each answer: by the route's pattern, never by
 * the address, which may hold a token, a link or what somebody searched for.
 */
export function observeRequests(fastify: FastifyInstance, observer: Required<Observer>, logs: Logs): void {
  fastify.addHook('onRequest', (request: Seen, reply, done) => {
    const from = rightNow();
    request.correlationId = randomUUID();
    void reply.header(CORRELATION_HEADER, request.correlationId);
    reply.raw.once('close', () => {
      const to = rightNow();
      const { method, routeOptions, principal, correlationId = '' } = request;
      const route = routeOptions.url ?? 'none';
      const status = reply.raw.writableFinished ? reply.raw.statusCode : CLIENT_LEFT;
      observer.requestAnswered({ method, route, status, correlationId, from, to });
      const level = ROUTINE.test(route) ? 'debug' : status >= 500 ? 'warn' : 'info';
      const milliseconds = Math.round((to - from) * 10) / 10;
      const organisation = principal?.organisation;
      logs.request({ method, route, status, ms: milliseconds, correlationId, organisation }, level);
    });
    done();
  });
  // A command's own id takes the place of the request's where a key made it.
  fastify.addHook('onSend', (request: Seen, reply, _payload, done) => {
    void reply.header(CORRELATION_HEADER, request.correlationId);
    done();
  });
}
