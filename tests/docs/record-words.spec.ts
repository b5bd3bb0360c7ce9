import { readFileSync } from 'node:fs';
import { isLeftOut } from '../../apps/web/src/audit/at/lines.js';
import { fields } from '../../apps/web/src/audit/words/fields.en.js';
import { values } from '../../apps/web/src/audit/words/values.en.js';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}
interface Described {
  readonly paths: Readonly<Record<string, { readonly get: { readonly responses: Readonly<Record<string, Answer>> } }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Answer {
  readonly content: { readonly 'application/json': { readonly schema: Schema } };
}

const described = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Described;
/** Shown as a whole, not field by field: an instant and its parts, a text in two languages, what was erased. */
const PARTS = new Set(['offset', 'precision', 'erased', 'de', 'en']);

/** Every field and every fixed value that the answer of a route may hold. */
function vocabularyOf(path: string): { readonly names: ReadonlySet<string>; readonly fixed: ReadonlySet<string> } {
  const names = new Set<string>();
  const fixed = new Set<string>();
  const known = new Set<string>();
  const walk = (schema: Schema): void => {
    const name = schema.$ref?.split('/').at(-1);
    if (name !== undefined) {
      if (!known.has(name)) walk(described.components.schemas[known.add(name) && name] ?? {});
      return;
    }
    for (const each of [...(schema.enum ?? []), schema.const]) if (typeof each === 'string') fixed.add(each);
    for (const each of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) walk(each);
    if (schema.items) walk(schema.items);
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      if (isLeftOut(key) || PARTS.has(key)) continue;
      names.add(key);
      walk(inner);
    }
  };
  walk(described.paths[path]?.get.responses['200']?.content['application/json'].schema ?? {});
  return { names, fixed };
}

describe.each(['incidents', 'notices', 'cases'])('What %s were is said in words', (category) => {
  const { names, fixed } = vocabularyOf(`/api/v1/${category}/{id}`);

  test('every field has a name', () => {
    expect(names.size).toBeGreaterThan(20);
    expect([...names].filter((name) => !(name in fields))).toEqual([]);
  });

  test('every fixed value has a word', () => {
    expect(fixed.size).toBeGreaterThan(10);
    expect([...fixed].filter((value) => !(value in values))).toEqual([]);
  });
});
