import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Route } from './routes.js';

/** A JSON schema as the description writes it, as far as tests look at it. */
export interface Schema {
  readonly $ref?: string;
  readonly [key: string]: unknown;
}

/** One parameter of an address. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

/** One operation of the API with what it takes and what it says it answers. */
export interface Operation extends Route {
  readonly id: string;
  readonly query: readonly Parameter[];
  /** The schema of a JSON body; undefined where it takes none. */
  readonly body: Schema | undefined;
  /** The types of bodies that it takes. */
  readonly bodyTypes: readonly string[];
  /** The statuses that it documents, without `default`. */
  readonly statuses: readonly number[];
}

interface Described {
  readonly operationId?: string;
  readonly parameters?: readonly (Parameter & { readonly $ref?: string })[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** The description of the API. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/**
 * As it is committed: a test's compiler leaves out what the descriptions of bodies and filters are made from. That it is up
 * to date is held by tests/docs/generated.
 */
export const description = (): Description =>
  JSON.parse(readFileSync(join('docs', 'openapi.json'), 'utf8')) as Description;

/** Every operation of the API. */
export function operations(): readonly Operation[] {
  return Object.entries(description().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId = '', parameters = [], requestBody, responses }]) => {
      const content = requestBody?.content ?? {};
      return {
        id: operationId,
        method: method.toUpperCase() as Route['method'],
        path: path.replace(/^\/api\/v1\//, ''),
        query: parameters.filter((each) => each.in === 'query'),
        body: content['application/json']?.schema,
        bodyTypes: Object.keys(content),
        statuses: Object.keys(responses).map(Number).filter(Number.isInteger),
      };
    }),
  );
}
