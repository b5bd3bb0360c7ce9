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
import { ScimUsers, type Caller } from '../handlers/scim-users.js';
import { userPart, usersOf, type KeptUser } from '../read-model/queries.js';
import { ScimCaller } from './caller.js';
import { listed, listQuery, pageOf, shownParts, type ListQuery } from './listing.js';
import { asked, userResource, versionOf, type Base } from './resources.js';
import { SCIM_JSON, ScimErrors } from './scim-errors.js';
import { LIST, LIST_PARAMETERS, PATCH, SCIM_PATH, USER } from './descriptions.js';

/** Users as the organisation's directory names them (SCIM 2.0, RFC 7644): who is active, and in a group that gives a role, is a member. */
@ApiTags('scim')
@Roles('scim')
@UseFilters(ScimErrors)
@Controller(`${SCIM_PATH}/Users`)
export class ScimUsersController {
  private readonly base: Base;

  constructor(
    @Inject(ScimUsers) private readonly users: ScimUsers,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(SESSION_SETTINGS) { publicUrl }: SessionSettings,
  ) {
    this.base = `${publicUrl}/api/v1/${SCIM_PATH}`;
  }

  /** The users, narrowed by a filter, e.g. `userName eq "anna@example.org"`. */
  @Get()
  @ApiQuery(LIST_PARAMETERS.filter)
  @ApiQuery(LIST_PARAMETERS.startIndex)
  @ApiQuery(LIST_PARAMETERS.count)
  @ApiOkResponse(LIST)
  list(@ScimCaller() caller: Caller, @Query() query: object): Answer<ScimObject> {
    const wanted = listQuery(query);
    return new Answer(this.found(caller, wanted), { 'Content-Type': SCIM_JSON });
  }

  /** Names a user, who becomes a member by its groups. */
  @Post()
  @ApiBody(USER)
  @ApiCreatedResponse(USER)
  async create(@ScimCaller() caller: Caller, @Body() body: object): Promise<Answer<ScimObject>> {
    const { body: shown, headers } = this.shown(await this.users.create(caller, body as ScimObject));
    return new Answer(shown, { ...headers, Location: `${this.base}/Users/${String(shown['id'])}` });
  }

  /** One user of the directory. */
  @Get(':id')
  @ApiOkResponse(USER)
  one(@ScimCaller() caller: Caller, @Param('id') id: string, @Query() query: object): Answer<ScimObject> {
    return this.shown(this.users.kept(caller, id), query);
  }

  /** Says everything of a user anew. */
  @Put(':id')
  @ApiBody(USER)
  @ApiOkResponse(USER)
  async replace(
    @ScimCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: object,
  ): Promise<Answer<ScimObject>> {
    return this.shown(await this.users.replace(caller, id, body as ScimObject));
  }

  /** Changes parts of a user; `active` false ends the membership. */
  @Patch(':id')
  @ApiBody(PATCH)
  @ApiOkResponse(USER)
  async patch(
    @ScimCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: object,
  ): Promise<Answer<ScimObject>> {
    return this.shown(await this.users.patch(caller, id, body as ScimObject));
  }

  /** Names a user no more, and ends the membership. */
  @Delete(':id')
  @HttpCode(204)
  async remove(@ScimCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.users.remove(caller, id);
  }

  private found(caller: Caller, wanted: ListQuery): ScimObject {
    const { db } = this.models;
    const { filter, startIndex, count } = wanted;
    if (!filter) {
      const { total, found } = userPart(db, caller, { offset: startIndex - 1, count });
      return pageOf(found.map(userResource(this.base)), total, wanted);
    }
    const narrowed = { userName: mustEqual(filter, 'userName'), externalId: mustEqual(filter, 'externalId') };
    return listed(usersOf(db, caller, narrowed).map(userResource(this.base)), wanted);
  }

  private shown(kept: KeptUser, query?: object): Answer<ScimObject> {
    const { attributes, excluded } = shownParts(query);
    const resource = asked(userResource(this.base)(kept), attributes, excluded);
    return new Answer(resource, { 'Content-Type': SCIM_JSON, ETag: versionOf(kept) });
  }
}
