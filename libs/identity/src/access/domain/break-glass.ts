import { Refusal, toInstant, toMilliseconds, type Actor, type Decider, type Instant } from '@art33/event-log';
import type { Side } from '../../domain/rights.js';
import type { BreakGlassEvent } from './events.js';

export type BreakGlassCommand =
  | {
      readonly type: 'open';
      readonly breakGlassId: string;
      readonly organisation: string;
      readonly side: Side;
      readonly by: Actor;
      readonly reason: string;
      readonly hours: number;
    }
  | { readonly type: 'close'; readonly breakGlassId: string; readonly by: Actor };

/** What was opened in the month, by id. */
export interface BreakGlassState {
  readonly opened: Readonly<
    Record<string, { readonly organisation: string; readonly until: Instant; readonly isClosed: boolean }>
  >;
}

/** Nobody reads longer for one reason. */
export const LONGEST_HOURS = 4;

export const breakGlassStream = (organisation: string, openedAt: Instant): string =>
  `access-${organisation}-${openedAt.slice(0, 7)}`;

/** Operators who open an organisation's records to themselves: with a reason, for some hours, never unseen. */
export const breakGlassDecider: Decider<BreakGlassState, BreakGlassCommand, BreakGlassEvent> = {
  initialState: { opened: {} },
  decide(command, { opened }) {
    const { breakGlassId, now: at } = command;
    const known = opened[breakGlassId];
    if (command.type === 'close') {
      if (!known) return new Refusal('not-found', 'not-found', 'there is no such record');
      if (known.isClosed || known.until <= at) return [];
      const by = { kind: command.by.kind, id: command.by.id };
      return [{ type: 'BreakGlassClosed', data: { breakGlassId, organisation: known.organisation, by, at } }];
    }
    if (known) return [];
    const { organisation, side, reason, hours } = command;
    if (reason.trim() === '')
      return new Refusal('reason-required', 'invalid', 'whoever reads what is not its own says why', 'reason');
    if (!(hours > 0 && hours <= LONGEST_HOURS))
      return new Refusal('break-glass-hours', 'invalid', `more than 0 and at most ${LONGEST_HOURS} hours`, 'hours');
    const by = { kind: command.by.kind, id: command.by.id };
    const until = toInstant(toMilliseconds(at) + hours * 3_600_000);
    return [{ type: 'BreakGlassOpened', data: { breakGlassId, organisation, side, by, reason, at, until } }];
  },
  evolve({ opened }, event) {
    const { breakGlassId } = event.data;
    if (event.type === 'BreakGlassOpened') {
      const { organisation, until } = event.data;
      return { opened: { ...opened, [breakGlassId]: { organisation, until, isClosed: false } } };
    }
    const known = opened[breakGlassId];
    return known ? { opened: { ...opened, [breakGlassId]: { ...known, isClosed: true } } } : { opened };
  },
};
