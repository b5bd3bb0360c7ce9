import {
  createParamDecorator,
  ForbiddenException,
  Inject,
  Injectable,
  SetMetadata,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CLOCK, READ_MODELS, toInstant, type Clock, type ReadModels } from '@art33/event-log';
import { isTokenRole, OrganisationScope, type Principal, type Role } from '../domain/principal.js';
import { hashToken } from '../handlers/tokens.js';
import { KnownTokens } from '../read-model/tokens.js';
import { OPERATOR, OPERATOR_TOKEN, sameToken } from './operator.js';

const ROLES_KEY = 'art33:roles';
const PUBLIC_KEY = 'art33:public';

/** Who may call a route. Without it, every role may read and none may write. */
export const Roles = (...roles: readonly Role[]) => SetMetadata(ROLES_KEY, roles);
/** A route that needs no token. */
export const Public = () => SetMetadata(PUBLIC_KEY, true);

export interface AuthenticatedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  principal?: Principal;
}

/** Who is asking. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) => principalOf(context));
/** What may be seen: goes into every query. */
export const CurrentScope = createParamDecorator((_: unknown, context: ExecutionContext) =>
  OrganisationScope.of(principalOf(context)),
);

function principalOf(context: ExecutionContext): Principal {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new UnauthorizedException();
  return principal;
}

/** Turns a bearer token into a principal and holds the routes' roles. */
@Injectable()
export class TokenGuard implements CanActivate {
  private readonly tokens: KnownTokens;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(READ_MODELS) models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(OPERATOR_TOKEN) private readonly operatorToken: string,
  ) {
    this.tokens = new KnownTokens(models);
  }

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_KEY, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const header = request.headers['authorization'];
    const token = typeof header === 'string' ? /^Bearer ([\w-]{10,200})$/i.exec(header)?.[1] : undefined;
    const principal = token && this.principalOf(token);
    if (!principal) throw new UnauthorizedException('a valid API token is needed: Authorization: Bearer art33_…');
    const roles = this.reflector.getAllAndOverride<readonly Role[]>(ROLES_KEY, targets);
    // A role that this release does not know may do nothing.
    const reads = isTokenRole(principal.role) && (request.method === 'GET' || request.method === 'HEAD');
    const allowed = roles ? roles.includes(principal.role) : reads;
    if (!allowed) throw new ForbiddenException(`the role ${principal.role} may not do this`);
    request.principal = principal;
    return true;
  }

  private principalOf(token: string): Principal | undefined {
    if (sameToken(token, this.operatorToken)) return OPERATOR;
    return this.tokens.principal(hashToken(token), () => toInstant(this.clock.now()));
  }
}
