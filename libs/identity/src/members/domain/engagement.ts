import { Refusal, toMilliseconds, type Decider, type Instant } from '@art33/event-log';
import type { EngagementEvent, EngagementScope } from './events.js';

export type EngagementCommand =
  | {
      readonly type: 'engage';
      readonly engagementId: string;
      readonly organisation: string;
      readonly personId: string;
      readonly scope: EngagementScope;
      readonly from: Instant;
      readonly until: Instant;
    }
  | { readonly type: 'end'; readonly organisation: string };

export type EngagementState =
  | { readonly status: 'none' }
  | {
      readonly status: 'engaged' | 'ended';
      readonly organisation: string;
      readonly personId: string;
      readonly until: Instant;
    };

/** Nobody audits without end: a year and a day is the longest. */
const LONGEST_MILLISECONDS = 366 * 86_400_000;

/** One engagement of an auditor by an organisation. */
export const engagementDecider: Decider<EngagementState, EngagementCommand, EngagementEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    const { now: at, organisation } = command;
    if (command.type === 'engage') {
      if (state.status !== 'none') return [];
      const { engagementId, personId, scope, from, until } = command;
      return (
        faultOfTimes(from, until, scope, at) ?? [
          { type: 'AuditorEngaged', data: { organisation, personId, at, engagementId, scope, from, until } },
        ]
      );
    }
    if (state.status === 'none' || state.organisation !== organisation)
      return new Refusal('not-found', 'not-found', 'there is no such record');
    const { personId } = state;
    const isOver = state.status === 'ended' || state.until <= at;
    return isOver ? [] : [{ type: 'EngagementEnded', data: { organisation, personId, at } }];
  },
  evolve(state, event) {
    if (event.type === 'AuditorEngaged') {
      const { organisation, personId, until } = event.data;
      return { status: 'engaged', organisation, personId, until };
    }
    return state.status === 'none' ? state : { ...state, status: 'ended' };
  },
};

function faultOfTimes(from: Instant, until: Instant, scope: EngagementScope, now: Instant): Refusal | undefined {
  if (until <= from || until <= now)
    return new Refusal(
      'engagement-ends-first',
      'invalid',
      'an engagement ends after it begins, in the future',
      'until',
    );
  if (toMilliseconds(until) - toMilliseconds(from) > LONGEST_MILLISECONDS)
    return new Refusal('engagement-too-long', 'invalid', 'an engagement lasts at most 366 days', 'until');
  const { recordedFrom, recordedUntil } = scope;
  if (recordedFrom !== null && recordedUntil !== null && recordedUntil <= recordedFrom)
    return new Refusal('period-ends-first', 'invalid', 'a period ends after it begins', 'scope.recordedUntil');
  return undefined;
}
