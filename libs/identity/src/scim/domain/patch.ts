import { ScimFault } from './fault.js';
import { isObject, matches, memberNamed, type ScimObject } from './filter.js';
import { pathIn, readFilter, type Filter } from './filter-syntax.js';

/** One change, as a directory sends it (RFC 7644, section 3.5.2). */
interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string | undefined;
  readonly value: unknown;
}

/** `emails[type eq "work"].value` → what it points at. */
interface Target {
  readonly name: string;
  readonly filter: Filter | undefined;
  readonly sub: string | undefined;
}

const MOST_OPERATIONS = 1_000;

/**
 * A resource after the changes that a PATCH asks for. `names` are the attributes that can be changed, as they are written; others
 * are passed over, since directories send whatever they have. Also takes what Entra ID and Okta send beside the standard:
 * operations in capitals, no path but an object of paths, members to be removed as the value, and a filter that finds nothing
 * where something is to be set. Throws `ScimFault`.
 */
export function patched(resource: ScimObject, body: ScimObject, names: readonly string[]): ScimObject {
  const operations = body[memberNamed(body, 'Operations') ?? 'Operations'];
  if (!Array.isArray(operations) || operations.length === 0)
    throw new ScimFault(400, 'invalidSyntax', 'Operations: a list of changes');
  if (operations.length > MOST_OPERATIONS)
    throw new ScimFault(413, null, `at most ${MOST_OPERATIONS} operations in one request`);
  return operations.map(operationIn).reduce((changed, operation) => apply(changed, operation, names), resource);
}

function operationIn(given: unknown): Operation {
  const { op, path, value } = isObject(given) ? given : ({} as ScimObject);
  const known = (['add', 'replace', 'remove'] as const).find((each) => each === String(op).toLowerCase());
  if (!known) throw new ScimFault(400, 'invalidSyntax', 'op: one of add, replace, remove');
  if (path !== undefined && typeof path !== 'string') throw new ScimFault(400, 'invalidPath', 'path: a text');
  return { op: known, path: path === '' ? undefined : path, value };
}

function apply(resource: ScimObject, operation: Operation, names: readonly string[]): ScimObject {
  const { op, path, value } = operation;
  if (path !== undefined) return applyAt(resource, targetOf(path), operation, names);
  if (op === 'remove') throw new ScimFault(400, 'noTarget', 'remove needs a path');
  if (!isObject(value)) throw new ScimFault(400, 'invalidValue', 'value: an object where there is no path');
  return Object.entries(value).reduce((changed, [key, one]) => {
    // What extensions hold is not kept.
    if (key.toLowerCase().startsWith('urn:') && isObject(one)) return changed;
    return applyAt(changed, targetOf(key), { op, path: key, value: one }, names);
  }, resource);
}

function targetOf(path: string): Target {
  const parts = /^([^[\]]+)(?:\[(.*)\](?:\.([\w$-]+))?)?$/s.exec(path.trim());
  const names = parts && pathIn(parts[1] as string);
  if (!parts || !names) throw new ScimFault(400, 'invalidPath', `no path: ${path.slice(0, 100)}`);
  const [name, sub] = names as [string, string | undefined];
  const filter = parts[2] === undefined ? undefined : readFilter(parts[2]);
  return { name, filter, sub: sub ?? parts[3] };
}

function applyAt(
  resource: ScimObject,
  { name, filter, sub }: Target,
  { op, value }: Operation,
  names: readonly string[],
): ScimObject {
  const known = names.find((each) => each.toLowerCase() === name);
  if (known === undefined) return resource;
  const has = resource[known];
  const next = filter ? changedWhere(has, filter, sub, op, value) : changedWhole(has, sub, op, value);
  const { [known]: _, ...rest } = resource;
  return next === undefined ? rest : { ...rest, [known]: next };
}

/** An attribute without a filter: the whole of it, or one part. */
function changedWhole(has: unknown, sub: string | undefined, op: Operation['op'], value: unknown): unknown {
  if (sub !== undefined) {
    const whole = isObject(has) ? has : {};
    const { [memberNamed(whole, sub) ?? sub]: _, ...rest } = whole;
    return op === 'remove' ? rest : { ...rest, [spelled(sub)]: value };
  }
  if (Array.isArray(has)) return changedList(has, op, value);
  if (op === 'remove') return undefined;
  return op === 'add' && isObject(has) && isObject(value) ? { ...has, ...value } : value;
}

function changedList(has: readonly unknown[], op: Operation['op'], value: unknown): unknown {
  const given = listed(value);
  if (op === 'replace') return given;
  // Entra ID names the elements to be removed as the value.
  if (op === 'remove') return given.length === 0 ? [] : has.filter((one) => !given.some((each) => isSame(each, one)));
  const added = given.filter((each) => !has.some((one) => isSame(each, one)));
  return withOnePrimary([...has, ...added], added);
}

/** The elements of a list that a filter finds. */
function changedWhere(
  has: unknown,
  filter: Filter,
  sub: string | undefined,
  op: Operation['op'],
  value: unknown,
): unknown {
  const list = listed(has);
  const isMeant = (one: unknown): boolean => isObject(one) && matches(filter, one);
  if (op === 'remove') {
    if (sub === undefined) return list.filter((one) => !isMeant(one));
    return list.map((one) => (isMeant(one) ? changedWhole(one, sub, 'remove', undefined) : one));
  }
  const changes: ScimObject = sub === undefined ? (isObject(value) ? value : { value }) : { [spelled(sub)]: value };
  const found = list.some(isMeant)
    ? list.map((one) => (isMeant(one) ? { ...(one as ScimObject), ...changes } : one))
    : [...list, { ...meantBy(filter), ...changes }];
  return withOnePrimary(found, [found.find(isMeant)]);
}

/** What an element is by the filter that it was to be found by: `type eq "work"` → `{type: "work"}`. */
function meantBy(filter: Filter): ScimObject {
  if (filter.kind === 'and') return { ...meantBy(filter.left), ...meantBy(filter.right) };
  if (filter.kind === 'compare' && filter.by === 'eq') return { [spelled(filter.path.join('.'))]: filter.value };
  throw new ScimFault(400, 'noTarget', 'the filter of the path finds nothing');
}

/** RFC 7643, section 2.4: `primary` is true at most once; the last one that was set is meant. */
function withOnePrimary(list: readonly unknown[], set: readonly unknown[]): readonly unknown[] {
  const primary = set.findLast((one) => isObject(one) && one['primary'] === true);
  if (primary === undefined) return list;
  return list.map((one) =>
    one !== primary && isObject(one) && one['primary'] === true ? { ...one, primary: false } : one,
  );
}

const listed = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
};
const valueOf = (one: unknown): unknown => (isObject(one) ? one['value'] : one);
const isSame = (a: unknown, b: unknown): boolean => {
  const [left, right] = [valueOf(a), valueOf(b)];
  return typeof left === 'string' && typeof right === 'string' && left.toLowerCase() === right.toLowerCase();
};

/** Parts of attributes as the standard writes them. */
const PARTS = ['givenName', 'familyName', 'formatted', 'value', 'type', 'primary', 'display'];
const spelled = (sub: string): string => PARTS.find((each) => each.toLowerCase() === sub.toLowerCase()) ?? sub;
