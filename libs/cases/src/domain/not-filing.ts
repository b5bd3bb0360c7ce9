import { isErased, Refusal, type Instant } from '@art33/event-log';
import { faultOfPerson, faultOfSecondPerson } from '@art33/parties';
import type { CaseCommandBy } from './commands.js';
import type { CaseEvent } from './events.js';
import { initialFiling, type CaseState } from './state.js';

type Timed<T extends CaseCommandBy['type']> = Extract<CaseCommandBy, { type: T }> & { readonly now: Instant };
type Decision = readonly CaseEvent[] | Refusal;

const isBlank = (text: string): boolean => text.trim() === '';

/** Not filing is decided with a reason and a name (Art. 33(1) GDPR); where four eyes are asked for it is only proposed. */
export function decideNotToFile(command: Timed<'decide-not-to-file'>, state: CaseState): Decision {
  const { reason, decidedBy, now: at } = command;
  if (isBlank(reason))
    return new Refusal('decision-needs-reason', 'invalid', 'not filing is a decision with a reason', 'reason');
  if (isBlank(decidedBy))
    return new Refusal('decision-needs-name', 'invalid', 'not filing is a decision with a name', 'decidedBy');
  const fault = faultOfDeciding(state);
  if (fault) return fault;
  const standing = state.decisionNotToFile;
  if (standing?.replacedBy === null && standing.reason === reason && standing.decidedBy === decidedBy) return [];
  if (command.fourEyes?.decisions) return propose(command, state);
  return [{ type: 'DecidedNotToFile', data: { controllerId: state.controllerId, reason, decidedBy, at } }];
}

function propose({ reason, decidedBy, actor, now: at }: Timed<'decide-not-to-file'>, state: CaseState): Decision {
  const fault = faultOfPerson(actor);
  if (fault || !actor) return fault ?? [];
  const { controllerId, notFilingProposal: standing } = state;
  if (!standing) {
    const proposedBy = { kind: actor.kind, id: actor.id };
    return [{ type: 'NotFilingProposed', data: { controllerId, reason, decidedBy, proposedBy, at } }];
  }
  const isSame = standing.proposedBy.id === actor.id && standing.reason === reason && standing.decidedBy === decidedBy;
  return isSame
    ? []
    : new Refusal('proposed-already', 'conflict', 'this is proposed already: it is confirmed, or withdrawn first');
}

/** Decides what was proposed, by another person than the one who proposed it. */
export function confirmNotFiling({ actor, now: at }: Timed<'confirm-not-filing'>, state: CaseState): Decision {
  const { controllerId, notFilingProposal: proposal } = state;
  if (!proposal) return state.decisionNotToFile?.replacedBy === null ? [] : nothingProposed();
  const fault = faultOfSecondPerson(proposal.proposedBy, actor) ?? faultOfDeciding(state);
  if (fault || !actor) return fault ?? [];
  const { reason, decidedBy, proposedBy } = proposal;
  if (isErased(reason) || isErased(decidedBy))
    return new Refusal(
      'erased',
      'conflict',
      'the words of what was proposed were erased: withdraw it, and propose anew',
    );
  const both = { proposedBy: proposedBy.id, confirmedBy: actor.id };
  return [{ type: 'DecidedNotToFile', data: { controllerId, reason, decidedBy, ...both, at } }];
}

/** Takes back what was proposed. */
export function withdrawNotFiling({ now: at }: Timed<'withdraw-not-filing'>, state: CaseState): Decision {
  const { controllerId, notFilingProposal: proposal } = state;
  return proposal ? [{ type: 'NotFilingProposalWithdrawn', data: { controllerId, at } }] : nothingProposed();
}

const nothingProposed = () => new Refusal('nothing-proposed', 'conflict', 'nobody has proposed that nothing is filed');

function faultOfDeciding(state: CaseState): Refusal | undefined {
  const initial = initialFiling(state);
  return initial
    ? new Refusal(
        'already-filed',
        'conflict',
        'a filing has been made; take it back with a withdrawal first',
        undefined,
        { filingId: initial.filingId },
      )
    : undefined;
}
