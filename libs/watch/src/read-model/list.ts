import type { Deadline } from '@art33/deadlines';
import { instantColumn, textColumn } from '@art33/documents';
import type { Instant, ReadModelDb } from '@art33/event-log';
import { given, readList, type Condition, type Found, type ListPlan, type SavedList, type Wanted } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';
import { aboutNothing, type AboutDuties, type DutyAbout, type DutyOwner } from './about.js';
import { deadlineSearch } from './projection.js';

/**
 * `open`; `missed`: open past its due time (or target), and noticed; `sent`: receipt not proven, alarms have stopped;
 * `settled`: fulfilled, withdrawn or found not required.
 */
export const WATCH_STATES = ['open', 'missed', 'sent', 'settled'] as const;
export type WatchState = (typeof WATCH_STATES)[number];

/** A duty's clock in the list of the organisation that owes it. */
export interface WatchedDeadline extends DutyAbout {
  readonly owner: DutyOwner;
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
  readonly states?: readonly WatchState[] | undefined;
  readonly ownerKind?: string | undefined;
  readonly subject?: string | undefined;
  /** Due (or with a target) from the one and until the other instant, inclusive. */
  readonly dueFrom?: Instant | undefined;
  readonly dueUntil?: Instant | undefined;
  /** Parts of the clause or article, or first characters of the record's or subject's id. */
  readonly q?: string | undefined;
}

interface StoredRow {
  readonly owner_kind: string;
  readonly owner_id: string;
  readonly duty: string;
  readonly subject: string;
  readonly due: Instant | null;
  readonly target: Instant | null;
  readonly deadline: string;
  readonly alarms: 'on' | 'silent' | 'off';
  readonly missed_noticed_at: Instant | null;
}

const STATE_IS: Readonly<Record<WatchState, string>> = {
  open: "(w.alarms = 'on' AND d.missed_noticed_at IS NULL)",
  missed: "(w.alarms = 'on' AND d.missed_noticed_at IS NOT NULL)",
  sent: "w.alarms = 'silent'",
  settled: "w.alarms = 'off'",
};
const UNSETTLED: readonly WatchState[] = ['open', 'missed', 'sent'];

/** What a filter by state means; said so that the index of what is unsettled is used: what is settled grows for years. */
function stateCondition(states: readonly WatchState[]): readonly (Condition | undefined)[] {
  const isUnsettled = !states.includes('settled');
  const isAll = (isUnsettled ? UNSETTLED : WATCH_STATES).every((state) => states.includes(state));
  return [
    isUnsettled ? { sql: "w.alarms <> 'off'" } : undefined,
    isAll ? undefined : { sql: `(${states.map((state) => STATE_IS[state]).join(' OR ') || 'false'})` },
  ];
}

/** How the deadlines that an organisation owes are read; those with neither due time nor target come last. */
export function deadlinePlan(
  db: ReadModelDb,
  scope: OrganisationScope,
  { states = UNSETTLED, ownerKind, subject, dueFrom, dueUntil, q }: DeadlineFilter,
  aboutDuties: AboutDuties = aboutNothing,
): ListPlan<StoredRow, WatchedDeadline> {
  let aboutOf = aboutNothing(db, []);
  return {
    name: 'deadlines',
    from: `watch_deadlines w LEFT JOIN watch_done d
      ON d.owner_kind = w.owner_kind AND d.owner_id = w.owner_id AND d.duty = w.duty AND d.end_at = w.sort_at`,
    columns: 'w.owner_kind, w.owner_id, w.duty, w.subject, w.due, w.target, w.deadline, w.alarms, d.missed_noticed_at',
    sorts: {
      due: ['w.sort_at', 'w.owner_id', 'w.duty'],
      subject: ['w.subject', 'w.sort_at', 'w.owner_id', 'w.duty'],
    },
    sort: 'due',
    conditions: [
      { sql: 'w.organisation = :organisation', values: { organisation: scope.organisation } },
      seen(scope, "w.owner_kind || '-' || w.owner_id"),
      ...stateCondition(states),
      given('w.owner_kind = :ownerKind', { ownerKind }),
      given('w.subject = :subject', { subject }),
      given('w.sort_at >= :dueFrom', { dueFrom }),
      given('w.sort_at <= :dueUntil', { dueUntil }),
      deadlineSearch.condition(db, scope.organisation, q, 'w.ref'),
    ],
    readAhead: (rows) => {
      aboutOf = aboutDuties(db, rows.map(ownerOf));
    },
    view: (row) => viewOf(row, aboutOf(ownerOf(row))),
  };
}

/** The deadlines that an organisation owes. */
export const deadlinesOf = (
  db: ReadModelDb,
  scope: OrganisationScope,
  filter: DeadlineFilter,
  wanted: Wanted,
  aboutDuties?: AboutDuties,
): Found<WatchedDeadline> => readList(db, deadlinePlan(db, scope, filter, aboutDuties), wanted);

const ownerOf = ({ owner_kind: kind, owner_id: id }: StoredRow): DutyOwner => ({ kind, id });

const stateOf = ({ alarms, missed_noticed_at }: StoredRow): WatchState => {
  if (alarms === 'on') return missed_noticed_at === null ? 'open' : 'missed';
  return alarms === 'silent' ? 'sent' : 'settled';
};

const viewOf = (row: StoredRow, { counterpart, title }: DutyAbout): WatchedDeadline => {
  const deadline = JSON.parse(row.deadline) as Deadline;
  return {
    owner: ownerOf(row),
    counterpart,
    title,
    duty: row.duty,
    subject: row.subject,
    state: stateOf(row),
    due: row.due,
    target: row.target,
    source: deadline.rule.source,
    missedNoticedAt: row.missed_noticed_at,
    deadline,
  };
};

/** How deadlines are saved. */
export const SAVED_DEADLINES: SavedList<WatchedDeadline> = {
  name: 'deadlines',
  columns: [
    instantColumn('Fällig', 'Due', ({ due }) => due),
    instantColumn('Internes Ziel', 'Internal target', ({ target }) => target),
    textColumn('Stand', 'State', ({ state }) => state),
    instantColumn('Versäumnis bemerkt', 'Missed, noticed', ({ missedNoticedAt }) => missedNoticedAt),
    textColumn('Gegenüber', 'Counterpart', ({ counterpart }) => counterpart),
    textColumn('Titel', 'Title', ({ title }) => title),
    textColumn('Grundlage', 'Source', ({ source }) => source),
    textColumn('Anlass', 'Anchor', ({ deadline }) => deadline.anchor.what),
    instantColumn('Anlass am', 'Anchor at', ({ deadline }) => deadline.anchor.at.at),
    textColumn('Art des Vorgangs', 'Kind of record', ({ owner }) => owner.kind),
    textColumn('Vorgang', 'Record', ({ owner }) => owner.id),
    textColumn('Pflicht', 'Duty', ({ duty }) => duty),
    textColumn('Vorfall oder Akte', 'Incident or case', ({ subject }) => subject),
  ],
};
