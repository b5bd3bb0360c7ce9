/** The value cannot be written as JSON without losing or inventing something; the message says where (RFC 6901). */
export class NotJson extends Error {
  constructor(problem: string, path: readonly (string | number)[]) {
    super(path.length === 0 ? problem : `${problem} at ${pointer(path)}`);
  }
}

/** Deeper nesting is taken for a circle; other JSON readers give up not far beyond it. */
const MAX_DEPTH = 100;
/** What JSON must escape, and what may be half a character. */
const NOT_PLAIN = /["\\\u0000-\u001f\ud800-\udfff]/;
/** With the `u` flag this matches only surrogates that are no half of a pair. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The one text that RFC 8785 (JSON Canonicalization Scheme) allows for a value: members sorted by UTF-16 code units, no
 * white space, numbers as ECMAScript prints them. Members that are `undefined` are left out, as JSON itself does.
 * Throws `NotJson` for whatever JSON cannot hold: `undefined` elsewhere, NaN, infinities, bigints, symbols, functions,
 * lone surrogates, objects of a class (dates, maps, buffers), circles.
 */
export const canonicalJson = (value: unknown): string => write(value, []);

/** `path` is where `value` stands; shared and changed on the way down, so that writing costs no copies. */
const write = (value: unknown, path: (string | number)[]): string => {
  switch (typeof value) {
    case 'string':
      return text(value, path);
    case 'number':
      if (!Number.isFinite(value)) throw new NotJson(`${value} is no JSON number`, path);
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (path.length >= MAX_DEPTH) throw new NotJson(`nested deeper than ${MAX_DEPTH} levels, or circular`, []);
      return Array.isArray(value) ? list(value, path) : record(value, path);
    default:
      throw new NotJson(`JSON has no ${typeof value}`, path);
  }
};

const text = (value: string, path: readonly (string | number)[]): string => {
  if (!NOT_PLAIN.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) throw new NotJson('a lone surrogate is no Unicode text', path);
  return JSON.stringify(value);
};

const list = (values: readonly unknown[], path: (string | number)[]): string => {
  let json = '[';
  for (let index = 0; index < values.length; index++) {
    path.push(index);
    json += (index === 0 ? '' : ',') + write(values[index], path);
    path.pop();
  }
  return json + ']';
};

const record = (value: object, path: (string | number)[]): string => {
  if (!isPlain(value)) throw new NotJson(`JSON has no ${value.constructor?.name ?? 'objects of a class'}`, path);
  const members = value as Readonly<Record<string, unknown>>;
  let json = '{';
  // The default order of `sort` is by UTF-16 code units: exactly what RFC 8785 asks for.
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member === undefined) continue;
    path.push(name);
    json += (json.length === 1 ? '' : ',') + text(name, path) + ':' + write(member, path);
    path.pop();
  }
  return json + '}';
};

/** Also true for plain objects of another realm, whose `Object.prototype` is not ours. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const pointer = (path: readonly (string | number)[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
