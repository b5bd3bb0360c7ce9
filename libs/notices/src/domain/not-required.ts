import { isErased, type Refusal } from '@art33/event-log';
import { faultOfPerson, faultOfSecondPerson } from '@art33/parties';
import type { ConfirmNotRequired, FindNotRequired, Timed, WithdrawNotRequired } from './commands.js';
import { stating, type NoticeEvent } from './events.js';
import { conflict, invalid, isBlank, unknown } from './refusals.js';
import { isPending, isUndecided, type NotRequired, type OpenedNotice } from './state.js';

/**
 * A person decides that something need not be told: with a reason, a name and a time. No clause of a contract does so by
 * itself; Art. 33(2) GDPR knows no threshold. Where four eyes are asked for it is only proposed.
 */
export function findNotRequired(
  command: Timed<FindNotRequired>,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  const { dutyId, reason, decidedBy, now: at } = command;
  if (isBlank(reason))
    return invalid('reason-required', 'reason', 'finding a notice not required is a decision with a reason');
  if (isBlank(decidedBy))
    return invalid('person-required', 'decidedBy', 'finding a notice not required is a decision of a person');
  if (isFound(dutyId, state)) return [];
  const fault = faultOfFinding(dutyId, state);
  if (fault) return fault;
  if (command.fourEyes?.decisions) return propose(command, state);
  return [found(dutyId, { reason, decidedBy, at }, state)];
}

function propose(
  { dutyId, reason, decidedBy, actor, now: at }: Timed<FindNotRequired>,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  const fault = faultOfPerson(actor);
  if (fault || !actor) return fault ?? [];
  const standing = proposalFor(dutyId, state);
  if (!standing) {
    const proposedBy = { kind: actor.kind, id: actor.id };
    return [stating(state.notice)('NotRequiredProposed', { dutyId, reason, decidedBy, proposedBy, at })];
  }
  const isSame = standing.proposedBy.id === actor.id && standing.reason === reason && standing.decidedBy === decidedBy;
  return isSame
    ? []
    : conflict('proposed-already', 'this is proposed already: it is confirmed, or withdrawn first', 'dutyId');
}

/** Decides what was proposed, by another person than the one who proposed it. */
export function confirmNotRequired(
  { dutyId, actor, now: at }: Timed<ConfirmNotRequired>,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  const proposal = proposalFor(dutyId, state);
  if (!proposal) return isFound(dutyId, state) ? [] : nothingProposed();
  const fault = faultOfSecondPerson(proposal.proposedBy, actor) ?? faultOfFinding(dutyId, state);
  if (fault || !actor) return fault ?? [];
  const { reason, decidedBy, proposedBy } = proposal;
  if (isErased(reason) || isErased(decidedBy))
    return conflict('erased', 'the words of what was proposed were erased: withdraw it, and propose anew');
  const both = { proposedBy: proposedBy.id, confirmedBy: actor.id };
  return [found(dutyId, { reason, decidedBy, ...both, at }, state)];
}

/** Takes back what was proposed. */
export function withdrawNotRequired(
  { dutyId, now: at }: Timed<WithdrawNotRequired>,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  if (!proposalFor(dutyId, state)) return nothingProposed();
  return [stating(state.notice)('NotRequiredProposalWithdrawn', { dutyId, at })];
}

const proposalFor = (dutyId: string | null, state: OpenedNotice) =>
  state.proposals.find((proposal) => proposal.dutyId === dutyId);

const nothingProposed = () => conflict('nothing-proposed', 'nobody has proposed that this is not required', 'dutyId');

const isFound = (dutyId: string | null, state: OpenedNotice): boolean =>
  dutyId === null
    ? isPending(state) && state.notRequired !== null
    : state.duties.some((duty) => duty.dutyId === dutyId && duty.notRequired !== null);

function faultOfFinding(dutyId: string | null, state: OpenedNotice): Refusal | undefined {
  if (dutyId === null)
    return isPending(state)
      ? undefined
      : conflict('duties-open', 'a trigger has fired: each duty is decided by itself', 'dutyId');
  const duty = state.duties.find((known) => known.dutyId === dutyId);
  if (!duty) return unknown('duty', 'dutyId');
  if (!isUndecided(state, duty))
    return conflict('duty-decided', 'a duty that was fulfilled or withdrawn is no longer to be decided on', 'dutyId');
  const followUp = state.duties.find((known) => known.followUpOf === dutyId && isUndecided(state, known));
  return followUp
    ? conflict('followed-up', 'a duty without a period of its own follows up this one: it is decided first', 'dutyId', {
        dutyId: followUp.dutyId,
      })
    : undefined;
}

const found = (dutyId: string | null, decision: NotRequired, { notice }: OpenedNotice): NoticeEvent =>
  dutyId === null
    ? stating(notice)('NoticeFoundNotRequired', decision)
    : stating(notice)('DutyFoundNotRequired', { dutyId, ...decision });
