import { createHmac, randomUUID, type KeyObject } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { deriveId, type Actor, type CommandContext, type Moment } from '@art33/event-log';
import { requestText } from './body-parser.js';
import { invalid, problem, ProblemException } from './problem.js';

/** On whose behalf a request acts: as much as is asked here of the principal that the guard found. */
export interface Acting {
  readonly actor: Actor;
  readonly organisation: string;
}

/** What the request hooks leave on a Fastify request. */
export interface Art33Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: unknown;
  readonly body?: unknown;
  principal?: Acting;
  /** Keyed hash of the request, set by `CommandInterceptor`. */
  commandDigest?: string;
  /** What the request's events, log lines and spans share: its command's id, as soon as it has one. */
  correlationId?: string;
  /** What `?asOf=` means. */
  asOf?: Moment;
}

/** Printable ASCII, so that a key reads the same in every client and log. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

export function idempotencyKey(request: Art33Request): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key))
    throw invalid('Idempotency-Key', '1 to 200 printable ASCII characters without spaces');
  return key;
}

/** The command id that a key stands for within one organisation. */
export const commandIdOf = (organisation: string, key: string): string =>
  deriveId('idempotency-key', organisation, key);

export const digestOf = (key: KeyObject, request: Art33Request): string =>
  createHmac('sha256', key).update(requestText(request)).digest('base64url');

/** `If-Match: "3"` → 3. */
export function expectedEdits(request: Art33Request): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const match = typeof header === 'string' ? /^"(\d{1,9})"$/.exec(header) : null;
  if (!match) throw invalid('If-Match', 'one ETag as it was sent, e.g. "3"');
  return Number(match[1]);
}

/** On whose behalf a request's command runs. */
export const Context = createParamDecorator((_: unknown, execution: ExecutionContext): CommandContext => {
  const request = execution.switchToHttp().getRequest<Art33Request>();
  const principal = request.principal;
  if (!principal) throw new Error('a command needs a principal: public routes build their own context');
  const key = idempotencyKey(request);
  const commandId =
    key === undefined ? (request.correlationId ?? randomUUID()) : commandIdOf(principal.organisation, key);
  request.correlationId = commandId;
  const edits = expectedEdits(request);
  return {
    actor: principal.actor,
    organisation: principal.organisation,
    commandId,
    correlationId: commandId,
    ...(request.commandDigest ? { commandDigest: request.commandDigest } : {}),
    ...(edits === undefined ? {} : { expectedEdits: edits }),
  };
});

/** The log number of `?asOf=`, undefined for now. */
export const AsOf = createParamDecorator(
  (_: unknown, execution: ExecutionContext) => execution.switchToHttp().getRequest<Art33Request>().asOf?.logNumber,
);

/** The moment that `?asOf=` means, undefined for now: for lists. */
export const AsOfMoment = createParamDecorator(
  (_: unknown, execution: ExecutionContext) => execution.switchToHttp().getRequest<Art33Request>().asOf,
);

/** An edit that could overwrite somebody else's must say what it was based on. */
export const RequireIfMatch = createParamDecorator((_: unknown, execution: ExecutionContext): number => {
  const request = execution.switchToHttp().getRequest<Art33Request>();
  const edits = expectedEdits(request);
  if (edits === undefined) throw ifMatchMissing();
  return edits;
});

const ifMatchMissing = () =>
  new ProblemException(
    problem('if-match-required', 428, 'read the record first and send its ETag as If-Match', {
      errors: [{ field: 'If-Match', rule: 'required for this edit' }],
    }),
  );
