import { GROUP_SCHEMA } from '../domain/group.js';
import { USER_SCHEMA } from '../domain/user.js';
import type { ScimObject } from '../domain/filter.js';
import { MOST_ON_PAGE } from './listing.js';
import type { Base } from './resources.js';

/** What this service can do of SCIM (RFC 7643, section 5). */
export const serviceProviderConfig = (base: Base): ScimObject => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MOST_ON_PAGE },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'API token',
      description: 'Authorization: Bearer, with a token of the organisation that may keep its members',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

/** The kinds of resources (RFC 7643, section 6). */
export const resourceTypes = (base: Base): readonly ScimObject[] =>
  [
    { id: 'User', schema: USER_SCHEMA, description: 'A person' },
    {
      id: 'Group',
      schema: GROUP_SCHEMA,
      description: 'A group; which roles it gives, the issuers of the organisation say',
    },
  ].map(({ id, schema, description }) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id,
    name: id,
    endpoint: `/${id}s`,
    description,
    schema,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${id}` },
  }));

const attribute = (name: string, more: ScimObject = {}): ScimObject => ({
  name,
  type: 'string',
  multiValued: false,
  description: name,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
});
const parts = (...names: readonly string[]): ScimObject => ({
  type: 'complex',
  subAttributes: names.map((name) => attribute(name, name === 'primary' ? { type: 'boolean' } : {})),
});

/** What is kept of each kind (RFC 7643, section 7). */
export const schemas = (base: Base): readonly ScimObject[] =>
  [
    {
      id: USER_SCHEMA,
      name: 'User',
      attributes: [
        attribute('userName', { required: true, uniqueness: 'server' }),
        attribute('externalId', { caseExact: true }),
        attribute('active', { type: 'boolean' }),
        attribute('displayName'),
        attribute('name', parts('formatted', 'givenName', 'familyName')),
        attribute('emails', { ...parts('value', 'type', 'primary'), multiValued: true }),
        attribute('preferredLanguage'),
        attribute('groups', {
          ...parts('value', 'display', '$ref', 'type'),
          multiValued: true,
          mutability: 'readOnly',
        }),
      ],
    },
    {
      id: GROUP_SCHEMA,
      name: 'Group',
      attributes: [
        attribute('displayName', { required: true }),
        attribute('externalId', { caseExact: true }),
        attribute('members', { ...parts('value', 'display', '$ref', 'type'), multiValued: true }),
      ],
    },
  ].map((schema) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    ...schema,
    description: schema.name,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }));
