import { Refusal, toInstant, toMilliseconds, type Decider, type Instant } from '@art33/event-log';
import { LEASE_MILLISECONDS, retryAfter, UNKNOWN_LIMIT } from './back-off.js';
import type { MessageCommandData, MessageCommandOf } from './commands.js';
import type { MessageEvent } from './events.js';
import { evolve, initialState, isSettled, type MessageState } from './state.js';

const unknownMessage = () => new Refusal('message-unknown', 'not-found', 'there is no such message');

/**
 * The effect life cycle of one message to one recipient: prepared → started → accepted | failed | unknown.
 * A message that nobody stops ends by itself: accepted, failed for good, bounced, or given up.
 */
export const messageDecider: Decider<MessageState, MessageCommandData, MessageEvent> = {
  initialState,
  evolve,
  decide(command, state) {
    if (command.type === 'prepare') return prepare(command, state);
    if (state.phase === 'none') return unknownMessage();
    switch (command.type) {
      case 'start':
        return start(command, state);
      case 'record-acceptance':
        return recordAcceptance(command, state);
      case 'record-failure':
        return recordFailure(command, state);
      case 'record-unknown':
        return recordUnknown(command, state);
      case 'declare-lost':
        return declareLost(command, state);
      case 'give-up':
        return isSettled(state)
          ? []
          : [{ type: 'MessageGivenUp', data: { at: command.now, attempts: state.attempt, why: command.why } }];
      case 'record-bounce':
        return recordBounce(command, state);
      case 'record-server-delivery':
        return recordServerDelivery(command, state);
      case 'record-delay':
        return recordDelay(command, state);
    }
  },
};

type Decision = readonly MessageEvent[] | Refusal;
type Now = { readonly now: Instant };

function prepare({ type: _, now, ...message }: MessageCommandOf<'prepare'> & Now, state: MessageState): Decision {
  if (state.phase !== 'none') return [];
  return [{ type: 'MessagePrepared', data: { ...message, channel: 'smtp', at: now } }];
}

function start({ node, now, omitted }: MessageCommandOf<'start'> & Now, state: MessageState): Decision {
  if (isSettled(state)) return new Refusal('message-settled', 'conflict', 'nothing more is sent of a settled message');
  if (state.running) return new Refusal('message-already-started', 'conflict', 'one attempt runs at a time');
  if (state.dueAt === null || now < state.dueAt)
    return new Refusal('message-not-due', 'conflict', 'an attempt starts when it is due', undefined, {
      dueAt: state.dueAt,
    });
  const leaseUntil = toInstant(toMilliseconds(now) + LEASE_MILLISECONDS);
  const left = omitted === undefined ? {} : { omitted };
  return [
    { type: 'MessageStarted', data: { attempt: state.attempt + 1, at: now, takenBy: node, leaseUntil, ...left } },
  ];
}

/** An acceptance counts whenever it arrives, once; a second one adds nothing. */
function recordAcceptance(
  { attempt, at, by, code, reply }: MessageCommandOf<'record-acceptance'>,
  state: MessageState,
): Decision {
  const running = state.running?.attempt === attempt;
  if (!running && !state.unknown.includes(attempt)) return [];
  if (state.phase === 'accepted' || state.phase === 'delivered') return [];
  if (state.phase === 'bounced' && !running) return [];
  const mayHaveArrivedTwice = state.unknown.some((other) => other !== attempt) || (state.running !== null && !running);
  return [
    {
      type: 'MessageAccepted',
      data: { attempt, at, by, reply, acceptedCode: code, mayHaveArrivedTwice, scopes: state.scopes },
    },
  ];
}

/** 5xx is permanent; everything else that failed for certain is tried again, for five days. */
function recordFailure(command: MessageCommandOf<'record-failure'>, state: MessageState): Decision {
  const { attempt, at, code, permanent, reply, jitter } = command;
  if (isSettled(state) || state.running?.attempt !== attempt) return [];
  const retryAt = permanent ? null : retryAfter(attempt, at, state.firstStartedAt ?? at, jitter);
  const failed: MessageEvent = {
    type: 'MessageFailed',
    data: { attempt, at, code, permanent, ...(reply === undefined ? {} : { reply }), retryAt, scopes: state.scopes },
  };
  if (permanent || retryAt !== null) return [failed];
  return [failed, { type: 'MessageGivenUp', data: { at, attempts: attempt, why: 'too-long' } }];
}

