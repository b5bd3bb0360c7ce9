import { setImmediate } from 'node:timers/promises';
import type { Instant, ReadModelDb } from '@art33/event-log';
import { cursorsOf, invalid, sortOf, type Condition, type CursorKey } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';

export interface EventRow {
  readonly logNumber: number;
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly recordedAt: Instant;
  /** `<kind>:<pseudonymous id>` */
  readonly actor: string;
  readonly correlationId: string;
}

export interface EventFilter {
  readonly stream?: string;
  readonly category?: string;
  readonly type?: string;
  /** UTC, inclusive. */
  readonly from?: Instant;
  /** UTC, exclusive. */
  readonly until?: Instant;
  /** `logNumber`, or `-logNumber` for the newest first. */
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** So many log numbers are looked through at once: a filter that fits nothing goes through the whole log, in slices. */
const SLICE = 10_000;
/** An event as its place in the log names it; for queries over `evidence_events`. */
export const PLACE = 'log_number AS logNumber, id, stream, revision, type, recorded_at AS recordedAt';
const COLUMNS = `${PLACE}, actor, correlation AS correlationId`;

/** The last log number that is shown; -1 before the first. */
export const lastShown = (db: ReadModelDb): number =>
  Number(db.sql('SELECT max(log_number) AS last FROM evidence_events').get()?.['last'] ?? -1);

const orderOf = (sort: string | undefined) => {
  const { field, descending } = sortOf(sort, ['logNumber'], 'logNumber');
  return { descending, cursors: cursorsOf(`events ${descending ? '-' : ''}${field}`, 1) };
};

/** Where a cursor points to: what is no log number, or lies far from all of them, would be looked for without end. */
function placeIn(after: CursorKey[number] | undefined, last: number): number | undefined {
  if (after === undefined) return undefined;
  if (typeof after !== 'number' || !Number.isSafeInteger(after)) throw invalid('cursor', 'a nextCursor of this list');
  return Math.min(Math.max(after, -1), last + 1);
}

/** The organisation's events in log order, or the newest first; `limit + 1` rows. */
export async function listEvents(
  db: ReadModelDb,
  scope: OrganisationScope,
  filter: EventFilter,
): Promise<readonly EventRow[]> {
  const { descending, cursors } = orderOf(filter.sort);
  const last = lastShown(db);
  const after = placeIn(cursors.read(filter.cursor)?.[0], last);
  const conditions: readonly (readonly [string, string | undefined])[] = [
    ['stream = ?', filter.stream],
    ['category = ?', filter.category],
    ['type = ?', filter.type],
    ['recorded_at >= ?', filter.from],
    ['recorded_at < ?', filter.until],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  const visible = visibleTo(scope);
  const where = [
    'owner = ? AND log_number BETWEEN ? AND ?',
    ...used.map(([condition]) => condition),
    ...visible.map(({ sql }) => sql),
  ].join(' AND ');
  const values = Object.assign({}, ...visible.map((each) => each.values)) as object;
  const text = `SELECT ${COLUMNS} FROM evidence_events WHERE ${where} ORDER BY log_number ${descending ? 'DESC' : 'ASC'} LIMIT ?`;

  const rows: EventRow[] = [];
  const wanted = filter.limit + 1;
  let next = after === undefined ? (descending ? last : 0) : after + (descending ? -1 : 1);
  for (;;) {
    const slice = descending ? [next - SLICE + 1, next] : [next, next + SLICE - 1];
    const found = db
      .sql(text)
      .all(scope.organisation, ...slice, ...used.map(([, value]) => value), wanted - rows.length, values);
    rows.push(...(found as unknown as EventRow[]));
    next += descending ? -SLICE : SLICE;
    if (rows.length === wanted || (descending ? next < 0 : next > last)) return rows;
    await setImmediate();
  }
}

/** The key that a page of events ends with. */
export const eventCursor =
  (sort: string | undefined) =>
  ({ logNumber }: EventRow): CursorKey =>
    orderOf(sort).cursors.keyOf(logNumber);

export function eventByLogNumber(db: ReadModelDb, scope: OrganisationScope, logNumber: number): EventRow | undefined {
  const visible = visibleTo(scope);
  const where = ['log_number = ? AND owner = ?', ...visible.map(({ sql }) => sql)].join(' AND ');
  return db
    .sql(`SELECT ${COLUMNS} FROM evidence_events WHERE ${where}`)
    .get(logNumber, scope.organisation, Object.assign({}, ...visible.map(({ values }) => values))) as unknown as
    EventRow | undefined;
}

/** What leaves out events of what the scope does not see, and those recorded outside an auditor's period. */
function visibleTo(scope: OrganisationScope): readonly Condition[] {
  const { recordedFrom, recordedUntil } = scope.sight ?? { recordedFrom: null, recordedUntil: null };
  return [
    seen(scope, 'evidence_events.stream'),
    recordedFrom !== null && { sql: 'recorded_at >= :recordedFrom', values: { recordedFrom } },
    recordedUntil !== null && { sql: 'recorded_at < :recordedUntil', values: { recordedUntil } },
  ].filter((condition) => condition !== undefined && condition !== false);
}
