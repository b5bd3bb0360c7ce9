import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { COMMANDS, type CommandContext, type Commands } from '@art33/event-log';
import { Context, IdPipe, written, type Answer, type WriteResult } from '@art33/http';
import { Roles } from '@art33/identity';
import { nodesView, type NodesView } from '../domain/overview.js';
import { NodeRegister, nodesState, retireNode } from '../handlers/register.js';

/** The nodes of the installation, for whoever operates them. */
@ApiTags('operations')
@Roles('operator')
@Controller('nodes')
export class NodesController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(NodeRegister) private readonly register: NodeRegister,
  ) {}

  /** Which nodes there are, which versions of events are written, and what waits for whom. */
  @Get()
  async list(): Promise<NodesView> {
    return nodesView(await nodesState(this.commands));
  }

  /** Gives a node up that never comes back: nothing waits for it any more. One that starts again is registered anew. */
  @Post(':id/retire')
  @HttpCode(200)
  async retire(@Param('id', IdPipe) id: string, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    return written(id, await retireNode(this.commands, id.toLowerCase(), this.register.node, context));
  }
}
