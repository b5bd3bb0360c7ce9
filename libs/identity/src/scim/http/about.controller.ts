import { Controller, Get, Inject, Param, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Answer } from '@art33/http';
import { Roles } from '../../http/guard.js';
import { SESSION_SETTINGS, type SessionSettings } from '../../sign-in/handlers/settings.js';
import { ScimFault } from '../domain/fault.js';
import type { ScimObject } from '../domain/filter.js';
import { resourceTypes, schemas, serviceProviderConfig } from './about.js';
import { LIST, SCIM_PATH } from './descriptions.js';
import { listed, listQuery } from './listing.js';
import type { Base } from './resources.js';
import { SCIM_JSON, ScimErrors } from './scim-errors.js';

const OBJECT = { schema: { type: 'object', additionalProperties: true } } as const;

/** What this service can do of SCIM 2.0: directories ask first. */
@ApiTags('scim')
@Roles('scim')
@UseFilters(ScimErrors)
@Controller(SCIM_PATH)
export class ScimAboutController {
  private readonly base: Base;

  constructor(@Inject(SESSION_SETTINGS) { publicUrl }: SessionSettings) {
    this.base = `${publicUrl}/api/v1/${SCIM_PATH}`;
  }

  /** What this service supports of SCIM. */
  @Get('ServiceProviderConfig')
  @ApiOkResponse(OBJECT)
  config(): Answer<ScimObject> {
    return shown(serviceProviderConfig(this.base));
  }

  /** The kinds of resources. */
  @Get('ResourceTypes')
  @ApiOkResponse(LIST)
  types(): Answer<ScimObject> {
    return shown(listed(resourceTypes(this.base), listQuery({})));
  }

  /** One kind of resource. */
  @Get('ResourceTypes/:id')
  @ApiOkResponse(OBJECT)
  type(@Param('id') id: string): Answer<ScimObject> {
    return shown(found(resourceTypes(this.base), id));
  }

  /** What is kept of each kind. */
  @Get('Schemas')
  @ApiOkResponse(LIST)
  schemas(): Answer<ScimObject> {
    return shown(listed(schemas(this.base), listQuery({})));
  }

  /** What is kept of one kind. */
  @Get('Schemas/:id')
  @ApiOkResponse(OBJECT)
  schema(@Param('id') id: string): Answer<ScimObject> {
    return shown(found(schemas(this.base), id));
  }
}

const shown = (body: ScimObject): Answer<ScimObject> => new Answer(body, { 'Content-Type': SCIM_JSON });

function found(all: readonly ScimObject[], id: string): ScimObject {
  const one = all.find((each) => each['id'] === id);
  if (!one) throw new ScimFault(404, null, 'there is no such resource');
  return one;
}
