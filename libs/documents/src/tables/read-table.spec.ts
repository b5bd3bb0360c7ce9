import { deflateRawSync } from 'node:zlib';
import writeXlsxFile from 'write-excel-file/node';
import { readTable, TableUnreadable, type Table, type TableEncoding } from './read-table.js';

const csv = (text: string | Uint8Array, encoding?: TableEncoding, mostRows = 100): Promise<Table> =>
  readTable(typeof text === 'string' ? Buffer.from(text) : text, { format: 'csv', encoding, mostRows });
const json = (value: unknown): Promise<Table> =>
  readTable(Buffer.from(JSON.stringify(value)), { format: 'json', mostRows: 100 });
const refusal = async (read: Promise<Table>) => {
  const error: unknown = await read.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TableUnreadable);
  const { message, row } = error as TableUnreadable;
  return { rule: message, row };
};
/** Windows-1252: one byte per sign, `€` among them. */
const western = (text: string): Uint8Array =>
  Uint8Array.from([...text].map((sign) => (sign === '€' ? 0x80 : sign.charCodeAt(0))));

describe('a table in CSV', () => {
  it.each([
    [';', 'Name;Ort\nMüller, Söhne;Köln\n'],
    [',', 'Name,Ort\n"Müller, Söhne",Köln\n'],
    ['a tab', 'Name\tOrt\r\nMüller, Söhne\tKöln'],
  ])('is read with %s between its cells', async (_, text) =>
    expect(await csv(text)).toEqual({
      header: ['Name', 'Ort'],
      rows: [{ number: 2, cells: ['Müller, Söhne', 'Köln'] }],
    }),
  );
  it('numbers its rows as a spreadsheet does, blank ones too', async () => {
    const { rows } = await csv('Name;Ort\n\nA;"zwei\nZeilen"\n;\nB;x\n');
    expect(rows).toEqual([
      { number: 3, cells: ['A', 'zwei\nZeilen'] },
      { number: 5, cells: ['B', 'x'] },
    ]);
  });
  it('is UTF-8 with or without its mark, and Windows-1252 where it is no UTF-8', async () => {
    const expected = [{ number: 2, cells: ['Größe €'] }];
    expect((await csv('Name\nGröße €')).rows).toEqual(expected);
    expect(await csv('\ufeffName\nGröße €')).toEqual({ header: ['Name'], rows: expected });
    expect((await csv(western('Name\nGröße €'))).rows).toEqual(expected);
    expect((await csv(western('Name\nGröße €'), 'windows-1252')).rows).toEqual(expected);
  });
  it('is refused as UTF-8 where it is none', async () =>
    expect(await refusal(csv(western('Name\nGröße'), 'utf-8'))).toMatchObject({
      rule: expect.stringMatching(/not valid UTF-8/),
    }));
  it('keeps what looks like a formula as the text that it is', async () =>
    expect((await csv('Name\n"=HYPERLINK(""http://x"")"')).rows[0]?.cells).toEqual(['=HYPERLINK("http://x")']));
  it.each([
    ['an open quotation mark', 'Name\n"A', { rule: expect.stringMatching(/quotation mark/), row: 2 }],
    [
      'more cells than the header',
      'Name;Ort\nA;B;C',
      { rule: expect.stringMatching(/has 3 cells, the header only 2/), row: 2 },
    ],
    ['NUL characters', 'Name\nA\u0000', { rule: expect.stringMatching(/no text/) }],
    ['nothing', '', { rule: expect.stringMatching(/empty/) }],
    ['an empty header', ';;\nA;B;C', { rule: expect.stringMatching(/first row/), row: 1 }],
  ])('is refused with %s', async (_, text, expected) => expect(await refusal(csv(text))).toMatchObject(expected));
  it('is refused with more rows than allowed, by the first that is too many', async () =>
    expect(await refusal(csv('Name\nA\nB\nC', undefined, 2))).toEqual({ rule: 'there are more than 2 rows', row: 4 }));
  it('comes whole where it is long', async () => {
    const { rows } = await csv(
      `Name\n${Array.from({ length: 1_001 }, (_, n) => `n${n}`).join('\n')}`,
      undefined,
      2_000,
    );
    expect(rows).toHaveLength(1_001);
    expect(rows.at(-1)).toEqual({ number: 1_002, cells: ['n1000'] });
  });
});

