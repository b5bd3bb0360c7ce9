import { toInstant, toMilliseconds, type Instant, type ReadModelDb } from '@art33/event-log';
import { minutesAtLimits, type DispatchLimits } from '../outbox/limits.js';
import { NEVER } from './projection.js';

/** How sending goes, measured against what is due. */
export interface Dispatch {
  /** Written and not yet handed over, those included that are tried again or held. */
  readonly waiting: number;
  /** Of these: held back because somebody paused their sending. */
  readonly held: number;
  /** Being handed over now. */
  readonly inFlight: number;
  readonly sentInLastMinute: number;
  /** When the last of those waiting is handed over, at the pace of the last minute or what the limits allow, whichever is slower. Null: nothing waits, or nothing may be sent. */
  readonly estimatedFinishedAt: Instant | null;
  /** Earliest due time that a waiting message serves. */
  readonly earliestDue: Instant | null;
  /** Whether each waiting message is handed over before its due time. Null: none of them has one. */
  readonly inTime: boolean | null;
}

const MINUTE = 60_000;
/** Fewer in the last minute say nothing of the pace. */
const ENOUGH = 10;

/** Whose messages: all of an organisation, or those of one batch. */
export interface DispatchOf {
  readonly organisation: string;
  readonly batch?: string;
  /** Messages that will come and are not written yet; they go to no domain in particular. */
  readonly toCome?: number;
}

export function dispatchOf(
  db: ReadModelDb,
  { organisation, batch, toCome = 0 }: DispatchOf,
  limits: DispatchLimits,
  now: Instant,
): Dispatch {
  const of = { organisation, batch: batch ?? null };
  const whose = `organisation = :organisation ${batch === undefined ? '' : 'AND batch = :batch'}`;
  const groups = db
    .sql(
      `SELECT due_by AS dueBy, domain, count(*) AS count,
         sum(batch IN (SELECT id FROM delivery_batches WHERE state = 'held')) AS held
       FROM delivery_messages WHERE ${whose} AND due_at IS NOT NULL GROUP BY due_by, domain ORDER BY due_by`,
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

  const sum = (of: (group: Group) => number | null) => groups.reduce((all, group) => all + (of(group) ?? 0), 0);
  const waiting = sum(({ count }) => count);
  const held = sum((group) => group.held);
  const left = waiting - held + toCome;
  const byDomain = new Map<string, number>(toCome > 0 ? [['', Math.min(toCome, limits.domainPerMinute)]] : []);
  for (const { domain, count } of groups) byDomain.set(domain, (byDomain.get(domain) ?? 0) + count);
  const atLimits = Math.max(minutesAtLimits(byDomain, limits), left / limits.perMinute);
  const elapsed = first === null ? 0 : (toMilliseconds(now) - toMilliseconds(first)) / MINUTE;
  const measured = sent >= ENOUGH && elapsed > 0 ? left / (sent / elapsed) : 0;
  const minutes = Math.max(atLimits, measured);
  const at = (share: number): Instant => toInstant(toMilliseconds(now) + Math.ceil(minutes * share * MINUTE));
  const dated = groups.filter(({ dueBy }) => dueBy !== NEVER);
  return {
    waiting,
    held,
    inFlight,
    sentInLastMinute: sent,
    estimatedFinishedAt: left > 0 ? at(1) : null,
    earliestDue: dated[0]?.dueBy ?? null,
    inTime: dated.length === 0 ? null : held === 0 && arriveInTime(dated, (before) => at(before / left)),
  };
}

interface Group {
  readonly dueBy: Instant;
  readonly domain: string;
  readonly count: number;
  readonly held: number | null;
}

/** They go out in the order of their due times: each due time must come after everything that is due by then has gone. */
function arriveInTime(dated: readonly Group[], gone: (messages: number) => Instant): boolean {
  let before = 0;
  return dated.every(({ dueBy, count }) => {
    before += count;
    return gone(before) <= dueBy;
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
