import {
  createParamDecorator,
  Inject,
  Injectable,
  UnauthorizedException,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { clientAddressOf, visitorOf } from '@art33/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { Sessions, type CurrentSession } from '../handlers/sessions.js';
import type { Visitor } from '../handlers/sign-in.js';

/** What the guard leaves on a request. */
interface WithSession {
  session?: CurrentSession;
}

/**
 * For what a person does about the own account, for no organisation: needs a session, and no token will do. A route with it is
 * `@Public` to the guard of the others.
 */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(@Inject(Sessions) private readonly sessions: Sessions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest & WithSession>();
    const session = this.sessions.checked(request);
    if (!session) throw new UnauthorizedException('sign in first');
    request.session = session;
    return true;
  }
}

/** The session behind `SessionGuard`. */
export const BySession = createParamDecorator((_: unknown, context: ExecutionContext): CurrentSession => {
  const { session } = context.switchToHttp().getRequest<WithSession>();
  if (!session) throw new UnauthorizedException();
  return session;
});

/** From where and with what somebody asks. */
export const visitorIn = (request: FastifyRequest): Visitor => ({
  address: clientAddressOf(request),
  visitor: visitorOf(request),
  client: request.headers['user-agent'] ?? '',
});
export const ByVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Visitor =>
  visitorIn(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Every request keeps its session going. */
@Injectable()
export class SessionInterceptor implements NestInterceptor {
  constructor(@Inject(Sessions) private readonly sessions: Sessions) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const session = this.sessions.current(context.switchToHttp().getRequest<FastifyRequest>());
    if (session) this.sessions.renew(context.switchToHttp().getResponse<FastifyReply>(), session);
    return next.handle();
  }
}
