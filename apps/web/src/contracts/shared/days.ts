import type { Lang } from '../../design/time.js';

const LOCALES = { de: 'de-DE', en: 'en-GB' } as const;

/** A calendar day as it is agreed, `2026-10-24`: it has no time zone of its own. */
export const dayOf = (date: string, lang: Lang): string =>
  new Intl.DateTimeFormat(LOCALES[lang], {
    timeZone: 'UTC',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).format(Date.parse(`${date.slice(0, 10)}T00:00:00Z`));

/** The calendar day on which an instant falls in a zone: `2026-10-24`. */
export const dayIn = (instant: string, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    Date.parse(instant),
  );
