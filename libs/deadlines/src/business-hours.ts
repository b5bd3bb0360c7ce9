import { offsetAt } from './zones.js';
import type { Instant } from './types.js';

/** Monday to Friday from `from` to before `to`, hours of the local clock. */
export interface BusinessHours {
  readonly from: number;
  readonly to: number;
}

/**
 * A convention, not law: receipt within "usual business hours" is settled for businesses (BGH 6.10.2022, VII ZR 895/21),
 * which hours those are is not, and nights and weekends are left open.
 */
export const DEFAULT_BUSINESS_HOURS: BusinessHours = { from: 8, to: 18 };

/**
 * Flags an instant outside business hours in a zone. Holidays are not known here: a holiday on a weekday is not flagged.
 * It moves no deadline. Throws RangeError for an unknown zone.
 */
export const isOutsideBusinessHours = (
  instant: Instant,
  zone: string,
  hours: BusinessHours = DEFAULT_BUSINESS_HOURS,
): boolean => {
  const at = Date.parse(instant);
  const wall = new Date(at + offsetAt(at, zone) * 60_000);
  const weekend = wall.getUTCDay() === 0 || wall.getUTCDay() === 6;
  return weekend || wall.getUTCHours() < hours.from || wall.getUTCHours() >= hours.to;
};
