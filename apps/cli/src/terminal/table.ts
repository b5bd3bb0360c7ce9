import { stripVTControlCharacters } from 'node:util';
import { styled, widthOf, type Screen } from './style.js';

export interface Column<T> {
  readonly title: string;
  readonly of: (row: T) => string | number | null | undefined;
  /** Numbers stand best to the right. */
  readonly right?: boolean;
}

/**
 * Rows in columns, two blanks between them. At a terminal the last column that does not fit is cut with an ellipsis, and
 * the titles are emphasised; in a pipe nothing is cut. Control characters of the data do not reach the terminal.
 */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], screen: Screen = process.stdout): string {
  const cells = rows.map((row) => columns.map(({ of }) => plain(of(row))));
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) => Math.max(...[titles, ...cells].map((line) => lengthOf(line[index] ?? ''))));
  const line = (texts: readonly string[]): string => {
    const padded = texts.map((text, index) => {
      const blanks = ' '.repeat(Math.max(0, (widths[index] ?? 0) - lengthOf(text)));
      return columns[index]?.right ? blanks + text : text + blanks;
    });
    return fitted(padded.join('  ').trimEnd(), screen);
  };
  return [styled(screen, 'bold', line(titles)), ...cells.map(line)].map((text) => `${text}\n`).join('');
}

/** In characters as a reader counts them. */
const lengthOf = (text: string): number => [...text].length;

/** What comes from others must not move the cursor or break the line. */
export const plain = (value: string | number | null | undefined): string =>
  stripVTControlCharacters(String(value ?? '–')).replaceAll(/\p{Cc}+/gu, ' ');

function fitted(text: string, screen: Screen): string {
  const width = screen.isTTY === true ? widthOf(screen) : Infinity;
  const characters = [...text];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
}
