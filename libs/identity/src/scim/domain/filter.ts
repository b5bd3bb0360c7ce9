import type { Comparison, Filter, FilterValue } from './filter-syntax.js';

/** A resource, or a part of one. */
export type ScimObject = { readonly [name: string]: unknown };

/** Identifiers are what they are; all other text is the same in any case (RFC 7643, section 2.4). */
const CASE_EXACT: readonly string[] = ['id', 'externalid', '$ref'];

/** Whether a filter lets a resource through. */
export function matches(filter: Filter, resource: ScimObject): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, resource) && matches(filter.right, resource);
    case 'or':
      return matches(filter.left, resource) || matches(filter.right, resource);
    case 'not':
      return !matches(filter.of, resource);
    case 'present':
      return valuesAt(resource, filter.path).some((value) => value !== null && value !== '');
    case 'some':
      return valuesAt(resource, filter.path).some((value) => isObject(value) && matches(filter.of, value));
    case 'compare': {
      const { path, by, value: wanted } = filter;
      const exact = CASE_EXACT.includes(path.at(-1) ?? '');
      const values = valuesAt(resource, path).map(plain);
      // What has no value differs from every value.
      if (by === 'ne') return !values.some((value) => compared(value, 'eq', wanted, exact));
      return values.length === 0
        ? by === 'eq' && wanted === null
        : values.some((value) => compared(value, by, wanted, exact));
    }
  }
}

export const isObject = (value: unknown): value is ScimObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The member of an object with this name, in whatever case it is written. */
export function memberNamed(of: ScimObject, name: string): string | undefined {
  return Object.keys(of).find((key) => key.toLowerCase() === name.toLowerCase());
}

/** Every value at a path; lists on the way are gone through. */
function valuesAt(resource: ScimObject, path: readonly string[]): readonly unknown[] {
  return path.reduce<readonly unknown[]>(
    (values, name) =>
      values.flatMap((value) => {
        const key = isObject(value) ? memberNamed(value, name) : undefined;
        const found = key === undefined ? undefined : (value as ScimObject)[key];
        if (found === undefined) return [];
        return Array.isArray(found) ? (found as readonly unknown[]) : [found];
      }),
    [resource],
  );
}

/** Elements of lists are compared by their `value` (RFC 7643, section 2.4). */
const plain = (value: unknown): unknown => (isObject(value) ? value['value'] : value);

function compared(value: unknown, by: Comparison, wanted: FilterValue, exact: boolean): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') {
    const [has, asked] = exact ? [value, wanted] : [value.toLowerCase(), wanted.toLowerCase()];
    return comparedText(has, by, asked);
  }
  if (typeof value === 'number' && typeof wanted === 'number') return ordered(value, by, wanted);
  return by === 'eq' && (value ?? null) === wanted;
}

function comparedText(has: string, by: Comparison, asked: string): boolean {
  switch (by) {
    case 'co':
      return has.includes(asked);
    case 'sw':
      return has.startsWith(asked);
    case 'ew':
      return has.endsWith(asked);
    default:
      return ordered(has, by, asked);
  }
}

function ordered<T extends string | number>(has: T, by: Comparison, asked: T): boolean {
  switch (by) {
    case 'eq':
      return has === asked;
    case 'gt':
      return has > asked;
    case 'ge':
      return has >= asked;
    case 'lt':
      return has < asked;
    case 'le':
      return has <= asked;
    default:
      return false;
  }
}

/** The text that an attribute must equal for the filter to let anything through, where it says so: for a lookup by it. */
export function mustEqual(filter: Filter, name: string): string | undefined {
  if (filter.kind === 'and') return mustEqual(filter.left, name) ?? mustEqual(filter.right, name);
  const isIt = filter.kind === 'compare' && filter.by === 'eq' && filter.path.join('.') === name.toLowerCase();
  return isIt && typeof filter.value === 'string' ? filter.value : undefined;
}
