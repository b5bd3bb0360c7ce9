import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { problem, PROBLEM_JSON } from '@art33/http';
import type { FastifyReply } from 'fastify';
import { LockedOut } from '../handlers/lock-out.js';
import { HashingBusy } from '../passwords/hash-queue.js';

/** Nothing was checked; `Retry-After` says when it will be: 429 after too many failures, 503 where too many sign in at once. */
@Catch(HashingBusy, LockedOut)
export class BusyFilter implements ExceptionFilter {
  catch(error: HashingBusy | LockedOut, host: ArgumentsHost): void {
    const answer =
      error instanceof LockedOut ? problem('locked-out', 429, error.message) : problem('too-busy', 503, error.message);
    void host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .status(answer.status)
      .header('Retry-After', String(error.retryAfter))
      .header('Content-Type', PROBLEM_JSON)
      .send(JSON.stringify(answer));
  }
}
