import { Body, Controller, Delete, Get, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  deriveId,
  editsOf,
  READ_MODELS,
  type CommandContext,
  type CommandOutcome,
  type ReadModels,
} from '@art33/event-log';
import { Context, entity, IdPipe, notFound, written, type Answer, type Page, type WriteResult } from '@art33/http';
import type { OrganisationScope, Principal } from '../../domain/principal.js';
import { ScimMembers } from '../../scim/handlers/scim-members.js';
import { CurrentPrincipal, CurrentScope, Roles } from '../../http/guard.js';
import type { IssuerCommandData } from '../domain/decider.js';
import { issuerStream, type IssuerEvent } from '../domain/events.js';
import type { IssuerSettings } from '../domain/settings.js';
import { Issuers } from '../handlers/issuers.js';
import { OidcSignIn } from '../handlers/oidc-sign-in.js';
import { issuerById, issuersOf, type Issuer } from '../read-model/queries.js';
import { IssuerBody, IssuerDto, IssuerPageDto } from './issuers.dto.js';

/** OpenID Connect issuers by which people of the own organisation sign in: see docs/sign-in-oidc.md. */
@ApiTags('issuers')
@Roles('processor:admin', 'controller:admin')
@Controller('issuers')
export class IssuersController {
  constructor(
    @Inject(Issuers) private readonly issuers: Issuers,
    @Inject(OidcSignIn) private readonly signIn: OidcSignIn,
    @Inject(ScimMembers) private readonly members: ScimMembers,
    @Inject(READ_MODELS) private readonly models: ReadModels,
  ) {}

  /** The organisation's issuers, the oldest first. */
  @Get()
  @ApiOkResponse({ type: IssuerPageDto })
  list(@CurrentScope() scope: OrganisationScope): Page<IssuerDto> {
    return { items: issuersOf(this.models.db, scope).flatMap((issuer) => this.view(issuer)), nextCursor: null };
  }

  /** Adds an issuer. What is to be told to it stands in what `GET` answers. */
  @Post()
  async add(
    @CurrentPrincipal() { role }: Principal,
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Body() body: IssuerBody,
  ): Promise<Answer<WriteResult>> {
    const issuerId = deriveId(context.commandId, 'issuer');
    const side = role === 'controller' ? 'controller' : 'processor';
    const { organisation } = scope;
    const { clientSecret = null } = body;
    const command = { type: 'add', issuerId, organisation, side, settings: settingsIn(body), clientSecret } as const;
    return written(issuerId, await this.run(scope, issuerId, command, context));
  }

  /** One issuer of the organisation, with what is to be told to it. */
  @Get(':id')
  @ApiOkResponse({ type: IssuerDto })
  one(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Answer<IssuerDto> {
    const issuer = issuerById(this.models.db, scope, id.toLowerCase());
    const [view] = issuer ? this.view(issuer) : [];
    if (!view) throw notFound();
    return entity(view, editsOf(this.models.db, issuerStream(view.id), scope.organisation));
  }

  /** Changes everything that is said of an issuer; without a secret, the one that there is stays, unless its address changes. */
  @Put(':id')
  async change(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Body() body: IssuerBody,
  ): Promise<Answer<WriteResult>> {
    const issuerId = this.known(scope, id);
    const { organisation } = scope;
    const { clientSecret } = body;
    const command = { type: 'change', organisation, settings: settingsIn(body), clientSecret } as const;
    return written(issuerId, await this.run(scope, issuerId, command, context));
  }

  /** Removes an issuer for good: nobody signs in by it any more, and sessions that it started end. */
  @Delete(':id')
  async remove(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Param('id', IdPipe) id: string,
  ): Promise<Answer<WriteResult>> {
    const issuerId = id.toLowerCase();
    const command = { type: 'remove', organisation: scope.organisation } as const;
    return written(issuerId, await this.run(scope, issuerId, command, context));
  }

  /** Groups of SCIM mean something else from now on. */
  private async run(
    scope: OrganisationScope,
    issuerId: string,
    command: IssuerCommandData,
    context: CommandContext,
  ): Promise<CommandOutcome<IssuerEvent>> {
    const outcome = await this.issuers.run(scope, issuerId, command, context);
    if (outcome.position !== undefined) await this.models.waitFor(outcome.position);
    await this.members.followAll(scope, context);
    return outcome;
  }

  /** Before anything is said of the body, so that a foreign id answers as an unknown one. */
  private known(scope: OrganisationScope, id: string): string {
    const issuer = issuerById(this.models.db, scope, id.toLowerCase());
    if (!issuer) throw notFound();
    return issuer.id;
  }

  private view({ id, settings, hasSecret, addedAt, changedAt }: Issuer): readonly IssuerDto[] {
    if (settings === null) return [];
    const { groupRoles, scopes, domains, ...rest } = settings;
    const callbackUrl = this.signIn.callbackUrl(id);
    return [
      {
        id,
        ...rest,
        hasSecret,
        scopes: [...scopes],
        domains: [...domains],
        groups: Object.entries(groupRoles).map(([group, roles]) => ({ group, roles: [...roles] })),
        signInUrl: callbackUrl.replace(/\/callback$/, ''),
        callbackUrl,
        addedAt,
        changedAt,
      },
    ];
  }
}

const settingsIn = (body: IssuerBody): IssuerSettings => ({
  label: body.label,
  url: body.url,
  clientId: body.clientId,
  scopes: body.scopes ?? ['email', 'profile'],
  groupsClaim: body.groupsClaim ?? 'groups',
  groupRoles: Object.fromEntries(body.groups.map(({ group, roles }) => [group, roles])),
  justInTime: body.justInTime ?? false,
  domains: body.domains,
});
