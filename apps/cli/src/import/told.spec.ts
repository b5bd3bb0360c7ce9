import type { ImportView } from '@art33/imports';
import { columnLines, faultLine, reportOf } from './told.js';

const view = {
  id: '1',
  state: 'checked',
  rows: 1,
  counts: { controllers: 1, contacts: 0, agreements: 0 },
} as unknown as ImportView;
const pipe = { write: () => true };

describe('What became of a file', () => {
  test('names what it brought none of so that it stands out', () =>
    expect(reportOf(view, pipe)).toBe('would become, of 1 rows: 1 controllers, NO contacts, NO agreements'));

  test('is told with the columns that nothing was read from, and those that matter and are not there', () => {
    const lines = columnLines(
      { unusedColumns: ['Mail privat', 'a\u001b[2Jb'], missingColumns: [{ field: 'email', meaning: 'no notices' }] },
      pipe,
    );
    expect(lines).toEqual([
      'not used: Mail privat, ab; nothing in them is imported: say which field one holds with --map "FIELD=COLUMN", or leave it',
      'no column for email: no notices',
    ]);
  });

  test('says nothing of columns where each was used, or where they are not known', () => {
    expect(columnLines({ unusedColumns: [], missingColumns: [] }, pipe)).toEqual([]);
    expect(columnLines({ unusedColumns: null, missingColumns: null }, pipe)).toEqual([]);
  });
});

describe('A fault', () => {
  const fault = { row: 3, column: 10, columnName: 'E-Mail', field: 'email', rule: 'x' };
  test('stands at its row and column, and at its row alone where the file has no column for it', () => {
    expect(faultLine('a.csv', 'csv', fault)).toBe('a.csv:3:10: email (E-Mail): x');
    expect(faultLine('a.csv', 'csv', { ...fault, column: null, columnName: null })).toBe('a.csv:3: email: x');
    expect(faultLine('a.json', 'json', { ...fault, columnName: 'email' })).toBe('a.json:[3]: email: x');
    expect(faultLine('a.csv', 'csv', { ...fault, row: null, field: '', columnName: null })).toBe('a.csv: x');
  });
});
