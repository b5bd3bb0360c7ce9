import { Body, Controller, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isInstantFault, parseStatedInstant } from '@art33/deadlines';
import { CommandRefused, COMMANDS, Refusal, type Commands, type Instant } from '@art33/event-log';
import { issueToken, revokeToken } from '../handlers/tokens.js';
import { Roles } from './guard.js';
import { IssuedToken, IssueTokenBody, RevokeTokenBody } from './tokens.dto.js';

/** Without an offset or zone it would be taken for the time of this machine. */
function readExpiry(text: string): Instant {
  const instant = parseStatedInstant(text);
  if (isInstantFault(instant))
    throw new CommandRefused(new Refusal(instant.code, 'invalid', instant.rule, 'expiresAt'));
  return instant.at;
}

/** API tokens are the operator's to give: `art33 token` calls this. */
@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  /** Issues a token for one organisation and role. */
  @Post()
  @Roles('operator')
  async issue(@Body() body: IssueTokenBody): Promise<IssuedToken> {
    const { organisation, role, label } = body;
    const expiresAt = body.expiresAt === undefined ? null : readExpiry(body.expiresAt);
    const { id, token, outcome } = await issueToken(this.commands, { organisation, role, label, expiresAt });
    return { id, token, position: outcome.position ?? null };
  }

  /** Withdraws a token for good. */
  @Post(':id/revocation')
  @HttpCode(204)
  @Roles('operator')
  async revoke(@Param('id', ParseUUIDPipe) id: string, @Body() body: RevokeTokenBody): Promise<void> {
    await revokeToken(this.commands, id, body.organisation);
  }
}
