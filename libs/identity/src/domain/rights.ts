/** What a member of a processor may be there. One person may be several of these. */
export const PROCESSOR_ROLES = ['responder', 'approver', 'admin', 'reader'] as const;
/** What a member of a controller may be there. */
export const CONTROLLER_ROLES = ['contact', 'privacy-officer', 'admin'] as const;
export type ProcessorRole = (typeof PROCESSOR_ROLES)[number];
export type ControllerRole = (typeof CONTROLLER_ROLES)[number];
export type MemberRole = ProcessorRole | ControllerRole;

/** Who stands on which side: a processor's people, or a controller's. */
export type Side = 'processor' | 'controller';

/**
 * What a route asks for. A processor's *responder* logs and works incidents, its *approver* approves notices and decides
 * that one is not required, its *admin* keeps terms, agreements, members and settings, its *reader* reads. A controller's
 * *contact* reads and acknowledges, its *privacy officer* assesses, decides and files, its *admin* keeps members. An
 * *auditor* reads what it was engaged for. The *operator* runs the installation and sees no content. *scim* keeps
 * members in line with a directory.
 */
export type Right = `processor:${ProcessorRole}` | `controller:${ControllerRole}` | 'auditor' | 'operator' | 'scim';

export const PROCESSOR_RIGHTS = PROCESSOR_ROLES.map((role) => `processor:${role}` as const);
export const CONTROLLER_RIGHTS = CONTROLLER_ROLES.map((role) => `controller:${role}` as const);

/** The roles that a side knows. */
export const rolesOf = (side: Side): readonly MemberRole[] =>
  side === 'processor' ? PROCESSOR_ROLES : CONTROLLER_ROLES;

/** Every right there is, for whoever lists them. */
export const RIGHTS: readonly Right[] = [...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS, 'auditor', 'operator', 'scim'];

/** The rights of a member with these roles. A role that this release does not know gives none. */
export const rightsOf = (side: Side, roles: readonly string[]): readonly Right[] =>
  rolesOf(side)
    .filter((role) => roles.includes(role))
    .map((role) => `${side}:${role}` as Right);
