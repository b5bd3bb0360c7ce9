import type { Actor } from '@art33/event-log';
import type { Sight } from './sight.js';
import { CONTROLLER_RIGHTS, PROCESSOR_RIGHTS, type Right } from './rights.js';

/** What an API token may do: work incidents, run its own cases, or read. */
export const ROLES = ['processor', 'controller', 'auditor'] as const;
export type TokenRole = (typeof ROLES)[number];
export const isTokenRole = (role: string): role is TokenRole => (ROLES as readonly string[]).includes(role);
/** In what capacity somebody asks. The operator runs the installation; it brings terms and tokens in, and reads nothing. */
export type Role = TokenRole | 'operator';

/** Everything that somebody may do in a capacity, where nothing narrower is said. A role of a later release may do nothing. */
export function allRightsOf(role: string): readonly Right[] {
  if (role === 'processor') return PROCESSOR_RIGHTS;
  if (role === 'controller') return CONTROLLER_RIGHTS;
  return role === 'auditor' || role === 'operator' ? [role] : [];
}

/** Who is asking, for which organisation. */
export interface Principal {
  readonly actor: Actor;
  /** Organisation id (UUID). */
  readonly organisation: string;
  readonly role: Role;
  readonly rights: readonly Right[];
  /** The session of a person who signed in; none for tokens. */
  readonly sessionId?: string;
  /** What an auditor was engaged for; none for members and for tokens. */
  readonly engagementId?: string;
  /** What an operator opened to itself of the organisation; none for everybody else. */
  readonly breakGlassId?: string;
  /** What it does not see of its organisation; none: it sees everything that its rights allow. */
  readonly sight?: Sight;
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
    readonly sight: Sight | undefined,
  ) {}
  static of(principal: Pick<Principal, 'organisation' | 'role' | 'sight'>): OrganisationScope {
    return new OrganisationScope(principal.organisation, principal.role, principal.sight);
  }
}
