import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { cellText, type Cell, type Column, type Language } from './columns.js';
import type { WorkbookOrder, WorkbookReply } from './write-xlsx.worker.js';

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * The most rows of one workbook. The format ends at 1,048,576; a workbook is put together in memory, and this many of
 * the widest list stay within `MEMORY`.
 */
export const SHEET_ROWS = 20_000;
/** What the thread that builds a workbook may hold, in MiB. */
const MEMORY = 512;

/** More rows than one workbook takes. */
export class TooManyRows extends Error {
  constructor(readonly limit: number) {
    super(`a workbook holds at most ${limit} rows: narrow the list by its filters, or take csv, which has no limit`);
  }
}

const SCRIPT = new URL(
  import.meta.url.endsWith('.ts') ? './write-xlsx.worker.ts' : './write-xlsx.worker.js',
  import.meta.url,
);

/** One workbook at a time: their memory adds up, and a second one would only make both slower. */
let before: Promise<unknown> = Promise.resolve();

/**
 * A table as an XLSX workbook: typed cells, a header that stays in sight, no formula. It is built in a thread of its own;
 * rows are handed over slice by slice. Throws `TooManyRows`.
 */
export function xlsxOf<T>(
  columns: readonly Column<T>[],
  slices: AsyncIterable<readonly T[]>,
  options: { readonly language: Language; readonly sheet: string },
): Promise<Uint8Array> {
  const built = before.then(() => build(columns, slices, options));
  before = built.catch(() => undefined);
  return built;
}

async function build<T>(
  columns: readonly Column<T>[],
  slices: AsyncIterable<readonly T[]>,
  { language, sheet }: { readonly language: Language; readonly sheet: string },
): Promise<Uint8Array> {
  const worker = new Worker(SCRIPT, { resourceLimits: { maxOldGenerationSizeMb: MEMORY } });
  const failure = new AbortController();
  worker.on('error', (error) => failure.abort(error));
  const reply = async (): Promise<WorkbookReply> => {
    try {
      const [answer] = (await once(worker, 'message', { signal: failure.signal })) as [WorkbookReply];
      return answer;
    } catch (error) {
      throw failure.signal.aborted ? failure.signal.reason : error;
    }
  };
  const say = (order: WorkbookOrder): void => worker.postMessage(order);
  try {
    const head = columns.map(({ header }) => header[language]);
    say({ head, kinds: columns.map(({ kind }) => kind), sheet });
    let count = 0;
    for await (const rows of slices) {
      count += rows.length;
      if (count > SHEET_ROWS) throw new TooManyRows(SHEET_ROWS);
      const taken = reply();
      say({ rows: rows.map((row) => columns.map(({ value }) => cellOf(value(row)))) });
      await taken;
    }
    const done = reply();
    say({ end: true });
    const { file, error } = await done;
    if (!file) throw new Error(error ?? 'the workbook was not built');
    return file;
  } finally {
    await worker.terminate();
  }
}

const cellOf = (value: Cell | undefined): Cell => (typeof value === 'string' ? cellText(value) : (value ?? null));
