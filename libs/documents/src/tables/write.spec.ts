import { parse } from 'csv-parse/sync';
import readExcelFile from 'read-excel-file/node';
import { inflateRawSync } from 'node:zlib';
import { CELL_LIMIT, cellText, flagColumn, instantColumn, numberColumn, textColumn, type Column } from './columns.js';
import { csvOf, withoutFormula } from './write-csv.js';
import { SHEET_ROWS, TooManyRows, xlsxOf } from './write-xlsx.js';

interface Row {
  readonly name: string;
  readonly count: number | null;
  readonly at: string | null;
  readonly known: boolean;
}
const COLUMNS: readonly Column<Row>[] = [
  textColumn('Bezeichnung', 'Name', ({ name }) => name),
  numberColumn('Anzahl', 'Count', ({ count }) => count),
  instantColumn('Fällig', 'Due', ({ at }) => at),
  flagColumn('Bekannt', 'Known', ({ known }) => known),
];
const row = (name: string, changes: Partial<Row> = {}): Row => ({
  name,
  count: -5,
  at: '2026-10-24T19:40:00.000Z',
  known: true,
  ...changes,
});
async function* slices<T>(...given: readonly (readonly T[])[]): AsyncGenerator<readonly T[]> {
  yield* given;
}
async function gathered(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}
const csv = async (rows: readonly Row[], options: Parameters<typeof csvOf>[2] = { language: 'en' }) =>
  gathered(csvOf(COLUMNS, slices(rows), options));
const read = (text: string, delimiter = ',') => parse(text, { bom: true, delimiter, relax_column_count: false });
const xlsx = async (rows: readonly Row[], language: 'de' | 'en' = 'en') =>
  Buffer.from(await xlsxOf(COLUMNS, slices(rows.slice(0, 1), rows.slice(1)), { language, sheet: 'Names' }));

const HOSTILE = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '  =1', '=HYPERLINK("http://x.example";"y")'];

describe('a table as CSV', () => {
  it('begins with a byte order mark, ends lines with CRLF and quotes what needs it', async () => {
    const text = await csv([row('Praxis "Süd", Kempten\nHaus 2', { count: null, at: null })]);
    expect(text).toBe('\ufeffName,Count,Due,Known\r\n"Praxis ""Süd"", Kempten\nHaus 2",,,true\r\n');
  });
  it('separates as spreadsheets of the language expect, unless told otherwise', async () => {
    expect(await csv([], { language: 'de' })).toBe('\ufeffBezeichnung;Anzahl;Fällig;Bekannt\r\n');
    expect(await csv([], { language: 'de', separator: 'comma' })).toContain('Bezeichnung,Anzahl');
    expect(read(await csv([row('a;b')], { language: 'de' }), ';')[1]?.[0]).toBe('a;b');
  });
  it.each(HOSTILE)('lets no formula begin a cell: %j', async (text) => {
    const [, [name] = []] = read(await csv([row(text)])) as string[][];
    expect(name).toMatch(/^\s*'|^'/);
    expect(name?.replace(/'/, '')).toBe(text);
  });
  it('lets none begin where a program expects the other separator, or ends a line inside quotes', async () => {
    for (const text of ['a;=1+1', 'a,=1+1', 'a\n=1+1', 'a\r\n@x', 'a\t+1', 'a; -1']) {
      const line = await csv([row(text)]);
      for (const cell of line.split(/[;,\r\n\t]/)) expect(cell.replaceAll('"', '')).not.toMatch(/^\s*[=+@]/);
      expect(withoutFormula(text)).not.toBe(text);
    }
  });
  it('leaves numbers and harmless text as they are', async () => {
    expect(read(await csv([row("O'Hara-Meier & Söhne =gut")]))[1]).toEqual([
      "O'Hara-Meier & Söhne =gut",
      '-5',
      '2026-10-24T19:40:00.000Z',
      'true',
    ]);
  });
});

describe('a cell', () => {
  it('holds no control signs, no half pairs, and no more than Excel shows', () => {
    expect(cellText('a\u0000b\u001bc\ud800d\ufffee\tf\ng')).toBe('a�b�c�d�e\tf\ng');
    expect(cellText('x'.repeat(CELL_LIMIT))).toHaveLength(CELL_LIMIT);
    const cut = cellText('😀'.repeat(CELL_LIMIT));
    expect(cut.length).toBeLessThanOrEqual(CELL_LIMIT);
    expect(cut).toMatch(/\[…\]$/);
    expect(cut).not.toMatch(/\p{Cs}/u);
  });
});

describe('a table as a workbook', () => {
  it('reads back as it was given, with a real date beside each instant', async () => {
    const [head, first] = await readBack(await xlsx([row('Praxis <Süd> & "Nord"')]));
    expect(head).toEqual(['Name', 'Count', 'Due (UTC)', 'Due (ISO 8601)', 'Known']);
    const date = new Date('2026-10-24T19:40:00.000Z');
    expect(first).toEqual(['Praxis <Süd> & "Nord"', -5, date, '2026-10-24T19:40:00.000Z', true]);
  });
  it('has German headers, and keeps the first row in sight', async () => {
    const file = await xlsx([], 'de');
    expect((await readBack(file))[0]?.[0]).toBe('Bezeichnung');
    expect(partsOf(file)['xl/worksheets/sheet1.xml']).toContain('state="frozen"');
  });
  it('holds text as text, never as a formula', async () => {
    const file = await xlsx(HOSTILE.map((text) => row(text)));
    const parts = partsOf(file);
    expect(parts['xl/worksheets/sheet1.xml']).toMatch(/<c r="A2"[^>]* t="s">/);
    expect(Object.values(parts).join('')).not.toMatch(/<f[ >]/);
    const rows = await readBack(file);
    expect(rows.slice(1).map(([name]) => name)).toEqual(HOSTILE);
  });
  it('ends where a thread could not hold more, and says what to do', async () => {
    const many = Array.from({ length: SHEET_ROWS + 1 }, () => row('x'));
    await expect(xlsx(many)).rejects.toThrow(TooManyRows);
    await expect(xlsx(many)).rejects.toThrow(/narrow the list .* csv/);
    expect((await xlsx([row('still works')])).length).toBeGreaterThan(1_000);
  });
});

const readBack = async (file: Buffer): Promise<readonly (readonly unknown[])[]> =>
  (await readExcelFile(file, { trim: false }))[0]?.data ?? [];

/** The parts of a zip file by name. */
function partsOf(file: Buffer): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {};
  let at = file.indexOf('PK\x01\x02', 0, 'latin1');
  while (at >= 0 && file.readUInt32LE(at) === 0x02014b50) {
    const [size, names, extra, comment] = [20, 28, 30, 32].map((o, i) =>
      i === 0 ? file.readUInt32LE(at + o) : file.readUInt16LE(at + o),
    ) as [number, number, number, number];
    const start = file.readUInt32LE(at + 42);
    const name = file.toString('utf8', at + 46, at + 46 + names);
    const body = start + 30 + file.readUInt16LE(start + 26) + file.readUInt16LE(start + 28);
    const packed = file.subarray(body, body + size);
    parts[name] = (file.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8');
    at += 46 + names + extra + comment;
  }
  return parts;
}
