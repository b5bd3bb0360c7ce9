import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { isInstantFault, parseStatedInstant } from '@art33/deadlines';
import {
  HISTORY,
  InvalidPosition,
  READ_MODELS,
  type History,
  type Moment,
  type ReadModels,
  CLOCK,
  toInstant,
  type Clock,
} from '@art33/event-log';
import type { FastifyReply } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { commandIdOf, digestOf, idempotencyKey, type Art33Request } from './context.js';
import { digestOfCommand } from './command-projection.js';
import { Listing } from './lists/index.js';
import { idempotencyKeyReused, invalid, invalidAll, notFound, problem, ProblemException } from './problem.js';
import { Answer } from './written.js';

/** Injection token: 32 bytes that key the digests of requests. */
export const DIGEST_KEY = Symbol('DigestKey');

/** How long a read waits for its own write to be shown here, in milliseconds. */
const WAIT_FOR_POSITION = 5_000;

/** Which handlers read the body: looked up once for each. */
const readers = new WeakMap<object, boolean>();
const takesBody = (context: ExecutionContext): boolean => {
  const handler = context.getHandler();
  const known = readers.get(handler);
  if (known !== undefined) return known;
  const read = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) ?? {}) as object;
  const takes = Object.keys(read).some((kind) => kind.startsWith(`${RouteParamtypes.BODY}:`));
  readers.set(handler, takes);
  return takes;
};

/** No validation looks at a body that nobody reads: what somebody meant by its fields would be passed over. */
function refuseFields(body: unknown): void {
  const fields = Object.keys(body ?? {});
  if (fields.length > 0) throw invalidAll(fields.map((field) => ({ field, rule: 'unknown field' })));
}

/** What every request shares: reading one's own write, the past, the digest of a command, and the answer's headers. */
@Injectable()
export class CommandInterceptor implements NestInterceptor {
  private readonly digestKey: KeyObject;

  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
    @Inject(DIGEST_KEY) digestKey: Uint8Array,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    // Node takes raw bytes too, but wraps them anew at every call.
    this.digestKey = createSecretKey(digestKey);
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Art33Request>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (request.principal && !takesBody(context)) refuseFields(request.body);
    if (request.headers['art33-position'] !== undefined) await this.waitForPosition(request);
    const { asOf } = (request.query ?? {}) as { readonly asOf?: unknown };
    if (asOf !== undefined) request.asOf = await this.momentOf(asOf);
    this.checkIdempotency(request);
    return next.handle().pipe(
      concatMap(async (result: unknown) => {
        if (result instanceof Listing) return result.answer(this.models, toInstant(this.clock.now()));
        if (!(result instanceof Answer)) return result;
        for (const [name, value] of Object.entries(result.headers)) void reply.header(name, value);
        return result.body as unknown;
      }),
    );
  }

  private async waitForPosition(request: Art33Request): Promise<void> {
    const position = request.headers['art33-position'];
    if (position === undefined) return;
    if (typeof position !== 'string') throw invalid('Art33-Position', 'one position as it was answered');
    const shown = await this.models.waitFor(position, WAIT_FOR_POSITION).catch((error: unknown) => {
      if (error instanceof InvalidPosition)
        throw invalid('Art33-Position', 'a position of this installation, as it was answered');
      throw error;
    });
    if (!shown)
      throw new ProblemException(problem('not-yet', 503, 'this node does not show that write yet; try again'));
  }

  private async momentOf(asOf: unknown): Promise<Moment> {
    if (typeof asOf === 'string' && /^\d{1,15}$/.test(asOf)) {
      const moment = await this.history.momentOf(Number(asOf));
      if (moment === null) throw notFound();
      return moment;
    }
    const rule = 'a log number, or an RFC 3339 instant with offset';
    if (typeof asOf !== 'string') throw invalid('asOf', rule);
    const instant = parseStatedInstant(asOf);
    if (isInstantFault(instant)) throw invalid('asOf', `${rule} (in an address, + is written %2B): ${instant.rule}`);
    if (instant.at > toInstant(this.clock.now())) throw invalid('asOf', 'an instant that has passed');
    const logNumber = await this.history.logNumberAt(instant.at);
    if (logNumber === null) throw notFound();
    return { logNumber, instant: instant.at };
  }

  private checkIdempotency(request: Art33Request): void {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    request.commandDigest = digestOf(this.digestKey, request);
    const key = idempotencyKey(request);
    if (key === undefined || !request.principal) return;
    const known = digestOfCommand(this.models.db, commandIdOf(request.principal.organisation, key));
    if (known !== undefined && known !== request.commandDigest) throw idempotencyKeyReused();
  }
}
