import { canonicalJson, type Refusal } from '@art33/event-log';
import type { Grade, NoticeKind } from '@art33/parties';
import type {
  InvalidateDelivery,
  RecordDelivery,
  RecordHandOver,
  RecordUndeliverable,
  StateDelivery,
  Timed,
  WithdrawStatement,
} from './commands.js';
import { stating, type NoticeEvent } from './events.js';
import { deliveryIdOf, statedDeliveryId } from './ids.js';
import { covers, factsAllow } from './kinds.js';
import { conflict, invalid, isBlank, unknown } from './refusals.js';
import {
  dutyStatus,
  hasFailed,
  isGapsDuty,
  kindDue,
  standingDuties,
  validDeliveries,
  type KnownDelivery,
  type OpenedNotice,
} from './state.js';
import type { InvalidationCause, Statement } from './values.js';

/** What machines say of a message; a person opens and acknowledges. */
const byMachine = (grade: Grade): boolean => grade === 'handed-over' || grade === 'accepted-by-server';

/** A message reached a grade. Each grade of a message is recorded once; nothing a machine says counts after a bounce. */
export function recordDelivery(
  command: RecordHandOver | RecordDelivery,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  const grade = command.type === 'record-hand-over' ? 'handed-over' : command.grade;
  const { messageId, sendNumber, at, evidence = null } = command;
  const clientAddress = command.type === 'record-delivery' ? command.clientAddress : undefined;
  const sending = state.sendings.find((known) => known.sendNumber === sendNumber);
  if (!sending) return unknown('sending', 'sendNumber');
  const known = state.deliveries.filter((delivery) => delivery.messageId === messageId && delivery.grade === grade);
  if (known.some(({ invalidated }) => invalidated === null)) return [];
  if (byMachine(grade) && hasFailed(state, messageId)) return [];
  return [
    stating(state.notice)('NoticeDelivered', {
      deliveryId: deliveryIdOf(messageId, grade, known.length + 1),
      grade,
      at,
      kind: sending.kind,
      sendNumber,
      messageId,
      duties: sending.duties,
      silences: state.duties.flatMap((duty) =>
        sending.duties.includes(duty.dutyId) && dutyStatus(state, duty) === 'open' ? [duty.dutyId] : [],
      ),
      evidence,
      statement: null,
      ...(clientAddress === undefined ? {} : { clientAddress }),
    }),
  ];
}

/** The sender told the controller by telephone, letter, fax, in a meeting … It is the sender's word, and called so. */
export function stateDelivery(command: Timed<StateDelivery>, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  const { channel, textForm, at, by, to, evidence, sendNumber, now } = command;
  if (at.at > now) return invalid('statement-in-the-future', 'at', 'a delivery is stated once it has happened');
  if (channel === 'phone' && textForm)
    return invalid('phone-is-no-text-form', 'textForm', 'a phone call is never text form (§ 126b BGB)');
  if (isBlank(by)) return invalid('statement-needs-sender', 'by', 'a stated delivery names who told it');
  if (isBlank(to)) return invalid('statement-needs-recipient', 'to', 'a stated delivery names who was told');
  const sending = state.sendings.find((known) => known.sendNumber === sendNumber);
  if (sendNumber !== undefined && !sending) return unknown('sending', 'sendNumber');
  const statement: Statement = { channel, textForm, at, account: { by, to, evidence } };
  if (isStated(statement, command.kind, state)) return [];
  const kind = command.kind ?? sending?.kind ?? kindDue(state);
  if (!factsAllow(kind, state.notice.basis.facts))
    return conflict('kind-not-established', `no fact is known that makes this a notice of kind ${kind}`, 'kind', {
      facts: state.notice.basis.facts,
    });
  if (sending && !covers(sending.kind, kind))
    return conflict('text-says-less', `the text handed over is of kind ${sending.kind}`, 'kind', { sendNumber });
  const ordinal = state.deliveries.filter(({ grade }) => grade === 'stated').length + 1;
  return [
    stating(state.notice)('NoticeDelivered', {
      deliveryId: statedDeliveryId(state.notice.noticeId, ordinal),
      grade: 'stated',
      at: at.at,
      kind,
      sendNumber: sendNumber ?? null,
      messageId: null,
      duties: sending ? sending.duties.filter((dutyId) => coveredBy(kind, dutyId, state)) : toldBy(kind, at.at, state),
      silences: [],
      evidence: null,
      statement,
    }),
  ];
}

