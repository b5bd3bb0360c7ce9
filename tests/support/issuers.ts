import { pick, type Api } from '../../apps/cli/src/api-client.js';
import { Browser } from '../../libs/identity/src/oidc/testing/browser.js';
import type { Installation } from './installation.js';

/** Which groups give which roles, in these tests. */
export const GROUPS = [
  { group: 'security', roles: ['responder', 'reader'] },
  { group: 'leads', roles: ['approver'] },
  { group: 'chiefs', roles: ['admin'] },
];
export const issuerBody = (url: string, more: object = {}) => ({
  label: 'Example IT',
  url,
  clientId: 'art33',
  clientSecret: 'a-secret-of-the-tests',
  scopes: ['email', 'profile', 'groups'],
  groups: GROUPS,
  justInTime: true,
  domains: ['ratiomedicus.example'],
  ...more,
});

/** Names an issuer; its id. */
export async function addIssuer(art33: Installation, api: Api, url: string, more: object = {}): Promise<string> {
  const id: string = pick(await api.done('post', 'issuers', issuerBody(url, more)), 'id');
  await art33.settled();
  return id;
}

/** A browser that goes through the whole sign-in, and what it is shown in the end. */
export async function signIn(art33: Installation, issuerId: string, browser = new Browser()) {
  const { url, response } = await browser.follow(`${art33.url}/sign-in/oidc/${issuerId}`);
  await art33.settled();
  const isIn = url.pathname === '/app/' && (await browser.ask(`${art33.url}/account`)).status === 200;
  const status = isIn ? 'signed in' : response?.status;
  return { browser, status, page: (await response?.text()) ?? '' };
}

/** Asks the API with a browser's session. */
export async function asks(
  art33: Installation,
  browser: Browser,
  path: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await browser.ask(`${art33.url}/api/v1/${path}`, { headers });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as Record<string, never> };
}

/** A member as it is listed. */
export interface MemberItem {
  readonly personId: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly how: string;
  readonly state: string;
}
export const membersOf = async (api: Api): Promise<readonly MemberItem[]> => pick(await api.read('members'), 'items');
