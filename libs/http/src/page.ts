import type { Moment } from '@art33/event-log';
import { invalid, type ProblemException } from './problem.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
  /** Where it was asked for: how many rows match; at least so many where `isExact` is false. */
  readonly total?: { readonly count: number; readonly isExact: boolean };
  /** The moment that is shown, in a look at the past. */
  readonly asOf?: Moment;
}

export type CursorKey = readonly (string | number | null)[];

const foreignCursor = (): ProblemException => invalid('cursor', 'a nextCursor of this list');

export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');

/** The sort key where the last page ended; refuses what is no cursor at all. */
export function decodeCursor(cursor: string | undefined): CursorKey | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isScalar = (part: unknown): boolean => part === null || typeof part === 'string' || typeof part === 'number';
    if (Array.isArray(key) && key.every(isScalar)) return key as CursorKey;
  } catch {
    // falls through to the refusal
  }
  throw foreignCursor();
}

/**
 * The cursors of one list in one order: `order` names both, e.g. `cases -due`, `parts` is how long its sort key is. A cursor
 * of another list, or of this one in another order, is refused instead of leading to a page that skips or repeats.
 */
export const cursorsOf = (order: string, parts: number) => ({
  keyOf: (...key: CursorKey): CursorKey => [order, ...key],
  read(cursor: string | undefined): CursorKey | undefined {
    const decoded = decodeCursor(cursor);
    if (!decoded) return undefined;
    const [of, ...key] = decoded;
    if (of !== order || key.length !== parts) throw foreignCursor();
    return key;
  },
});

/** `-due` → {field: 'due', descending: true}; refuses fields that the list does not sort by. */
export function sortOf<F extends string>(
  sort: string | undefined,
  fields: readonly F[],
  fallback: `${'' | '-'}${F}`,
): { readonly field: F; readonly descending: boolean } {
  const text = sort ?? fallback;
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const field = fields.find((each) => each === name);
  if (field === undefined) throw invalid('sort', `one of ${fields.join(', ')}, with - in front for descending`);
  return { field, descending };
}

/** Cuts a page from rows that were fetched with `limit + 1`; shows them as they are where there is no `view`. */
export function page<R>(rows: readonly R[], limit: number, keyOf: (row: R) => CursorKey): Page<R>;
export function page<R, T>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => CursorKey,
  view: (row: R) => T,
): Page<T>;
export function page<R>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => CursorKey,
  view: (row: R) => unknown = (row) => row,
): Page<unknown> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isLast = rows.length <= limit || last === undefined;
  return { items: shown.map(view), nextCursor: isLast ? null : encodeCursor(keyOf(last)) };
}
