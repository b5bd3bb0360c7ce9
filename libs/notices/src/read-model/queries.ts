import type { Instant, ReadModelDb } from '@art33/event-log';
import type { Condition } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';
import { organisationName, visibleOrganisation, type NoticeKind } from '@art33/parties';
import { NOTICE_PROGRESS, type NoticeProgress } from '../domain/progress.js';
import type { NoticeStatus } from '../domain/state.js';
import type { ControllerRecord, IncidentCounts, NoticeListItem, ReceivedNoticeListItem } from './views.js';

/** What sorts after every due time and target: there is neither. */
export const NEVER = '9999-12-31T23:59:59.999Z';

/** A row of `notices_notices`. */
export interface NoticeRow {
  readonly id: string;
  readonly incident: string;
  readonly agreement: string;
  readonly processor: string;
  readonly controller: string;
  readonly status: NoticeStatus;
  readonly progress: NoticeProgress;
  readonly kind: NoticeKind;
  readonly due: string | null;
  readonly sort_due: string;
  readonly opened: string;
  readonly told: string | null;
  readonly told_kind: NoticeKind | null;
  readonly grade: NoticeListItem['grade'];
  readonly recipient_known: number;
  readonly clause: string | null;
  readonly late_by: number | null;
  readonly blockers: string;
  readonly log_number: number;
  readonly last_text: string | null;
  readonly record: string;
}

/** What a list shows of it. */
export type ItemRow = Omit<NoticeRow, 'log_number' | 'record'>;

/** The processor sees its notices; a controller those that it was told. */
const VISIBLE = '(processor = :organisation OR (controller = :organisation AND told IS NOT NULL))';

/** SQL for what controllers were told and have not acknowledged, to be read from beside what other rooms keep. */
export const UNACKNOWLEDGED =
  "(SELECT id, controller, told FROM notices_notices WHERE told IS NOT NULL AND grade IS NOT 'acknowledged')";

export const NOTICE_STATUSES = [
  'pending',
  'open',
  'handed-over',
  'fulfilled',
  'not-required',
  'closed',
] as const satisfies readonly NoticeStatus[];

/** What a list is read with: the models, today, and where names are taken from. */
export interface Reading {
  readonly db: ReadModelDb;
  /** What is overdue is judged by; in a look at the past the last instant that it shows. */
  readonly now: Instant;
  /** A look at the past knows the notices' own streams only. */
  readonly names: ReadModelDb;
}

/** Who and what notices join. */
export interface NoticeEnds {
  readonly incident: string;
  readonly processor: string;
  readonly controller: string;
}

/** Between whom notices are, by their ids. Ask only for those that whoever reads them may see. */
export const noticeEnds = (db: ReadModelDb, ids: readonly string[]): ReadonlyMap<string, NoticeEnds> =>
  new Map(
    (
      db
        .sql(
          `SELECT id, incident, processor, controller FROM notices_notices
           WHERE id IN (SELECT value FROM json_each(?))`,
        )
        .all(JSON.stringify([...new Set(ids)])) as unknown as readonly (NoticeEnds & { readonly id: string })[]
    ).map(({ id, ...ends }) => [id, ends]),
  );

/** One row that the scope may see. */
export const visibleNotice = (db: ReadModelDb, scope: OrganisationScope, id: string): NoticeRow | undefined =>
  db
    .sql(`SELECT * FROM notices_notices WHERE id = :id AND ${VISIBLE}`)
    .get({ id, organisation: scope.organisation }) as unknown as NoticeRow | undefined;

/** The name of an organisation, null where it is unknown or erased. */
export const nameOf = organisationName;

/** When the last text was written, by whom, and where that stands in the log. */
export const lastTextOf = ({ last_text: text }: Pick<NoticeRow, 'last_text'>): NoticeListItem['lastText'] =>
  text === null ? null : (JSON.parse(text) as NonNullable<NoticeListItem['lastText']>);

export const itemOf = (row: ItemRow, counterpart: string | null, now: Instant): NoticeListItem => ({
  id: row.id,
  incidentId: row.incident,
  agreementId: row.agreement,
  processorId: row.processor,
  controllerId: row.controller,
  counterpart,
  status: row.status,
  progress: row.progress,
  kind: row.kind,
  clause: row.clause,
  due: row.due,
  target: row.due === null && row.sort_due !== NEVER ? row.sort_due : null,
  overdue: row.due !== null && row.due < now,
  openedAt: row.opened,
  toldAt: row.told,
  lateBy: row.late_by,
  grade: row.grade,
  recipientKnown: row.recipient_known === 1,
  lastText: lastTextOf(row),
  blockers: row.blockers === '[]' ? [] : (JSON.parse(row.blockers) as NoticeListItem['blockers']),
});

export const receivedItemOf = (row: ItemRow, counterpart: string | null): ReceivedNoticeListItem => ({
  id: row.id,
  agreementId: row.agreement,
  processorId: row.processor,
  controllerId: row.controller,
  counterpart,
  kind: row.told_kind,
  toldAt: row.told,
  grade: row.grade,
});

