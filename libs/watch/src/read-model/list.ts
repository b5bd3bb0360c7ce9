import type { Deadline } from '@art33/deadlines';
import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';

/**
 * `open`; `missed`: open past its due time (or target), and noticed; `sent`: receipt not proven, alarms have stopped;
 * `settled`: fulfilled, withdrawn or found not required.
 */
export const WATCH_STATES = ['open', 'missed', 'sent', 'settled'] as const;
export type WatchState = (typeof WATCH_STATES)[number];

/** A duty's clock in the list of the organisation that owes it. */
export interface WatchedDeadline {
  readonly owner: { readonly kind: string; readonly id: string };
  readonly duty: string;
  /** The incident, or the case. */
  readonly subject: string;
  readonly state: WatchState;
  /** Null for a duty without an hour figure. */
  readonly due: Instant | null;
  /** An internal target, never a deadline. */
  readonly target: Instant | null;
  /** Clause or article. */
  readonly source: string;
  /** When the missed due time (or target) was noticed. */
  readonly missedNoticedAt: Instant | null;
  readonly deadline: Deadline;
}

export interface DeadlineFilter {
  /** Default: everything but what is settled. */
  readonly states?: readonly WatchState[];
  readonly ownerKind?: string;
  readonly subject?: string;
  /** Due (or with a target) up to this instant, inclusive. */
  readonly dueUntil?: Instant;
}

/** The row where the last page ended. */
export type DeadlineKey = readonly [sortAt: string, ownerId: string, duty: string];
export interface DeadlinePage {
  /** Exclusive. */
  readonly after?: DeadlineKey;
  readonly limit: number;
  readonly descending?: boolean;
}

const FIRST: DeadlineKey = ['', '', ''];
const LAST: DeadlineKey = ['~', '', ''];
export interface DeadlineRow {
  readonly key: DeadlineKey;
  readonly view: WatchedDeadline;
}

/**
 * The deadlines that an organisation owes, by due time or target; those with neither come last (first when descending).
 */
export const deadlinesOf = (
  db: ReadModelDb,
  scope: OrganisationScope,
  filter: DeadlineFilter,
  page: DeadlinePage,
): readonly DeadlineRow[] => {
  const states = filter.states ?? ['open', 'missed', 'sent'];
  const [comes, order, start] = page.descending ? ['<', 'DESC', LAST] : ['>', 'ASC', FIRST];
  const [sortAt, ownerId, duty] = page.after ?? start;
  // Said so that the index of what is unsettled is used: what is settled grows for years.
  const unsettled = states.includes('settled') ? '' : `AND w.alarms <> 'off'`;
  const rows = db
    .sql(
      `SELECT owner_kind, owner_id, duty, subject, due, target, sort_at, deadline, missed_noticed_at, state FROM (
         SELECT w.*, d.missed_noticed_at,
           CASE alarms WHEN 'off' THEN 'settled' WHEN 'silent' THEN 'sent'
             ELSE iif(d.missed_noticed_at IS NULL, 'open', 'missed') END AS state
         FROM watch_deadlines w LEFT JOIN watch_done d
           ON d.owner_kind = w.owner_kind AND d.owner_id = w.owner_id AND d.duty = w.duty AND d.end_at = w.sort_at
         WHERE w.organisation = @organisation ${unsettled}
           AND (w.sort_at, w.owner_id, w.duty) ${comes} (@sortAt, @ownerId, @duty))
       WHERE instr(@states, '/' || state || '/') > 0
         AND (@ownerKind IS NULL OR owner_kind = @ownerKind)
         AND (@subject IS NULL OR subject = @subject)
         AND (@dueUntil IS NULL OR sort_at <= @dueUntil)
       ORDER BY sort_at ${order}, owner_id ${order}, duty ${order} LIMIT @limit`,
    )
    .all({
      organisation: scope.organisation,
      states: `/${states.join('/')}/`,
      ownerKind: filter.ownerKind ?? null,
      subject: filter.subject ?? null,
      dueUntil: filter.dueUntil ?? null,
      sortAt,
      ownerId,
      duty,
      limit: page.limit,
    }) as unknown as readonly StoredRow[];
  return rows.map((row) => ({ key: [row.sort_at, row.owner_id, row.duty], view: viewOf(row) }));
};

interface StoredRow {
  readonly owner_kind: string;
  readonly owner_id: string;
  readonly duty: string;
  readonly subject: string;
  readonly due: Instant | null;
  readonly target: Instant | null;
  readonly sort_at: string;
  readonly deadline: string;
  readonly missed_noticed_at: Instant | null;
  readonly state: WatchState;
}

const viewOf = (row: StoredRow): WatchedDeadline => {
  const deadline = JSON.parse(row.deadline) as Deadline;
  return {
    owner: { kind: row.owner_kind, id: row.owner_id },
    duty: row.duty,
    subject: row.subject,
    state: row.state,
    due: row.due,
    target: row.target,
    source: deadline.rule.source,
    missedNoticedAt: row.missed_noticed_at,
    deadline,
  };
};
