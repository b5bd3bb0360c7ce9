import type { StoredEvent } from '../port/event-log.js';
import type { Slices } from '../runner/pace.js';

const SORTED_AT_ONCE = 1_024;

/** Sorted part by part: many events take longer than others should wait. */
export const inLogOrder = async (events: readonly StoredEvent[], slices: Slices): Promise<readonly StoredEvent[]> => {
  const parts = new Map<number, StoredEvent[]>();
  for (const event of events) {
    const place = Math.floor(event.logNumber / SORTED_AT_ONCE);
    const part = parts.get(place);
    if (part) part.push(event);
    else parts.set(place, [event]);
    await slices.breathe();
  }
  const sorted: StoredEvent[] = [];
  for (const [, part] of [...parts].sort(([a], [b]) => a - b)) {
    sorted.push(...part.sort((a, b) => a.logNumber - b.logNumber));
    await slices.breathe();
  }
  return sorted;
};