/** Where the notices of one incident of the scope stand. */
export function incidentCounts(
  db: ReadModelDb,
  scope: OrganisationScope,
  incidentId: string,
  now: Instant,
): IncidentCounts {
  const visible = seen(scope, "'notice-' || id");
  const rows = db
    .sql(
      `SELECT status, progress, count(*) AS notices, sum(told IS NOT NULL) AS told, sum(due < :now) AS overdue, sum(recipient_known = 0) AS without_recipient,
         sum(blockers <> '[]') AS blocking
       FROM notices_notices WHERE incident = :incident AND processor = :organisation${visible ? ` AND ${visible.sql}` : ''}
       GROUP BY status, progress`,
    )
    .all({ incident: incidentId, organisation: scope.organisation, now, ...visible?.values }) as unknown as readonly {
    status: NoticeStatus;
    progress: NoticeProgress;
    notices: number;
    told: number;
    overdue: number | null;
    without_recipient: number;
    blocking: number;
  }[];
  type Row = (typeof rows)[number];
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const by = <V extends string>(values: readonly V[], of: (row: Row) => V) =>
    Object.fromEntries(values.map((value) => [value, sum((row) => (of(row) === value ? row.notices : 0))])) as Readonly<
      Record<V, number>
    >;
  return {
    total: sum((row) => row.notices),
    byStatus: by(NOTICE_STATUSES, ({ status }) => status),
    byProgress: by(NOTICE_PROGRESS, ({ progress }) => progress),
    told: sum(({ told }) => told),
    overdue: sum((row) => row.overdue ?? 0),
    withoutRecipient: sum((row) => row.without_recipient),
    blocking: sum((row) => row.blocking),
  };
}

/** How the scope has kept its duties towards one of its controllers; undefined where it keeps no such record. */
export function controllerRecord(
  db: ReadModelDb,
  scope: OrganisationScope,
  controllerId: string,
  now: Instant,
): ControllerRecord | undefined {
  const found = visibleOrganisation(db, scope, controllerId);
  if (found?.view.keptBy !== scope.organisation) return undefined;
  const [notice, duty] = [seen(scope, "'notice-' || id"), seen(scope, "'notice-' || notice")];
  const only = (condition: Condition | undefined) => (condition ? ` AND ${condition.sql}` : '');
  const whose = { controller: controllerId, processor: scope.organisation, ...notice?.values };
  const notices = db
    .sql(
      `SELECT count(*) AS total, sum(status = 'closed') AS closed, sum(recipient_known = 0) AS without_recipient, sum(grade = 'acknowledged') AS acknowledged
       FROM notices_notices WHERE controller = :controller AND processor = :processor${only(notice)}`,
    )
    .get(whose) as Record<'total' | 'closed' | 'without_recipient' | 'acknowledged', number | null>;
  const duties = db
    .sql(
      `SELECT sum(status = 'open') AS open, sum(status = 'open' AND due < :now) AS overdue, sum(status = 'handed-over') AS handedOver,
         sum(status = 'fulfilled' AND due IS NOT NULL AND late_by = 0) AS onTime, sum(status = 'fulfilled' AND late_by > 0) AS late,
         sum(status = 'fulfilled' AND due IS NULL) AS undated, sum(status = 'not-required') AS notRequired
       FROM notices_duties WHERE controller = :controller AND processor = :processor${only(duty)}`,
    )
    .get({ ...whose, now }) as Record<keyof ControllerRecord['duties'], number | null>;
  const counted = Object.fromEntries(Object.entries(duties).map(([name, count]) => [name, count ?? 0]));
  const { total, closed, without_recipient, acknowledged } = notices;
  return {
    controllerId,
    name: found.view.name,
    notices: {
      total: total ?? 0,
      open: (total ?? 0) - (closed ?? 0),
      closed: closed ?? 0,
      withoutRecipient: without_recipient ?? 0,
    },
    duties: counted as unknown as ControllerRecord['duties'],
    acknowledged: acknowledged ?? 0,
  };
}

/**
 * Notices that are not closed and rest on what has this id: terms, an agreement, or an organisation's registration, whoever
 * asks: for process managers that bring them in line.
 */
export const openNotices = (
  db: ReadModelDb,
  id: string,
): readonly { readonly incidentId: string; readonly agreementId: string }[] =>
  db.sql(RESTING_ON).all({ id }) as unknown as readonly { incidentId: string; agreementId: string }[];

/** Each way by its own index: with OR between them, SQLite walks through all notices. */
const RESTING_ON = `${['terms', 'agreement', 'processor', 'controller']
  .map(
    (column) =>
      `SELECT incident AS incidentId, agreement AS agreementId FROM notices_notices WHERE status <> 'closed' AND ${column} = :id`,
  )
  .join(' UNION ')} ORDER BY incidentId, agreementId`;
