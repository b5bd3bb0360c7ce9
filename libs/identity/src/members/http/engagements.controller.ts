import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLOCK, READ_MODELS, toInstant, type Clock, type CommandContext, type ReadModels } from '@art33/event-log';
import { Context, IdPipe, readInstant, written, type Answer, type Page, type WriteResult } from '@art33/http';
import type { OrganisationScope } from '../../domain/principal.js';
import { CurrentScope, Roles } from '../../http/guard.js';
import { INVITE, type Invite } from '../handlers/invitations.js';
import { People } from '../handlers/people.js';
import { engagementsBy, personAsKnownTo, type Engagement } from '../read-model/queries.js';
import { EngageAuditorBody } from './members.dto.js';

/** An engagement with who was engaged. */
export interface EngagementView extends Engagement {
  readonly name: string | null;
  readonly email: string | null;
}

/** Auditors of the own organisation: what they may read, from when until when. */
@ApiTags('members')
@Controller('engagements')
export class EngagementsController {
  constructor(
    @Inject(People) private readonly people: People,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(INVITE) private readonly invite: Invite,
  ) {}

  /** Every engagement, the oldest first, over or not. */
  @Get()
  list(@CurrentScope() scope: OrganisationScope): Page<EngagementView> {
    const { db } = this.models;
    const items = engagementsBy(db, scope).map((engagement) => {
      const person = personAsKnownTo(db, scope, engagement.personId);
      return { ...engagement, name: person?.name ?? null, email: person?.email ?? null };
    });
    return { items, nextCursor: null };
  }

  /** Engages an auditor and mails a link to sign in with. */
  @Post()
  @Roles('processor:admin', 'controller:admin')
  async engage(
    @CurrentScope() { organisation }: OrganisationScope,
    @Body() { email, name, language = 'de', scope = {}, from, until }: EngageAuditorBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const { agreements = null, incidents = null, recordedFrom, recordedUntil } = scope;
    const engaged = await this.people.engage(
      {
        organisation,
        email,
        name: name ?? null,
        language,
        scope: {
          agreements,
          incidents,
          recordedFrom: recordedFrom === undefined ? null : readInstant('scope.recordedFrom', recordedFrom).at,
          recordedUntil: recordedUntil === undefined ? null : readInstant('scope.recordedUntil', recordedUntil).at,
        },
        from: from === undefined ? toInstant(this.clock.now()) : readInstant('from', from).at,
        until: readInstant('until', until).at,
      },
      context,
    );
    if (!engaged.outcome.repeated) await this.invite({ organisation, personId: engaged.personId });
    return written(engaged.engagementId, engaged.outcome);
  }

  /** Ends an engagement before its time. */
  @Delete(':id')
  @Roles('processor:admin', 'controller:admin')
  async end(
    @CurrentScope() { organisation }: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return written(id, await this.people.endEngagement(organisation, id, context));
  }
}
