import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { offsetOf, type Place } from './faults.js';

/** A piece of JSON Schema (draft 7). */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * What a node of a terms file must be: reads it, and describes itself to editors. One definition for both, so that what an
 * editor accepts and what the import accepts cannot drift apart.
 */
export interface Shape<T> {
  /** The value, or undefined after reporting what is wrong. */
  read(place: Place): T | undefined;
  readonly schema: JsonSchema;
}

/** Text of at least one visible character; `rule` says what else it must be, and answers with the fault or null. */
export function text(schema: JsonSchema = {}, rule: (value: string) => string | null = () => null): Shape<string> {
  return {
    schema: { type: 'string', minLength: 1, ...schema },
    read: (place) => {
      const value = isScalar(place.node) ? place.node.value : undefined;
      if (typeof value === 'number' || typeof value === 'boolean') {
        return fail(place, `must be text, but is ${nameOf(place)}: put it in quotes`);
      }
      if (typeof value !== 'string') return fail(place, `must be text, but is ${nameOf(place)}`);
      if (value.trim() === '') return fail(place, 'must not be empty');
      if (UNPRINTABLE.test(value)) return fail(place, 'holds a tab or another character that cannot be printed');
      const wrong = rule(value);
      return wrong === null ? value : fail(place, wrong);
    },
  };
}

/** Control characters other than the line feed, halves of surrogate pairs, and marks that reverse the reading direction. */
const UNPRINTABLE = /(?!\n)\p{Cc}|\p{Cs}|[\u202A-\u202E\u2066-\u2069]/u;

/** One of a closed list of words, each with its meaning. */
export function word<W extends string>(meanings: Readonly<Record<W, string>>): Shape<W> {
  const words = Object.keys(meanings) as W[];
  const described = words.map((each) => `${each}: ${meanings[each]}`).join('; ');
  const listed = words.join(', ');
  return {
    schema: { enum: words, description: described },
    read: (place) => {
      const value = isScalar(place.node) ? place.node.value : undefined;
      const found = words.find((each) => each === value);
      return found ?? fail(place, `must be one of ${listed}, but is ${nameOf(place)}`);
    },
  };
}

export function wholeNumberAbove0(): Shape<number> {
  return {
    schema: { type: 'integer', minimum: 1 },
    read: (place) => {
      const value = isScalar(place.node) ? place.node.value : undefined;
      const fits = typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
      return fits ? value : fail(place, `must be a whole number above 0, but is ${nameOf(place)}`);
    },
  };
}

export function bool(): Shape<boolean> {
  return {
    schema: { type: 'boolean' },
    read: (place) => {
      const value = isScalar(place.node) ? place.node.value : undefined;
      return typeof value === 'boolean' ? value : fail(place, `must be true or false, but is ${nameOf(place)}`);
    },
  };
}

/** Null is written `none`, so that nothing is left empty by oversight. */
export function orNone<T>(shape: Shape<T>): Shape<T | null> {
  return {
    schema: { anyOf: [{ const: 'none' }, shape.schema] },
    read: (place) => {
      const value = isScalar(place.node) ? place.node.value : undefined;
      if (value === 'none') return null;
      if (value === null || place.node === null) return fail(place, 'is empty: write `none` if there is none');
      return shape.read(place);
    },
  };
}

/** More than any contract has; it bounds what the rules between entries can cost. */
export const MOST_ENTRIES = 1_000;

export function list<T>(shape: Shape<T>, least = 0): Shape<readonly T[]> {
  return {
    schema: { type: 'array', items: shape.schema, minItems: least, maxItems: MOST_ENTRIES },
    read: (place) => {
      if (!isSeq(place.node)) return fail(place, `must be a list, but is ${nameOf(place)}`);
      if (place.node.items.length < least)
        return fail(place, `must have at least ${least} ${least === 1 ? 'entry' : 'entries'}`);
      if (place.node.items.length > MOST_ENTRIES) return fail(place, `must have at most ${MOST_ENTRIES} entries`);
      const values = (place.node.items as (Node | null)[]).map((node, index) =>
        shape.read({ ...place, node, offset: offsetOf(node) ?? place.offset, field: `${place.field}[${index}]` }),
      );
      return values.every((value) => value !== undefined) ? (values as T[]) : undefined;
    },
  };
}

/** The same shape in the file, another value in memory. */
export const mapped = <A, B>(shape: Shape<A>, change: (value: A) => B): Shape<B> => ({
  schema: shape.schema,
  read: (place) => {
    const value = shape.read(place);
    return value === undefined ? undefined : change(value);
  },
});

