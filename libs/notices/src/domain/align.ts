import { judge, type Deadline } from '@art33/deadlines';
import { canonicalJson } from '@art33/event-log';
import type { Align, ResolvedOpenTerm, Timed } from './commands.js';
import { stating, type NoticeEvent } from './events.js';
import { factKeys } from './kinds.js';
import { currentDeadline, dutyStatus, isOpened, isUndecided, type NoticeState } from './state.js';
import { demands, exists, type Demand } from './triggers.js';
import type { Basis, NoticeRef, RecomputationCause } from './values.js';

/** Opens the notice, and brings its basis and its duties in line with what is known now. */
export function align(command: Timed<Align>, state: NoticeState): readonly NoticeEvent[] {
  const { incidentId, agreementId, processorId, controllerId, zone, now } = command;
  const notice: NoticeRef = { incidentId, agreementId, processorId, controllerId };
  const say = stating(notice);
  const basis = basisOf(command);

  const grounds = !isOpened(state)
    ? [say('NoticeOpened', { basis, zone, at: now })]
    : same(state.notice.basis, basis)
      ? []
      : [say('BasisChanged', { basis, at: now })];
  const duties = demands(command).flatMap((demand) => meet(demand, notice, state, command));
  return [...grounds, ...duties, ...withdrawals(notice, state, command)];
}

const basisOf = ({ terms, facts, ruledOut, openTerms, settings, recipientsKnown }: Align): Basis => ({
  terms: { id: terms.id, version: terms.version },
  facts: factKeys(facts),
  ruledOut,
  textForm: terms.noticeForm.form === 'text' || valueOf(openTerms, terms.noticeForm.openTerm) === 'text',
  requiredGrade: settings.requiredGrade,
  recipientsKnown,
});

const valueOf = (openTerms: readonly ResolvedOpenTerm[], id: string | undefined): string | null =>
  openTerms.find((term) => term.id === id)?.value ?? null;

/** What one demand makes of its duty: opens it, moves its deadline while it is open, measures it anew once it is fulfilled. */
function meet(
  { dutyId, trigger, deadline, followUpOf }: Demand,
  notice: NoticeRef,
  state: NoticeState,
  { now: at }: Timed<Align>,
): readonly NoticeEvent[] {
  const say = stating(notice);
  const duty = state.duties.find((known) => known.dutyId === dutyId);
  const status = duty && dutyStatus(state, duty);
  switch (status) {
    case undefined:
    case 'withdrawn':
      return [
        say('DutyOpened', {
          dutyId,
          trigger: trigger.id,
          kind: trigger.noticeKind,
          clause: trigger.clause,
          deadline,
          followUpOf,
          at,
        }),
      ];
    case 'not-required':
      return [];
    case 'fulfilled': {
      const before = duty && currentDeadline(duty);
      if (!duty?.judgement || !before || (before.due === deadline.due && before.anchor.at.at === deadline.anchor.at.at))
        return [];
      const lateness = judge(deadline, duty.judgement.judgedBy.at);
      return [say('DutyReassessed', { dutyId, deadline, lateness, cause: causeOf(before, deadline), at })];
    }
    case 'open':
    case 'handed-over': {
      if (!duty || (same(essence(duty.deadline), essence(deadline)) && duty.followUpOf === followUpOf)) return [];
      const cause = causeOf(duty.deadline, deadline);
      return [say('DeadlineRecomputed', { dutyId, before: duty.deadline, after: deadline, followUpOf, cause, at })];
    }
  }
}

/** Undecided duties whose trigger a settled open term has taken away. */
const withdrawals = (
  notice: NoticeRef,
  state: NoticeState,
  { terms, openTerms, now: at }: Timed<Align>,
): readonly NoticeEvent[] =>
  terms.triggers.flatMap((trigger) => {
    const duty = state.duties.find((known) => known.trigger === trigger.id);
    if (!trigger.onlyWhile || !duty || exists(trigger, openTerms) || !isUndecided(state, duty)) return [];
    return [
      stating(notice)('DutyWithdrawn', {
        dutyId: duty.dutyId,
        clause: trigger.clause,
        openTerm: trigger.onlyWhile.openTerm,
        at,
      }),
    ];
  });

/** What makes two deadlines different; the words of the arithmetic do not. */
const essence = ({ due, target, rule, anchor, assumptions }: Deadline) => ({
  due,
  target,
  rule,
  anchor,
  assumptions: assumptions.map(({ openTerm, value, confirmed }) => ({ openTerm, value, confirmed })),
});

function causeOf(before: Deadline, after: Deadline): RecomputationCause {
  if (!same(before.anchor, after.anchor)) return 'awareness-corrected';
  if (!same(before.rule, after.rule)) return 'terms-changed';
  if (!same(essence(before).assumptions, essence(after).assumptions)) return 'open-term-settled';
  // The fact that it follows up was corrected, so that a follow-up became a duty of its own, or the other way round.
  return before.due === after.due ? 'target-changed' : 'awareness-corrected';
}

/** Equal as the log stores it: key order and absent fields make no difference. */
const same = (a: object, b: object): boolean => canonicalJson(a) === canonicalJson(b);
