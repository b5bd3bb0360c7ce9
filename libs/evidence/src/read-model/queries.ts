import { setImmediate } from 'node:timers/promises';
import type { Instant, ReadModelDb } from '@art33/event-log';
import { cursorsOf, sortOf, type CursorKey } from '@art33/http';
import type { OrganisationScope } from '@art33/identity';

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

/** The organisation's events in log order, or the newest first; `limit + 1` rows. */
export async function listEvents(
  db: ReadModelDb,
  scope: OrganisationScope,
  filter: EventFilter,
): Promise<readonly EventRow[]> {
  const { descending, cursors } = orderOf(filter.sort);
  const after = cursors.read(filter.cursor)?.[0];
  const last = lastShown(db);
  const conditions: readonly (readonly [string, string | undefined])[] = [
    ['stream = ?', filter.stream],
    ['category = ?', filter.category],
    ['type = ?', filter.type],
    ['recorded_at >= ?', filter.from],
    ['recorded_at < ?', filter.until],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  const where = ['owner = ? AND log_number BETWEEN ? AND ?', ...used.map(([condition]) => condition)].join(' AND ');
  const text = `SELECT ${COLUMNS} FROM evidence_events WHERE ${where} ORDER BY log_number ${descending ? 'DESC' : 'ASC'} LIMIT ?`;

  const rows: EventRow[] = [];
  const wanted = filter.limit + 1;
  let next = after === undefined ? (descending ? last : 0) : Number(after) + (descending ? -1 : 1);
  for (;;) {
    const slice = descending ? [next - SLICE + 1, next] : [next, next + SLICE - 1];
    const found = db
      .sql(text)
      .all(scope.organisation, ...slice, ...used.map(([, value]) => value), wanted - rows.length);
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

export const eventByLogNumber = (db: ReadModelDb, scope: OrganisationScope, logNumber: number): EventRow | undefined =>
  db
    .sql(`SELECT ${COLUMNS} FROM evidence_events WHERE log_number = ? AND owner = ?`)
    .get(logNumber, scope.organisation) as unknown as EventRow | undefined;
