import { badValue } from './fault.js';
import { isObject, memberNamed, type ScimObject } from './filter.js';

/** A group of a directory: its members are users by their ids. */
export interface ScimGroup {
  readonly displayName: string;
  readonly externalId: string | null;
  readonly members: readonly string[];
}

export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** What a PATCH can change. */
export const GROUP_ATTRIBUTES = ['displayName', 'externalId', 'members'] as const;

const LONGEST = 300;
const MOST_MEMBERS = 10_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A group as it was sent. Throws `ScimFault` where something that is kept cannot be read. */
export function groupIn(body: ScimObject): ScimGroup {
  const at = (name: string): unknown => body[memberNamed(body, name) ?? name];
  const text = (name: string): string | null => {
    const value = at(name);
    if (value === undefined || value === null || value === '') return null;
    if (typeof value !== 'string' || value.length > LONGEST)
      throw badValue(`${name}: a text of at most ${LONGEST} characters`);
    return value;
  };
  const displayName = text('displayName');
  if (displayName === null) throw badValue('displayName: is missing');
  return { displayName, externalId: text('externalId'), members: membersIn(at('members')) };
}

function membersIn(value: unknown): readonly string[] {
  const list: readonly unknown[] = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  if (list.length > MOST_MEMBERS) throw badValue(`members: at most ${MOST_MEMBERS}`);
  const ids = list.map((one, index) => {
    const id = isObject(one) ? one['value'] : one;
    if (typeof id !== 'string' || !UUID.test(id.toLowerCase()))
      throw badValue(`members.${index}.value: the id of a user`);
    return id.toLowerCase();
  });
  return [...new Set(ids)];
}
