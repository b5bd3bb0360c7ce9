import { toInstant, toMilliseconds, type Instant, type ReadModelDb } from '@art33/event-log';
import { Load, type DispatchLimits } from '../outbox/limits.js';
import { NEVER } from './projection.js';
import type { MessagesToCome } from './to-come.js';

/** How sending goes, measured against what is due. */
export interface Dispatch {
  /** Written and not yet handed over, those included that are tried again or held. */
  readonly waiting: number;
  /** Of these: held back because somebody paused their sending. */
  readonly held: number;
  /** Not written yet: what running and paused jobs have still before them. */
  readonly toCome: number;
  /** Of these: not written before somebody resumes their job. */
  readonly toComeHeld: number;
  /** Being handed over now. */
  readonly inFlight: number;
  readonly sentInLastMinute: number;
  /**
   * When the last of those waiting and to come is handed over, at the pace of the last minute or what the limits allow, whichever
   * is slower; what is held does not count. Null: nothing is to go, or nothing may.
   */
  readonly estimatedFinishedAt: Instant | null;
  /** Earliest due time that a message waiting or to come serves. */
  readonly earliestDue: Instant | null;
  /** Whether each of them is handed over before its due time; none that is held is. Null: none of them has one. */
  readonly inTime: boolean | null;
}

const MINUTE = 60_000;
/** Fewer in the last minute say nothing of the pace. */
const ENOUGH = 10;

/** Whose messages: all of an organisation, or those of one batch. */
export interface DispatchOf {
  readonly organisation: string;
  readonly batch?: string;
  /** What will come of them and is not written yet. */
  readonly toCome: readonly MessagesToCome[];
}

export function dispatchOf(
  db: ReadModelDb,
  { organisation, batch, toCome }: DispatchOf,
  limits: DispatchLimits,
  now: Instant,
): Dispatch {
  const of = { organisation, batch: batch ?? null };
  const whose = `organisation = :organisation ${batch === undefined ? '' : 'AND batch = :batch'}`;
  const written = db
    .sql(
      `SELECT due_by AS dueBy, domain, count(*) AS count,
         coalesce(sum(batch IN (SELECT id FROM delivery_batches WHERE state = 'held')), 0) AS held
       FROM delivery_messages WHERE ${whose} AND due_at IS NOT NULL GROUP BY due_by, domain`,
    )
    .all(of) as unknown as readonly Group[];
  const { count: inFlight } = db
    .sql(`SELECT count(*) AS count FROM delivery_messages WHERE state = 'started' AND ${whose}`)
    .get(of) as { readonly count: number };
  const since = toInstant(toMilliseconds(now) - MINUTE);
  const { count: sent, first } = db
    .sql(
      `SELECT count(*) AS count, min(accepted_at) AS first FROM delivery_messages
       WHERE organisation = :organisation AND accepted_at IS NOT NULL AND accepted_at > :since`,
    )
    .get({ organisation, since }) as { readonly count: number; readonly first: Instant | null };

  const coming = toCome.map(({ dueBy, domain, count, held }) => ({
    dueBy: dueBy ?? NEVER,
    domain,
    count,
    held: held ? count : 0,
  }));
  const groups = [...written, ...coming].sort((a, b) => (a.dueBy < b.dueBy ? -1 : a.dueBy > b.dueBy ? 1 : 0));
  const dated = groups.filter(({ dueBy }) => dueBy !== NEVER);
  const elapsed = first === null ? 0 : (toMilliseconds(now) - toMilliseconds(first)) / MINUTE;
  const measured = sent >= ENOUGH ? elapsed / sent : 0;
  const gone = goneAfter(groups, limits, measured);
  const at = (minutes: number): Instant => toInstant(toMilliseconds(now) + Math.ceil(minutes * MINUTE));
  const last = gone.at(-1) ?? 0;
  return {
    waiting: sum(written, 'count'),
    held: sum(written, 'held'),
    toCome: sum(coming, 'count'),
    toComeHeld: sum(coming, 'held'),
    inFlight,
    sentInLastMinute: sent,
    estimatedFinishedAt: last > 0 ? at(last) : null,
    earliestDue: dated[0]?.dueBy ?? null,
    inTime:
      dated.length === 0 ? null : dated.every(({ dueBy, held }, index) => held === 0 && at(gone[index]!) <= dueBy),
  };
}

interface Group {
  readonly dueBy: Instant;
  readonly domain: string;
  readonly count: number;
  readonly held: number;
}

const sum = (groups: readonly Group[], what: 'count' | 'held'): number =>
  groups.reduce((all, group) => all + group[what], 0);

/**
 * They go out in the order of their due times: for each group the minutes after which it and all before it have gone, those
 * left out that are held. `measured`: minutes that a message took lately.
 */
function goneAfter(groups: readonly Group[], limits: DispatchLimits, measured: number): readonly number[] {
  const load = new Load(limits);
  return groups.map(({ domain, count, held }) => {
    load.add(domain, count - held);
    return Math.max(load.minutes, load.count * measured);
  });
}

/** How far a batch is. */
export interface BatchProgress {
  /** Messages of it that were written. */
  readonly prepared: number;
  /** Of these: an attempt was started, or they were given up. */
  readonly begun: number;
}

export function batchProgress(db: ReadModelDb, batch: string): BatchProgress {
  const { prepared, waiting } = db
    .sql(
      `SELECT count(*) AS prepared, coalesce(sum(attempt = 0 AND state = 'prepared'), 0) AS waiting
       FROM delivery_messages WHERE batch = ?`,
    )
    .get(batch) as { readonly prepared: number; readonly waiting: number };
  return { prepared, begun: prepared - waiting };
}
