import { declareEvents, Refusal, sameJson, type Decider, type DomainEvent, type Instant } from '@art33/event-log';

/** Who alone sees a matter (an incident) of its organisation. */
export type RestrictionEvent =
  | DomainEvent<
      'MatterRestricted',
      {
        readonly organisation: string;
        readonly matterId: string;
        /** Ids of persons. */
        readonly members: readonly string[];
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'RestrictionLifted',
      { readonly organisation: string; readonly matterId: string; readonly at: Instant }
    >;

export const restrictionEvents = declareEvents<RestrictionEvent>()({
  MatterRestricted: {
    version: 1,
    meaning:
      'An incident, with everything that belongs to it, is shown to the named members of its organisation alone.',
  },
  RestrictionLifted: { version: 1, meaning: 'An incident is shown to all members of its organisation again.' },
});

export const restrictionStream = (matterId: string): string => `restriction-${matterId}`;

export type RestrictionCommand =
  | {
      readonly type: 'restrict';
      readonly organisation: string;
      readonly matterId: string;
      readonly members: readonly string[];
    }
  | { readonly type: 'lift' };

export type RestrictionState =
  | { readonly status: 'none' }
  | {
      readonly status: 'restricted';
      readonly organisation: string;
      readonly matterId: string;
      readonly members: readonly string[];
    };

/** So many people can be named at most. */
const MOST_MEMBERS = 100;

/** Who alone sees one matter. */
export const restrictionDecider: Decider<RestrictionState, RestrictionCommand, RestrictionEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    const { now: at } = command;
    if (command.type === 'lift') {
      if (state.status === 'none') return [];
      const { organisation, matterId } = state;
      return [{ type: 'RestrictionLifted', data: { organisation, matterId, at } }];
    }
    const { organisation, matterId } = command;
    const members = [...new Set(command.members)].sort();
    if (members.length === 0 || members.length > MOST_MEMBERS)
      return new Refusal('members-missing', 'invalid', `name 1 to ${MOST_MEMBERS} members`, 'members');
    if (state.status === 'restricted' && sameJson(state.members, members)) return [];
    return [{ type: 'MatterRestricted', data: { organisation, matterId, members, at } }];
  },
  evolve(_, event) {
    if (event.type === 'RestrictionLifted') return { status: 'none' };
    const { organisation, matterId, members } = event.data;
    return { status: 'restricted', organisation, matterId, members };
  },
};
