import {
  createParamDecorator,
  ForbiddenException,
  Inject,
  Injectable,
  Optional,
  SetMetadata,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CLOCK, READ_MODELS, toInstant, type Clock, type ReadModels } from '@art33/event-log';
import { notFound } from '@art33/http';
import { ORGANISATION_HEADER, principalByBreakGlass } from '../access/handlers/break-glass.js';
import { OrganisationScope, type Principal } from '../domain/principal.js';
import type { Right } from '../domain/rights.js';
import { TOKEN_USES, type TokenUses } from '../handlers/token-uses.js';
import { hashToken } from '../handlers/tokens.js';
import { KnownTokens } from '../read-model/tokens.js';
import { AUTHENTICATORS, type AuthenticatedRequest, type Authenticator } from './authenticators.js';
import { OPERATOR, OPERATOR_TOKEN, sameToken } from './operator.js';

const ROLES_KEY = 'art33:roles';
const PUBLIC_KEY = 'art33:public';
const PEOPLE_KEY = 'art33:not-by-tokens';

/** Who may call a route: whoever has one of these rights. Without it, members and auditors may read and nobody may write. */
export const Roles = (...rights: readonly Right[]) => SetMetadata(ROLES_KEY, rights);
/** A route for people and the operator: a token that leaked must not make others of its kind. */
export const NotByTokens = () => SetMetadata(PEOPLE_KEY, true);
/** A route that asks nobody who they are. */
export const Public = () => SetMetadata(PUBLIC_KEY, true);

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

/** What lets a route without rights of its own be read: everything but to run the installation and to keep members. */
const reads = ({ rights }: Principal): boolean => rights.some((right) => right !== 'operator' && right !== 'scim');

/** Says who asks, by a bearer token or another way, and holds the routes' rights. */
@Injectable()
export class TokenGuard implements CanActivate {
  private readonly tokens: KnownTokens;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(OPERATOR_TOKEN) private readonly operatorToken: string,
    @Optional() @Inject(AUTHENTICATORS) private readonly others: readonly Authenticator[] = [],
    @Optional() @Inject(TOKEN_USES) private readonly uses?: TokenUses,
  ) {
    this.tokens = new KnownTokens(models);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_KEY, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const principal = await this.principalOf(request);
    if (!principal)
      throw new UnauthorizedException('sign in, or send a valid API token: Authorization: Bearer art33_…');
    const wanted = this.reflector.getAllAndOverride<readonly Right[]>(ROLES_KEY, targets);
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const allowed = wanted ? wanted.some((right) => principal.rights.includes(right)) : isReading && reads(principal);
    if (!allowed) throw new ForbiddenException(refusalFor(principal, wanted));
    if (principal.actor.kind === 'token' && this.reflector.getAllAndOverride<boolean>(PEOPLE_KEY, targets))
      throw new ForbiddenException('a token may not do this: sign in');
    request.principal = principal;
    return true;
  }

  private async principalOf(request: AuthenticatedRequest): Promise<Principal | undefined> {
    const header = request.headers['authorization'];
    // Who sends a token means the token: a cookie that comes along speaks for nobody then.
    if (header !== undefined) return this.holderOf(header, request.headers[ORGANISATION_HEADER]);
    for (const authenticator of this.others) {
      const principal = await authenticator(request);
      if (principal) return principal;
    }
    return undefined;
  }

  private holderOf(
    header: string | readonly string[],
    organisation: string | readonly string[] | undefined,
  ): Principal | undefined {
    const token = typeof header === 'string' ? /^Bearer ([\w-]{10,200})$/i.exec(header)?.[1] : undefined;
    if (token === undefined) return undefined;
    if (sameToken(token, this.operatorToken)) return organisation === undefined ? OPERATOR : this.opened(organisation);
    const principal = this.tokens.principal(hashToken(token), () => toInstant(this.clock.now()));
    if (principal) this.uses?.note(principal.actor.id, this.clock.now());
    return principal;
  }

  /** The operator where it opened an organisation to itself. Elsewhere it sees nothing, whether there is such a one or not. */
  private opened(organisation: string | readonly string[]): Principal {
    const now = toInstant(this.clock.now());
    const opened =
      typeof organisation === 'string'
        ? principalByBreakGlass(this.models.db, OPERATOR.actor, organisation.toLowerCase(), now)
        : undefined;
    if (!opened) throw notFound();
    return opened;
  }
}

/** For a route whose body decides which right it takes. Throws 403 where the principal has none of these. */
export function requireOneOf(principal: Principal, ...wanted: readonly Right[]): void {
  if (!wanted.some((right) => principal.rights.includes(right)))
    throw new ForbiddenException(refusalFor(principal, wanted));
}

/** Says what is missing: whom to ask follows from it. */
function refusalFor({ role, rights }: Principal, wanted: readonly Right[] | undefined): string {
  const side = (wanted ?? []).filter((right) => right.startsWith(`${role}:`)).map((right) => right.split(':')[1]);
  if (side.length === 0) return `the role ${role} may not do this`;
  const has = rights.length === 0 ? 'nothing' : rights.map((right) => right.split(':').at(-1)).join(', ');
  return `this needs the role ${side.join(' or ')}; yours: ${has}`;
}
