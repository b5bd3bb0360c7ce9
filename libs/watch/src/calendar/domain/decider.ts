import type { Decider, Instant } from '@art33/event-log';
import type { CalendarEvent } from './events.js';

export interface CalendarState {
  /** Of the last address; 0 before the first. */
  readonly generation: number;
  /** Since when the last address is read; null where there is none now. */
  readonly since: Instant | null;
}

export type CalendarCommandData =
  | { readonly type: 'create-address'; readonly organisation: string }
  /** The old address dies; there is a new one at once. */
  | { readonly type: 'replace-address'; readonly organisation: string }
  | { readonly type: 'revoke-address'; readonly organisation: string };

/** An organisation has one calendar address or none. */
export const calendarDecider: Decider<CalendarState, CalendarCommandData, CalendarEvent> = {
  initialState: { generation: 0, since: null },

  decide({ type, organisation, now: at }, { generation, since }) {
    const revoked: readonly CalendarEvent[] =
      since === null ? [] : [{ type: 'CalendarAddressRevoked', data: { generation, at } }];
    const created: CalendarEvent = {
      type: 'CalendarAddressCreated',
      data: { organisation, generation: generation + 1, at },
    };
    switch (type) {
      case 'create-address':
        return since === null ? [created] : [];
      case 'replace-address':
        return [...revoked, created];
      case 'revoke-address':
        return revoked;
    }
  },

  evolve(state, event) {
    return event.type === 'CalendarAddressCreated'
      ? { generation: event.data.generation, since: event.data.at }
      : { ...state, since: null };
  },
};
