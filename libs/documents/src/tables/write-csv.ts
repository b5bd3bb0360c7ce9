import { stringify } from 'csv-stringify/sync';
import { cellText, type Cell, type Column, type Language } from './columns.js';

export const CSV_TYPE = 'text/csv; charset=utf-8';

/** What stands between two cells. */
export const SEPARATORS = { comma: ',', semicolon: ';' } as const;
export type Separator = keyof typeof SEPARATORS;

/** Excel takes a file without it for one in the machine's old character set. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Begins a formula for a spreadsheet, at the start of a cell; also behind a separator or a line end, where a program that
 * expects another separator would begin a new cell.
 */
const FORMULA = /(^\s*|[,;\t\r\n]\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r])/g;

/** Text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one. */
export const withoutFormula = (text: string): string => text.replace(FORMULA, "$1'");

const shown = (value: Cell | undefined): string =>
  typeof value === 'string' ? withoutFormula(cellText(value)) : String(value ?? '');

/**
 * A table as CSV (RFC 4180: CRLF, quotes doubled) in UTF-8 with a byte order mark, slice by slice as the rows come. The
 * separator defaults to the one that spreadsheets of the language expect: semicolon in German, comma in English.
 */
export async function* csvOf<T>(
  columns: readonly Column<T>[],
  slices: AsyncIterable<readonly T[]>,
  options: { readonly language: Language; readonly separator?: Separator | undefined },
): AsyncGenerator<string> {
  const { language, separator = language === 'de' ? 'semicolon' : 'comma' } = options;
  const lines = (records: readonly (readonly string[])[]): string =>
    stringify(
      records.map((record) => [...record]),
      { delimiter: SEPARATORS[separator], record_delimiter: '\r\n', quoted_match: /[\r\n\t,;]/ },
    );
  yield BYTE_ORDER_MARK + lines([columns.map(({ header }) => header[language])]);
  for await (const rows of slices) {
    if (rows.length > 0) yield lines(rows.map((row) => columns.map(({ value }) => shown(value(row)))));
  }
}