export interface Field<T, Optional extends boolean> {
  readonly shape: Shape<T>;
  readonly optional: Optional;
  readonly meaning: string;
}
export const required = <T>(shape: Shape<T>, meaning: string): Field<T, false> => ({ shape, optional: false, meaning });
export const optional = <T>(shape: Shape<T>, meaning: string): Field<T, true> => ({ shape, optional: true, meaning });

type Fields = Readonly<Record<string, Field<unknown, boolean>>>;
type ValueOf<F> = F extends Field<infer T, boolean> ? T : never;
export type RecordOf<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Field<unknown, false> ? K : never]: ValueOf<F[K]>;
} & { readonly [K in keyof F as F[K] extends Field<unknown, true> ? K : never]?: ValueOf<F[K]> };

/** Named fields: each required one is there, none is given twice, none is unknown. */
export function record<F extends Fields>(fields: F): Shape<RecordOf<F>> {
  const names = Object.keys(fields);
  return {
    schema: {
      type: 'object',
      additionalProperties: false,
      required: names.filter((name) => !fields[name]?.optional),
      properties: Object.fromEntries(names.map((name) => [name, describe(fields[name])])),
    },
    read: (place) => {
      const entries = entriesOf(place, names);
      if (!entries) return undefined;
      const values: [string, unknown][] = [];
      let whole = entries.whole;
      for (const [name, field] of Object.entries(fields)) {
        const entry = entries.byName.get(name);
        if (entry) {
          const value = field.shape.read(entry);
          if (value === undefined) whole = false;
          else values.push([name, value]);
        } else if (!field.optional) {
          place.faults.addAbsence(place.offset, join(place.field, name), `is missing: ${field.meaning}`);
          whole = false;
        }
      }
      return whole ? (Object.fromEntries(values) as RecordOf<F>) : undefined;
    },
  };
}

/** Records that differ by the word in their field `kind`. */
export function byKind<V extends Readonly<Record<string, Shape<unknown>>>>(
  variants: V,
): Shape<ValueOfShape<V[keyof V]>> {
  const kinds = Object.keys(variants);
  return {
    schema: { oneOf: kinds.map((kind) => variants[kind]?.schema) },
    read: (place) => {
      if (!isMap(place.node)) return fail(place, `must be a group of fields, but is ${nameOf(place)}`);
      const kind = place.node.get('kind', true);
      const node = isScalar(kind) ? kind : null;
      const at = { ...place, node, offset: offsetOf(node) ?? place.offset, field: join(place.field, 'kind') };
      const variant = kinds.find((each) => each === node?.value);
      if (variant === undefined) return fail(at, `must be one of ${kinds.join(', ')}, but is ${nameOf(at)}`);
      return variants[variant]?.read(place) as ValueOfShape<V[keyof V]> | undefined;
    },
  };
}
type ValueOfShape<S> = S extends Shape<infer T> ? T : never;

export const join = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);

function entriesOf(place: Place, names: readonly string[]): { byName: Map<string, Place>; whole: boolean } | undefined {
  if (!isMap(place.node)) return fail(place, `must be a group of fields, but is ${nameOf(place)}`);
  const byName = new Map<string, Place>();
  const keys = new Map<string, number>();
  let whole = true;
  for (const { key, value } of place.node.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const offset = offsetOf(key as Node | null) ?? place.offset;
    const field = join(place.field, name);
    const first = keys.get(name);
    if (first !== undefined) {
      place.faults.add(offset, field, `is given twice, first in line ${place.faults.lineOf(first)}`);
      whole = false;
    } else if (!names.includes(name)) {
      place.faults.add(offset, field, `is unknown; known here: ${names.join(', ')}`);
      whole = false;
    } else {
      const node = value as Node | null;
      keys.set(name, offset);
      byName.set(name, { ...place, node, offset: offsetOf(node) ?? offset, field });
    }
  }
  return { byName, whole };
}

function describe(field: Field<unknown, boolean> | undefined): JsonSchema {
  if (!field) return {};
  const own = field.shape.schema['description'];
  return {
    ...field.shape.schema,
    description: own === undefined ? field.meaning : `${field.meaning} (${String(own)})`,
  };
}

function fail(place: Place, reason: string): undefined {
  place.faults.add(place.offset, place.field, reason);
}

function nameOf({ node }: Pick<Place, 'node'>): string {
  if (isMap(node)) return 'a group of fields';
  if (isSeq(node)) return 'a list';
  const value = isScalar(node) ? node.value : null;
  if (value === null) return 'empty';
  if (typeof value === 'string') return `\`${value.length > 40 ? `${value.slice(0, 40)}…` : value}\``;
  const written = isScalar(node) && typeof node.source === 'string' ? node.source : String(value);
  return `${typeof value === 'number' ? 'the number' : 'the value'} ${written}`;
}
