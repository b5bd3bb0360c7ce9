import type { Actor } from '@art33/event-log';

/** What an API token may do: work incidents, run its own cases, or read. */
export const ROLES = ['processor', 'controller', 'auditor'] as const;
export type TokenRole = (typeof ROLES)[number];
export const isTokenRole = (role: string): role is TokenRole => (ROLES as readonly string[]).includes(role);
/** The operator holds the master key; it brings terms and tokens in, and reads nothing. */
export type Role = TokenRole | 'operator';

/** Who is asking, for which organisation. */
export interface Principal {
  readonly actor: Actor;
  /** Organisation id (UUID). */
  readonly organisation: string;
  readonly role: Role;
}

/**
 * The right to see what one organisation may see. Only an authenticated principal (or the service itself, by name)
 * yields one, and every query carries one: a query without it does not type-check.
 */
export class OrganisationScope {
  /** Makes the type nominal: no literal passes for a scope. */
  declare protected readonly minted: true;
  private constructor(
    readonly organisation: string,
    readonly role: Role,
  ) {}
  static of(principal: Pick<Principal, 'organisation' | 'role'>): OrganisationScope {
    return new OrganisationScope(principal.organisation, principal.role);
  }
}
