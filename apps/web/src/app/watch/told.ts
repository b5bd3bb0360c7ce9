import type { Urgent } from './urgent.js';

const keyOf = (organisation: string): string => `art33.told.${organisation}`;
/** A clock and its step; another due time is another step. */
const stepOf = ({ clock: { duty, due }, state }: Urgent): string => `${duty} ${state} ${due ?? ''}`;

function stepsTold(organisation: string): ReadonlySet<string> {
  const kept = localStorage.getItem(keyOf(organisation));
  return new Set(kept === null ? [] : (JSON.parse(kept) as readonly string[]));
}

/** Notes what has been told on this device; what asks for nothing any more is forgotten. */
export const keepTold = (organisation: string, urgent: readonly Urgent[]): void =>
  localStorage.setItem(keyOf(organisation), JSON.stringify(urgent.map(stepOf)));

/** What nobody was told of on this device, and is from now on. */
export function takeUntold(organisation: string, urgent: readonly Urgent[]): readonly Urgent[] {
  const told = stepsTold(organisation);
  const untold = urgent.filter((each) => !told.has(stepOf(each)));
  if (untold.length > 0 || told.size > urgent.length) keepTold(organisation, urgent);
  return untold;
}
