import type { Schemas } from '../../api/client.js';
import type { Case, Notice } from '../queries.js';
import { acknowledgedOf } from '../notice/acknowledged.js';
import type { DeedName } from './deed.js';

/** The initial filing, unless it was withdrawn. */
export function initialFiling({ filings }: Case): Case['filings'][number] | undefined {
  const last = filings.findLastIndex(({ phase }) => phase === 'withdrawal');
  return filings.slice(last + 1).find(({ phase }) => phase === 'initial');
}

/** The decision not to file, while it stands. */
export const standingDecision = ({ decisionNotToFile }: Case): Schemas['DecisionNotToFile'] | null =>
  decisionNotToFile?.replacedBy === null ? decisionNotToFile : null;

/** What a case asks for, in the order in which it is done. */
export const STEPS = [
  'acknowledge',
  'aware',
  'decide',
  'confirm',
  'reference',
  'communicate',
  'tell',
  'close',
] as const;
export type StepName = (typeof STEPS)[number];
export interface Step {
  readonly name: StepName;
  /** `later`: it can be done, or comes once something else is done. */
  readonly state: 'done' | 'now' | 'later';
}

/** What is left to do, as the case itself tells. Nothing here knows a law: the case says what is decided and what is unproven. */
export function stepsOf(file: Case, notice: Notice | undefined): readonly Step[] {
  const { decided, notFilingProposal, unprovenFilings, communications, awareness, received, status } = file;
  const letters = notice?.messages ?? [];
  const unread =
    letters.some(({ sendNumber }) => notice && acknowledgedOf(notice, sendNumber) === undefined) ||
    received.some(({ acknowledgement, notice: machine }) => acknowledgement === null && machine !== null);
  const isClosed = status === 'closed';
  const last = communications.at(-1)?.outcome;
  const steps: (Step | false)[] = [
    { name: 'acknowledge', state: unread ? 'now' : 'done' },
    { name: 'aware', state: awareness.length > 0 ? 'done' : 'later' },
    notFilingProposal && !decided
      ? { name: 'confirm', state: 'now' }
      : { name: 'decide', state: decided ? 'done' : 'now' },
    unprovenFilings.length > 0 && { name: 'reference', state: 'now' },
    last === 'required'
      ? { name: 'tell', state: 'now' }
      : { name: 'communicate', state: last === undefined ? 'now' : 'done' },
    { name: 'close', state: isClosed ? 'done' : decided ? 'now' : 'later' },
  ];
  // A closed file takes nothing but what is no change of it.
  return steps.filter(
    (step): step is Step => step !== false && (!isClosed || step.state === 'done' || step.name === 'acknowledge'),
  );
}

/** What is done in a step. */
const DEEDS_OF: Readonly<Partial<Record<StepName, readonly DeedName[]>>> = {
  aware: ['aware'],
  decide: ['file', 'not-file'],
  reference: ['reference'],
  communicate: ['communicate'],
  tell: ['communicate'],
};
export const deedsOf = ({ name, state }: Step): readonly DeedName[] => (state === 'done' ? [] : (DEEDS_OF[name] ?? []));
