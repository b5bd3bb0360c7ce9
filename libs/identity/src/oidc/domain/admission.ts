import type { MemberRole } from '../../domain/rights.js';
import type { MemberState } from '../../members/domain/member.js';

/** What brings a member in line with what a directory says of it; in this order. */
export type Step =
  | { readonly type: 'invite' | 'set-roles'; readonly roles: readonly MemberRole[] }
  | { readonly type: 'join' }
  | { readonly type: 'remove' };

/** Members whose roles follow a directory; others keep what people gave them. */
const FOLLOWING: readonly string[] = ['oidc', 'scim'];

const joining = (roles: readonly MemberRole[]): readonly Step[] => [{ type: 'invite', roles }, { type: 'join' }];
/** Who is in no group that gives a role has nothing to do here. */
const following = (roles: readonly MemberRole[]): readonly Step[] => [
  roles.length > 0 ? { type: 'set-roles', roles } : { type: 'remove' },
];

/**
 * What follows where an issuer vouches for somebody: steps, none of which may be left to do, and whether it is let in then.
 * - Who came by a directory has the roles of its groups from now on, and is no member any more where they give none.
 * - Who was asked in by a person keeps its roles, and has joined.
 * - Whom a person removed, or SCIM left out, no issuer brings back.
 */
export function admission(
  state: MemberState,
  told: {
    readonly roles: readonly MemberRole[];
    readonly justInTime: boolean;
    /** Whether SCIM says who is a member with which roles: it knows more lately than a token does. */
    readonly byScim: boolean;
  },
): { readonly steps: readonly Step[]; readonly fault?: 'not-a-member' | 'no-role' } {
  const { roles, justInTime, byScim } = told;
  if (state.status === 'none' || state.status === 'removed') {
    const mayCome = justInTime && !byScim && (state.status === 'none' || state.left === 'directory');
    if (!mayCome) return { steps: [], fault: 'not-a-member' };
    return roles.length > 0 ? { steps: joining(roles) } : { steps: [], fault: 'no-role' };
  }
  if (byScim || !FOLLOWING.includes(state.how))
    return state.status === 'invited' ? { steps: [{ type: 'join' }] } : { steps: [] };
  const joined: readonly Step[] = state.status === 'invited' && roles.length > 0 ? [{ type: 'join' }] : [];
  const steps = [...following(roles), ...joined];
  return roles.length > 0 ? { steps } : { steps, fault: 'no-role' };
}

/**
 * What follows where SCIM says what somebody is: it alone says who is a member, so that whoever is not active is none, however
 * it came. The roles of whom a person asked in stay. Whom a person removed comes back only by being activated anew.
 */
export function provision(
  state: MemberState,
  told: {
    readonly active: boolean;
    readonly roles: readonly MemberRole[];
    /** Whether it is this very request that makes it active. */
    readonly isActivated: boolean;
  },
): readonly Step[] {
  const { active, roles, isActivated } = told;
  const isIn = state.status === 'invited' || state.status === 'joined';
  if (!active) return isIn ? [{ type: 'remove' }] : [];
  if (isIn) {
    const joined: readonly Step[] = state.status === 'invited' ? [{ type: 'join' }] : [];
    if (!FOLLOWING.includes(state.how)) return joined;
    return roles.length > 0 ? [...following(roles), ...joined] : following(roles);
  }
  const mayCome = state.status === 'none' || state.left === 'directory' || isActivated;
  return mayCome && roles.length > 0 ? joining(roles) : [];
}
