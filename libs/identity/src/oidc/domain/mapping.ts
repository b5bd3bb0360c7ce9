import { rolesOf, type MemberRole, type Side } from '../../domain/rights.js';
import type { GroupRoles } from './settings.js';

/**
 * The roles that somebody's groups give, each once and in the order in which the side names them. Groups that are not mapped
 * give nothing; so do roles that the side does not know.
 */
export function rolesOfGroups(groups: readonly string[], mapping: GroupRoles, side: Side): readonly MemberRole[] {
  const given = new Set(groups.flatMap((group) => (Object.hasOwn(mapping, group) ? (mapping[group] ?? []) : [])));
  return rolesOf(side).filter((role) => given.has(role));
}
