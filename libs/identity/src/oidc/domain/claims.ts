import type { MemberRole, Side } from '../../domain/rights.js';
import { rolesOfGroups } from './mapping.js';
import type { IssuerSettings } from './settings.js';

/** What an issuer says of somebody, as it stands in its ID token and userinfo. */
export type Claims = Readonly<Record<string, unknown>>;

/** Why somebody whom the issuer vouches for is not let in all the same. */
export type ClaimsFault = 'no-email' | 'email-not-verified' | 'foreign-domain';

/** Whom an issuer vouches for. */
export interface Vouched {
  /** As the issuer wrote it, without surrounding space. */
  readonly email: string;
  readonly name: string | null;
  /** `de` or `en` where the issuer says so. */
  readonly language: 'de' | 'en' | null;
  readonly roles: readonly MemberRole[];
}

/** ASCII only: no look-alike of another address, and nothing that another reader would cut differently. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9.-]{4,253})$/;

/** Whether a text is one e-mail address that everybody reads alike. */
export const isPlainAddress = (text: string): boolean => ADDRESS.test(text);

/**
 * Whom the claims vouch for, by the issuer's settings. An address counts only where the issuer says that it has verified it
 * (`email_verified`; Entra ID says `xms_edov` instead), and where its domain is one that the issuer may speak for.
 */
export function vouchedFor(claims: Claims, settings: IssuerSettings, side: Side): Vouched | ClaimsFault {
  const { email, name } = claims;
  if (typeof email !== 'string') return 'no-email';
  const address = ADDRESS.exec(email.trim());
  if (!address) return 'no-email';
  if (!isVerified(claims)) return 'email-not-verified';
  if (!settings.domains.includes((address[1] as string).toLowerCase())) return 'foreign-domain';
  return {
    email: address[0],
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : null,
    language: languageOf(claims['locale']),
    roles: rolesOfGroups(groupsOf(claims, settings.groupsClaim), settings.groupRoles, side),
  };
}

const isVerified = (claims: Claims): boolean =>
  claims['email_verified'] === true || [true, 1, '1', 'true'].some((yes) => yes === claims['xms_edov']);

const languageOf = (locale: unknown): 'de' | 'en' | null =>
  (typeof locale === 'string' && (/^(de|en)\b/i.exec(locale)?.[1]?.toLowerCase() as 'de' | 'en' | undefined)) || null;

/** The groups that a claim names: a list of texts, or one text. The claim's name may hold dots of its own. */
export function groupsOf(claims: Claims, name: string): readonly string[] {
  const claim = valueAt(claims, name);
  const groups = Array.isArray(claim) ? claim : [claim];
  return groups.filter((group) => typeof group === 'string');
}

/** Whether the claims say anything of groups at all: an issuer may keep them for its userinfo. */
export const saysGroups = (claims: Claims, name: string): boolean => valueAt(claims, name) !== undefined;

function valueAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Claims)[step] : undefined,
      claims,
    );
}
