import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommandRefused, READ_MODELS, Refusal, type CommandContext, type ReadModels } from '@art33/event-log';
import { Context, IdPipe, notFound, readInstant, written, type Answer, type Page, type WriteResult } from '@art33/http';
import type { OrganisationScope, Principal } from '../../domain/principal.js';
import { CONTROLLER_RIGHTS, PROCESSOR_RIGHTS } from '../../domain/rights.js';
import { CurrentPrincipal, CurrentScope, Roles } from '../../http/guard.js';
import type { GrantedRole, MemberSide } from '../domain/events.js';
import { INVITE, type Invite } from '../handlers/invitations.js';
import { ORGANISATIONS, type Organisations } from '../handlers/organisations.js';
import { People } from '../handlers/people.js';
import {
  hasHadAdmin,
  holdersOf,
  memberById,
  memberChanges,
  membersOf,
  personAsKnownTo,
  rolesAfter,
  type MemberChange,
  type MemberView,
} from '../read-model/queries.js';
import { InviteMemberBody, ListMembersQuery, RolesBody } from './members.dto.js';

/** Who had which role at an instant. */
export interface PastMember {
  readonly personId: string;
  readonly name: string | null;
  readonly roles: readonly GrantedRole[];
}

/** The people of the own organisation and what they may do. */
@ApiTags('members')
@Controller('members')
export class MembersController {
  constructor(
    @Inject(People) private readonly people: People,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(ORGANISATIONS) private readonly organisations: Organisations,
    @Inject(INVITE) private readonly invite: Invite,
  ) {}

  /** The members now, or who had which role at an instant. */
  @Get()
  @Roles(...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS, 'auditor', 'operator')
  list(@CurrentScope() scope: OrganisationScope, @Query() { at }: ListMembersQuery): Page<MemberView | PastMember> {
    const { db } = this.models;
    if (at === undefined) return { items: membersOf(db, scope), nextCursor: null };
    const roles = rolesAfter(memberChanges(db, scope, { until: readInstant('at', at).at }));
    const items = [...roles].map(([personId, held]) => ({
      personId,
      name: personAsKnownTo(db, scope, personId)?.name ?? null,
      roles: [...held],
    }));
    return { items, nextCursor: null };
  }

  /** Asks a person in by e-mail; it has no right before it followed the link. */
  @Post()
  @Roles('processor:admin', 'controller:admin', 'operator')
  async add(
    @CurrentPrincipal() principal: Principal,
    @Body() { email, name, language = 'de', roles, organisation }: InviteMemberBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const to = await this.placeFor(principal, organisation ?? principal.organisation, roles);
    const how = 'invitation';
    const newcomer = { ...to, email, name: name ?? null, language, roles, how } as const;
    const { personId, outcome } = await this.people.invite(newcomer, context);
    const state = await this.people.memberState(to.organisation, personId);
    if (state.status === 'invited' && outcome.events.length > 0 && !outcome.repeated)
      await this.invite({ organisation: to.organisation, personId });
    return written(personId, outcome);
  }

  /** Mails the invitation again: the link before does not open any more. */
  @Post(':personId/invitation')
  @HttpCode(202)
  @Roles('processor:admin', 'controller:admin', 'operator')
  async again(
    @CurrentScope() scope: OrganisationScope,
    @Param('personId', IdPipe) personId: string,
  ): Promise<{ readonly invited: true }> {
    const member = this.memberOf(scope, personId);
    if (member.state !== 'invited')
      throw new CommandRefused(new Refusal('joined-already', 'conflict', 'this member has joined already'));
    await this.invite({ organisation: scope.organisation, personId });
    return { invited: true };
  }

  /** Gives a member exactly these roles. */
  @Put(':personId/roles')
  @Roles('processor:admin', 'controller:admin', 'operator')
  async setRoles(
    @CurrentScope() scope: OrganisationScope,
    @Param('personId', IdPipe) personId: string,
    @Body() { roles }: RolesBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    this.memberOf(scope, personId);
    return written(personId, await this.people.setRoles(scope.organisation, personId, roles, context));
  }

  /** Takes a member out: from the next request on it sees nothing of the organisation. */
  @Delete(':personId')
  @Roles('processor:admin', 'controller:admin', 'operator')
  async remove(
    @CurrentScope() scope: OrganisationScope,
    @Param('personId', IdPipe) personId: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    this.memberOf(scope, personId);
    return written(personId, await this.people.remove(scope.organisation, personId, 'removed', context));
  }

  /** What a person was in the organisation, change by change: by whom, and when. */
  @Get(':personId/history')
  history(@CurrentScope() scope: OrganisationScope, @Param('personId', IdPipe) personId: string): Page<MemberChange> {
    const items = memberChanges(this.models.db, scope, { personId });
    if (items.length === 0) throw notFound();
    return { items, nextCursor: null };
  }

  private memberOf(scope: OrganisationScope, personId: string): MemberView {
    const member = memberById(this.models.db, scope, personId);
    if (!member || member.state === 'removed') throw notFound();
    return member;
  }

  /** Where somebody may ask people in: at home, and where nobody is yet who could. */
  private async placeFor(
    principal: Principal,
    organisation: string,
    roles: readonly string[],
  ): Promise<{ readonly organisation: string; readonly side: MemberSide }> {
    if (organisation === principal.organisation)
      return { organisation, side: principal.role === 'auditor' ? 'processor' : principal.role };
    const known = await this.organisations(organisation);
    const mayBegin = principal.role === 'operator' || known?.keptBy === principal.organisation;
    if (!known || !mayBegin) throw unknownOrganisation();
    if (holdersOf(this.models.db, organisation, 'admin').length > 0)
      throw hasAnAdmin('this organisation has an admin, who asks people in');
    if (principal.role !== 'operator' && hasHadAdmin(this.models.db, organisation))
      throw hasAnAdmin('this organisation had an admin of its own: the operator asks the next one in');
    if (!roles.includes('admin'))
      throw new CommandRefused(
        new Refusal('admin-first', 'invalid', 'the first member of an organisation is its admin', 'roles'),
      );
    return { organisation, side: known.side };
  }
}

const hasAnAdmin = (rule: string) => new CommandRefused(new Refusal('has-an-admin', 'conflict', rule, 'organisation'));
const unknownOrganisation = () =>
  new CommandRefused(
    new Refusal('unknown-organisation', 'invalid', 'no organisation with this id is registered here', 'organisation'),
  );
