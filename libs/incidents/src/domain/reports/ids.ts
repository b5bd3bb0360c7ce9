import { deriveId } from '@art33/event-log';

export const reportStream = (reportId: string): string => `report-${reportId}`;

/** The incident that is made of a report: one, however often and by however many people it is asked for at once. */
export const incidentOfReport = (reportId: string): string => deriveId(reportId, 'incident');

/** Without letters and digits that are taken for each other on the telephone. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `R-7KQ2-M4ZD`: what a reporter can read out. It names a report to those who may see it, and opens nothing. */
export function referenceOf(reportId: string): string {
  const digits = BigInt(`0x${reportId.replaceAll('-', '').slice(0, 14)}`);
  const signs = Array.from({ length: 8 }, (_, n) => ALPHABET[Number((digits / 30n ** BigInt(n)) % 30n)]).join('');
  return `R-${signs.slice(0, 4)}-${signs.slice(4)}`;
}

/** The intake of a processor: its form and its webhook. */
export const intakeStream = (processorId: string): string => `intake-${processorId}`;

/** Address of a processor's webhook. */
export const webhookIdOf = (processorId: string): string => deriveId('intake-webhook', processorId);
