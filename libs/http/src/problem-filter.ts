import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import {
  CommandIdReused,
  CommandRefused,
  EditConflict,
  EventTooLarge,
  InvalidAppend,
  KeyErased,
  LogUnavailable,
  WrongExpectedRevision,
  type Refusal,
} from '@art33/event-log';
import type { FastifyReply } from 'fastify';
import { PageException, problem, ProblemException, type Problem } from './problem.js';

const STATUS_OF_KIND: Readonly<Record<Refusal['kind'], number>> = {
  invalid: 422,
  conflict: 409,
  forbidden: 403,
  'not-found': 404,
};

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'malformed-request',
  401: 'not-authenticated',
  403: 'not-allowed',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'request-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
};

/** Every error leaves the service as a problem document; nothing of the inside shows. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof PageException) {
      void reply.status(error.getStatus()).header('Content-Type', 'text/html; charset=utf-8').send(error.page);
      return;
    }
    const answer = this.problemOf(error);
    if (answer.status === 401) void reply.header('WWW-Authenticate', 'Bearer realm="art33"');
    if (answer.status === 503) void reply.header('Retry-After', '1');
    void reply
      .status(answer.status)
      .header('Content-Type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(answer));
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof ProblemException) return error.problem;
    if (error instanceof CommandRefused) return ofRefusal(error.refusal);
    if (error instanceof EditConflict)
      return problem('changed-meanwhile', 412, 'somebody of your organisation changed this record after you read it', {
        expectedEdits: error.expectedEdits,
        edits: error.edits,
        changes: error.changes,
      });
    if (error instanceof CommandIdReused)
      return problem('idempotency-key-reused', 422, 'this Idempotency-Key was used for another request', {
        errors: [{ field: 'Idempotency-Key', rule: 'one key stands for one request' }],
      });
    if (error instanceof WrongExpectedRevision)
      return problem('conflict', 409, 'somebody else was first; read again and retry');
    if (error instanceof EventTooLarge) return problem('request-too-large', 413, error.message);
    if (error instanceof KeyErased)
      return problem('erased', 409, 'the key of this record was destroyed; nothing can be added to it');
    if (error instanceof InvalidAppend) return problem('invalid-request', 422, error.message);
    if (error instanceof LogUnavailable)
      return problem('log-unavailable', 503, 'the log cannot be written now; nothing was recorded');
    if (error instanceof HttpException) {
      const status = error.getStatus();
      return problem(CODE_OF_STATUS[status] ?? 'http-error', status, error.message);
    }
    return this.ofFrameworkError(error);
  }

  /** Fastify's own errors (body too large, malformed JSON) carry a status; everything else is our fault. */
  private ofFrameworkError(error: unknown): Problem {
    const status = (error as { statusCode?: unknown }).statusCode;
    if (typeof status === 'number' && status >= 400 && status < 500)
      return problem(CODE_OF_STATUS[status] ?? 'malformed-request', status, (error as Error).message);
    this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return problem('internal-error', 500, 'something went wrong here; nothing was half-written');
  }
}

function ofRefusal(refusal: Refusal): Problem {
  return problem(refusal.code, STATUS_OF_KIND[refusal.kind], refusal.rule, {
    ...(refusal.field ? { errors: [{ field: refusal.field, rule: refusal.rule }] } : {}),
    ...(refusal.details ? { details: refusal.details } : {}),
  });
}
