import { dutyStatus, isGapsDuty, isOpened, isPending, validDeliveries, type Duty, type NoticeState } from './state.js';
import type { Blocker } from './values.js';

/** Nobody at the controller is known, and nobody there has been reached all the same. */
export const hasNoRecipient = (state: NoticeState): boolean =>
  isOpened(state) &&
  !state.notice.basis.recipientsKnown &&
  state.notRequired === null &&
  validDeliveries(state).length === 0;

/** Why the incident cannot be closed on account of this notice, the gravest first; empty: it can. */
export function blockers(state: NoticeState): readonly Blocker[] {
  if (!isOpened(state)) return [];
  const pending = isPending(state) && state.notRequired === null && !state.notice.basis.ruledOut;
  const ofNotice = [
    ...(hasNoRecipient(state) ? ['no-recipient-known' as const] : []),
    ...(pending ? ['pending' as const] : []),
  ];
  return [
    ...ofNotice.map((reason) => ({ reason, dutyId: null })),
    ...state.duties.flatMap((duty) => {
      const reason = blockerOf(duty, state);
      return reason ? [{ reason, dutyId: duty.dutyId }] : [];
    }),
  ];
}

function blockerOf(duty: Duty, state: NoticeState): Blocker['reason'] | undefined {
  switch (dutyStatus(state, duty)) {
    case 'open':
      return isGapsDuty(duty) ? 'gaps-open' : 'undecided-duty';
    case 'handed-over':
      return 'receipt-not-proven';
    case 'fulfilled':
      return duty.judgement?.lateness.onTime === false && duty.reasonsForLateness.length === 0
        ? 'late-without-reasons'
        : undefined;
    case 'not-required':
    case 'withdrawn':
      return undefined;
  }
}
