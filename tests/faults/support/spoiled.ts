import { DATE, TIME, UNKNOWN_ID, type Write } from './writes.js';

type Json = unknown;
type Body = NonNullable<Write['body']>;
type Step = string | number;

/** A request that must be refused. */
export interface Spoiled {
  readonly what: string;
  /** JSON, or the bytes as they go out. */
  readonly body: Json;
  /** The field that the answer names; undefined where the request as a whole is wrong. */
  readonly field?: string;
  /** How many readings the answer offers. */
  readonly readings?: number;
}

interface Place {
  readonly path: readonly Step[];
  readonly value: Json;
}

const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value in a body, with where it stands. */
function placesIn(value: Json, path: readonly Step[] = []): readonly Place[] {
  const children: readonly (readonly [Step, Json])[] = Array.isArray(value)
    ? value.map((child: Json, index) => [index, child])
    : isRecord(value)
      ? Object.entries(value)
      : [];
  const own = path.length === 0 ? [] : [{ path, value }];
  return [...own, ...children.flatMap(([key, child]) => placesIn(child, [...path, key]))];
}

function replaced(value: Json, [key, ...rest]: readonly Step[], by: Json): Json {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((child: Json, index) => (index === key ? replaced(child, rest, by) : child));
  return { ...(value as object), [key]: replaced((value as Record<string, Json>)[key], rest, by) };
}

function wrongTypes(value: Json): readonly Json[] {
  if (typeof value === 'string') return [5, true, {}, ['x']];
  if (typeof value === 'number') return ['x', '5', true, {}, [], -1, ...(Number.isInteger(value) ? [1.5] : [])];
  if (typeof value === 'boolean') return ['true', 1, {}, []];
  return Array.isArray(value) ? ['x', 5, {}, [5], [null], [{}], [[]]] : ['x', 5, true, []];
}

const BAD_TIMES: readonly (readonly [string, Json, number?])[] = [
  ['a date that does not exist', '2026-02-30T10:00+01:00'],
  ['a time of day that does not exist', '2026-10-20T24:00+02:00'],
  ['a month that does not exist', '2026-13-01T10:00+01:00'],
  ['no zone', '2026-10-20T09:05'],
  ['no zone, apart', { local: '2026-10-20T09:05' }],
  ['an unknown zone', '2026-10-20T09:05 Europe/Kempten'],
  ['the double hour without offset', '2026-10-25T02:30 Europe/Berlin', 2],
  ['the double hour without offset, apart', { local: '2026-10-25T02:30', zone: 'Europe/Berlin' }, 2],
  ['the missing hour', '2026-03-29T02:30 Europe/Berlin'],
  ['an offset that the zone does not have', '2026-10-20T09:05+05:00[Europe/Berlin]'],
  ['a leap second', '2026-06-30T23:59:60Z'],
  ['the year 9999', '9999-01-01T00:00Z'],
  ['words', 'gestern'],
  ['a strange part', { at: '2026-10-20T09:05Z', strange: 1 }],
];
const isText = ([, value]: readonly [string, Json, number?]): boolean => typeof value === 'string';

function valuesFor({ value }: Place): readonly (readonly [string, Json, number?])[] {
  const types = wrongTypes(value).map((wrong) => [`instead of the value: ${JSON.stringify(wrong)}`, wrong] as const);
  if (typeof value !== 'string') return types;
  const texts = [
    ['a NUL character', `${value}\u0000`],
    ['a lone surrogate', `${value}\ud800`],
  ] as const;
  if (value === TIME) return [...types, ...texts, ...BAD_TIMES];
  if (value === DATE) return [...types, ...texts, ...BAD_TIMES.filter(isText)];
  return [...types, ...texts, ...(value === UNKNOWN_ID ? ([['no id', 'x']] as const) : [])];
}

const nameOf = (path: readonly Step[]): string => path.join('.');

/** A body with its strangest value taken out and put back as text: what no JSON writer would write. */
const HERE = '@here@';
const raw = (body: Json, path: readonly Step[], text: string): string =>
  JSON.stringify(replaced(body, path, HERE)).replace(`"${HERE}"`, text);

const DEPTH = 10_000;
const deep = (): string => '['.repeat(DEPTH) + ']'.repeat(DEPTH);

/** What can be wrong in the fields of a body. */
function* spoiledFields(body: Body): Generator<Spoiled> {
  for (const place of placesIn(body)) {
    const field = nameOf(place.path);
    for (const [what, value, readings] of valuesFor(place))
      yield {
        what: `${field}: ${what}`,
        field,
        body: replaced(body, place.path, value),
        ...(readings && { readings }),
      };
    if (typeof place.value === 'number') yield { what: `${field}: 1e400`, field, body: raw(body, place.path, '1e400') };
    if (Array.isArray(place.value) && place.value.includes(UNKNOWN_ID))
      yield { what: `${field}: one id twice`, field, body: replaced(body, place.path, [UNKNOWN_ID, UNKNOWN_ID]) };
    yield { what: `${field}: ${DEPTH} deep`, field, body: raw(body, place.path, deep()) };
  }
  const records = [{ path: [], value: body }, ...placesIn(body)].filter(({ value }) => isRecord(value));
  for (const { path, value } of records) {
    for (const strange of ['strange', 'constructor', 'toString']) {
      const field = nameOf([...path, strange]);
      yield { what: `${field}: unknown`, field, body: replaced(body, path, { ...(value as object), [strange]: 1 }) };
    }
    const field = nameOf([...path, '__proto__']);
    const text = JSON.stringify(value).replace(/^\{/, '{"__proto__":{"role":"operator"},');
    yield { what: `${field}: unknown`, field, body: path.length === 0 ? text : raw(body, path, text) };
  }
}

const MEGABYTE = 1024 * 1024;

/** What no request may be, whatever its fields. */
const spoiledWholes: readonly Spoiled[] = [
  { what: 'malformed JSON', body: '{"reason": "x"' },
  { what: 'words', body: 'reason=x' },
  { what: 'an array', body: '[]' },
  { what: 'an array of bodies', body: '[{}]' },
  { what: 'a text', body: '"x"' },
  { what: 'a number', body: '1e9' },
  { what: 'null', body: 'null' },
  { what: 'NaN', body: '{"reason": NaN}' },
  { what: 'a raw NUL byte', body: '{"reason": "\u0000"}' },
  { what: 'only NUL bytes', body: new Uint8Array(64) },
  { what: 'invalid UTF-8', body: Buffer.from('{"reason": "\xe9"}', 'latin1') },
  { what: 'a surrogate in UTF-8', body: Buffer.from('{"reason": "\xed\xa0\x80"}', 'latin1') },
  { what: 'UTF-16', body: Buffer.from('{"reason": "x"}', 'utf16le') },
  { what: '1 MB of text', body: JSON.stringify({ reason: 'x'.repeat(MEGABYTE) }) },
  { what: '1 MB of brackets', body: '['.repeat(MEGABYTE) },
  { what: '1 MB of spaces', body: ' '.repeat(MEGABYTE) },
  { what: 'an array without end', body: '['.repeat(DEPTH) },
  { what: `an array ${DEPTH} deep`, body: deep() },
  { what: `an object ${DEPTH} deep`, body: '{"a":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH) },
  { what: '__proto__', field: '__proto__', body: '{"__proto__": {"role": "operator"}}' },
  { what: 'an unknown field', field: 'strange', body: { strange: 1 } },
];

/** Everything that can be wrong with a write. */
export const spoiled = ({ body }: Write): readonly Spoiled[] => [
  ...spoiledWholes,
  ...(body ? spoiledFields(body) : []),
];
