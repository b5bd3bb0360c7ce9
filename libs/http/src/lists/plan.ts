import type { History, Moment, ReadModelDb, ReadModels } from '@art33/event-log';
import { cursorsOf, encodeCursor, sortOf } from '../page.js';

/** A part of a WHERE clause with what its named parameters stand for. */
export interface Condition {
  readonly sql: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** The condition of a filter, where the filter is given: `given('status = :status', { status })`. */
export const given = (sql: string, filter: Readonly<Record<string, unknown>>): Condition | undefined =>
  Object.values(filter).includes(undefined) ? undefined : { sql, values: filter };

/** How one list reads its rows: SQL, the same for a page, a count and a saved file. */
export interface ListPlan<R, T> {
  /** Names the list's cursors. */
  readonly name: string;
  /** What stands behind FROM. */
  readonly from: string;
  readonly columns: string;
  /** Each order as columns from the first to the last; together unique, never NULL, and an index behind the owner. */
  readonly sorts: Readonly<Record<string, readonly string[]>>;
  /** The order where none is asked for. */
  readonly sort: string;
  /** The first one says whose rows these are. */
  readonly conditions: readonly (Condition | undefined | false)[];
  readonly view: (row: R) => T;
  /** Reads at once, for all rows of a page, what `view` shows of other tables. */
  readonly readAhead?: (rows: readonly R[]) => void;
}

/** What is asked of a list. */
export interface Wanted {
  readonly sort?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly count?: boolean | undefined;
  /** Other models than the live ones: those of one moment, for as long as a file is written. */
  readonly db?: ReadModelDb | undefined;
  /** The moment that the list is shown of; undefined: now. */
  readonly asOf?: Moment | undefined;
}

/** Looks at what is asked of: an organisation's records as they were, the models that a file is written from, or the live ones. */
export async function readWanted<T>(
  { db, asOf }: Wanted,
  organisation: string,
  models: ReadModels,
  history: History,
  look: (db: ReadModelDb) => T,
): Promise<T> {
  return asOf ? history.listed(organisation, asOf.logNumber, look) : look(db ?? models.db);
}

/** How many there are: exactly, or at least so many where counting on would cost too much. */
export interface Total {
  readonly count: number;
  readonly isExact: boolean;
}
/** Counting stops here. */
export const COUNT_LIMIT = 10_000;

/** A page of a list. */
export interface Found<T> {
  readonly rows: readonly T[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
  readonly total?: Total;
}

const whereOf = (conditions: ListPlan<never, unknown>['conditions']) => {
  const given = conditions.filter((each) => each !== undefined && each !== false);
  return {
    where: given.map(({ sql }) => sql).join(' AND '),
    values: Object.assign({}, ...given.map(({ values }) => values)) as Record<string, unknown>,
  };
};

/** The statement that reads a page; exported for the tests that look at how SQLite goes about it. */
export function pageQuery<R, T>(plan: ListPlan<R, T>, { sort = plan.sort, cursor, limit }: Wanted) {
  const fields = Object.keys(plan.sorts);
  const { field, descending } = sortOf(sort, fields, plan.sort);
  const columns = plan.sorts[field] ?? [];
  const cursors = cursorsOf(`${plan.name} ${sort}`, columns.length);
  const after = cursors.read(cursor);
  const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const { where, values } = whereOf([
    ...plan.conditions,
    after && {
      sql: `(${columns.join(', ')}) ${beyond} (${columns.map((_, i) => `:after${i}`).join(', ')})`,
      values: Object.fromEntries(after.map((part, i) => [`after${i}`, part])),
    },
  ]);
  const text =
    `SELECT ${plan.columns}, ${columns.map((column, i) => `${column} AS place${i}`).join(', ')} FROM ${plan.from} ` +
    `WHERE ${where} ORDER BY ${columns.map((column) => `${column} ${direction}`).join(', ')} LIMIT :limit`;
  const cursorOf = (row: Readonly<Record<string, unknown>>): string =>
    encodeCursor(cursors.keyOf(...columns.map((_, i) => row[`place${i}`] as string | number)));
  return { text, values: { ...values, limit: limit + 1 }, cursorOf };
}

/** Reads a page of a list, and counts it where that is wanted. */
export function readList<R, T>(db: ReadModelDb, plan: ListPlan<R, T>, wanted: Wanted): Found<T> {
  const { text, values, cursorOf } = pageQuery(plan, wanted);
  const found = db.sql(text).all(values);
  const last = found.length > wanted.limit ? found[wanted.limit - 1] : undefined;
  const shown = (last ? found.slice(0, wanted.limit) : found) as readonly R[];
  plan.readAhead?.(shown);
  const rows = shown.map((row) => plan.view(row));
  const next = last ? cursorOf(last) : null;
  return wanted.count ? { rows, next, total: countList(db, plan) } : { rows, next };
}

/** The list that a plan describes. */
export const listBy =
  <S, F, R, T>(planOf: (db: ReadModelDb, scope: S, filter: F) => ListPlan<R, T>) =>
  (db: ReadModelDb, scope: S, filter: F, wanted: Wanted): Found<T> =>
    readList(db, planOf(db, scope, filter), wanted);

function countList<R, T>(db: ReadModelDb, plan: ListPlan<R, T>): Total {
  const { where, values } = whereOf(plan.conditions);
  const text = `SELECT count(*) AS n FROM (SELECT 1 FROM ${plan.from} WHERE ${where} LIMIT ${COUNT_LIMIT + 1})`;
  const { n } = db.sql(text).get(values) as { readonly n: number };
  return { count: Math.min(n, COUNT_LIMIT), isExact: n <= COUNT_LIMIT };
}
