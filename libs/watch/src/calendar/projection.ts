import type { Instant, Projection, ReadModelDb, RecordedEvent } from '@art33/event-log';
import type { Deadline } from '@art33/deadlines';
import type { DutyRef, WatchChange, WatchSource } from '../source.js';

/** What a calendar shows of a duty, as far as it can change. */
interface Shown {
  readonly organisation: string;
  readonly subject: string;
  readonly alarms: 'on' | 'silent' | 'off';
  /** Due time, or target; the last one there was. Null: there never was one. */
  readonly at: Instant | null;
  readonly isTarget: 0 | 1;
  /** 0: there is neither due time nor target any more. */
  readonly isDated: 0 | 1;
  readonly anchor: Instant | null;
  /** The end that was noticed as missed. */
  readonly missedEnd: Instant | null;
}

/**
 * One row per duty with what calendars show of it, and how often that has changed: the sequence number that tells calendar
 * programs to take the new version (RFC 5545, 3.8.7.4). Counted from the log alone, so it is the same after every rebuild.
 */
export const calendarProjection = (sources: readonly WatchSource[]): Projection => ({
  name: 'watch-calendar',
  version: 1,
  tables: `
    CREATE TABLE watch_calendar (
      owner_kind TEXT NOT NULL, owner_id TEXT NOT NULL, duty TEXT NOT NULL,
      organisation TEXT NOT NULL, subject TEXT NOT NULL, alarms TEXT NOT NULL,
      at TEXT, is_target INTEGER NOT NULL, is_dated INTEGER NOT NULL, anchor TEXT, missed_end TEXT,
      sequence INTEGER NOT NULL, changed_at TEXT NOT NULL,
      PRIMARY KEY (owner_kind, owner_id, duty)
    ) WITHOUT ROWID;
    CREATE INDEX watch_calendar_open ON watch_calendar (organisation, at) WHERE alarms <> 'off';
    CREATE INDEX watch_calendar_settled ON watch_calendar (organisation, changed_at) WHERE alarms = 'off';`,
  handles: [...new Set(sources.flatMap(({ handles }) => handles))],
  apply(event, db) {
    for (const source of sources.filter(({ handles }) => handles.includes(event.type)))
      for (const change of source.read(event)) apply(db, change, event);
  },
});

const WHICH = 'owner_kind = ? AND owner_id = ? AND duty = ?';
const keyOf = ({ owner, duty }: DutyRef): readonly [string, string, string] => [owner.kind, owner.id, duty];
const NOTHING: Shown = {
  organisation: '',
  subject: '',
  alarms: 'off',
  at: null,
  isTarget: 0,
  isDated: 0,
  anchor: null,
  missedEnd: null,
};

function apply(db: ReadModelDb, change: WatchChange, { recordedAt }: RecordedEvent): void {
  const before = db
    .sql(
      `SELECT organisation, subject, alarms, at, is_target AS isTarget, is_dated AS isDated, anchor, missed_end AS missedEnd
       FROM watch_calendar WHERE ${WHICH}`,
    )
    .get(...keyOf(change)) as unknown as Shown | undefined;
  if (before === undefined && change.type !== 'arm') return;
  const after = changed(before ?? NOTHING, change);
  if (before !== undefined && isSame(before, after)) return;
  const { organisation, subject, alarms, at, isTarget, isDated, anchor, missedEnd } = after;
  db.sql(
    `INSERT INTO watch_calendar VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
     ON CONFLICT DO UPDATE SET organisation = excluded.organisation, subject = excluded.subject, alarms = excluded.alarms,
       at = excluded.at, is_target = excluded.is_target, is_dated = excluded.is_dated, anchor = excluded.anchor,
       missed_end = excluded.missed_end, sequence = sequence + 1, changed_at = excluded.changed_at`,
  ).run(...keyOf(change), organisation, subject, alarms, at, isTarget, isDated, anchor, missedEnd, recordedAt);
}

function changed(shown: Shown, change: WatchChange): Shown {
  switch (change.type) {
    case 'arm': {
      const { organisation, subject, deadline } = change;
      return { ...dated(shown, deadline), organisation, subject, alarms: 'on' };
    }
    case 'recompute':
      return dated(shown, change.deadline);
    case 'silence':
      return { ...shown, alarms: 'silent' };
    case 'disarm':
      return { ...shown, alarms: 'off' };
    case 'rearm':
      return { ...shown, alarms: 'on' };
    case 'done':
      return change.step === 'missed' ? { ...shown, missedEnd: change.end } : shown;
  }
}

const dated = (shown: Shown, { due, target, anchor }: Deadline): Shown => ({
  ...shown,
  at: due ?? target ?? shown.at,
  isTarget: due === null && target !== null ? 1 : 0,
  isDated: due === null && target === null ? 0 : 1,
  anchor: anchor.at.at,
});

const isSame = (one: Shown, other: Shown): boolean =>
  (Object.keys(one) as (keyof Shown)[]).every((field) => one[field] === other[field]);
