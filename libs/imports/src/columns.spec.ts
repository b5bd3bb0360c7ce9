import { columnsOf, ImportRow, reportOnColumns, unknownMembers, type ImportField } from './columns.js';

const fields: readonly ImportField[] = [
  { name: 'name', headers: ['Kunde', 'Praxis'], required: true },
  { name: 'customerNumber', headers: ['Kunden-Nr.'], ifMissing: 'told apart by name' },
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

describe('what of a header found no place', () => {
  const table = (header: readonly string[], ...rows: readonly (readonly string[])[]) => ({
    header,
    rows: rows.map((cells, index) => ({ number: index + 2, cells })),
  });
  const report = (header: readonly string[], ...rows: readonly (readonly string[])[]) =>
    reportOnColumns(table(header, ...rows), fields, columnsOf(header, fields, {}).columns);

  it('is told: columns that nothing is read from, and fields that matter and have none', () => {
    expect(report(['Kunde', 'Nr beim Verband', 'Straße', 'Mail privat'])).toEqual({
      unused: ['Nr beim Verband', 'Mail privat'],
      missing: [{ field: 'customerNumber', meaning: 'told apart by name' }],
    });
    expect(report(['Kunde', 'Kundennr'])).toEqual({ unused: [], missing: [] });
  });
  it('is also a column without a name, where something stands in it', () => {
    expect(report(['Kunde', '', 'Straße'], ['A', '', ''], ['B', 'x', '']).unused).toEqual([
      'column 2, which has no name',
    ]);
    expect(report(['Kunde', '', 'Straße'], ['A', ' ', '']).unused).toEqual([]);
  });
  it('is not shown where nothing is known: without its header a file begins with a customer', () => {
    const customer = ['K-1', 'Praxis Dr. Muster', 'muster@example.org'];
    expect(report(customer).unused).toEqual([]);
    const shown = JSON.stringify([found(customer).faults, found(customer, { street: 'Weg' }).faults]);
    expect(shown).toContain('does the first row hold the names?');
    expect(shown).not.toMatch(/Muster|muster|K-1/);
    expect(found(['Straße', 'Wer']).faults).toMatchObject([{ rule: expect.stringContaining('Straße, Wer') }]);
  });
  it('is a fault in JSON, where the member comes first', () => {
    const members = ['Kunde', 'nmae', 'leer'];
    const json = table(members, ['A', '', ''], ['B', 'x', ''], ['C', 'y', '']);
    expect(unknownMembers(json, fields, columnsOf(members, fields, {}).columns)).toEqual([
      {
        row: 3,
        column: null,
        columnName: 'nmae',
        field: 'nmae',
        rule: expect.stringContaining('name, customerNumber'),
      },
      { row: null, column: null, columnName: 'leer', field: 'leer', rule: expect.any(String) },
    ]);
  });
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
