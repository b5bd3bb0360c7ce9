import type { Installation } from './installation.js';

/** One route of the API, as the running service describes itself. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
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

/** What a name in braces stands for, by the part of the address before it. */
const MEANT: Readonly<Record<string, string>> = {
  'controllers/{id}': 'controller',
  '{contactId}': 'contact',
  'terms/{id}': 'terms',
  '{openTermId}': 'openTerm',
  'agreements/{id}': 'agreement',
  'incidents/{id}': 'incident',
  'reports/{id}': 'report',
  'imports/{id}': 'import',
  'notices/{id}': 'notice',
  'print-runs/{id}': 'printRun',
  '{deliveryId}': 'delivery',
  'cases/{id}': 'case',
  'cases/{caseId}': 'receivedCase',
  '{filingId}': 'filing',
  '{receivedId}': 'received',
  'messages/{id}': 'message',
  'jobs/{id}': 'job',
  'webhooks/{id}': 'webhook',
  'subprocessors/{id}': 'subprocessor',
  'events/{logNumber}': 'event',
  'nodes/{id}': 'node',
  'tokens/{id}': 'token',
  'intake/{target}': 'intake',
  'linked-records/{organisation}': 'controller',
  'members/{personId}': 'member',
  'engagements/{id}': 'engagement',
  'issuers/{id}': 'issuer',
  'break-glass/{id}': 'glass',
  'factors/{id}': 'factor',
  'sessions/{id}': 'session',
  'Users/{id}': 'directoryUser',
  'Groups/{id}': 'directoryGroup',
  'ResourceTypes/{id}': 'directoryType',
  'Schemas/{id}': 'directorySchema',
};

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
export const hasParameter = ({ path }: Route): boolean => path.includes('{');
/**
 * Whether a route is about an organisation's records. What the operator runs, one's own account, a directory and whoever signs
 * a report ask in other ways.
 */
export const isOrganisations = ({ path }: Route): boolean =>
  !/^(tokens|replays|nodes|terms-imports|break-glass|me|inbox|sign-in|sign-out|password-resets|scim|intake\/\{target\})(\/|$)/.test(
    path,
  );
/** The others go on until somebody leaves. */
export const answersOnce = ({ path }: Route): boolean => path !== 'live';

/** The address with every name in braces filled in. */
export const filled = ({ path }: Route, valueOf: (meant: string) => string): string =>
  path.replace(/([A-Za-z-]+\/)?\{(\w+)\}/g, (whole, before: string = '', name: string) => {
    const meant = MEANT[whole] ?? MEANT[`{${name}}`];
    if (meant === undefined) throw new Error(`say in MEANT what ${whole} of ${path} stands for`);
    return before + valueOf(meant);
  });
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
/** Whatever a route asks for, as nobody has it. */
const UNKNOWN: Readonly<Record<string, string>> = {
  subprocessor: 'niemand-gmbh',
  event: '999999',
  openTerm: 'whose-knowledge',
  directoryType: 'Nothing',
  directorySchema: 'urn:of:nothing',
};
export const unknownIds = (meant: string): string => UNKNOWN[meant] ?? UNKNOWN_ID;
