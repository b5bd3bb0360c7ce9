import type { Refusal } from '@art33/event-log';
import type { RevokeLinks, Timed } from './commands.js';
import { stating, type NoticeEvent } from './events.js';
import { noticeMessageId } from './ids.js';
import { conflict, invalid, isBlank, unknown } from './refusals.js';
import type { NoticeState, OpenedNotice, Sending } from './state.js';

/**
 * The sender withdraws links, e.g. because a mail came into wrong hands: of one message, or of all sent so far. It stays
 * possible when the notice is closed, and whoever sends again gives new ones. Links to dispute an acknowledgement stand: they
 * protect the controller, also against the sender.
 */
export function revokeLinks(command: Timed<RevokeLinks>, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  const { messageId, reason, now: at } = command;
  if (isBlank(reason)) return invalid('reason-required', 'reason', 'who withdraws links says why');
  const last = state.sendings.at(-1);
  if (!last) return conflict('nothing-sent', 'no mail of this notice has gone out: there are no links');
  const sendNumber = messageId === null ? last.sendNumber : sendingOf(state, messageId);
  if (sendNumber === undefined) return unknown('message', 'messageId');
  if (isRevoked(state, messageId, sendNumber)) return [];
  return [stating(state.notice)('NoticeLinksRevoked', { messageId, sendNumber, reason, at })];
}

/** Whether the link of a message of this sending was withdrawn; null: the links of all messages up to it. */
export const isRevoked = (state: NoticeState, messageId: string | null, sendNumber: number): boolean =>
  state.linksRevoked.some((revoked) =>
    revoked.messageId === null ? sendNumber <= revoked.sendNumber : revoked.messageId === messageId,
  );

/** Whether a link of this sending was withdrawn. */
export const hasRevoked = (state: NoticeState, { sendNumber }: Pick<Sending, 'sendNumber'>): boolean =>
  state.linksRevoked.some((revoked) =>
    revoked.messageId === null ? sendNumber <= revoked.sendNumber : sendNumber === revoked.sendNumber,
  );

const sendingOf = ({ notice, sendings }: OpenedNotice, messageId: string): number | undefined =>
  sendings.find(({ sendNumber, recipients }) =>
    recipients.some((contactId) => noticeMessageId(notice.noticeId, sendNumber, contactId) === messageId),
  )?.sendNumber;
