import { parentPort, type MessagePort } from 'node:worker_threads';
import writeExcelFile from 'write-excel-file/node';

type Kind = 'text' | 'number' | 'instant' | 'flag';
type Value = string | number | boolean | null;
/** First the head, then slices of rows, then the end. */
export type WorkbookOrder =
  | { readonly head: readonly string[]; readonly kinds: readonly Kind[]; readonly sheet: string }
  | { readonly rows: readonly (readonly Value[])[] }
  | { readonly end: true };

export interface WorkbookReply {
  /** So many rows have been taken. */
  readonly taken?: number;
  readonly file?: Uint8Array;
  readonly error?: string;
}

const port = parentPort as MessagePort;
const answer = (reply: WorkbookReply): void => port.postMessage(reply);
const WIDTHS: Readonly<Record<Kind, number>> = { text: 28, number: 12, instant: 26, flag: 10 };
const DATE = { type: Date, format: 'yyyy-mm-dd hh:mm:ss', width: 20 } as const;

let kinds: readonly Kind[] = [];
let sheet = '';
const data: object[][] = [];

/** Typed, so that nothing is guessed: text that looks like a formula stays text. */
const cellsOf = (value: Value, kind: Kind): readonly (object | null)[] => {
  if (kind === 'instant') {
    const date = typeof value === 'string' ? new Date(value) : undefined;
    const isDate = date !== undefined && !Number.isNaN(date.getTime());
    const real = isDate ? { type: DATE.type, format: DATE.format, value: date } : null;
    return [real, value === null ? null : { type: String, value: String(value) }];
  }
  if (value === null || value === '') return [null];
  if (typeof value === 'number') return [{ type: Number, value }];
  if (typeof value === 'boolean') return [{ type: Boolean, value }];
  return [{ type: String, value }];
};

port.on('message', (order: WorkbookOrder) => {
  if ('head' in order) {
    ({ kinds, sheet } = order);
    const bold = (value: string) => ({ type: String, value, fontWeight: 'bold' });
    data.push(
      order.head.flatMap((name, i) =>
        kinds[i] === 'instant' ? [bold(`${name} (UTC)`), bold(`${name} (ISO 8601)`)] : [bold(name)],
      ),
    );
  } else if ('rows' in order) {
    for (const row of order.rows) data.push(row.flatMap((value, i) => cellsOf(value, kinds[i] ?? 'text')) as object[]);
    answer({ taken: data.length - 1 });
  } else {
    const columns = kinds.flatMap((kind) =>
      kind === 'instant' ? [{ width: DATE.width }, { width: WIDTHS[kind] }] : [{ width: WIDTHS[kind] }],
    );
    writeExcelFile(data as never, { sheet, columns, stickyRowsCount: 1 } as never)
      .toBuffer()
      .then((file: Buffer) => answer({ file: new Uint8Array(file) }))
      .catch((error: unknown) => answer({ error: String(error) }));
  }
});