/** A ZIP archive with one part that says that it comes to this size. */
function archive(content: Buffer, size: number): Buffer {
  const name = Buffer.from('xl/workbook.xml');
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(size, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}

describe('a table in XLSX', () => {
  const xlsx = (bytes: Uint8Array): Promise<Table> => readTable(bytes, { format: 'xlsx', mostRows: 100 });
  const workbook = async (): Promise<Buffer> =>
    (await writeXlsxFile([
      [{ value: 'Name' }, { value: 'Nummer' }, { value: 'Seit' }],
      [
        { value: 'Praxis Müller' },
        { type: Number, value: 10023 },
        { type: Date, value: new Date('2026-01-01T00:00:00Z'), format: 'yyyy-mm-dd' },
      ],
      [{ value: '=1+1' }, null, { type: Date, value: new Date('2026-01-01T21:40:00Z'), format: 'yyyy-mm-dd hh:mm' }],
    ]).toBuffer()) as Buffer;

  it('is read as text: numbers as they are, dates as the clock face shows them, nothing calculated', async () =>
    expect(await xlsx(await workbook())).toEqual({
      header: ['Name', 'Nummer', 'Seit'],
      rows: [
        { number: 2, cells: ['Praxis Müller', '10023', '2026-01-01'] },
        { number: 3, cells: ['=1+1', '', '2026-01-01T21:40'] },
      ],
    }));
  it.each([
    ['says that it comes to more than memory holds', () => archive(Buffer.from('x'), 0xfffffff0), /MiB when unpacked/],
    ['comes to more than it says', () => archive(Buffer.alloc(300 * 1024 * 1024), 1_000), /cannot be read/],
    ['is a text', () => Buffer.from('Name;Ort'), /no XLSX workbook/],
    ['is cut', () => archive(Buffer.from('x'), 1).subarray(0, 40), /no XLSX workbook/],
    ['is an old workbook', () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), /old .xls workbook/],
  ])('is refused where it %s', async (_, make, rule) => expect((await refusal(xlsx(make()))).rule).toMatch(rule));
});

describe('a table in JSON', () => {
  it('has a column for every field, and the index as number', async () =>
    expect(
      await json([
        { title: 'A', customers: ['K-1', 'K-2'] },
        { title: 'B', persons: 3, note: null },
      ]),
    ).toEqual({
      header: ['title', 'customers', 'persons', 'note'],
      rows: [
        { number: 0, cells: ['A', 'K-1\nK-2', '', ''] },
        { number: 1, cells: ['B', '', '3', ''] },
      ],
    }));
  it('is refused where it is no JSON by the place, and nothing of it is quoted', async () => {
    const broken = (text: string) => refusal(readTable(Buffer.from(text), { format: 'json', mostRows: 100 }));
    expect(await broken('[{"title": "Praxis Muster" "aware": 1}]')).toEqual({
      rule: 'the file is not JSON: what stands in line 1, column 28 does not belong there',
      row: null,
    });
    for (const text of ['Praxis Muster', '[{"title": Muster}]', '[{"title": "Muster']) {
      const { rule } = await broken(text);
      expect(rule).toMatch(/^the file is not JSON/);
      expect(rule).not.toContain('Mus');
    }
  });
  it.each([
    ['an object', { title: 'A' }, { rule: expect.stringMatching(/array of objects/) }],
    ['an array of texts', ['A'], { rule: expect.stringMatching(/each entry is an object/), row: 0 }],
    ['a field with a field', [{}, { title: { de: 'A' } }], { rule: expect.stringMatching(/title is a text/), row: 1 }],
  ])('is refused as %s', async (_, value, expected) => expect(await refusal(json(value))).toMatchObject(expected));
});
