import type { Instant } from '@art33/deadlines';
import { dutyStatus, isPending, standingDuties, type NoticeState } from './state.js';

/**
 * Whether the templates should write a text when many are drafted at once: there is none yet, the last one is the
 * templates' own and still unsent, or a duty is open that no message has been about. A person's unsent text stays.
 */
export function needsText(state: NoticeState): boolean {
  const last = state.texts.at(-1);
  if (!last) return true;
  const isSent = state.sendings.some(({ textNumber }) => textNumber === last.textNumber);
  if (!isSent) return last.author === 'template';
  return standingDuties(state).some(
    (duty) => dutyStatus(state, duty) === 'open' && !state.sendings.some(({ duties }) => duties.includes(duty.dutyId)),
  );
}

/** Whether sending many at once should reach this controller: nothing is owed under a pending notice. */
export const isOwed = (state: NoticeState): boolean => !isPending(state);

/** The earliest due time among the duties that a sending serves. */
export const earliestDue = ({ duties }: Pick<NoticeState, 'duties'>, served: readonly string[]): Instant | undefined =>
  duties
    .filter(({ dutyId }) => served.includes(dutyId))
    .flatMap(({ deadline }) => deadline.due ?? [])
    .toSorted()[0];
