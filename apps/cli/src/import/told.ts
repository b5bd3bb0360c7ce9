import type { TableFormat } from '@art33/documents';
import type { ImportFault, ImportView } from '@art33/imports';
import { plain, styled, type Screen } from '../terminal/index.js';

/** What became of a file, in one line: a kind of record that it brought none of stands out. */
export function reportOf({ id, state, rows, counts }: ImportView, screen: Screen = process.stdout): string {
  const what = Object.entries(counts).map(([name, count]) =>
    count === 0 ? styled(screen, ['bold', 'yellow'], `NO ${name}`) : `${count} ${name}`,
  );
  const of = `${rows ?? 0} rows: ${what.join(', ')}`;
  return state === 'checked' ? `would become, of ${of}` : `imported as ${id}, of ${of}`;
}

/** Which columns nothing was read from, and which that matter are not there: each with what to do or what it means. */
export function columnLines(
  { unusedColumns, missingColumns }: Pick<ImportView, 'unusedColumns' | 'missingColumns'>,
  screen: Screen = process.stderr,
): readonly string[] {
  const warning = (text: string): string => styled(screen, ['bold', 'yellow'], text);
  const unused = (unusedColumns ?? []).map(plain);
  const lines = (missingColumns ?? []).map(
    ({ field, meaning }) => `${warning(`no column for ${field}`)}: ${plain(meaning)}`,
  );
  if (unused.length === 0) return lines;
  const how = 'say which field one holds with --map "FIELD=COLUMN", or leave it';
  return [`${warning('not used')}: ${unused.join(', ')}; nothing in them is imported: ${how}`, ...lines];
}

/**
 * `file:row:column: field: rule`, as editors and terminals can jump to it, without the column where the file has none for the
 * field; of JSON `file:[index]: field: rule`.
 */
export function faultLine(
  file: string,
  format: TableFormat,
  { row, column, columnName, field, rule }: ImportFault,
): string {
  const inRow = column === null ? `${row}:` : `${row}:${column}:`;
  const place = row === null ? '' : format === 'json' ? `[${row}]:` : inRow;
  const name = columnName !== null && columnName !== field ? `${field} (${columnName})` : field;
  return plain(`${file}:${place} ${name === '' ? '' : `${name}: `}${rule}`);
}
