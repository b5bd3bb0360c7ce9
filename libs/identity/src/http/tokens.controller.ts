import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Optional,
  Param,
  ParseUUIDPipe,
  Post,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isInstantFault, parseStatedInstant } from '@art33/deadlines';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  READ_MODELS,
  Refusal,
  toInstant,
  type Clock,
  type CommandOutcome,
  type Commands,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import { TOKEN_HOLDERS, type TokenHolders } from '../handlers/token-holders.js';
import type { Page } from '@art33/http';
import type { OrganisationScope, Principal } from '../domain/principal.js';
import { TOKEN_USES, type TokenUses } from '../handlers/token-uses.js';
import { issueToken, revokeToken } from '../handlers/tokens.js';
import { tokensOf, type TokenView } from '../read-model/tokens.js';
import { CurrentPrincipal, CurrentScope, NotByTokens, Roles } from './guard.js';
import { IssuedToken, IssueTokenBody, RevokeTokenBody } from './tokens.dto.js';

/** Without an offset or zone it would be taken for the time of this machine. */
function readExpiry(text: string): Instant {
  const instant = parseStatedInstant(text);
  if (isInstantFault(instant)) {
    const { code, rule, readings } = instant;
    throw new CommandRefused(new Refusal(code, 'invalid', rule, 'expiresAt', readings && { readings }));
  }
  return instant.at;
}

const TOKEN_ID = new ParseUUIDPipe({
  exceptionFactory: () => new BadRequestException('id: the id of a token is a UUID, shown when it was issued'),
});

/** A token of an admin that says nothing of its end lasts a year, in milliseconds. */
const YEAR = 365 * 86_400_000;

/** A token as it is listed. */
export interface ListedToken extends TokenView {
  /** To the minute, as this node knows it; null: it was not used here. */
  readonly lastUsedAt: Instant | null;
}

/** API tokens are given by the operator, for any organisation, and by an organisation's admins; never by a token. */
@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(TOKEN_HOLDERS) private readonly holders: TokenHolders,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(TOKEN_USES) private readonly uses?: TokenUses,
  ) {}

  /** The organisation's tokens, the oldest first: named, never shown. */
  @Get()
  @Roles('processor:admin', 'controller:admin')
  list(@CurrentScope() scope: OrganisationScope): Page<ListedToken> {
    const items = tokensOf(this.models.db, scope).map((token) => ({
      ...token,
      lastUsedAt: this.uses?.lastUse(token.id) ?? null,
    }));
    return { items, nextCursor: null };
  }

  /** Issues a token for one organisation and role, narrowed to single rights where they are named. */
  @Post()
  @Roles('operator', 'processor:admin', 'controller:admin')
  @NotByTokens()
  async issue(@CurrentPrincipal() principal: Principal, @Body() body: IssueTokenBody): Promise<IssuedToken> {
    const { role, label, rights } = body;
    const organisation = organisationFor(principal, body.organisation);
    const expiresAt = body.expiresAt === undefined ? this.endFor(principal) : readExpiry(body.expiresAt);
    const refusal = await this.holders(organisation, role);
    if (refusal) throw new CommandRefused(refusal);
    const by = principal.actor;
    const asked = { organisation, role, label, expiresAt, by, ...(rights && { rights }) };
    const { id, token, outcome } = await issueToken(this.commands, asked);
    await this.known(outcome);
    return { id, token, position: outcome.position ?? null };
  }

  /** Withdraws a token for good. */
  @Post(':id/revocation')
  @HttpCode(204)
  @Roles('operator', 'processor:admin', 'controller:admin')
  @NotByTokens()
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @Param('id', TOKEN_ID) id: string,
    @Body() body: RevokeTokenBody,
  ): Promise<void> {
    const organisation = organisationFor(principal, body.organisation);
    await this.known(await revokeToken(this.commands, id, organisation, principal.actor));
  }

  private endFor({ role }: Principal): Instant | null {
    return role === 'operator' ? null : toInstant(this.clock.now() + YEAR);
  }

  /** The guard asks before anything else could wait for the read models. */
  private async known({ position }: CommandOutcome): Promise<void> {
    if (position !== undefined) await this.models.waitFor(position);
  }
}

/** Whose tokens are meant. An admin who names another organisation is told what it would be told of one that is unknown. */
function organisationFor({ role, organisation }: Principal, named: string | undefined): string {
  if (role !== 'operator' && (named === undefined || named === organisation)) return organisation;
  if (role === 'operator' && named !== undefined) return named;
  const rule = role === 'operator' ? 'say for which organisation' : 'no organisation with this id is registered here';
  throw new CommandRefused(new Refusal('unknown-organisation', 'invalid', rule, 'organisation'));
}
