/** Reads one table in a thread of its own: parsing megabytes holds up nobody, and a bomb takes only this thread with it. */
import { parentPort, workerData } from 'node:worker_threads';
import { CsvError, parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/web-worker';

export type TableFormat = 'csv' | 'xlsx' | 'json';
export type TableEncoding = 'utf-8' | 'windows-1252';

/** One row below the header. */
export interface TableRow {
  /** As a person sees it in the file: 1 is the header. In JSON, which has no rows, the index from 0. */
  readonly number: number;
  /** As long as the header; what is missing is empty. */
  readonly cells: readonly string[];
}

export interface ReadingJob {
  readonly bytes: Uint8Array;
  readonly format: TableFormat;
  /** Left out: UTF-8, or Windows-1252 where the bytes are no UTF-8. */
  readonly encoding?: TableEncoding | undefined;
  readonly mostRows: number;
}

/** What the thread says: the header, then rows as often as it is asked for more, or why the file cannot be read. */
export type ReadingAnswer =
  | { readonly type: 'header'; readonly header: readonly string[]; readonly count: number }
  | { readonly type: 'rows'; readonly rows: readonly TableRow[] }
  | { readonly type: 'unreadable'; readonly rule: string; readonly row: number | null };

const MOST_COLUMNS = 200;
const MOST_CELL = 20_000;
/** What an XLSX file may come to when unpacked, in bytes, and of how many parts it may be. */
const MOST_UNPACKED = 200 * 1024 * 1024;
const MOST_PARTS = 2_000;
/** Rows per message: a few milliseconds of the reader's time. */
const CHUNK = 250;

class Unreadable extends Error {
  readonly row: number | null;
  constructor(rule: string, row: number | null = null) {
    super(rule);
    this.row = row;
  }
}

interface Read {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

function decoded(bytes: Uint8Array, encoding: TableEncoding | undefined): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (encoding === 'windows-1252') return new TextDecoder('windows-1252').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    if (encoding === undefined) return new TextDecoder('windows-1252').decode(bytes);
    throw new Unreadable('the file is not valid UTF-8: it may be windows-1252');
  }
}

const SEPARATORS = [';', ',', '\t'] as const;

