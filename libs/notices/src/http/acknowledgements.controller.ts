import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { CLOCK, toInstant, type Clock, type CommandContext } from '@art33/event-log';
import { clientAddressOf, Context, IdPipe, written, type Answer, type WriteResult } from '@art33/http';
import { Roles } from '@art33/identity';
import type { FastifyRequest } from 'fastify';
import { NoticeCommand } from '../handlers/commands.js';
import { AcknowledgeNoticeBody } from './acknowledgements.dto.js';

/** Acknowledging by somebody of the controller who has signed in; by the link in a mail it is done on the page behind it. */
@ApiTags('notices')
@Controller('notices')
export class AcknowledgementsController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A person of the controller acknowledges one sending: that it was received, not that it is right. Graded `signed-in`; all
   * registered contacts get the receipt. Needs a session: a token is no person.
   */
  @Post(':id/acknowledgement')
  @HttpCode(200)
  @Roles('controller:contact', 'controller:privacy-officer')
  async acknowledge(
    @Param('id', IdPipe) id: string,
    @Body() { sendNumber, name, function: role }: AcknowledgeNoticeBody,
    @Req() request: FastifyRequest,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const by = { name: name.trim(), function: role?.trim() ?? null };
    const at = toInstant(this.clock.now());
    const clientAddress = clientAddressOf(request);
    const command = { type: 'acknowledge', sendNumber, by, at, clientAddress } as const;
    return written(id, await this.commandBus.execute(new NoticeCommand(id, command, context)));
  }
}
