import type { Schemas } from '../../api/client.js';

type Notice = Pick<Schemas['NoticeListItem'], 'toldAt'>;

/** When controllers were first told, which no deed says: a line of the timeline of their incident. */
export interface ToldLine {
  readonly key: string;
  /** Of the controllers. */
  readonly count: number;
  readonly at: string;
  /** Where it stands among what is of one instant. */
  readonly logNumber: number;
}

const minuteOf = (instant: string): string => instant.slice(0, 16);

/** When controllers were first told: those of one minute together. */
export function toldLines(notices: readonly Notice[]): readonly ToldLine[] {
  const told = new Map<string, ToldLine>();
  for (const { toldAt } of notices) {
    if (toldAt === null) continue;
    const key = minuteOf(toldAt);
    const before = told.get(key);
    const at = before && before.at < toldAt ? before.at : toldAt;
    told.set(key, { key, count: (before?.count ?? 0) + 1, at, logNumber: Infinity });
  }
  return [...told.values()].sort((one, other) => (isBefore(one, other) ? -1 : 1));
}

interface Standing {
  readonly at: string;
  readonly logNumber: number;
}

const isBefore = (one: Standing, other: Standing): boolean => {
  const [first, second] = [Date.parse(one.at), Date.parse(other.at)];
  return first < second || (first === second && one.logNumber < other.logNumber);
};

/** Puts lines between the entries of a list, which keep their order. */
export function merged<E extends { readonly logNumber: number }, L extends Standing>(
  entries: readonly E[],
  lines: readonly L[],
  instantOf: (entry: E) => string,
): readonly (E | L)[] {
  const left = [...lines];
  const all = entries.flatMap((entry): readonly (E | L)[] => {
    const standing = { at: instantOf(entry), logNumber: entry.logNumber };
    const until = left.findIndex((line) => !isBefore(line, standing));
    return [...left.splice(0, until === -1 ? left.length : until), entry];
  });
  return [...all, ...left];
}
