import { columnsOf, ImportRow, type ImportField } from './columns.js';

const fields: readonly ImportField[] = [
  { name: 'name', headers: ['Kunde', 'Praxis'], required: true },
  { name: 'customerNumber', headers: ['Kunden-Nr.'] },
  { name: 'street', headers: ['Straße'] },
];
const found = (header: readonly string[], mapping: Readonly<Record<string, string>> = {}) => {
  const { columns, faults } = columnsOf(header, fields, mapping);
  return {
    columns: Object.fromEntries(columns),
    faults: faults.map(({ column, field, rule }) => ({ column, field, rule })),
  };
};

describe('columns', () => {
  it('are found by their names, whatever their case, spaces and signs', () =>
    expect(found(['KUNDE', 'kunden nr', 'STRASSE'])).toEqual({
      columns: { name: 0, customerNumber: 1, street: 2 },
      faults: [],
    }));
  it('are found by our own names', () => expect(found(['street', 'name']).columns).toEqual({ name: 1, street: 0 }));
  it('may be missing unless they are required', () =>
    expect(found(['Straße'])).toMatchObject({ columns: { street: 0 }, faults: [{ column: null, field: 'name' }] }));
  it('are those that a mapping names, before any that is found', () =>
    expect(found(['Praxis', 'Wer'], { name: 'Wer' })).toEqual({ columns: { name: 1 }, faults: [] }));
  it('are not found where a mapping gives the column to another field', () =>
    expect(found(['Kunde', 'Wer'], { name: 'Wer', street: 'Kunde' }).columns).toEqual({ name: 1, street: 0 }));
  it('are refused where two may be meant', () =>
    expect(found(['Kunde', 'Praxis']).faults).toEqual([
      { column: 2, field: 'name', rule: expect.stringContaining('Kunde (column 1) and Praxis (column 2)') },
    ]));
  it('are refused where a mapping names a field or a column that is none', () =>
    expect(found(['Kunde'], { nam: 'Kunde', street: 'Weg' }).faults).toEqual([
      { column: 1, field: 'nam', rule: expect.stringContaining('no field has this name') },
      { column: null, field: 'street', rule: expect.stringContaining('there is no column Weg') },
    ]));
});

describe('a row', () => {
  const header = ['Kunde', 'Straße'];
  const row = new ImportRow({ number: 7, cells: [' Praxis ', ''] }, columnsOf(header, fields, {}).columns, header);
  it('is read by our fields, trimmed, and empty where there is no column', () =>
    expect([row.text('name'), row.optional('street'), row.text('customerNumber')]).toEqual(['Praxis', null, '']));
  it('names the place of a fault', () => {
    expect(row.fault('street', 'x')).toEqual({ row: 7, column: 2, columnName: 'Straße', field: 'street', rule: 'x' });
    expect(row.fault('customerNumber', 'x')).toMatchObject({ row: 7, column: null, columnName: null });
  });
});
