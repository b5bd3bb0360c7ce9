import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTime } from '../app/clock.js';
import { useLang } from '../app/locale.js';
import { clockStateAt, type ClockFacts, type ClockState } from './state.js';
import { lengthOf } from './time.js';

/** A clock's state, kept current. */
export const useClockState = (facts: ClockFacts): ClockState =>
  useTime((now) => clockStateAt(facts, now)) as ClockState;

/**
 * What is left of a clock, or since when it is over. It changes once a minute, in the last hour once a second: nothing
 * blinks. What stands still shows nothing.
 */
export function Countdown({ facts }: { readonly facts: ClockFacts }): ReactNode {
  const { t } = useTranslation();
  const lang = useLang();
  const { due, state } = facts;
  const text = useTime((now) => {
    if (due === null || state === 'sent' || state === 'settled') return '';
    const left = Date.parse(due) - now;
    const length = lengthOf(left, lang);
    return left < 0 ? t('clock.since', { length }) : length;
  });
  return text;
}
