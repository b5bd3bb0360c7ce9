import type { FastifyInstance } from 'fastify';

/** Where passwords are sent to. */
const DOORS: readonly string[] = ['/api/v1/sign-in', '/sign-in/password'];

/**
 * Lets those who sign in at the same moment in one after the other, a turn of the event loop each: whoever asks for something else is
 * answered in between and not after the last of them.
 */
export function letInOneByOne(fastify: FastifyInstance): void {
  let last: Promise<void> = Promise.resolve();
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.method !== 'POST' || !DOORS.includes(request.routeOptions.url ?? '')) return done();
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    void last.then(() => done());
  });
}
