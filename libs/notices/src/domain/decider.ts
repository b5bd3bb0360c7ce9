import { isRefusal, type Decider, type Refusal } from '@art33/event-log';
import { acknowledge, dispute } from './acknowledgements.js';
import { align } from './align.js';
import type { NoticeCommandBy, NoticeCommandData, Timed } from './commands.js';
import { close, explainLateness, noteStep } from './decisions.js';
import {
  invalidateDelivery,
  recordDelivery,
  recordUndeliverable,
  stateDelivery,
  withdrawStatement,
} from './deliveries.js';
import { approve, draft, send } from './drafting.js';
import { stating, type NoticeEvent } from './events.js';
import { evolveNotice } from './evolve.js';
import { settle } from './fulfilment.js';
import { revokeLinks } from './links.js';
import { confirmNotRequired, findNotRequired, withdrawNotRequired } from './not-required.js';
import { conflict, notFound } from './refusals.js';
import { initialNotice, isOpened, type NoticeState, type OpenedNotice } from './state.js';
import type { NoticeRef } from './values.js';

/** The notice of one processor to one controller about one incident. */
export const noticeDecider: Decider<NoticeState, NoticeCommandBy, NoticeEvent> = {
  initialState: initialNotice,
  evolve: evolveNotice,
  decide(command, state) {
    const decided = decide(command, state);
    return isRefusal(decided) ? decided : withConsequences(decided, state, command.now);
  },
};

/** Whose act each command is. What is observed may be recorded on behalf of either side. */
const ACTING: Readonly<Record<NoticeCommandData['type'], 'processor' | 'controller' | 'either'>> = {
  align: 'processor',
  draft: 'processor',
  approve: 'processor',
  send: 'processor',
  'record-hand-over': 'either',
  'record-delivery': 'either',
  'state-delivery': 'processor',
  'invalidate-delivery': 'either',
  'withdraw-statement': 'processor',
  'record-undeliverable': 'either',
  acknowledge: 'controller',
  'dispute-acknowledgement': 'controller',
  'revoke-links': 'processor',
  'note-deadline-step': 'processor',
  'explain-lateness': 'processor',
  'find-not-required': 'processor',
  'confirm-not-required': 'processor',
  'withdraw-not-required': 'processor',
  close: 'processor',
};

function mayAct({ type, onBehalfOf }: NoticeCommandBy, { processorId, controllerId }: NoticeRef): boolean {
  if (onBehalfOf === undefined) return true;
  const acting = ACTING[type];
  return (
    (acting !== 'controller' && onBehalfOf === processorId) || (acting !== 'processor' && onBehalfOf === controllerId)
  );
}

function decide(
  command: Timed<NoticeCommandData> & NoticeCommandBy,
  state: NoticeState,
): readonly NoticeEvent[] | Refusal {
  if (command.type === 'align') return mayAct(command, state.notice ?? command) ? align(command, state) : notFound();
  if (!isOpened(state) || !mayAct(command, state.notice)) return notFound();
  switch (command.type) {
    case 'draft':
      return whileOpen(state) ?? draft(command, state);
    case 'approve':
      return whileOpen(state) ?? approve(command, state);
    case 'send':
      return whileOpen(state) ?? send(command, state);
    case 'record-hand-over':
    case 'record-delivery':
      return recordDelivery(command, state);
    case 'state-delivery':
      return stateDelivery(command, state);
    case 'invalidate-delivery':
      return invalidateDelivery(command, state);
    case 'withdraw-statement':
      return withdrawStatement(command, state);
    case 'record-undeliverable':
      return recordUndeliverable(command, state);
    case 'acknowledge':
      return acknowledge(command, state);
    case 'dispute-acknowledgement':
      return dispute(command, state);
    case 'revoke-links':
      return revokeLinks(command, state);
    case 'note-deadline-step':
      return noteStep(command, state);
    case 'explain-lateness':
      return explainLateness(command, state);
    case 'find-not-required':
      return findNotRequired(command, state);
    case 'confirm-not-required':
      return confirmNotRequired(command, state);
    case 'withdraw-not-required':
      return withdrawNotRequired(command, state);
    case 'close':
      return close(command, state);
  }
}

const whileOpen = (state: OpenedNotice): Refusal | undefined =>
  state.closedAt === null
    ? undefined
    : conflict('notice-closed', 'a closed notice is not edited; it opens again by itself when a duty opens');

/** What follows from the decided events for the duties, and that a closed notice whose duty opens is open again. */
function withConsequences(decided: readonly NoticeEvent[], before: NoticeState, now: string): readonly NoticeEvent[] {
  const after = decided.reduce(evolveNotice, before);
  if (decided.length === 0 || !isOpened(after)) return decided;
  const events = [...decided, ...settle({ ...before, notice: after.notice }, after, now)];
  const opening = events.findIndex(({ type }) => type === 'DutyOpened' || type === 'DutyReopened');
  if (before.closedAt === null || opening === -1) return events;
  return events.toSpliced(opening, 0, stating(after.notice)('NoticeReopened', { at: now }));
}
