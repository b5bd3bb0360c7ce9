import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the expected answers stand. */
export const MATRIX = join('tests', 'acceptance', 'matrix.txt');

/**
 * What one caller is answered: for its own house's records, another house's, and such as do not exist. A route without an id
 * has only the first.
 */
export type Answers = readonly [own: string] | readonly [own: string, foreign: string, unknown: string];

/** `200/404/404`; `403` where all three are the same. */
export const textOf = (answers: Answers): string => (new Set(answers).size === 1 ? answers[0] : answers.join('/'));

/** The table as it is kept: routes by their names, each with the answers by caller. */
export type Matrix = ReadonlyMap<string, Readonly<Record<string, string>>>;

const isRow = (line: string): boolean => line.trim() !== '' && !line.startsWith('#');
const cellsOf = (line: string): readonly string[] => line.split('|').map((cell) => cell.trim());

/** Reads the table; throws where a row has more or fewer cells than there are callers, or stands twice. */
export function readMatrix(text = readFileSync(MATRIX, 'utf8')): Matrix {
  const [head = '', ...rows] = text.split('\n').filter(isRow);
  const callers = cellsOf(head).slice(1);
  const matrix = new Map<string, Readonly<Record<string, string>>>();
  for (const row of rows) {
    const [route = '', ...cells] = cellsOf(row);
    if (cells.length !== callers.length)
      throw new Error(`${route}: ${cells.length} answers for ${callers.length} callers`);
    if (matrix.has(route)) throw new Error(`${route} stands twice`);
    matrix.set(route, Object.fromEntries(callers.map((caller, i) => [caller, cells[i] ?? ''])));
  }
  return matrix;
}

/** The rows of a table, aligned. */
export function writtenMatrix(callers: readonly string[], rows: Matrix): string {
  const names = [...rows.keys()];
  const width = Math.max(...names.map(({ length }) => length));
  const widths = callers.map((caller) =>
    Math.max(caller.length, ...[...rows.values()].map((row) => (row[caller] ?? '').length)),
  );
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(width)} | ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')}`.trimEnd();
  return [
    line('route', callers),
    ...names.map((name) =>
      line(
        name,
        callers.map((each) => rows.get(name)?.[each] ?? ''),
      ),
    ),
  ].join('\n');
}
