import { isInstantFault, parseStatedInstant, type InstantFault, type StatedInstant } from '@art33/deadlines';

/** A value, or the rule that the text breaks. */
export type Read<T> = { readonly value: T } | { readonly rule: string };

const GERMAN = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*Uhr)?)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `24.10.2026, 21:40 Uhr` as `2026-10-24T21:40`; everything else as it is. */
function isoOf(text: string): string {
  const [, day = '', month = '', year = '', hour, minute, second] = GERMAN.exec(text) ?? [];
  if (year === '') return text;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (hour === undefined) return date;
  return `${date}T${hour.padStart(2, '0')}:${minute ?? '00'}${second === undefined ? '' : `:${second}`}`;
}

/** Where the rule of instants says too little of files, or would repeat a word of the cell. */
const OWN_RULES: Partial<Record<InstantFault['code'], string>> = {
  'instant-malformed': 'a date is written as 2026-10-24 or 24.10.2026, with or without 21:40',
  'instant-zone-unknown': 'no time zone has the name that stands behind the time; they are written as Europe/Berlin',
};

/**
 * An instant as files state it: ISO 8601 or `24.10.2026 21:40`, without an offset on the clocks of `zone`. A mere date is
 * the first moment of that day, marked as approximate.
 */
export function readInstantCell(text: string, zone: string): Read<StatedInstant> & { readonly isDay: boolean } {
  const iso = isoOf(text);
  const isDay = DAY.test(iso);
  const stated = parseStatedInstant(isDay ? { local: `${iso}T00:00`, zone, precision: 'approximate' } : iso, {
    defaultZone: zone,
  });
  if (!isInstantFault(stated)) return { value: stated, isDay };
  return { rule: OWN_RULES[stated.code] ?? stated.rule, isDay };
}

/** One of several values, by itself or by one of its names; compared without case. */
export function readChoice<T extends string>(text: string, choices: Readonly<Record<T, readonly string[]>>): Read<T> {
  const wanted = text.toLocaleLowerCase('de');
  const entries = Object.entries(choices) as [T, readonly string[]][];
  const found = entries.find(([value, names]) =>
    [value, ...names].some((name) => name.toLocaleLowerCase('de') === wanted),
  );
  return found ? { value: found[0] } : { rule: `one of ${entries.map(([value]) => value).join(', ')}` };
}

/** Several values in one cell: on lines of their own, or with `|` or `,` between them. */
export const listOf = (text: string, between: RegExp = /[\n|,]/): readonly string[] =>
  text
    .split(between)
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** What no line of a record can hold: it would break mails and files. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u;
const LINE_BREAK = /[\n\r\u2028\u2029]/;

/** The rule that a text breaks; undefined where it is in order. */
export function faultOfText(text: string, longest: number, lines: 'one line' | 'several lines'): string | undefined {
  if (text.length > longest) return `at most ${longest} characters`;
  if (CONTROL.test(text)) return 'a text holds no control characters';
  return lines === 'one line' && LINE_BREAK.test(text) ? 'a text in one line' : undefined;
}
