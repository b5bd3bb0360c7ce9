import { toInstant, toMilliseconds, type Instant, type ReadModelDb } from '@art33/event-log';

/** How long settled duties are shown, as cancelled, so that every calendar program gets to know. */
export const DAYS_BACK = 90;
/** A calendar shows so many duties. */
export const MOST_ENTRIES = 1_000;

/** `missed`: open past its end, and noticed; `sent`: receipt not proven; `settled`: fulfilled, withdrawn or not required. */
export type EntryState = 'open' | 'missed' | 'sent' | 'settled';

/** One duty in a calendar. */
export interface CalendarEntry {
  readonly owner: { readonly kind: string; readonly id: string };
  readonly duty: string;
  readonly subject: string;
  readonly at: Instant;
  /** An internal target, never called a deadline. */
  readonly isTarget: boolean;
  /** What the period is counted from. */
  readonly anchor: Instant;
  readonly state: EntryState;
  readonly sequence: number;
  readonly changedAt: Instant;
}

interface EntryRow {
  readonly owner_kind: string;
  readonly owner_id: string;
  readonly duty: string;
  readonly subject: string;
  readonly at: Instant;
  readonly is_target: number;
  readonly is_dated: number;
  readonly anchor: Instant;
  readonly alarms: 'on' | 'silent' | 'off';
  readonly missed_end: Instant | null;
  readonly sequence: number;
  readonly changed_at: Instant;
}

const stateOf = ({ alarms, is_dated, at, missed_end }: EntryRow): EntryState => {
  if (alarms === 'off' || is_dated === 0) return 'settled';
  if (alarms === 'silent') return 'sent';
  return missed_end === at ? 'missed' : 'open';
};

const entry = (row: EntryRow): CalendarEntry => ({
  owner: { kind: row.owner_kind, id: row.owner_id },
  duty: row.duty,
  subject: row.subject,
  at: row.at,
  isTarget: row.is_target === 1,
  anchor: row.anchor,
  state: stateOf(row),
  sequence: row.sequence,
  changedAt: row.changed_at,
});

/** The nearest first, then what is open from before, the latest first, then what was settled lately. */
const PARTS = [
  `alarms <> 'off' AND at >= @now ORDER BY at, duty`,
  `alarms <> 'off' AND at < @now ORDER BY at DESC, duty`,
  `alarms = 'off' AND at IS NOT NULL AND changed_at >= @since ORDER BY changed_at DESC, duty`,
];

/** What an organisation's calendar shows, bounded; `complete` says whether that is everything. */
export function calendarEntries(
  db: ReadModelDb,
  organisation: string,
  now: Instant,
): { readonly entries: readonly CalendarEntry[]; readonly complete: boolean } {
  const since = toInstant(toMilliseconds(now) - DAYS_BACK * 24 * 3_600_000);
  const rows: EntryRow[] = [];
  for (const part of PARTS) {
    const limit = MOST_ENTRIES + 1 - rows.length;
    rows.push(
      ...(db
        .sql(`SELECT * FROM watch_calendar WHERE organisation = @organisation AND ${part} LIMIT @limit`)
        .all({ organisation, now, since, limit }) as unknown as EntryRow[]),
    );
  }
  return { entries: rows.slice(0, MOST_ENTRIES).map(entry), complete: rows.length <= MOST_ENTRIES };
}
