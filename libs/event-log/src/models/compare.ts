import { Slices } from '../runner/pace.js';
import type { ModelConnection } from './connection.js';

/** In what one table differs between two sets of models. */
export interface TableComparison {
  readonly table: string;
  /** Rows in the live table. */
  readonly rows: number;
  /** Only in the live table. */
  readonly unexpected: number;
  /** Only in the rebuilt table. */
  readonly missing: number;
  /** In both, with other values. */
  readonly different: number;
  /** The first few. Names columns, not values: reports go where personal data must not. */
  readonly examples: readonly RowDifference[];
}
export interface RowDifference {
  readonly kind: 'unexpected' | 'missing' | 'different';
  /** The values of the primary key, or the rowid where the table has none. */
  readonly key: readonly unknown[];
  /** The columns that differ. */
  readonly columns: readonly string[];
}

const EXAMPLES = 5;

export const isSame = ({ unexpected, missing, different }: TableComparison): boolean =>
  unexpected + missing + different === 0;

/** Compares a table row by row, in slices. Both connections must stand still meanwhile. */
export const compareTable = async (
  table: string,
  live: ModelConnection,
  rebuilt: ModelConnection,
  signal: AbortSignal,
): Promise<TableComparison> => {
  const examples: RowDifference[] = [];
  const note = (difference: RowDifference): void => {
    if (examples.length < EXAMPLES) examples.push(difference);
  };
  const { keyColumns, select, find } = queriesFor(table, live);
  const keyOf = (row: Row): readonly unknown[] => keyColumns.map((column) => row[column]);
  const slices = new Slices();
  const countOf = (db: ModelConnection): number =>
    db.sql(`SELECT count(*) AS n FROM ${quoted(table)}`).get()?.['n'] as number;

  const rows = countOf(live);
  let unexpected = 0;
  let different = 0;
  for (const row of live.sql(select).iterate()) {
    signal.throwIfAborted();
    const key = keyOf(row);
    const other = rebuilt.sql(find).get(...key);
    const columns = other === undefined ? [] : Object.keys(row).filter((column) => !equal(row[column], other[column]));
    if (other === undefined) {
      unexpected++;
      note({ kind: 'unexpected', key, columns });
    } else if (columns.length > 0) {
      different++;
      note({ kind: 'different', key, columns });
    }
    await slices.breathe();
  }

  const missing = countOf(rebuilt) - (rows - unexpected);
  if (missing > 0) {
    for (const row of rebuilt.sql(select).iterate()) {
      signal.throwIfAborted();
      if (examples.length === EXAMPLES) break;
      const key = keyOf(row);
      if (live.sql(find).get(...key) === undefined) note({ kind: 'missing', key, columns: [] });
      await slices.breathe();
    }
  }
  return { table, rows, unexpected, missing, different, examples };
};

type Row = Readonly<Record<string, unknown>>;

/** How to walk through a table and how to find one row again. Rowids are compared too: equal histories make equal ones. */
const queriesFor = (table: string, db: ModelConnection) => {
  const primary = db
    .sql('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .all(table)
    .map(({ name }) => String(name));
  const keyColumns = primary.length > 0 ? primary : ['rowid'];
  const columns = primary.length > 0 ? '*' : 'rowid, *';
  const condition = keyColumns.map((column) => `${quoted(column)} IS ?`).join(' AND ');
  const select = `SELECT ${columns} FROM ${quoted(table)}`;
  return { keyColumns, select, find: `${select} WHERE ${condition}` };
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const equal = (a: unknown, b: unknown): boolean =>
  Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : Object.is(a, b);
