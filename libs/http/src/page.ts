import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { invalid } from './problem.js';

/** Paging of every list. */
export class PageQuery {
  /** Where the last page ended: its `nextCursor`. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  cursor?: string;

  /** How many items, 1 to 200. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 20;

  /** A field name, with `-` in front for descending. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  sort?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

export type CursorKey = readonly (string | number | null)[];

export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');

/** The sort key where the last page ended; refuses what this service did not hand out. */
export function decodeCursor(cursor: string | undefined): CursorKey | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const scalar = (part: unknown) => part === null || typeof part === 'string' || typeof part === 'number';
    if (Array.isArray(key) && key.every(scalar)) return key as CursorKey;
  } catch {
    // falls through to the refusal
  }
  throw invalid('cursor', 'a nextCursor of this list');
}

/** `-due` → {field: 'due', descending: true}; refuses fields that the list does not sort by. */
export function sortOf<F extends string>(
  sort: string | undefined,
  fields: readonly F[],
  fallback: `${'' | '-'}${F}`,
): { readonly field: F; readonly descending: boolean } {
  const text = sort ?? fallback;
  const descending = text.startsWith('-');
  const field = (descending ? text.slice(1) : text) as F;
  if (!fields.includes(field)) throw invalid('sort', `one of ${fields.join(', ')}, with - in front for descending`);
  return { field, descending };
}

/** Cuts a page from rows that were fetched with `limit + 1`. */
export function page<R, T = R>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => CursorKey,
  view: (row: R) => T = (row) => row as unknown as T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}

/** `?asOf=`: an RFC 3339 instant or a log number. */
export class AsOfQuery {
  /** The record as it was recorded at this instant (RFC 3339) or at this log number. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  asOf?: string;
}
