import { deriveId } from '@art33/event-log';

/** The message that carries the receipt of one acknowledgement to one contact. */
export const receiptMessageId = (acknowledgementId: string, contactId: string): string =>
  deriveId(acknowledgementId, 'receipt', contactId);
