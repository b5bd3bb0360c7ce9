/** What a cell holds. Text is never a formula, whatever it begins with. */
export type Cell = string | number | boolean | null;
export type Language = 'de' | 'en';

/** One column of a table: its header in both languages, and what a row shows there. */
export interface Column<T> {
  readonly header: Readonly<Record<Language, string>>;
  /** `instant`: RFC 3339 text in UTC; a workbook shows a real date beside it. */
  readonly kind: 'text' | 'number' | 'instant' | 'flag';
  /** Undefined is an empty cell, as null is. */
  readonly value: (row: T) => Cell | undefined;
}

const column =
  (kind: Column<never>['kind']) =>
  <T>(de: string, en: string, value: (row: T) => Cell | undefined): Column<T> => ({ kind, header: { de, en }, value });

export const textColumn = column('text');
export const numberColumn = column('number');
export const instantColumn = column('instant');
export const flagColumn = column('flag');

/** The most that Excel shows in one cell, in UTF-16 units. */
export const CELL_LIMIT = 32_767;
const CUT = ' […]';

/** Control signs but tab and line ends, half pairs, and what XML cannot hold. */
const UNPRINTABLE = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

/** Text as every program can read it: no control signs but tab and line ends, no half of a pair, no longer than a cell. */
export const cellText = (text: string): string => {
  const clean = text.replace(UNPRINTABLE, '\ufffd');
  return clean.length <= CELL_LIMIT ? clean : clean.slice(0, CELL_LIMIT - CUT.length).replace(UNPRINTABLE, '') + CUT;
};
