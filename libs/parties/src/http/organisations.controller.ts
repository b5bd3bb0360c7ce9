import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { deriveId, type CommandContext } from '@art33/event-log';
import {
  IdPipe,
  Context,
  entity,
  Listing,
  notFound,
  page,
  PageQuery,
  written,
  type Answer,
  type Page,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, Roles, type OrganisationScope } from '@art33/identity';
import type { ContactDetails, OrganisationDetails } from '../domain/organisation.js';
import type { OrganisationSettings } from '../domain/settings.js';
import { GetOrganisation, ListControllers, ListFindings, OrganisationCommand } from '../handlers/organisations.js';
import { findingCursor, type Finding } from '../read-model/findings.js';
import { SAVED_CONTROLLERS, type ControllerListItem } from '../read-model/lists.js';
import type { OrganisationView } from '../read-model/organisations.js';
import { ContactBody, ListControllersQuery, RegisterControllerBody, SettingsBody } from './organisations.dto.js';

/** The asking organisation itself. */
@ApiTags('organisation')
@Controller('organisation')
export class OrganisationController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** The asking organisation's own record; for a controller the one that its processor keeps. */
  @Get()
  async own(@CurrentScope() scope: OrganisationScope): Promise<Answer<OrganisationView>> {
    const found = await this.queryBus.execute(new GetOrganisation(scope, scope.organisation));
    if (!found) throw notFound();
    return entity(found.view, found.edits);
  }

  /** Chooses all settings anew. A controller chooses only where its own people need a second person. */
  @Put('settings')
  @Roles('processor:admin', 'controller:admin')
  async changeSettings(@Body() body: SettingsBody, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    const id = context.organisation;
    const personId = deriveId(context.commandId, 'on-call');
    const change = { type: 'change-settings', settings: settingsFrom(body), personId } as const;
    return written(id, await this.commandBus.execute(new OrganisationCommand(id, change, context)));
  }
}

/** The processor's records of its controllers, and whom to tell there. */
@ApiTags('controllers')
@Controller('controllers')
export class ControllersController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** The controllers, by name. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListControllersQuery,
  ): Listing<Page<ControllerListItem>> {
    const { withoutNoticeContact, land, regime, q } = query;
    const filter = { withoutNoticeContact, land, regime, q };
    return new Listing(SAVED_CONTROLLERS, query, (wanted) =>
      this.queryBus.execute(new ListControllers(scope, filter, wanted)),
    );
  }

  /** One controller with its contacts. */
  @Get(':id')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
  ): Promise<Answer<OrganisationView>> {
    const found = await this.queryBus.execute(new GetOrganisation(scope, id));
    if (found?.view.kind !== 'controller') throw notFound();
    return entity(found.view, found.edits);
  }

  /** Registers a controller. The record is this processor's own, whoever else knows the same practice. */
  @Post()
  @Roles('processor:admin')
  async register(
    @Body() body: RegisterControllerBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const organisationId = deriveId(context.commandId, 'organisation');
    const register = { type: 'register-controller', organisationId, ...detailsFrom(body) } as const;
    return written(
      organisationId,
      await this.commandBus.execute(new OrganisationCommand(organisationId, register, context)),
    );
  }

  /** Names a contact. */
  @Post(':id/contacts')
  @Roles('processor:admin', 'processor:responder')
  async addContact(
    @Param('id', IdPipe) id: string,
    @Body() body: ContactBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const contactId = deriveId(context.commandId, 'contact');
    const add = { type: 'add-contact', contactId, ...contactFrom(body) } as const;
    return written(contactId, await this.commandBus.execute(new OrganisationCommand(id, add, context)));
  }

  /** Changes a contact: every field is stated anew. */
  @Put(':id/contacts/:contactId')
  @Roles('processor:admin', 'processor:responder')
  async changeContact(
    @Param('id', IdPipe) id: string,
    @Param('contactId', IdPipe) contactId: string,
    @Body() body: ContactBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const change = { type: 'change-contact', contactId, ...contactFrom(body) } as const;
    return written(contactId, await this.commandBus.execute(new OrganisationCommand(id, change, context)));
  }

  /** Removes a contact: it gets nothing from now on. */
  @Delete(':id/contacts/:contactId')
  @HttpCode(200)
  @Roles('processor:admin')
  async removeContact(
    @Param('id', IdPipe) id: string,
    @Param('contactId', IdPipe) contactId: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const remove = { type: 'remove-contact', contactId } as const;
    return written(contactId, await this.commandBus.execute(new OrganisationCommand(id, remove, context)));
  }
}

/** What would go wrong in an incident and can be mended before. */
@ApiTags('findings')
@Controller('findings')
export class FindingsController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** On-call address missing, open terms without a value, controllers whom no notice could reach. */
  @Get()
  async list(@CurrentScope() scope: OrganisationScope, @Query() { cursor, limit }: PageQuery): Promise<Page<Finding>> {
    const findings = await this.queryBus.execute(
      new ListFindings(scope, { limit, ...(cursor === undefined ? {} : { cursor }) }),
    );
    return page(findings, limit, findingCursor, ({ place: _, ...finding }): Finding => finding);
  }
}

const detailsFrom = ({
  address,
  legalForm,
  land,
  customerNumber,
  ...body
}: RegisterControllerBody): OrganisationDetails => ({
  ...body,
  legalForm: legalForm ?? null,
  address: { street: address.street, postalCode: address.postalCode ?? null, city: address.city },
  land: land ?? null,
  customerNumber: customerNumber ?? null,
});

const contactFrom = ({ function: post, email, phone, ...body }: ContactBody): ContactDetails => ({
  ...body,
  function: post ?? null,
  email: email ?? null,
  phone: phone ?? null,
});

const settingsFrom = ({
  internalTargetHours,
  requiredGrade,
  onCallAddress,
  templates,
  fourEyes: { approvals = false, decisions = false } = {},
}: SettingsBody): OrganisationSettings => ({
  internalTargetHours: internalTargetHours ?? null,
  requiredGrade,
  onCallAddress: onCallAddress ?? null,
  templates: {
    ...(templates?.de && { de: { ...templates.de } }),
    ...(templates?.en && { en: { ...templates.en } }),
  },
  ...((approvals || decisions) && { fourEyes: { approvals, decisions } }),
});
