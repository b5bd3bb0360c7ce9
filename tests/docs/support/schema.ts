/** The part of JSON Schema (2020-12) that docs/openapi.json uses for answers. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
}
type Named = Readonly<Record<string, Schema>>;

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;

/** What in a value is not as its schema says, each with its place. A member that the schema does not name is one, too. */
export function faultsOf(value: unknown, schema: Schema, named: Named, place = ''): readonly string[] {
  if (schema.$ref !== undefined) {
    const target = named[schema.$ref.replace('#/components/schemas/', '')];
    return target ? faultsOf(value, target, named, place) : [`${place}: ${schema.$ref} is not there`];
  }
  if (schema.anyOf) {
    const attempts = schema.anyOf.map((each) => faultsOf(value, each, named, place));
    return attempts.some((faults) => faults.length === 0) ? [] : attempts.flat();
  }
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const type = typeOf(value);
  const fits = types.length === 0 || types.includes(type) || (type === 'integer' && types.includes('number'));
  if (!fits) return [`${place}: ${type} instead of ${types.join(' or ')}`];
  if (schema.enum && !schema.enum.includes(value))
    return [`${place}: ${String(value)} is none of ${schema.enum.join(', ')}`];
  if ('const' in schema && schema.const !== value) return [`${place}: ${String(value)} is not ${String(schema.const)}`];
  if (Array.isArray(value)) {
    const rest = schema.items ?? {};
    return value.flatMap((item, index) =>
      faultsOf(item, schema.prefixItems?.[index] ?? rest, named, `${place}/${index}`),
    );
  }
  return typeof value === 'object' && value !== null && schema.type !== undefined
    ? faultsOfObject(value as Readonly<Record<string, unknown>>, schema, named, place)
    : [];
}

function faultsOfObject(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  named: Named,
  place: string,
): readonly string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.filter((name) => !(name in value)).map((name) => `${place}/${name}: missing`);
  const members = Object.entries(value).flatMap(([name, member]) => {
    const known = properties[name] ?? additionalProperties;
    return known ? faultsOf(member, known, named, `${place}/${name}`) : [`${place}/${name}: not described`];
  });
  return [...missing, ...members];
}
