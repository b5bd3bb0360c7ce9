import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import { PageQuery, type Page } from '@art33/http';
import { BySession, Memberships, Public, SessionGuard, type CurrentSession } from '@art33/identity';
import { listCasesOfMember, type CaseOfMember } from '../read-model/cases-of-member.js';
import { listInbox, type InboxItem } from '../read-model/inbox.js';
import { InboxCasesQuery } from './cases.dto.js';

/** One inbox for somebody who works for many organisations. */
@ApiTags('me')
@Public()
@UseGuards(SessionGuard)
@Controller('inbox')
export class InboxController {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(Memberships) private readonly memberships: Memberships,
  ) {}

  /**
   * What waits for the person who is signed in, in all organisations that it is a member of, what is due first: notices received
   * and not acknowledged, open cases, and where it is responder or approver of a processor the duties that run. Needs a session.
   */
  @Get()
  list(@BySession() session: CurrentSession, @Query() { sort, cursor, limit }: PageQuery): Page<InboxItem> {
    const principals = this.memberships.of(session);
    const { rows, next } = listInbox(this.models.db, principals, { sort, cursor, limit });
    return { items: rows, nextCursor: next };
  }

  /**
   * Every case of all controllers that the person who is signed in is a member of, what is due first, with whose it is and who sent
   * the notice: also those that are filed or closed. Needs a session.
   */
  @Get('cases')
  cases(
    @BySession() session: CurrentSession,
    @Query() { status, outcome, missed, ...wanted }: InboxCasesQuery,
  ): Page<CaseOfMember> {
    const principals = this.memberships.of(session);
    const { rows, next, total } = listCasesOfMember(
      this.models.db,
      principals,
      { status, outcome, missed },
      { ...wanted },
    );
    return { items: rows, nextCursor: next, ...(total && { total }) };
  }
}
