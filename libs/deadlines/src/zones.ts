import { DateTime, IANAZone } from 'luxon';

/**
 * Offsets of IANA zones. Asking the platform for one offset costs some microseconds, so the changes of clocks of a zone
 * are looked up once per calendar year and kept. All instants here are milliseconds since 1970-01-01T00:00:00Z, all
 * offsets minutes east of UTC.
 */

/** The clocks of a zone are put forward or back. */
export interface ClockChange {
  /** The first instant with the new offset. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
  readonly season: 'summer-time-begins' | 'summer-time-ends' | 'other';
}

interface ZoneYear {
  readonly offsetAtStart: number;
  readonly changes: readonly ClockChange[];
}

const DAY = 86_400_000;
const MINUTE = 60_000;

const zones = new Map<string, { readonly zone: IANAZone; readonly years: Map<number, ZoneYear> }>();

/** Whether this names a zone of the IANA database, e.g. `Europe/Berlin`. A bare offset such as `+02:00` does not. */
export const isZone = (name: string): boolean =>
  zones.has(name.toLowerCase()) || (/^[A-Za-z]/.test(name) && IANAZone.isValidZone(name));

/** The zone's offset at an instant. Throws RangeError for an unknown zone. */
export const offsetAt = (instant: number, zone: string): number => {
  const { offsetAtStart, changes } = yearOf(zone, new Date(instant).getUTCFullYear());
  return changes.findLast((change) => change.at <= instant)?.after ?? offsetAtStart;
};

/** The changes of clocks later than `after` and not later than `upTo`, in order. */
export const clockChanges = (zone: string, after: number, upTo: number): readonly ClockChange[] => {
  const changes: ClockChange[] = [];
  for (let year = new Date(after).getUTCFullYear(); year <= new Date(upTo).getUTCFullYear(); year++) {
    changes.push(...yearOf(zone, year).changes.filter((change) => change.at > after && change.at <= upTo));
  }
  return changes;
};

/**
 * The offsets under which a zone's wall clock shows this time (`wall`: the clock face read as if it were UTC), earlier
 * instant first: one as a rule, two in the hour that the clocks go through twice, none in the hour that they skip.
 */
export const offsetsOfWall = (wall: number, zone: string): readonly number[] => {
  const candidates = new Set([offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)]);
  return [...candidates].filter((offset) => offsetAt(wall - offset * MINUTE, zone) === offset).sort((a, b) => b - a);
};

/** `+02:00`, `-03:30`, `+00:00`; with seconds only where history has them (Liberia until 1972). */
export const formatOffset = (minutes: number): string => {
  const seconds = Math.round(Math.abs(minutes) * 60);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${minutes < 0 ? '-' : '+'}${(parts[2] === '00' ? parts.slice(0, 2) : parts).join(':')}`;
};

/** Reads what `formatOffset` writes. */
export const parseOffset = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(':').map(Number);
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes + seconds / 60);
};

function yearOf(name: string, year: number): ZoneYear {
  // Zone names are matched whatever their case; one entry for all spellings keeps the cache bounded.
  const key = name.toLowerCase();
  let entry = zones.get(key);
  if (!entry) {
    if (!isZone(name)) throw new RangeError(`unknown time zone ${name}`);
    entry = { zone: IANAZone.create(name), years: new Map() };
    zones.set(key, entry);
  }
  let found = entry.years.get(year);
  if (!found) {
    found = lookUpYear(entry.zone, year);
    entry.years.set(year, found);
  }
  return found;
}

/** Day by day, then by halves: no zone changes its clocks twice within a day. */
function lookUpYear(zone: IANAZone, year: number): ZoneYear {
  const end = Date.UTC(year + 1, 0, 1);
  const changes: ClockChange[] = [];
  // The last millisecond of the year before, so that a change at the stroke of New Year is found.
  let at = Date.UTC(year, 0, 1) - 1;
  const offsetAtStart = zone.offset(at);
  while (at < end - 1) {
    const next = Math.min(at + DAY, end - 1);
    if (zone.offset(next) !== zone.offset(at)) changes.push(lookUpChange(zone, at, next));
    at = next;
  }
  return { offsetAtStart, changes };
}

function lookUpChange(zone: IANAZone, from: number, to: number): ClockChange {
  const before = zone.offset(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) === before) low = middle;
    else high = middle;
  }
  const summerBefore = DateTime.fromMillis(low, { zone }).isInDST;
  const summerAfter = DateTime.fromMillis(high, { zone }).isInDST;
  const season = summerBefore === summerAfter ? 'other' : summerAfter ? 'summer-time-begins' : 'summer-time-ends';
  return { at: high, before, after: zone.offset(high), season };
}
