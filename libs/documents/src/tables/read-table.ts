import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ReadingAnswer, ReadingJob, TableEncoding, TableFormat, TableRow } from './read.worker.js';

export type { TableEncoding, TableFormat, TableRow } from './read.worker.js';

/** A table as it stands in a file: everything is text, nothing is interpreted. */
export interface Table {
  /** Trimmed; a column without a name is empty. */
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

/** The file is no table that can be read; the message is the rule that it breaks. */
export class TableUnreadable extends Error {
  constructor(
    rule: string,
    /** Where it was found, as a person sees it in the file; null: of the file as a whole. */
    readonly row: number | null = null,
  ) {
    super(rule);
  }
}

/** The largest file that is read, in bytes. */
const MOST_TABLE_BYTES = 20 * 1024 * 1024;
/** How long reading may take, in milliseconds, and how much memory, in MiB: a hostile file ends there. */
const PATIENCE = 60_000;
const MOST_MEMORY = 512;

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './read.worker.ts' : './read.worker.js', import.meta.url);

/**
 * Reads CSV (separated by `;`, `,` or tabs, which is found out; UTF-8 with or without BOM, or Windows-1252), the first
 * sheet of an XLSX workbook, or a JSON array of objects, in a thread of its own. Throws `TableUnreadable`.
 */
export async function readTable(
  bytes: Uint8Array,
  options: { readonly format: TableFormat; readonly encoding?: TableEncoding | undefined; readonly mostRows: number },
): Promise<Table> {
  if (bytes.length > MOST_TABLE_BYTES)
    throw new TableUnreadable(`the file is larger than ${MOST_TABLE_BYTES / 1024 / 1024} MiB`);
  const job: ReadingJob = { bytes, ...options };
  const worker = new Worker(WORKER, { workerData: job, resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY } });
  const timer = setTimeout(() => void worker.terminate(), PATIENCE);
  try {
    return await taken(worker);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

async function taken(worker: Worker): Promise<Table> {
  const ended = once(worker, 'exit').then((): never => {
    throw new TableUnreadable(`the file could not be read within ${PATIENCE / 1000} seconds`);
  });
  ended.catch(() => undefined);
  const next = async (): Promise<ReadingAnswer> => {
    const [answer] = (await Promise.race([once(worker, 'message').catch(outOfMemory), ended])) as [ReadingAnswer];
    if (answer.type === 'unreadable') throw new TableUnreadable(answer.rule, answer.row);
    return answer;
  };
  const first = await next();
  if (first.type !== 'header') throw new Error('a table begins with its header');
  const rows: TableRow[] = [];
  while (rows.length < first.count) {
    worker.postMessage('more');
    const answer = await next();
    if (answer.type === 'rows') rows.push(...answer.rows);
  }
  return { header: first.header, rows };
}

function outOfMemory(error: unknown): never {
  if ((error as { readonly code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY')
    throw new TableUnreadable('the file takes more memory than a table may');
  throw error;
}
