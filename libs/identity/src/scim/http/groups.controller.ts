import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
  UseFilters,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import { Answer } from '@art33/http';
import { Roles } from '../../http/guard.js';
import { SESSION_SETTINGS, type SessionSettings } from '../../sign-in/handlers/settings.js';
import { mustEqual, type ScimObject } from '../domain/filter.js';
import { ScimGroups } from '../handlers/scim-groups.js';
import type { Caller } from '../handlers/scim-users.js';
import { groupsOf, type KeptGroup } from '../read-model/queries.js';
import { ScimCaller } from './caller.js';
import { listed, listQuery, shownParts } from './listing.js';
import { asked, groupResource, versionOf, type Base } from './resources.js';
import { SCIM_JSON, ScimErrors } from './scim-errors.js';
import { GROUP, LIST, LIST_PARAMETERS, PATCH, SCIM_PATH } from './descriptions.js';

/** Groups as the organisation's directory names them (SCIM 2.0, RFC 7644); which roles they give, its issuers say. */
@ApiTags('scim')
@Roles('scim')
@UseFilters(ScimErrors)
@Controller(`${SCIM_PATH}/Groups`)
export class ScimGroupsController {
  private readonly base: Base;

  constructor(
    @Inject(ScimGroups) private readonly groups: ScimGroups,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(SESSION_SETTINGS) { publicUrl }: SessionSettings,
  ) {
    this.base = `${publicUrl}/api/v1/${SCIM_PATH}`;
  }

  /** The groups, narrowed by a filter, e.g. `displayName eq "security"`. */
  @Get()
  @ApiQuery(LIST_PARAMETERS.filter)
  @ApiQuery(LIST_PARAMETERS.startIndex)
  @ApiQuery(LIST_PARAMETERS.count)
  @ApiOkResponse(LIST)
  list(@ScimCaller() caller: Caller, @Query() query: object): Answer<ScimObject> {
    const wanted = listQuery(query);
    const { filter } = wanted;
    const displayName = filter && mustEqual(filter, 'displayName');
    const resources = groupsOf(this.models.db, caller, displayName).map(groupResource(this.base));
    return new Answer(listed(resources, wanted), { 'Content-Type': SCIM_JSON });
  }

  /** Names a group, and who is in it. */
  @Post()
  @ApiBody(GROUP)
  @ApiCreatedResponse(GROUP)
  async create(@ScimCaller() caller: Caller, @Body() body: object): Promise<Answer<ScimObject>> {
    const { body: shown, headers } = this.shown(await this.groups.create(caller, body as ScimObject));
    return new Answer(shown, { ...headers, Location: `${this.base}/Groups/${String(shown['id'])}` });
  }

  /** One group of the directory. */
  @Get(':id')
  @ApiOkResponse(GROUP)
  one(@ScimCaller() caller: Caller, @Param('id') id: string, @Query() query: object): Answer<ScimObject> {
    return this.shown(this.groups.kept(caller, id), query);
  }

  /** Says everything of a group anew. */
  @Put(':id')
  @ApiBody(GROUP)
  @ApiOkResponse(GROUP)
  async replace(
    @ScimCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: object,
  ): Promise<Answer<ScimObject>> {
    return this.shown(await this.groups.replace(caller, id, body as ScimObject));
  }

  /** Changes parts of a group: its name, or who is in it. */
  @Patch(':id')
  @ApiBody(PATCH)
  @ApiOkResponse(GROUP)
  async patch(
    @ScimCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: object,
  ): Promise<Answer<ScimObject>> {
    return this.shown(await this.groups.patch(caller, id, body as ScimObject));
  }

  /** Names a group no more: nobody has a role by it. */
  @Delete(':id')
  @HttpCode(204)
  async remove(@ScimCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.groups.remove(caller, id);
  }

  private shown(kept: KeptGroup, query?: object): Answer<ScimObject> {
    const { attributes, excluded } = shownParts(query);
    const resource = asked(groupResource(this.base)(kept), attributes, excluded);
    return new Answer(resource, { 'Content-Type': SCIM_JSON, ETag: versionOf(kept) });
  }
}
