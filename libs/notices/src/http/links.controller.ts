import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@art33/event-log';
import { Context, IdPipe, written, type Answer, type WriteResult } from '@art33/http';
import { Roles } from '@art33/identity';
import { NoticeCommand } from '../handlers/commands.js';
import { LinkRevocationBody } from './links.dto.js';

/** The links in the mails of a notice. */
@ApiTags('notices')
@Controller('notices')
export class LinksController {
  constructor(@Inject(CommandBus) private readonly commandBus: CommandBus) {}

  /**
   * Withdraws the links in mails that went out: of one, or of all so far. To give new ones, send the notice again. Links by
   * which a contact says "this was not us" stand.
   */
  @Post(':id/links/revocation')
  @HttpCode(200)
  @Roles('processor:responder', 'processor:approver')
  async revoke(
    @Param('id', IdPipe) id: string,
    @Body() { messageId, reason }: LinkRevocationBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const command = { type: 'revoke-links', messageId: messageId ?? null, reason } as const;
    return written(id, await this.commandBus.execute(new NoticeCommand(id, command, context)));
  }
}
