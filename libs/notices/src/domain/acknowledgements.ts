import { isRefusal, type Refusal } from '@art33/event-log';
import type { Acknowledge, DisputeAcknowledgement, Timed } from './commands.js';
import { invalidation, recordDelivery } from './deliveries.js';
import { stating, type NoticeEvent } from './events.js';
import { acknowledgementIdOf, noticeMessageId } from './ids.js';
import { conflict, invalid, isBlank, unknown } from './refusals.js';
import { hasFailed, validDeliveries, type OpenedNotice, type Sending } from './state.js';

/**
 * The recipient acknowledges the exact text that the message carried, by its link or signed in. The same message is acknowledged
 * once.
 */
export function acknowledge(command: Timed<Acknowledge>, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  const { messageId: linked, sendNumber, by, at, actor } = command;
  const whence = whenceOf(command);
  const sending = state.sendings.find((known) => known.sendNumber === sendNumber);
  const text = state.texts.find(({ textNumber }) => textNumber === sending?.textNumber);
  if (!sending || !text) return unknown('sending', 'sendNumber');
  if (linked === undefined && actor?.kind !== 'person')
    return conflict('person-needed', 'a person acknowledges who has signed in; an API token is no person');
  const messageId = linked ?? messageOf(sending, state);
  if (messageId === undefined) return unknown('sending', 'sendNumber');
  if (isBlank(by.name)) return invalid('name-required', 'by.name', 'an acknowledgement says who gives it');
  const earlier = state.acknowledgements.filter((known) => known.messageId === messageId);
  if (earlier.some(({ disputes }) => disputes.length === 0)) return [];
  const delivered = recordDelivery(
    { type: 'record-delivery', messageId, sendNumber, grade: 'acknowledged', at, ...whence },
    state,
  );
  const acknowledged = stating(state.notice)('NoticeAcknowledged', {
    acknowledgementId: acknowledgementIdOf(messageId, earlier.length + 1),
    messageId,
    sendNumber,
    textNumber: text.textNumber,
    textHash: text.hash,
    by,
    grade: linked === undefined ? 'signed-in' : 'link-only',
    ...whence,
    at,
  });
  return isRefusal(delivered) ? delivered : [acknowledged, ...delivered];
}

/** Of the messages that carried a sending, the one that a person who signed in acknowledges: rather one that did not come back. */
function messageOf({ sendNumber, recipients }: Sending, state: OpenedNotice): string | undefined {
  const messages = recipients.map((contactId) => noticeMessageId(state.notice.noticeId, sendNumber, contactId));
  return messages.find((each) => !hasFailed(state, each)) ?? messages[0];
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
    stating(state.notice)('AcknowledgementDisputed', { acknowledgementId, contactId, ...whenceOf(command), at }),
    ...fallen.map((delivery) => invalidation(state, delivery, { cause: 'acknowledgement-disputed', reason: null, at })),
  ];
}

const whenceOf = ({ clientAddress }: { readonly clientAddress?: string }): { readonly clientAddress?: string } =>
  clientAddress === undefined ? {} : { clientAddress };
