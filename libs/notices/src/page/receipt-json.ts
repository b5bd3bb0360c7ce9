import type { Instant } from '@art33/deadlines';
import type { AcknowledgementGrade } from '../domain/values.js';
import type { Receipt } from './views.js';

/** A receipt for programs, e.g. another installation that acknowledged on behalf of a person. */
export interface ReceiptJson {
  readonly acknowledgementId: string;
  /** The person who acknowledged, as stated with the link. */
  readonly name: string;
  readonly function: string | null;
  readonly at: Instant;
  /** `link-only`: whoever had the link could acknowledge, a program as well as a person. */
  readonly grade: AcknowledgementGrade;
  readonly processorName: string;
  readonly subject: string;
  /** SHA-256, hexadecimal, over salt, subject and text in UTF-8, each followed by a line feed. */
  readonly textHash: string;
  readonly salt: string;
  readonly eventId: string;
  readonly logNumber: number;
  readonly disputed: boolean;
}

/** Without the notice's text, which whoever acknowledges has, and without the address that it came by, which is its own. */
export const receiptJson = (
  { text: _, clientAddress: __, ...receipt }: Receipt,
  processorName: string,
): ReceiptJson => ({
  ...receipt,
  processorName,
});
