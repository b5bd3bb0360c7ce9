import { computeDeadline, stateInstant, type Instant } from '@art33/deadlines';
import type { NoticeKind } from '@art33/parties';
import { stating, type NoticeEvent } from './events.js';
import { dutyIdOf } from './ids.js';
import { gapsTrigger, isGapsDuty, isUndecided, type OpenedNotice } from './state.js';
import type { Gap } from './values.js';

/** What the agreement owes and nobody knows yet; what is merely asked for is named, and holds nothing up. */
export const owed = (gaps: readonly Gap[]): readonly (Gap & { readonly clause: string })[] =>
  gaps.filter((gap): gap is Gap & { readonly clause: string } => gap.clause !== null);

/**
 * The duty that a message with gaps leaves: to supply what was missing, without undue further delay (Art. 33(4) GDPR) and
 * without a date. One at a time.
 */
export function gapsDuty(
  state: OpenedNotice,
  sent: {
    readonly sendNumber: number;
    readonly kind: NoticeKind;
    readonly missing: ReturnType<typeof owed>;
    readonly at: Instant;
  },
): readonly NoticeEvent[] {
  const { sendNumber, kind, missing, at } = sent;
  const openAlready = state.duties.some((duty) => isGapsDuty(duty) && isUndecided(state, duty));
  if (missing.length === 0 || openAlready) return [];
  const { noticeId, zone, basis } = state.notice;
  const trigger = gapsTrigger(sendNumber);
  const clause = [...new Set(missing.map((gap) => gap.clause))].join(', ');
  const deadline = computeDeadline({
    rule: {
      id: `${basis.terms.id}/gaps`,
      version: basis.terms.version,
      regime: 'contract',
      source: clause,
      period: { kind: 'undated', wording: 'Nachreichung / follow-up' },
    },
    anchor: { what: 'sent-with-gaps', at: stateInstant(at, zone) },
    zone,
  });
  return [
    stating(state.notice)('DutyOpened', {
      dutyId: dutyIdOf(noticeId, trigger),
      trigger,
      kind,
      clause,
      deadline,
      followUpOf: null,
      at,
    }),
  ];
}
