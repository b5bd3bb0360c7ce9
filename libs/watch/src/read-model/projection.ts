import { nextStep, type Deadline } from '@art33/deadlines';
import type { Instant, Projection, ReadModelDb } from '@art33/event-log';
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

const WHICH = 'owner_kind = ? AND owner_id = ? AND duty = ?';
const keyOf = ({ owner, duty }: DutyRef): readonly [string, string, string] => [owner.kind, owner.id, duty];

function applyChange(db: ReadModelDb, change: WatchChange): void {
  const key = keyOf(change);
  switch (change.type) {
    case 'arm':
      db.sql(
        `INSERT INTO watch_deadlines (owner_kind, owner_id, duty, organisation, subject, alarms, sort_at, deadline)
         VALUES (?, ?, ?, ?, ?, 'on', '', '{}')
         ON CONFLICT DO UPDATE SET organisation = excluded.organisation, subject = excluded.subject, alarms = 'on'`,
      ).run(...key, change.organisation, change.subject);
      return setDeadline(db, change, change.deadline);
    case 'recompute':
      return setDeadline(db, change, change.deadline);
    case 'silence':
      return setAlarms(db, change, 'silent');
    case 'disarm':
      return setAlarms(db, change, 'off');
    case 'rearm':
      return setAlarms(db, change, 'on');
    case 'done':
      return noteDone(db, change);
  }
}

function setDeadline(db: ReadModelDb, duty: DutyRef, deadline: Deadline): void {
  const { due, target } = deadline;
  db.sql(`UPDATE watch_deadlines SET due = ?, target = ?, sort_at = ?, deadline = ? WHERE ${WHICH}`).run(
    due,
    target,
    due ?? target ?? NEVER,
    JSON.stringify(deadline),
    ...keyOf(duty),
  );
  setNextStep(db, duty);
  keepSearch(db, duty, deadline.rule.source);
}

function setAlarms(db: ReadModelDb, duty: DutyRef, alarms: 'on' | 'silent' | 'off'): void {
  db.sql(`UPDATE watch_deadlines SET alarms = ? WHERE ${WHICH}`).run(alarms, ...keyOf(duty));
  setNextStep(db, duty);
}

/** Recorded at an instant means: everything reached until then has been said, or overtaken. */
function noteDone(db: ReadModelDb, { step, end, noticedAt, ...duty }: Extract<WatchChange, { type: 'done' }>): void {
  db.sql(
    `INSERT INTO watch_done VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET through = max(through, excluded.through),
       missed_noticed_at = coalesce(missed_noticed_at, excluded.missed_noticed_at)`,
  ).run(...keyOf(duty), end, noticedAt, step === 'missed' ? noticedAt : null);
  setNextStep(db, duty);
}

function setNextStep(db: ReadModelDb, duty: DutyRef): void {
  const row = db
    .sql(
      `SELECT alarms, deadline, (SELECT through FROM watch_done WHERE ${WHICH} AND end_at = sort_at) AS through
       FROM watch_deadlines WHERE ${WHICH}`,
    )
    .get(...keyOf(duty), ...keyOf(duty)) as { alarms: string; deadline: string; through: Instant | null } | undefined;
  if (!row) return;
  const next = row.alarms === 'on' ? nextStep(JSON.parse(row.deadline) as Deadline, row.through) : null;
  db.sql(`UPDATE watch_deadlines SET next_at = ? WHERE ${WHICH}`).run(next?.at ?? null, ...keyOf(duty));
}

/** So much of an id is what people read out. */
const BEGINNING = 13;

function keepSearch(db: ReadModelDb, duty: DutyRef, source: string): void {
  const row = db.sql(`SELECT organisation, subject, ref FROM watch_deadlines WHERE ${WHICH}`).get(...keyOf(duty));
  if (!row) return;
  const ids = [duty.owner.id, String(row['subject'])].map((id) => id.slice(0, BEGINNING));
  deadlineSearch.keep(db, String(row['organisation']), String(row['ref']), [source, ...ids]);
}
