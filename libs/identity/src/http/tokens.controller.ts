import { BadRequestException, Body, Controller, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isInstantFault, parseStatedInstant } from '@art33/deadlines';
import {
  CommandRefused,
  COMMANDS,
  READ_MODELS,
  Refusal,
  type CommandOutcome,
  type Commands,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import { TOKEN_HOLDERS, type TokenHolders } from '../handlers/token-holders.js';
import { issueToken, revokeToken } from '../handlers/tokens.js';
import { Roles } from './guard.js';
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

/** How long an answer waits until the guard knows of it, in milliseconds. */
const WAIT_FOR_MODELS = 5_000;

const TOKEN_ID = new ParseUUIDPipe({
  exceptionFactory: () => new BadRequestException('id: the id of a token is a UUID, shown when it was issued'),
});

/** API tokens are the operator's to give: `art33 token` calls this. An answer holds for the next request. */
@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(TOKEN_HOLDERS) private readonly holders: TokenHolders,
  ) {}

  /** Issues a token for one organisation and role. */
  @Post()
  @Roles('operator')
  async issue(@Body() body: IssueTokenBody): Promise<IssuedToken> {
    const { organisation, role, label } = body;
    const expiresAt = body.expiresAt === undefined ? null : readExpiry(body.expiresAt);
    const refusal = await this.holders(organisation, role);
    if (refusal) throw new CommandRefused(refusal);
    const { id, token, outcome } = await issueToken(this.commands, { organisation, role, label, expiresAt });
    await this.known(outcome);
    return { id, token, position: outcome.position ?? null };
  }

  /** Withdraws a token for good. */
  @Post(':id/revocation')
  @HttpCode(204)
  @Roles('operator')
  async revoke(@Param('id', TOKEN_ID) id: string, @Body() body: RevokeTokenBody): Promise<void> {
    await this.known(await revokeToken(this.commands, id, body.organisation));
  }

  /** The guard asks before anything else could wait for the read models. */
  private async known({ position }: CommandOutcome): Promise<void> {
    if (position !== undefined) await this.models.waitFor(position, WAIT_FOR_MODELS);
  }
}