/** It was stated before; as what, counts only where the sender says so: what is owed may have changed by that very statement. */
const isStated = (statement: Statement, kind: NoticeKind | undefined, state: OpenedNotice): boolean =>
  validDeliveries(state).some(
    (known) =>
      (kind === undefined || known.kind === kind) && canonicalJson(known.statement) === canonicalJson(statement),
  );

const coveredBy = (kind: NoticeKind, dutyId: string, state: OpenedNotice): boolean =>
  state.duties.some((duty) => duty.dutyId === dutyId && covers(kind, duty.kind));

/** The duties that words spoken at an instant can fulfil: nothing said before a fact was known, and no gap in a text. */
const toldBy = (kind: NoticeKind, at: string, state: OpenedNotice): readonly string[] =>
  standingDuties(state)
    .filter((duty) => covers(kind, duty.kind) && !isGapsDuty(duty) && duty.deadline.anchor.at.at <= at)
    .map(({ dutyId }) => dutyId);

/** A bounce: nothing that machines said of the message counts any longer. What a person did with it stands. */
export function invalidateDelivery(command: InvalidateDelivery, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  const { messageId, sendNumber, reason, at } = command;
  const fallen = validDeliveries(state).filter(
    (delivery) => delivery.messageId === messageId && byMachine(delivery.grade),
  );
  if (fallen.length === 0) return recordUndeliverable({ ...command, type: 'record-undeliverable' }, state);
  if (!state.sendings.some((known) => known.sendNumber === sendNumber)) return unknown('sending', 'sendNumber');
  return fallen.map((delivery) => invalidation(state, delivery, { cause: 'bounced', reason, at }));
}

/** The message reaches nobody: recorded once. */
export function recordUndeliverable(
  command: RecordUndeliverable,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  const { messageId, sendNumber, reason, cancelled, at } = command;
  if (!state.sendings.some((known) => known.sendNumber === sendNumber)) return unknown('sending', 'sendNumber');
  if (hasFailed(state, messageId)) return [];
  const why = cancelled ? { cancelled } : {};
  return [stating(state.notice)('NoticeUndeliverable', { messageId, sendNumber, reason, ...why, at })];
}

/** The sender takes its own statement back; it stays readable as taken back. */
export function withdrawStatement(
  command: Timed<WithdrawStatement>,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  const { deliveryId, reason, now: at } = command;
  const delivery = state.deliveries.find((known) => known.deliveryId === deliveryId);
  if (!delivery) return unknown('delivery', 'deliveryId');
  if (delivery.grade !== 'stated')
    return conflict('not-a-statement', 'only what the sender stated can be taken back by the sender', 'deliveryId');
  if (isBlank(reason)) return invalid('reason-required', 'reason', 'a correction says why');
  if (delivery.invalidated) return [];
  return [invalidation(state, delivery, { cause: 'statement-withdrawn', reason, at })];
}

/** A delivery that proved to be none. */
export function invalidation(
  state: OpenedNotice,
  { deliveryId, grade, kind, sendNumber, messageId }: KnownDelivery,
  why: { readonly cause: InvalidationCause; readonly reason: string | null; readonly at: string },
): NoticeEvent {
  return stating(state.notice)('DeliveryInvalidated', { deliveryId, grade, kind, sendNumber, messageId, ...why });
}
