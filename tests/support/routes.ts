import type { Installation } from './installation.js';

/** One route of the API, as the running service describes itself. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1/`, with names in braces, e.g. `notices/{id}/draft`. */
  readonly path: string;
}

/** Every route there is: a test that goes through them cannot forget one that comes later. */
export async function routesOf(art33: Installation): Promise<readonly Route[]> {
  const response = await fetch(`${art33.url}/api/openapi.json`);
  const { paths } = (await response.json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase() as Route['method'],
      path: path.replace(/^\/api\/v1\//, ''),
    })),
  );
}