/** The separator that stands most often in the first line, outside quotation marks. */
function separatorOf(text: string): string {
  const counts = new Map<string, number>(SEPARATORS.map((each) => [each, 0]));
  let isQuoted = false;
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted;
    if (!isQuoted && (sign === '\n' || sign === '\r')) break;
    if (!isQuoted && counts.has(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  return SEPARATORS.reduce((best, each) => ((counts.get(each) ?? 0) > (counts.get(best) ?? 0) ? each : best));
}

function recordsOfCsv(text: string, mostRows: number): readonly (readonly string[])[] {
  if (text.includes('\u0000')) throw new Unreadable('the file is no text: it holds NUL characters');
  try {
    return parse(text, {
      delimiter: separatorOf(text),
      relax_column_count: true,
      max_record_size: MOST_COLUMNS * MOST_CELL,
      // One more than allowed: blank lines at the end do not count, so that the limit itself is held later.
      to: mostRows * 2 + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : null;
    if (/QUOTE/.test(error.code))
      throw new Unreadable('a quotation mark is not closed, or stands where none may stand', line);
    throw new Unreadable(error.message, line);
  }
}

/** The end of the central directory names its size and place; every part says there what it comes to when unpacked. */
function refuseBomb(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Unreadable('the file is no XLSX workbook: it has no table of contents');
  const parts = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (parts > MOST_PARTS) throw new Unreadable(`the workbook has more than ${MOST_PARTS} parts`);
  let unpacked = 0;
  for (let part = 0; part < parts; part++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw new Unreadable('the file is no XLSX workbook: its table of contents is damaged');
    unpacked += view.getUint32(at + 24, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  if (unpacked > MOST_UNPACKED)
    throw new Unreadable(`the workbook comes to more than ${MOST_UNPACKED / 1024 / 1024} MiB when unpacked`);
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** Workbooks have dates without a zone, on a clock face: so they are written. */
function textOfDate(date: Date): string {
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000);
  const day = `${rounded.getUTCFullYear()}-${twoDigits(rounded.getUTCMonth() + 1)}-${twoDigits(rounded.getUTCDate())}`;
  const [hour, minute, second] = [rounded.getUTCHours(), rounded.getUTCMinutes(), rounded.getUTCSeconds()];
  if (hour + minute + second === 0) return day;
  return `${day}T${twoDigits(hour)}:${twoDigits(minute)}${second === 0 ? '' : `:${twoDigits(second)}`}`;
}

const textOfCell = (cell: unknown): string => {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? textOfDate(cell) : String(cell);
};

async function recordsOfXlsx(bytes: Uint8Array): Promise<readonly (readonly string[])[]> {
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    throw new Unreadable('this is an old .xls workbook, or one with a password: save it as .xlsx without one');
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw new Unreadable('the file is no XLSX workbook');
  refuseBomb(bytes);
  let sheet;
  try {
    sheet = await readSheet(new Uint8Array(bytes).buffer);
  } catch {
    // The reader's own words may quote a cell.
    throw new Unreadable('the workbook cannot be read: save it anew as .xlsx');
  }
  return sheet.map((row) => row.map(textOfCell));
}

/** Header and rows of records, the first of which is the header. Blank rows keep their number and are left out. */
function tableOf(records: readonly (readonly string[])[], mostRows: number): Read {
  const header = (records[0] ?? []).map((name) => name.trim());
  while (header.length > 0 && header.at(-1) === '') header.pop();
  if (header.length === 0) throw new Unreadable('the first row names the columns: it is empty', 1);
  if (header.length > MOST_COLUMNS) throw new Unreadable(`there are more than ${MOST_COLUMNS} columns`, 1);
  const rows: TableRow[] = [];
  records.forEach((record, index) => {
    const number = index + 1;
    if (index === 0 || record.every((cell) => cell.trim() === '')) return;
    if (rows.length === mostRows) throw new Unreadable(`there are more than ${mostRows} rows`, number);
    if (record.slice(header.length).some((cell) => cell.trim() !== ''))
      throw new Unreadable(`this row has ${record.length} cells, the header only ${header.length}`, number);
    if (record.some((cell) => cell.length > MOST_CELL))
      throw new Unreadable(`a cell has more than ${MOST_CELL} characters`, number);
    rows.push({ number, cells: header.map((_, column) => record[column] ?? '') });
  });
  return { header, rows };
}

function textOfMember(value: unknown, name: string, index: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((each) => ['string', 'number'].includes(typeof each)))
    return value.join('\n');
  throw new Unreadable(`${name} is a text, a number, or a list of texts`, index);
}

/** The parser's own words quote the file; only the place that they name is told. */
const placeIn = (message: string): string => {
  const { line, column } = /line (?<line>\d+) column (?<column>\d+)/.exec(message)?.groups ?? {};
  return line === undefined ? '' : `: what stands in line ${line}, column ${column} does not belong there`;
};

function tableOfJson(text: string, mostRows: number): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Unreadable(`the file is not JSON${placeIn((error as Error).message)}`);
  }
  if (!Array.isArray(value)) throw new Unreadable('the file is a JSON array of objects');
  if (value.length > mostRows) throw new Unreadable(`there are more than ${mostRows} entries`);
  const columns = new Map<string, number>();
  value.forEach((entry: unknown, index) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
      throw new Unreadable('each entry is an object', index);
    for (const name of Object.keys(entry)) if (!columns.has(name)) columns.set(name, columns.size);
    if (columns.size > MOST_COLUMNS) throw new Unreadable(`there are more than ${MOST_COLUMNS} fields`, index);
  });
  const header = [...columns.keys()];
  const rows = (value as Readonly<Record<string, unknown>>[]).map((entry, number) => ({
    number,
    cells: header.map((name) => textOfMember(Object.hasOwn(entry, name) ? entry[name] : null, name, number)),
  }));
  return { header, rows };
}

async function read({ bytes, format, encoding, mostRows }: ReadingJob): Promise<Read> {
  if (bytes.length === 0) throw new Unreadable('the file is empty');
  if (format === 'json') return tableOfJson(decoded(bytes, encoding ?? 'utf-8'), mostRows);
  return tableOf(
    format === 'xlsx' ? await recordsOfXlsx(bytes) : recordsOfCsv(decoded(bytes, encoding), mostRows),
    mostRows,
  );
}

const say = (answer: ReadingAnswer): void => parentPort?.postMessage(answer);

try {
  const { header, rows } = await read(workerData as ReadingJob);
  let next = 0;
  // Each chunk is sent when it is asked for: all at once would be taken in one go on the other side.
  parentPort?.on('message', () => {
    say({ type: 'rows', rows: rows.slice(next, next + CHUNK) });
    next += CHUNK;
    if (next >= rows.length) parentPort?.close();
  });
  say({ type: 'header', header, count: rows.length });
} catch (error) {
  // Anything else ends the thread: its words are for the log, not for whoever sent the file.
  if (!(error instanceof Unreadable)) throw error;
  say({ type: 'unreadable', rule: error.message, row: error.row });
  parentPort?.close();
}
