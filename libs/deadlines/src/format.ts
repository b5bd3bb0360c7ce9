import { formatOffset, offsetAt, parseOffset } from './zones.js';
import type { Instant, Lateness, StatedInstant } from './types.js';

/** The languages of the user interface. */
export type Language = 'de' | 'en';
/** A text in both. */
export interface InBoth {
  readonly de: string;
  readonly en: string;
}

const WEEKDAYS = {
  de: ['So.', 'Mo.', 'Di.', 'Mi.', 'Do.', 'Fr.', 'Sa.'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * An instant as people of a zone read it, always with its offset: `So. 25.10.2026, 17:05 Uhr (+01:00)`,
 * `Sun 25 Oct 2026, 17:05 (+01:00)`. Seconds are shown where there are any; milliseconds are cut off, so that a due time
 * is never shown later than it is. Throws RangeError for an unknown zone.
 */
export const formatInstant = (instant: Instant, zone: string, language: Language): string => {
  const at = Date.parse(instant);
  return onTheClock(at, offsetAt(at, zone), language);
};

/** The day of an instant as people of a zone read it: `So. 25.10.2026`, `Sun 25 Oct 2026`. Throws RangeError for an unknown zone. */
export const formatDay = (instant: Instant, zone: string, language: Language): string => {
  const at = Date.parse(instant);
  return dayOn(wallClock(at, offsetAt(at, zone)), language);
};

/** A stated instant at the offset it was stated with; an approximate one says so. */
export const formatStated = (stated: StatedInstant, language: Language): string => {
  const text = onTheClock(Date.parse(stated.at), parseOffset(stated.offset), language);
  if (stated.precision === 'exact') return text;
  return `${language === 'de' ? 'etwa' : 'about'} ${text}`;
};

/** `1 h 30 min`, `25 min`, `72 h`; below a minute `12 s`, below a second `1 ms`. What is left over is cut off. */
export const formatDuration = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.floor(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${Math.floor(milliseconds / 1000)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  const parts = [
    ...(minutes >= 60 ? [`${Math.floor(minutes / 60)} h`] : []),
    ...(minutes % 60 > 0 ? [`${minutes % 60} min`] : []),
  ];
  return parts.join(' ');
};

/** `on time` or how late, in words. Nothing undated is ever late. */
export const formatLateness = (lateness: Lateness, language: Language): string => {
  if (lateness.onTime) return language === 'de' ? 'rechtzeitig' : 'on time';
  return `${formatDuration(lateness.lateBy)} ${language === 'de' ? 'verspätet' : 'late'}`;
};

/** `03:00`: the face of a clock that runs at this offset. */
export const clockFace = (at: number, offset: number): string => {
  const wall = new Date(at + offset * 60_000);
  return `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`;
};

/** A date whose UTC fields are what a clock at this offset shows. */
const wallClock = (at: number, offset: number): Date => new Date(at + offset * 60_000);

function dayOn(wall: Date, language: Language): string {
  const weekday = WEEKDAYS[language][wall.getUTCDay()];
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  return language === 'de'
    ? `${weekday} ${two(day)}.${two(month + 1)}.${year}`
    : `${weekday} ${day} ${MONTHS[month]} ${year}`;
}

function onTheClock(at: number, offset: number, language: Language): string {
  const wall = wallClock(at, offset);
  const seconds = wall.getUTCSeconds();
  const time = clockFace(at, offset) + (seconds > 0 ? `:${two(seconds)}` : '');
  return `${dayOn(wall, language)}, ${time}${language === 'de' ? ' Uhr' : ''} (${formatOffset(offset)})`;
}
