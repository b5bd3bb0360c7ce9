import { Refusal } from '@art33/event-log';
import { rolesOf, type MemberRole, type Side } from '../../domain/rights.js';

/** Which groups of an issuer's people have which roles. Names of groups as the issuer writes them. */
export type GroupRoles = Readonly<Record<string, readonly MemberRole[]>>;

/** What an organisation says of its issuer, beside the secret. */
export interface IssuerSettings {
  /** What people read on a button or an error page, e.g. `Klinikum Muster`. */
  readonly label: string;
  /** The issuer identifier exactly as the issuer writes it (OpenID Connect Discovery 1.0, section 3). */
  readonly url: string;
  readonly clientId: string;
  /** What is asked for beside `openid`. */
  readonly scopes: readonly string[];
  /** The claim that names a person's groups: its name, or a path with dots (`realm_access.roles`). */
  readonly groupsClaim: string;
  readonly groupRoles: GroupRoles;
  /** Whether somebody whom nobody invited becomes a member at the first sign-in, where a group gives a role. */
  readonly justInTime: boolean;
  /** Domains of e-mail addresses that the issuer may speak for: ASCII, lower case, without those below them. */
  readonly domains: readonly string[];
}

const MOST_DOMAINS = 50;
const MOST_GROUPS = 200;
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/;

const refused = (field: string, rule: string): Refusal => new Refusal('issuer-settings', 'invalid', rule, field);
const isText = (text: string, most: number): boolean => text.trim() === text && text !== '' && text.length <= most;

/** What is wrong with the settings of an issuer; undefined: nothing. Where its address may lead is asked elsewhere. */
export function settingsFault(settings: IssuerSettings, side: Side): Refusal | undefined {
  const { label, clientId, scopes, groupsClaim, domains } = settings;
  if (!isText(label, 100)) return refused('label', '1 to 100 characters');
  if (!isText(clientId, 200)) return refused('clientId', '1 to 200 characters');
  if (scopes.length > 20 || !scopes.every((scope) => SCOPE.test(scope)))
    return refused('scopes', 'at most 20 names of scopes, without spaces');
  if (!isText(groupsClaim, 200)) return refused('groupsClaim', '1 to 200 characters');
  if (domains.length === 0 || domains.length > MOST_DOMAINS || !domains.every((domain) => DOMAIN.test(domain)))
    return refused('domains', `1 to ${MOST_DOMAINS} domains such as klinik.example, in lower case (xn--… for umlauts)`);
  return groupsFault(settings.groupRoles, side);
}

function groupsFault(groupRoles: GroupRoles, side: Side): Refusal | undefined {
  const groups = Object.entries(groupRoles);
  if (groups.length > MOST_GROUPS) return refused('groupRoles', `at most ${MOST_GROUPS} groups`);
  const known = rolesOf(side);
  for (const [group, roles] of groups) {
    if (!isText(group, 200)) return refused('groupRoles', 'the name of a group has 1 to 200 characters');
    if (!roles.every((role) => known.includes(role)))
      return refused(`groupRoles.${group}`, `the roles of a ${side} are ${known.join(', ')}`);
  }
  return undefined;
}
