import { Refusal, type Decider, type Instant } from '@art33/event-log';
import { rolesOf } from '../../domain/rights.js';
import type { GrantedRole, MemberEvent, MemberSide, WayIn, WayOut } from './events.js';

export type MemberCommand =
  | {
      /** Asks a person in, with these roles; who is a member already gets those that it lacks. */
      readonly type: 'invite';
      readonly organisation: string;
      readonly personId: string;
      readonly side: MemberSide;
      readonly roles: readonly string[];
      readonly how: WayIn;
    }
  | { readonly type: 'join' }
  | { readonly type: 'set-roles'; readonly roles: readonly string[] }
  | { readonly type: 'remove'; readonly why: WayOut };

export type MemberState =
  | { readonly status: 'none' }
  | {
      readonly status: 'invited' | 'joined' | 'removed';
      readonly organisation: string;
      readonly personId: string;
      readonly side: MemberSide;
      readonly roles: readonly GrantedRole[];
      /** How it came in the last time. */
      readonly how: WayIn;
      /** How it went, where it is removed. */
      readonly left: WayOut | null;
    };

/** The roles that may be given on a side. */
export const grantable = (side: MemberSide): readonly GrantedRole[] =>
  side === 'operator' ? ['operator'] : rolesOf(side);

/** One person in one organisation. */
export const memberDecider: Decider<MemberState, MemberCommand, MemberEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    const { now: at } = command;
    if (command.type === 'invite') {
      const { organisation, personId, side, how } = command;
      const fault = faultOfRoles(side, command.roles);
      if (fault) return fault;
      const whose = { organisation, personId, at };
      const isIn = state.status === 'invited' || state.status === 'joined';
      const has = isIn ? state.roles : [];
      const missing = grantable(side).filter((role) => command.roles.includes(role) && !has.includes(role));
      return [
        ...(isIn ? [] : [{ type: 'MemberInvited', data: { ...whose, side, how } } as const]),
        ...missing.map((role) => ({ type: 'RoleGranted', data: { ...whose, role } }) as const),
      ];
    }
    if (state.status === 'none' || state.status === 'removed') return unknownMember();
    const { organisation, personId } = state;
    const whose = { organisation, personId, at };
    switch (command.type) {
      case 'join':
        return state.status === 'joined' ? [] : [{ type: 'MemberJoined', data: whose }];
      case 'set-roles':
        return faultOfRoles(state.side, command.roles) ?? changes(state.roles, command.roles, state.side, whose);
      case 'remove':
        return [{ type: 'MemberRemoved', data: { ...whose, why: command.why } }];
    }
  },
  evolve(state, event) {
    if (event.type === 'MemberInvited') {
      const { organisation, personId, side, how } = event.data;
      return { status: 'invited', organisation, personId, side, roles: [], how, left: null };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'MemberJoined':
        return { ...state, status: 'joined' };
      case 'RoleGranted':
        return { ...state, roles: [...state.roles, event.data.role] };
      case 'RoleRevoked':
        return { ...state, roles: state.roles.filter((role) => role !== event.data.role) };
      case 'MemberRemoved':
        return { ...state, status: 'removed', roles: [], left: event.data.why };
      default:
        return state;
    }
  },
};

export const unknownMember = (): Refusal => new Refusal('not-found', 'not-found', 'there is no such record');

function faultOfRoles(side: MemberSide, roles: readonly string[]): Refusal | undefined {
  const known: readonly string[] = grantable(side);
  if (roles.length > 0 && roles.every((role) => known.includes(role))) return undefined;
  return new Refusal('unknown-role', 'invalid', `one or more of ${known.join(', ')}`, 'roles', { values: known });
}

function changes(
  has: readonly GrantedRole[],
  wanted: readonly string[],
  side: MemberSide,
  whose: { readonly organisation: string; readonly personId: string; readonly at: Instant },
): readonly MemberEvent[] {
  const granted = grantable(side).filter((role) => wanted.includes(role) && !has.includes(role));
  const revoked = has.filter((role) => !wanted.includes(role));
  return [
    ...granted.map((role) => ({ type: 'RoleGranted', data: { ...whose, role } }) as const),
    ...revoked.map((role) => ({ type: 'RoleRevoked', data: { ...whose, role } }) as const),
  ];
}
