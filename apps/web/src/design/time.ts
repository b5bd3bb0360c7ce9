export type Lang = 'de' | 'en';

const LOCALES = { de: 'de-DE', en: 'en-GB' } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(lang: Lang, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang} ${zone} ${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.DateTimeFormat(LOCALES[lang], { timeZone: zone, ...options })));
  return known;
}

/** The offset from UTC that holds in a zone at an instant, e.g. `+02:00`: law and contracts count on it. */
export function offsetAt(instant: number, zone: string): string {
  const parts = format('en', zone, { timeZoneName: 'longOffset' }).formatToParts(instant);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? '+00:00' : name.slice(3);
}

const DAY = { weekday: 'short', day: '2-digit', month: '2-digit', year: 'numeric' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;

/** `Sa., 24.10.2026, 09:20` in a zone; seconds only where they say something. */
export function dayAndTime(instant: number, lang: Lang, zone: string): string {
  const seconds = instant % 60_000 === 0 ? {} : ({ second: '2-digit' } as const);
  return format(lang, zone, { ...DAY, ...CLOCK, ...seconds }).format(instant);
}

/** A length of time in two units: `3 Tage 4 h`, `5 h 12 min`, and below an hour to the second, `42 min 07 s`. */
export function lengthOf(milliseconds: number, lang: Lang): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1_000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600), Math.floor(seconds / 60)];
  if (days >= 2) return `${days} ${lang === 'de' ? 'Tage' : 'days'} ${hours - days * 24} h`;
  if (hours >= 1) return `${hours} h ${twoDigits(minutes - hours * 60)} min`;
  if (minutes >= 1) return `${minutes} min ${twoDigits(seconds - minutes * 60)} s`;
  return `${seconds} s`;
}

/** As wide a second later. */
const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** The wall clock of a zone at an instant, as an input of date and time takes it: `2026-10-24T09:20`. */
export function wallClock(instant: number, zone: string): string {
  const parts = format('en', zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

const DAY_LONG = 86_400_000;

/**
 * The instants that a wall clock of a zone means: one; two in the hour that clocks go through twice; none in the hour that
 * they leave out, or where it is no date.
 */
export function instantsOf(local: string, zone: string): readonly number[] {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return [];
  const offsets = new Set([asUtc - DAY_LONG, asUtc + DAY_LONG].map((near) => offsetAt(near, zone)));
  return [...offsets]
    .map((offset) => Date.parse(`${local}${offset}`))
    .filter((instant) => wallClock(instant, zone) === local)
    .sort((one, other) => one - other);
}

export const countOf = (count: number, lang: Lang): string => new Intl.NumberFormat(LOCALES[lang]).format(count);
