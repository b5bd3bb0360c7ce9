import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  deriveId,
  READ_MODELS,
  Refusal,
  toInstant,
  type Clock,
  type CommandContext,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import { Context, IdPipe, notFound, written, type Answer, type Page, type WriteResult } from '@art33/http';
import type { OrganisationScope } from '../../domain/principal.js';
import { CurrentScope, Roles } from '../../http/guard.js';
import { ORGANISATIONS, type Organisations } from '../../members/handlers/organisations.js';
import { breakGlassDecider, breakGlassStream } from '../domain/break-glass.js';
import { breakGlassById, listAccess, type AccessEntry } from '../read-model/queries.js';
import { BreakGlassBody, ListAccessQuery } from './access.dto.js';

/** What others read of the own organisation's records. */
@ApiTags('access')
@Controller('access-log')
export class AccessLogController {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  /** What auditors and operators read, by reader, record and hour, and when an operator opened the records to itself. */
  @Get()
  @Roles('processor:admin', 'processor:responder', 'controller:admin', 'controller:privacy-officer')
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() { reader, record, sort, cursor, limit }: ListAccessQuery,
  ): Page<AccessEntry> {
    const { rows, next } = listAccess(this.models.db, scope, { reader, record }, { sort, cursor, limit });
    return { items: rows, nextCursor: next };
  }
}

/** Operators see no content; for support they can open an organisation's records to themselves, and it sees that. */
@ApiTags('access')
@Controller('break-glass')
export class BreakGlassController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ORGANISATIONS) private readonly organisations: Organisations,
  ) {}

  /**
   * Opens an organisation's records to the asking operator for some hours, reading only: with `Art33-Organisation` it reads as
   * an auditor of that organisation does. The reason, and everything that is read, stands in that organisation's access log;
   * its admins are told by mail.
   */
  @Post()
  @Roles('operator')
  async open(@Body() body: BreakGlassBody, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    const { organisation, reason, hours } = body;
    const known = await this.organisations(organisation);
    if (!known)
      throw new CommandRefused(
        new Refusal(
          'unknown-organisation',
          'invalid',
          'no organisation with this id is registered here',
          'organisation',
        ),
      );
    const breakGlassId = deriveId(context.commandId, 'break-glass');
    const { actor: by } = context;
    const command = { type: 'open', breakGlassId, organisation, side: known.side, by, reason, hours } as const;
    const stream = breakGlassStream(organisation, toInstant(this.clock.now()));
    const outcome = await this.commands.run(breakGlassDecider, stream, command, { ...context, organisation });
    await this.shown(outcome.position);
    return written(breakGlassId, outcome);
  }

  /** Closes what an operator opened before its end. */
  @Delete(':id')
  @Roles('operator')
  async close(@Param('id', IdPipe) id: string, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    const found = breakGlassById(this.models.db, id);
    if (!found) throw notFound();
    const { organisation, stream } = found;
    const command = { type: 'close', breakGlassId: id, by: context.actor } as const;
    const outcome = await this.commands.run(breakGlassDecider, stream, command, { ...context, organisation });
    await this.shown(outcome.position);
    return written(id, outcome);
  }

  private async shown(position: string | undefined): Promise<void> {
    if (position !== undefined) await this.models.waitFor(position);
  }
}
