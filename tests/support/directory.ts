import type { Installation } from './installation.js';

/** A resource of SCIM, or a list of them. */
export interface Resource {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly meta: { readonly version: string; readonly location: string };
  readonly Resources: readonly Resource[];
  readonly totalResults: number;
}

/** Asks as the directory of an organisation does. */
export type Directory = (
  method: string,
  path: string,
  body?: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly headers: Headers; readonly text: string; readonly body: Resource }>;

/** A directory with a token of its own, which has one right. */
export async function directoryOf(
  art33: Installation,
  organisation: string,
  role: 'processor' | 'controller',
  right = 'scim',
): Promise<Directory> {
  const asked = { organisation, role, label: 'directory', rights: [right] };
  const { token } = (await art33.operator.done('post', 'tokens', asked)) as unknown as { token: string };
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${art33.url}/api/v1/scim/v2/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status } = response;
    return { status, headers: response.headers, text, body: (text ? JSON.parse(text) : {}) as Resource };
  };
}

let next = 0;
/** A user that no other test has. */
export const someone = () => {
  const name = `person${next++}`;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `${name}@ratiomedicus.example`,
    externalId: `key-${name}`,
    displayName: `Person ${name}`,
    emails: [{ value: `${name}@ratiomedicus.example`, type: 'work', primary: true }],
    active: true,
  };
};

/** The body of a PATCH. */
export const patch = (...Operations: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});
