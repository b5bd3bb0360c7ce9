import { description, type Schema } from '../support/operations.js';
import type { Chance } from './chance.js';

const { schemas } = description().components;
const WORDS = ['Praxis', 'Schlüssel getauscht', 'x', 'Zugriff 2026', 'Müller & Söhne', '“quoted”', 'zwei\nZeilen'];

/** Values for texts whose form the description says only in words, by the field's name. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = {
  at: ['2026-10-20T09:05+02:00', '2026-10-20T07:00:00Z'],
  from: ['2026-10-01', '2026-10-20T09:00+02:00'],
  until: ['2026-12-31', '2026-10-20T09:00+02:00'],
  email: ['wer@example.org'],
  url: ['https://hooks.example/a'],
  country: ['DE', 'AT'],
  timeZone: ['Europe/Berlin', 'Europe/Vienna'],
  subprocessorId: ['x-gmbh', 'hetzner-online-gmbh'],
  postalCode: ['87435'],
  phone: ['+49 831 1'],
  asOf: ['2026-10-20T09:00:00Z', '50'],
  stream: ['incident-00000000-0000-4000-8000-000000000000'],
};
const INSTANT = /(From|Until|At)$/;

interface Known extends Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

const resolved = (schema: Schema): Known =>
  schema.$ref === undefined ? schema : resolved(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});

/** A value that the schema allows; ids are mostly taken from those that there are. */
export function valueOf(schema: Schema, chance: Chance, ids: readonly string[], name = ''): unknown {
  const known = resolved(schema);
  const choices = known.oneOf ?? known.anyOf;
  if (choices) return valueOf(chance.one(choices), chance, ids, name);
  if (known.allOf?.[0]) return valueOf(known.allOf[0], chance, ids, name);
  if (known.enum) return chance.one(known.enum);
  const types = typeof known.type === 'string' ? [known.type] : (known.type ?? ['object']);
  switch (chance.one(types)) {
    case 'string':
      return textOf(known, chance, ids, name);
    case 'integer':
    case 'number':
      return chance.between(known.minimum ?? 0, Math.min(known.maximum ?? 200, 200));
    case 'boolean':
      return chance.in(2);
    case 'array': {
      const length = chance.between(known.minItems ?? 0, 3);
      const items = Array.from({ length }, () => valueOf(known.items ?? {}, chance, ids, name));
      return [...new Set(items)];
    }
    case 'null':
      return null;
    default:
      return Object.fromEntries(
        Object.entries(known.properties ?? {})
          .filter(([field]) => (known.required ?? []).includes(field) || chance.in(2))
          .map(([field, each]) => [field, valueOf(each, chance, ids, field)]),
      );
  }
}

function textOf({ format, maxLength }: Known, chance: Chance, ids: readonly string[], name: string): string {
  if (format === 'uuid' || /Id$/.test(name)) return chance.in(4) ? chance.uuid() : chance.one(ids);
  const fitting = BY_NAME[name] ?? (INSTANT.test(name) ? BY_NAME['at'] : undefined);
  return chance.one(fitting ?? WORDS).slice(0, maxLength ?? 10_000);
}