function recordUnknown(
  { attempt, at, why, jitter }: MessageCommandOf<'record-unknown'>,
  state: MessageState,
): Decision {
  if (isSettled(state) || state.running?.attempt !== attempt) return [];
  const tooMany = state.unansweredCopies + 1 >= UNKNOWN_LIMIT;
  const retryAt = tooMany ? null : retryAfter(attempt, at, state.firstStartedAt ?? at, jitter);
  const unknown: MessageEvent = { type: 'MessageUnknown', data: { attempt, at, why, retryAt } };
  if (retryAt !== null) return [unknown];
  return [unknown, { type: 'MessageGivenUp', data: { at, attempts: attempt, why: 'outcome-unknown' } }];
}

/** Sent again at once: a missing notice breaks the contract, a second copy does no harm. */
function declareLost({ attempt, node, now }: MessageCommandOf<'declare-lost'> & Now, state: MessageState): Decision {
  if (isSettled(state) || state.running?.attempt !== attempt) return [];
  if (state.running.takenBy !== node && now < state.running.leaseUntil)
    return new Refusal('message-leased', 'conflict', "another node's attempt is lost only after its lease", undefined, {
      leaseUntil: state.running.leaseUntil,
    });
  return [{ type: 'MessageUnknown', data: { attempt, at: now, why: 'process-ended', retryAt: now } }];
}

type ReportCommand = MessageCommandOf<'record-bounce' | 'record-server-delivery' | 'record-delay'>;

/** Nothing to record (`[]`), a refusal, or the facts that every report's event has. */
function takeReport({ statedAt, arrivedAt, status, diagnostic, evidenceId }: ReportCommand, state: MessageState) {
  if (state.evidence.includes(evidenceId)) return undefined;
  const mayHaveArrived = state.acceptedAt !== null || state.unknown.length > 0 || state.running !== null;
  if (!mayHaveArrived)
    return new Refusal('message-never-handed-over', 'conflict', 'a server reports only on what it was given');
  const handedOver = state.acceptedAt ?? state.firstStartedAt ?? arrivedAt;
  const stated = statedAt !== undefined && handedOver <= statedAt && statedAt <= arrivedAt;
  return {
    at: stated ? statedAt : arrivedAt,
    arrivedAt,
    status,
    ...(diagnostic === undefined ? {} : { diagnostic }),
    evidenceId,
    scopes: state.scopes,
  };
}

function recordBounce(command: MessageCommandOf<'record-bounce'>, state: MessageState): Decision {
  if (state.phase === 'bounced' || state.phase === 'failed') return [];
  const facts = takeReport(command, state);
  if (facts === undefined) return [];
  if (facts instanceof Refusal) return facts;
  return [{ type: 'MessageBounced', data: { ...facts, action: 'failed' } }];
}

/** A bounce speaks later than the delivery it undoes; a delivery reported for a later instant is another copy's. */
function recordServerDelivery(command: MessageCommandOf<'record-server-delivery'>, state: MessageState): Decision {
  if (state.phase === 'delivered') return [];
  const facts = takeReport(command, state);
  if (facts === undefined) return [];
  if (facts instanceof Refusal) return facts;
  if (state.bouncedAt !== null && facts.at <= state.bouncedAt) return [];
  return [{ type: 'MessageDeliveredByServer', data: facts }];
}

function recordDelay(command: MessageCommandOf<'record-delay'>, state: MessageState): Decision {
  if (state.phase === 'delivered' || state.phase === 'bounced' || state.phase === 'failed') return [];
  const facts = takeReport(command, state);
  if (facts === undefined) return [];
  return facts instanceof Refusal ? facts : [{ type: 'MessageDelayed', data: facts }];
}
