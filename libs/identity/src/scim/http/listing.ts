import { badValue } from '../domain/fault.js';
import { matches, type ScimObject } from '../domain/filter.js';
import { readFilter, type Filter } from '../domain/filter-syntax.js';
import { asked } from './resources.js';

const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** So many resources stand on a page at most. */
export const MOST_ON_PAGE = 200;
const USUAL_PAGE = 100;

/** What of a list is asked for (RFC 7644, section 3.4.2). */
export interface ListQuery {
  readonly filter: Filter | undefined;
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
  readonly attributes: readonly string[];
  readonly excluded: readonly string[];
}

/** Reads the parameters of a list; those that are not known are passed over. Throws `ScimFault`. */
export function listQuery(query: unknown): ListQuery {
  const given = (query ?? {}) as Readonly<Record<string, unknown>>;
  const { filter } = given;
  if (filter !== undefined && typeof filter !== 'string') throw badValue('filter: one text');
  return {
    filter: filter === undefined || filter === '' ? undefined : readFilter(filter),
    startIndex: Math.max(1, wholeNumber(given, 'startIndex', 1)),
    count: Math.min(MOST_ON_PAGE, Math.max(0, wholeNumber(given, 'count', USUAL_PAGE))),
    ...shownParts(given),
  };
}

/** Which attributes are asked for, of a list or of one resource. */
export function shownParts(query: unknown): Pick<ListQuery, 'attributes' | 'excluded'> {
  const { attributes, excludedAttributes } = (query ?? {}) as Readonly<Record<string, unknown>>;
  return { attributes: names(attributes), excluded: names(excludedAttributes) };
}

function wholeNumber(given: Readonly<Record<string, unknown>>, name: string, fallback: number): number {
  const text = given[name];
  if (text === undefined || text === '') return fallback;
  if (typeof text !== 'string' || !/^-?\d{1,9}$/.test(text)) throw badValue(`${name}: a whole number`);
  return Number(text);
}

const names = (text: unknown): readonly string[] =>
  typeof text === 'string' ? text.split(',').flatMap((name) => name.trim() || []) : [];

/** A page of the resources that the filter lets through. */
export function listed(resources: readonly ScimObject[], query: ListQuery): ScimObject {
  const { filter, startIndex, count } = query;
  const found = filter ? resources.filter((resource) => matches(filter, resource)) : resources;
  return pageOf(found.slice(startIndex - 1, startIndex - 1 + count), found.length, query);
}

/** A page that was cut already. */
export function pageOf(page: readonly ScimObject[], total: number, query: ListQuery): ScimObject {
  const { startIndex, attributes, excluded } = query;
  return {
    schemas: [LIST_SCHEMA],
    totalResults: total,
    startIndex,
    itemsPerPage: page.length,
    Resources: page.map((resource) => asked(resource, attributes, excluded)),
  };
}
