import { nextStep, type Deadline } from '@art33/deadlines';
import { keepRow, type Instant, type Projection, type ReadModelDb } from '@art33/event-log';
import { SearchIndex } from '@art33/http';
import type { DutyRef, WatchChange, WatchSource } from '../source.js';

/** What deadlines are found by: clause or article, and the beginnings of ids. */
export const deadlineSearch = new SearchIndex('watch_search');

/** `9999…`: what has neither due time nor target comes last. */
const NEVER = '9999-12-31T23:59:59.999Z';

/**
 * One row per duty with the next step to take; one row per due time (or target) whose steps have been recorded, kept for
 * good, so that a deadline that returns to an earlier due time is not said twice. Only what is outstanding has a
 * `next_at`: after a restart at any moment the same work is left.
 */
const TABLES = `
  CREATE TABLE watch_deadlines (
    owner_kind TEXT NOT NULL, owner_id TEXT NOT NULL, duty TEXT NOT NULL,
    organisation TEXT NOT NULL, subject TEXT NOT NULL,
    alarms TEXT NOT NULL CHECK (alarms IN ('on', 'silent', 'off')),
    due TEXT, target TEXT, sort_at TEXT NOT NULL, next_at TEXT, deadline TEXT NOT NULL,
    ref TEXT AS (owner_id || '/' || duty),
    PRIMARY KEY (owner_kind, owner_id, duty)
  );
  CREATE INDEX watch_deadlines_next ON watch_deadlines (owner_kind, next_at, owner_id, duty) WHERE next_at IS NOT NULL;
  CREATE INDEX watch_deadlines_list ON watch_deadlines (organisation, sort_at, owner_id, duty);
  CREATE INDEX watch_deadlines_unsettled ON watch_deadlines (organisation, sort_at, owner_id, duty) WHERE alarms <> 'off';
  CREATE INDEX watch_deadlines_subject ON watch_deadlines (organisation, subject, sort_at, owner_id, duty);
  CREATE INDEX watch_deadlines_subject_unsettled ON watch_deadlines (organisation, subject, sort_at, owner_id, duty)
    WHERE alarms <> 'off';
  CREATE INDEX watch_deadlines_ref ON watch_deadlines (ref);
  ${deadlineSearch.tables}
  CREATE TABLE watch_done (
    owner_kind TEXT NOT NULL, owner_id TEXT NOT NULL, duty TEXT NOT NULL, end_at TEXT NOT NULL,
    through TEXT NOT NULL, missed_noticed_at TEXT,
    PRIMARY KEY (owner_kind, owner_id, duty, end_at)
  ) WITHOUT ROWID;
`;

/** The index of deadlines, fed by the features' sources. */
export const watchProjection = (sources: readonly WatchSource[]): Projection => {
  const readers = new Map<string, WatchSource[]>();
  for (const source of sources) {
    for (const type of source.handles) readers.set(type, [...(readers.get(type) ?? []), source]);
  }
  return {
    name: 'watch',
    version: 2,
    tables: TABLES,
    handles: [...readers.keys()],
    apply(event, db) {
      for (const source of readers.get(event.type) ?? []) {
        for (const change of source.read(event)) applyChange(db, change);
      }
    },
  };
};

/** What stands of a duty; '' and '{}' before it was first armed. */
type Row = Readonly<Record<'organisation' | 'subject' | 'alarms' | 'sort_at' | 'deadline', string>> &
  Readonly<Record<'due' | 'target' | 'next_at', string | null>>;

const UNARMED: Row = {
  organisation: '',
  subject: '',
  alarms: 'off',
  due: null,
  target: null,
  sort_at: '',
  next_at: null,
  deadline: '{}',
};
const SELECT = `SELECT organisation, subject, alarms, due, target, sort_at, next_at, deadline
  FROM watch_deadlines WHERE owner_kind = ? AND owner_id = ? AND duty = ?`;
const DONE_THROUGH = 'SELECT through FROM watch_done WHERE owner_kind = ? AND owner_id = ? AND duty = ? AND end_at = ?';
const KEEP_DONE = `INSERT INTO watch_done VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET through = max(through, excluded.through),
    missed_noticed_at = coalesce(missed_noticed_at, excluded.missed_noticed_at)`;

const keyOf = ({ owner, duty }: DutyRef): readonly [string, string, string] => [owner.kind, owner.id, duty];

function applyChange(db: ReadModelDb, change: WatchChange): void {
  if (change.type === 'done') noteDone(db, change);
  const row = db.sql(SELECT).get(...keyOf(change)) as Row | undefined;
  if (row === undefined && change.type !== 'arm') return;
  const changed = changedBy(row ?? UNARMED, change);
  const { owner, duty } = change;
  keepRow(db, 'watch_deadlines', { owner_kind: owner.kind, owner_id: owner.id, duty }, row, {
    ...changed,
    next_at: nextAt(db, change, changed),
  });
  if (change.type === 'arm' || change.type === 'recompute')
    keepSearch(db, change, changed, change.deadline.rule.source);
}

function changedBy(row: Row, change: WatchChange): Row {
  switch (change.type) {
    case 'arm': {
      const { organisation, subject } = change;
      return { ...row, ...timesOf(change.deadline), organisation, subject, alarms: 'on' };
    }
    case 'recompute':
      return { ...row, ...timesOf(change.deadline) };
    case 'silence':
      return { ...row, alarms: 'silent' };
    case 'disarm':
      return { ...row, alarms: 'off' };
    case 'rearm':
      return { ...row, alarms: 'on' };
    case 'done':
      return row;
  }
}

const timesOf = (deadline: Deadline) => {
  const { due, target } = deadline;
  return { due, target, sort_at: due ?? target ?? NEVER, deadline: JSON.stringify(deadline) };
};

/** Recorded at an instant means: everything reached until then has been said, or overtaken. */
function noteDone(db: ReadModelDb, { step, end, noticedAt, ...duty }: Extract<WatchChange, { type: 'done' }>): void {
  db.sql(KEEP_DONE).run(...keyOf(duty), end, noticedAt, step === 'missed' ? noticedAt : null);
}

function nextAt(db: ReadModelDb, duty: DutyRef, { alarms, deadline, sort_at }: Row): Instant | null {
  if (alarms !== 'on') return null;
  const done = db.sql(DONE_THROUGH).get(...keyOf(duty), sort_at) as { readonly through: Instant } | undefined;
  return nextStep(JSON.parse(deadline) as Deadline, done?.through ?? null)?.at ?? null;
}

/** So much of an id is what people read out. */
const BEGINNING = 13;

function keepSearch(db: ReadModelDb, { owner, duty }: DutyRef, { organisation, subject }: Row, source: string): void {
  const ids = [owner.id, subject].map((id) => id.slice(0, BEGINNING));
  deadlineSearch.keep(db, organisation, `${owner.id}/${duty}`, [source, ...ids]);
}
