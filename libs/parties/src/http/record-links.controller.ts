import { Body, Controller, Delete, Get, Inject, Injectable, Param, Post, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@art33/event-log';
import { Context, IdPipe, notFound, written, type Answer, type Page, type WriteResult } from '@art33/http';
import {
  CONTROLLER_RIGHTS,
  CurrentPrincipal,
  PROCESSOR_RIGHTS,
  Roles,
  type AuthenticatedRequest,
  type Principal,
} from '@art33/identity';
import { RecordLinks } from '../handlers/record-links.js';
import type { LinkedRecord } from '../read-model/record-links.js';
import { LinkRecordBody } from './record-links.dto.js';

/** A link is its controller's own: for processors, and for auditors of whichever side, there is no such thing. */
@Injectable()
class ControllerSideGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<AuthenticatedRequest>().principal?.role !== 'controller') throw notFound();
    return true;
  }
}

/** The records that several processors keep of one controller, linked by its own member. Seen by members of both alone. */
@ApiTags('members')
@Controller('linked-records')
@UseGuards(ControllerSideGuard)
export class RecordLinksController {
  constructor(@Inject(RecordLinks) private readonly links: RecordLinks) {}

  /** What the record that one acts for is linked with, as far as one is a member there too. */
  @Get()
  list(@CurrentPrincipal() principal: Principal): Page<LinkedRecord> {
    return { items: this.links.list(principal), nextCursor: null };
  }

  /** Links two records: by a person who is an admin of both. */
  @Post()
  @Roles('controller:admin', ...PROCESSOR_RIGHTS)
  async link(
    @CurrentPrincipal() principal: Principal,
    @Body() { organisation }: LinkRecordBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const other = organisation.toLowerCase();
    return written(other, await this.links.link(other, principal, context));
  }

  /** Takes a link back: an admin of either record does, if it is a member of both. */
  @Delete(':organisation')
  @Roles(...CONTROLLER_RIGHTS, ...PROCESSOR_RIGHTS)
  async unlink(
    @CurrentPrincipal() principal: Principal,
    @Param('organisation', IdPipe) organisation: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const other = organisation.toLowerCase();
    return written(other, await this.links.unlink(other, principal, context));
  }
}
