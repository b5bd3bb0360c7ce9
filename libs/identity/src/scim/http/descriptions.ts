import type { ApiBodyOptions, ApiQueryOptions } from '@nestjs/swagger';
import { GROUP_SCHEMA } from '../domain/group.js';
import { USER_SCHEMA } from '../domain/user.js';

/** Where SCIM stands below the service's address. */
export const SCIM_PATH = 'scim/v2';

/** How the API description tells of bodies that the standard leaves open: what is not known is passed over. */
type Schema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];
const text = { type: 'string', maxLength: 300 } as const;
const object = (properties: Readonly<Record<string, Schema>>, required: string[], example: object): Schema => ({
  type: 'object',
  properties: properties as Record<string, Schema>,
  required,
  example,
  additionalProperties: true,
});
const listOf = (items: Schema): Schema => ({ type: 'array', items });

export const USER: { readonly schema: Schema } = {
  schema: object(
    {
      schemas: listOf({ type: 'string' }),
      userName: text,
      externalId: { ...text, nullable: true },
      active: { type: 'boolean' },
      displayName: { ...text, nullable: true },
      name: object({ givenName: text, familyName: text, formatted: text }, [], {}),
      emails: listOf(object({ value: text, type: text, primary: { type: 'boolean' } }, ['value'], {})),
      preferredLanguage: { ...text, nullable: true },
    },
    ['userName'],
    { schemas: [USER_SCHEMA], userName: 'anna@example.org', displayName: 'Anna Muster', active: true },
  ),
};

export const GROUP: { readonly schema: Schema } = {
  schema: object(
    {
      schemas: listOf({ type: 'string' }),
      displayName: text,
      externalId: { ...text, nullable: true },
      members: listOf(object({ value: { type: 'string', format: 'uuid' } }, ['value'], {})),
    },
    ['displayName'],
    { schemas: [GROUP_SCHEMA], displayName: 'art33-responders', members: [] },
  ),
};

export const PATCH: { readonly schema: Schema } = {
  schema: object(
    {
      schemas: listOf({ type: 'string' }),
      Operations: listOf(
        object(
          { op: { type: 'string', enum: ['add', 'replace', 'remove'] }, path: { type: 'string' }, value: {} },
          ['op'],
          {},
        ),
      ),
    },
    ['Operations'],
    {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'displayName', value: 'Anna Muster' }],
    },
  ),
};

export const LIST: { readonly schema: Schema } = {
  schema: object(
    {
      totalResults: { type: 'integer' },
      startIndex: { type: 'integer' },
      itemsPerPage: { type: 'integer' },
      Resources: listOf({ type: 'object', additionalProperties: true }),
    },
    ['totalResults', 'Resources'],
    {},
  ),
};

export const LIST_PARAMETERS = {
  filter: {
    name: 'filter',
    required: false,
    schema: { type: 'string', example: 'userName eq "anna@example.org"' },
    description: 'RFC 7644, section 3.4.2.2.',
  },
  startIndex: { name: 'startIndex', required: false, schema: { type: 'integer', minimum: 1 }, description: 'From 1.' },
  count: {
    name: 'count',
    required: false,
    schema: { type: 'integer', minimum: 0 },
    description: 'At most 200; 100 where left out.',
  },
} satisfies Readonly<Record<string, ApiQueryOptions>>;
