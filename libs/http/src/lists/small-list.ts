import { cursorsOf, encodeCursor, sortOf, type CursorKey } from '../page.js';
import type { Found, Wanted } from './plan.js';

/** A list short enough to stand in memory. */
interface SmallList<T> {
  readonly name: string;
  readonly sort: string;
  readonly id: (row: T) => string;
  readonly sorts: Readonly<Record<string, (row: T) => string | number>>;
}

/** A page of rows that are all at hand. */
export function listOf<T>(rows: readonly T[], { name, sort, id, sorts }: SmallList<T>, wanted: Wanted): Found<T> {
  const order = wanted.sort ?? sort;
  const { field, descending } = sortOf(order, Object.keys(sorts), sort);
  const cursors = cursorsOf(`${name} ${order}`, 2);
  const keyOf = (row: T): CursorKey => [sorts[field]?.(row) ?? '', id(row)];
  const after = cursors.read(wanted.cursor);
  const direction = descending ? -1 : 1;
  const found = rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => direction * compared(a.key, b.key))
    .filter(({ key }) => !after || direction * compared(key, after) > 0);
  const last = found.length > wanted.limit ? found[wanted.limit - 1] : undefined;
  return {
    rows: found.slice(0, wanted.limit).map(({ row }) => row),
    next: last ? encodeCursor(cursors.keyOf(...last.key)) : null,
    ...(wanted.count && { total: { count: rows.length, isExact: true } }),
  };
}

/** By code units and amounts, as SQLite does. */
function compared(a: CursorKey, b: CursorKey): number {
  const i = a.findIndex((part, n) => part !== b[n]);
  if (i < 0) return 0;
  return (a[i] ?? '') < (b[i] ?? '') ? -1 : 1;
}
