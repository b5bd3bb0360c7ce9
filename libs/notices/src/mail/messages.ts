import { deriveId } from '@art33/event-log';

/** The message that carries one sending of a notice to one contact: the same on every node. */
export const noticeMessageId = (noticeId: string, sendNumber: number, contactId: string): string =>
  deriveId(noticeId, 'message', sendNumber, contactId);

/** The message that carries the receipt of one acknowledgement to one contact. */
export const receiptMessageId = (acknowledgementId: string, contactId: string): string =>
  deriveId(acknowledgementId, 'receipt', contactId);
