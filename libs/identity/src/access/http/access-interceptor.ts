import {
  Inject,
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { problem, ProblemException } from '@art33/http';
import { concatMap, from, map, type Observable } from 'rxjs';
import type { Principal } from '../../domain/principal.js';
import type { AuthenticatedRequest } from '../../http/authenticators.js';
import type { ReadRecord } from '../domain/events.js';
import { AccessLog } from '../handlers/access-log.js';

/** As much as is asked of a Fastify request here. */
interface Routed extends AuthenticatedRequest {
  readonly routeOptions: { readonly url?: string };
  readonly params: Readonly<Record<string, string>>;
}

const PREFIX = /^\/api\/v1/;

/** What a request for a route (`/incidents/:id/notices`) reads: the record that it names first, or a list. */
export function recordOf(route: string, params: Readonly<Record<string, string>>): ReadRecord {
  const path = route.replace(PREFIX, '');
  const parts = path.split('/');
  const named = parts.findIndex((part) => part.startsWith(':'));
  const id = named < 1 ? undefined : params[parts[named]!.slice(1)];
  if (id === undefined) return { kind: 'list', id: path };
  return { kind: parts[named - 1]!, id: id.toLowerCase() };
}

/**
 * Records what auditors, and operators who broke the glass, read: a record when it has been found and before it is answered;
 * a list before it is read, because one may stream without end. What cannot be recorded is not shown (503).
 */
@Injectable()
export class AccessInterceptor implements NestInterceptor {
  private readonly logger = new Logger('access');

  constructor(@Inject(AccessLog) private readonly log: AccessLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Routed>();
    const { principal, method } = request;
    if (principal?.role !== 'auditor' || (method !== 'GET' && method !== 'HEAD')) return next.handle();
    const record = recordOf(request.routeOptions.url ?? '', request.params);
    if (record.kind === 'list') return from(this.note(principal, record)).pipe(concatMap(() => next.handle()));
    return next
      .handle()
      .pipe(concatMap((answer: unknown) => from(this.note(principal, record)).pipe(map(() => answer))));
  }

  private async note({ organisation, actor, breakGlassId }: Principal, record: ReadRecord): Promise<void> {
    const as = breakGlassId === undefined ? 'auditor' : 'break-glass';
    const reader = { kind: actor.kind, id: actor.id };
    await this.log.note({ organisation, reader, as, record }).catch((error: unknown) => {
      this.logger.error({ error });
      const words = 'what you read is recorded, and that is not possible now: nothing is shown; try again';
      throw new ProblemException(problem('read-not-recorded', 503, words));
    });
  }
}
