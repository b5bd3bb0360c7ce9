import type { Schemas } from './client.js';

type Notice = Schemas['NoticeListItem'];

/** What sorts after every instant: there is neither a due time nor a target. */
const NEVER = '~';
const placeOf = ({ due, target }: Notice): string => due ?? target ?? NEVER;
const inOrder = (one: Notice, other: Notice): number => {
  const [a, b] = [placeOf(one), placeOf(other)];
  if (a !== b) return a < b ? -1 : 1;
  return one.id < other.id ? -1 : 1;
};

/** The rows with those of a page among them, in the order of the list. A row that says the same stays the same object. */
export function merged(rows: readonly Notice[], page: readonly Notice[]): readonly Notice[] {
  const fresh = new Map(page.map((notice) => [notice.id, notice]));
  let isChanged = false;
  const kept = rows.map((row) => {
    const next = fresh.get(row.id);
    if (!next) return row;
    fresh.delete(row.id);
    if (JSON.stringify(next) === JSON.stringify(row)) return row;
    isChanged = true;
    return next;
  });
  if (!isChanged && fresh.size === 0) return rows;
  const all = [...kept, ...fresh.values()];
  const isSorted = all.every((row, index) => index === 0 || inOrder(all[index - 1] ?? row, row) < 0);
  return isSorted ? all : all.sort(inOrder);
}
