import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import {
  CommandIdReused,
  CommandRefused,
  EditConflict,
  EventTooLarge,
  KeyErased,
  KeyUnusable,
  NewerSchema,
  UnknownEventType,
  ClockWrong,
  LogUnavailable,
  NotSwitchedOn,
  PastNotReady,
  PastTooLarge,
  WrongExpectedRevision,
  type Refusal,
} from '@art33/event-log';
import type { FastifyReply } from 'fastify';
import { BODY_LIMIT_BYTES, TABLE_LIMIT_BYTES, UPLOAD_LIMIT_BYTES, UPLOAD_TYPES } from './body-parser.js';
import type { Art33Request } from './context.js';
import {
  idempotencyKeyReused,
  PageException,
  problem,
  PROBLEM_JSON,
  ProblemException,
  problemOfStatus,
  type Problem,
} from './problem.js';

const KIB = 1024;
const MIB = 1024 * KIB;

const STATUS_OF_KIND: Readonly<Record<Refusal['kind'], number>> = {
  invalid: 422,
  conflict: 409,
  forbidden: 403,
  'not-found': 404,
};

/** What the framework says too briefly to act on. */
const WORDS: Readonly<Record<number, string>> = {
  413: `the body is too large: at most ${BODY_LIMIT_BYTES / KIB} KiB of JSON, ${UPLOAD_LIMIT_BYTES / MIB} MiB of a mail or PDF, ${TABLE_LIMIT_BYTES / MIB} MiB of a table`,
  415: `this Content-Type is not taken: application/json, or what a route for files names (${UPLOAD_TYPES.join(', ')})`,
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
    const answer = this.problemOf(error, host.switchToHttp().getRequest<Art33Request>());
    if (answer.status === 401) void reply.header('WWW-Authenticate', 'Bearer realm="art33"');
    if (answer.status === 503) void reply.header('Retry-After', '1');
    const { type, body } = this.written(answer);
    void reply.status(answer.status).header('Content-Type', type).send(JSON.stringify(body));
  }

  /** In which form it is sent: some protocols have one of their own. */
  protected written(answer: Problem): { readonly type: string; readonly body: unknown } {
    return { type: PROBLEM_JSON, body: answer };
  }

  protected problemOf(error: unknown, { correlationId }: Art33Request): Problem {
    if (error instanceof ProblemException) return error.problem;
    if (error instanceof CommandRefused) return ofRefusal(error.refusal);
    if (error instanceof EditConflict)
      return problem('changed-meanwhile', 412, 'somebody of your organisation changed this record after you read it', {
        expectedEdits: error.expectedEdits,
        edits: error.edits,
        changes: error.changes,
      });
    if (error instanceof CommandIdReused) return idempotencyKeyReused().problem;
    if (error instanceof WrongExpectedRevision)
      return problem('conflict', 409, 'somebody else was first; read again and retry');
    if (error instanceof EventTooLarge) return problem('request-too-large', 413, error.message);
    if (error instanceof UnknownEventType || error instanceof NewerSchema || error instanceof KeyUnusable) {
      this.logger.error({ error, correlationId });
      return problem('unreadable', 503, `something in this record cannot be read: ${error.message}`);
    }
    if (error instanceof KeyErased)
      return problem('erased', 409, 'the key of this record was destroyed; nothing can be added to it');
    if (error instanceof NotSwitchedOn) return problem('not-switched-on', 503, error.message);
    if (error instanceof ClockWrong) return problem('clock-wrong', 503, error.message);
    if (error instanceof PastNotReady) return problem('past-not-ready', 503, error.message);
    if (error instanceof PastTooLarge)
      return problem('past-too-large', 422, 'too much had happened by then to be listed: look at one record', {
        errors: [
          {
            field: 'asOf',
            rule: `an instant before which your records hold at most ${error.events} events, and ${error.mebibytes} MiB`,
          },
        ],
      });
    if (error instanceof LogUnavailable)
      return problem('log-unavailable', 503, 'the log cannot be written now; nothing was recorded');
    // What the framework refuses; an error that merely has a status is not meant for the client.
    if (error instanceof HttpException && error.getStatus() < 500)
      return problemOfStatus(error.getStatus(), WORDS[error.getStatus()] ?? error.message);
    this.logger.error({ error, correlationId });
    return problem('internal-error', 500, 'something went wrong here; nothing was half-written');
  }
}

function ofRefusal(refusal: Refusal): Problem {
  return problem(refusal.code, STATUS_OF_KIND[refusal.kind], refusal.rule, {
    ...(refusal.field ? { errors: [{ field: refusal.field, rule: refusal.rule }] } : {}),
    ...(refusal.details ? { details: refusal.details } : {}),
  });
}
