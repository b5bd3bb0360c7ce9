const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest units, e.g. `23 h 10 min`, `4 d 2 h`, `12 s`. Takes milliseconds, at least 0. */
export function lengthOf(milliseconds: number): string {
  const whole = Math.max(0, milliseconds);
  if (whole < MINUTE) return `${Math.floor(whole / SECOND)} s`;
  if (whole < HOUR) return pair(whole, MINUTE, 'min', SECOND, 's');
  if (whole < DAY) return pair(whole, HOUR, 'h', MINUTE, 'min');
  return pair(whole, DAY, 'd', HOUR, 'h');
}

/** The first part unrounded, so that `23 h 59 min` never reads as a day. */
function pair(whole: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((whole % large) / small);
  const first = `${Math.floor(whole / large)} ${largeName}`;
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}

/** How an instant lies to now, as a person says it: `in 3 h 5 min`, `2 d ago`, `now`. */
export function relativeTime(instant: string, now: number): string {
  const distance = Date.parse(instant) - now;
  if (Math.abs(distance) < SECOND) return 'now';
  return distance > 0 ? `in ${lengthOf(distance)}` : `${lengthOf(-distance)} ago`;
}

/** An instant as a terminal shows it: UTC, to the minute, e.g. `2026-10-24 03:10Z`. */
export const shortInstant = (instant: string): string =>
  `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')}Z`;
