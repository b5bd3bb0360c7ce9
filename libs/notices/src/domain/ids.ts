import { deriveId } from '@art33/event-log';

/** A notice's id follows from its incident and agreement, so that nobody can leave one out unseen. */
export const noticeIdOf = (incidentId: string, agreementId: string): string => deriveId(incidentId, agreementId);

export const noticeStream = (noticeId: string): string => `notice-${noticeId}`;

/** The message that carries one sending of a notice to one contact: the same on every node. */
export const noticeMessageId = (noticeId: string, sendNumber: number, contactId: string): string =>
  deriveId(noticeId, 'message', sendNumber, contactId);

/** A duty is what one trigger of the terms demands of one notice. */
export const dutyIdOf = (noticeId: string, trigger: string): string => deriveId(noticeId, trigger);

/** What one message is known to have reached: a delivery per grade; `ordinal` from 1, higher after an earlier one was invalidated. */
export const deliveryIdOf = (messageId: string, grade: string, ordinal: number): string =>
  deriveId(messageId, grade, ordinal);

/** The nth delivery that the sender states of a notice. */
export const statedDeliveryId = (noticeId: string, ordinal: number): string => deriveId(noticeId, 'stated', ordinal);

/** The nth acknowledgement by one message. */
export const acknowledgementIdOf = (messageId: string, ordinal: number): string =>
  deriveId(messageId, 'acknowledgement', ordinal);
