import { orErased, Refusal, sameJson, type Decider, type Erased } from '@art33/event-log';
import type { Side } from '../../domain/rights.js';
import type { ScimGroupEvent, ScimUserEvent } from './events.js';
import type { ScimGroup } from './group.js';
import type { ScimUser } from './user.js';

interface Own {
  readonly organisation: string;
  readonly side: Side;
}
/** What an edit was based on: how many events the record had; left out: whatever it is. */
interface Based {
  readonly version?: number | undefined;
}

export type ScimUserCommand = Own &
  (
    | { readonly type: 'create'; readonly userId: string; readonly personId: string; readonly user: ScimUser }
    | ({ readonly type: 'put'; readonly personId: string; readonly user: ScimUser } & Based)
    | ({ readonly type: 'delete' } & Based)
  );

export type ScimUserState =
  | { readonly status: 'none' }
  | {
      readonly status: 'named' | 'deleted';
      readonly organisation: string;
      readonly personId: string;
      readonly user: ScimUser | Erased;
      readonly version: number;
    };

export type ScimGroupCommand = Own &
  (
    | { readonly type: 'create'; readonly groupId: string; readonly group: ScimGroup }
    | ({ readonly type: 'put'; readonly group: ScimGroup } & Based)
    | ({ readonly type: 'delete' } & Based)
  );

export type ScimGroupState =
  | { readonly status: 'none' }
  | {
      readonly status: 'named' | 'deleted';
      readonly organisation: string;
      readonly displayName: string;
      readonly externalId: string | null;
      readonly members: readonly string[];
      readonly version: number;
    };

const unknown = () => new Refusal('scim-unknown', 'not-found', 'there is no such resource');
const changedMeanwhile = () => new Refusal('scim-version', 'conflict', 'it was changed after it was read');

/** Why a command on what is there does not run. */
function fault(
  state: ScimUserState | ScimGroupState,
  { organisation, version }: { readonly organisation: string } & Based,
): Refusal | undefined {
  if (state.status !== 'named' || state.organisation !== organisation) return unknown();
  return version !== undefined && version !== state.version ? changedMeanwhile() : undefined;
}

/** One person as one directory names it. */
export const scimUserDecider: Decider<ScimUserState, ScimUserCommand, ScimUserEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    const { organisation, side, now: at } = command;
    const own = { organisation, side, at };
    if (command.type === 'create') {
      if (state.status !== 'none') return new Refusal('scim-uniqueness', 'conflict', 'there is such a user already');
      const { userId, personId, user } = command;
      return [{ type: 'ScimUserCreated', data: { ...own, userId, personId, active: user.active, user } }];
    }
    const refusal = fault(state, command);
    if (refusal) return refusal;
    if (command.type === 'delete') return [{ type: 'ScimUserDeleted', data: own }];
    const { personId, user } = command;
    const isSame = state.status === 'named' && state.personId === personId && sameJson(state.user, user);
    return isSame ? [] : [{ type: 'ScimUserChanged', data: { ...own, personId, active: user.active, user } }];
  },
  evolve(state, event) {
    if (event.type === 'ScimUserDeleted')
      return state.status === 'none' ? state : { ...state, status: 'deleted', version: state.version + 1 };
    const { organisation, personId, user } = event.data;
    const version = state.status === 'none' ? 1 : state.version + 1;
    return { status: 'named', organisation, personId, user, version };
  },
};

/** One group of one directory. */
export const scimGroupDecider: Decider<ScimGroupState, ScimGroupCommand, ScimGroupEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    const { organisation, side, now: at } = command;
    const own = { organisation, side, at };
    if (command.type === 'create') {
      if (state.status !== 'none') return [];
      const { groupId, group } = command;
      const { displayName, externalId, members } = group;
      const created = { type: 'ScimGroupCreated', data: { ...own, groupId, displayName, externalId } } as const;
      return [created, ...membersChanged([], members, own)];
    }
    const refusal = fault(state, command);
    if (refusal) return refusal;
    if (command.type === 'delete') return [{ type: 'ScimGroupDeleted', data: own }];
    const { displayName, externalId, members } = command.group;
    const has = state as Exclude<ScimGroupState, { status: 'none' }>;
    const isRenamed = has.displayName !== displayName || has.externalId !== externalId;
    return [
      ...(isRenamed ? [{ type: 'ScimGroupRenamed', data: { ...own, displayName, externalId } } as const] : []),
      ...membersChanged(has.members, members, own),
    ];
  },
  evolve(state, event) {
    const { organisation } = event.data;
    if (event.type === 'ScimGroupCreated') {
      const [displayName, externalId] = [orErased(event.data.displayName, ''), orErased(event.data.externalId, null)];
      return { status: 'named', organisation, displayName, externalId, members: [], version: 1 };
    }
    if (state.status === 'none') return state;
    const next = { ...state, version: state.version + 1 };
    switch (event.type) {
      case 'ScimGroupRenamed':
        return {
          ...next,
          displayName: orErased(event.data.displayName, ''),
          externalId: orErased(event.data.externalId, null),
        };
      case 'ScimGroupMembersChanged': {
        const removed = new Set(event.data.removed);
        return { ...next, members: [...state.members.filter((id) => !removed.has(id)), ...event.data.added] };
      }
      case 'ScimGroupDeleted':
        return { ...next, status: 'deleted' };
    }
  },
};

function membersChanged(
  has: readonly string[],
  wanted: readonly string[],
  own: { readonly organisation: string; readonly side: Side; readonly at: string },
): readonly ScimGroupEvent[] {
  const [before, after] = [new Set(has), new Set(wanted)];
  const added = wanted.filter((id) => !before.has(id));
  const removed = has.filter((id) => !after.has(id));
  if (added.length === 0 && removed.length === 0) return [];
  return [{ type: 'ScimGroupMembersChanged', data: { ...own, added, removed } }];
}
