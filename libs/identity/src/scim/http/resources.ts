import { memberNamed, type ScimObject } from '../domain/filter.js';
import { GROUP_SCHEMA } from '../domain/group.js';
import { userAttributes, USER_SCHEMA } from '../domain/user.js';
import type { KeptGroup, KeptUser } from '../read-model/queries.js';

/** Below which address resources stand, without a slash at the end. */
export type Base = string;

/** `W/"3"`: what an edit can say that it was based on. */
export const versionOf = ({ version }: { readonly version: number }): string => `W/"${version}"`;

const meta = (base: Base, kind: 'User' | 'Group', kept: KeptUser | KeptGroup): ScimObject => ({
  resourceType: kind,
  created: kept.createdAt,
  lastModified: kept.changedAt,
  version: versionOf(kept),
  location: `${base}/${kind}s/${kept.id}`,
});

/** A user as directories read it (RFC 7643, section 4.1). */
export const userResource =
  (base: Base) =>
  (kept: KeptUser): ScimObject => ({
    schemas: [USER_SCHEMA],
    id: kept.id,
    ...userAttributes(kept.user),
    groups: kept.groups.map(({ id, display }) => ({
      value: id,
      display,
      $ref: `${base}/Groups/${id}`,
      type: 'direct',
    })),
    meta: meta(base, 'User', kept),
  });

/** A group as directories read it (RFC 7643, section 4.2). */
export const groupResource =
  (base: Base) =>
  (kept: KeptGroup): ScimObject => ({
    schemas: [GROUP_SCHEMA],
    id: kept.id,
    displayName: kept.displayName,
    ...(kept.externalId !== null && { externalId: kept.externalId }),
    members: kept.members.map(({ id, display }) => ({ value: id, display, $ref: `${base}/Users/${id}`, type: 'User' })),
    meta: meta(base, 'Group', kept),
  });

/** What of a resource was asked for (RFC 7644, section 3.9); its id and schemas always are. */
export function asked(resource: ScimObject, attributes: readonly string[], excluded: readonly string[]): ScimObject {
  const always = ['schemas', 'id'];
  const named = (names: readonly string[]) =>
    new Set(names.map((name) => memberNamed(resource, name.slice(name.lastIndexOf(':') + 1).split('.')[0] as string)));
  const [wanted, left] = [named(attributes), named(excluded)];
  return Object.fromEntries(
    Object.entries(resource).filter(
      ([key]) => always.includes(key) || (attributes.length > 0 ? wanted.has(key) : !left.has(key)),
    ),
  );
}
