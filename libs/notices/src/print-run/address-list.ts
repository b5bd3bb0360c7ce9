import { numberColumn, textColumn, type Column, type PrintedDocument } from '@art33/documents';
import type { Instant } from '@art33/deadlines';
import type { Language } from '../domain/values.js';
import type { Addressee } from './letters.js';

/** A letter of a print run by its number, from 1: that of the address list, and of what is recorded when it was posted. */
export interface AddressRow extends Addressee {
  readonly number: number;
}

export const ADDRESS_COLUMNS: readonly Column<AddressRow>[] = [
  numberColumn('Nr.', 'No.', ({ number }) => number),
  textColumn('Name', 'Name', ({ name }) => name),
  textColumn('Straße', 'Street', ({ address }) => address.street),
  textColumn('PLZ', 'Postal code', ({ address }) => address.postalCode),
  textColumn('Ort', 'City', ({ address }) => address.city),
  textColumn('Land', 'Country', ({ country }) => country),
  textColumn('Kundennummer', 'Customer number', ({ customerNumber }) => customerNumber),
  textColumn('Sprache', 'Language', ({ language }) => language),
  textColumn('Meldung', 'Notice', ({ noticeId }) => noticeId),
];

/** Rows in one part of the printed list: few enough to be laid out in a moment. */
export const ROWS_PER_PART = 200;

const WORDS = {
  de: { title: 'Adressliste', reference: 'Vorgang', letters: 'Briefe', page: 'Seite {page} von {pages}' },
  en: { title: 'Address list', reference: 'Reference', letters: 'letters', page: 'Page {page} of {pages}' },
} as const;
const PRINTED = [0, 1, 2, 3, 4, 5, 7] as const;

/** A part of the list that stands before the letters. */
export function addressListPart(
  rows: readonly AddressRow[],
  about: {
    readonly language: Language;
    readonly reference: string;
    readonly printRunId: string;
    readonly total: number;
    readonly printedAt: Instant;
  },
): PrintedDocument {
  const { language, reference, printRunId, total, printedAt } = about;
  const words = WORDS[language];
  const columns = PRINTED.map((index) => ADDRESS_COLUMNS[index]!);
  const range = rows.length === 0 ? '–' : `${rows[0]!.number}–${rows.at(-1)!.number}`;
  const title = `${words.title}, ${words.reference} ${reference}`;
  const cell = (text: string, bold = false) => ({ text, bold, fontSize: 8 });
  return {
    language,
    title,
    author: 'art33',
    keywords: `${printRunId} ${range}`,
    createdAt: printedAt,
    content: [
      { text: title, fontSize: 14, bold: true },
      { text: `${total} ${words.letters}: ${range}`, margin: [0, 2, 0, 8] },
      {
        layout: 'lines',
        table: {
          headerRows: 1,
          widths: ['auto', '*', '*', 'auto', 'auto', 'auto', 'auto'],
          body: [
            columns.map(({ header }) => cell(header[language], true)),
            ...rows.map((row) => columns.map(({ value }) => cell(String(value(row) ?? '')))),
          ],
        },
      },
    ],
    footer: `${title}, ${range} · ${words.page}`,
  };
}
