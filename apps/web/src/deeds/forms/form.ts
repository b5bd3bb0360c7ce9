import { now } from '../../app/clock.js';
import { offsetAt, wallClock } from '../../design/time.js';
import type { When } from '../../design/when.js';
import type { Reading } from '../queries.js';

/** What every form of a deed is given. */
export interface FormProps {
  readonly reading: Reading;
  /** Afterwards. */
  readonly onDone: () => void;
}

/** An instant of the record as one enters it; empty where there is none. */
export const whenOf = (stated: { readonly at: string } | null | undefined, zone: string): When => {
  if (!stated) return { local: '' };
  const at = Date.parse(stated.at);
  return { local: wallClock(at, zone), offset: offsetAt(at, zone) };
};

export const whenNow = (zone: string): When => ({ local: wallClock(now(), zone) });

export const isBlank = (text: string): boolean => text.trim() === '';
