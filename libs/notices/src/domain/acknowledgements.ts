import { isRefusal, type Refusal } from '@art33/event-log';
import type { Acknowledge, DisputeAcknowledgement } from './commands.js';
import { invalidation, recordDelivery } from './deliveries.js';
import { stating, type NoticeEvent } from './events.js';
import { acknowledgementIdOf } from './ids.js';
import { invalid, isBlank, unknown } from './refusals.js';
import { validDeliveries, type OpenedNotice } from './state.js';

/** The recipient acknowledges the exact text that the message carried. The same link acknowledges once. */
export function acknowledge(command: Acknowledge, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  const { messageId, sendNumber, by, at } = command;
  const sending = state.sendings.find((known) => known.sendNumber === sendNumber);
  const text = state.texts.find(({ textNumber }) => textNumber === sending?.textNumber);
  if (!sending || !text) return unknown('sending', 'sendNumber');
  if (isBlank(by.name)) return invalid('name-required', 'by.name', 'an acknowledgement says who gives it');
  const earlier = state.acknowledgements.filter((known) => known.messageId === messageId);
  if (earlier.some(({ disputes }) => disputes.length === 0)) return [];
  const delivered = recordDelivery(
    { type: 'record-delivery', messageId, sendNumber, grade: 'acknowledged', at },
    state,
  );
  const acknowledged = stating(state.notice)('NoticeAcknowledged', {
    acknowledgementId: acknowledgementIdOf(messageId, earlier.length + 1),
    messageId,
    sendNumber,
    textNumber: text.textNumber,
    textHash: text.hash,
    by,
    grade: 'link-only',
    at,
  });
  return isRefusal(delivered) ? delivered : [acknowledged, ...delivered];
}

/**
 * "This was not us": whoever used the link, it was not the controller, so neither its opening nor its acknowledgement proves
 * receipt any longer. What servers said of the message stands.
 */
export function dispute(command: DisputeAcknowledgement, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  const { acknowledgementId, contactId, at } = command;
  const acknowledgement = state.acknowledgements.find((known) => known.acknowledgementId === acknowledgementId);
  if (!acknowledgement) return unknown('acknowledgement', 'acknowledgementId');
  if (acknowledgement.disputes.some((known) => known.contactId === contactId)) return [];
  const fallen = validDeliveries(state).filter(
    ({ messageId, grade, at: reached }) =>
      messageId === acknowledgement.messageId &&
      (grade === 'opened' || grade === 'acknowledged') &&
      reached <= acknowledgement.at,
  );
  return [
    stating(state.notice)('AcknowledgementDisputed', { acknowledgementId, contactId, at }),
    ...fallen.map((delivery) => invalidation(state, delivery, { cause: 'acknowledgement-disputed', reason: null, at })),
  ];
}
