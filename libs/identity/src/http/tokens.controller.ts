import { Body, Controller, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { COMMANDS, type Commands } from '@art33/event-log';
import { issueToken, revokeToken } from '../handlers/tokens.js';
import { Roles } from './guard.js';
import { IssuedToken, IssueTokenBody, RevokeTokenBody } from './tokens.dto.js';

/** API tokens are the operator's to give: `art33 token` calls this. */
@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  /** Issues a token for one organisation and role. */
  @Post()
  @Roles('operator')
  async issue(@Body() body: IssueTokenBody): Promise<IssuedToken> {
    const expiresAt = body.expiresAt ? new Date(body.expiresAt).toISOString() : null;
    const { id, token, outcome } = await issueToken(this.commands, { ...body, expiresAt });
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
