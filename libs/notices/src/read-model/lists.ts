import type { Instant } from '@art33/event-log';
import { given, readList, showsAll, type Found, type ListPlan, type Wanted } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';
import {
  controllerSearch,
  organisation,
  organisationKind,
  OrganisationNames,
  type Grade,
  type NoticeKind,
} from '@art33/parties';
import type { NoticeStatus } from '../domain/state.js';
import { itemOf, nameOf, receivedItemOf, type ItemRow, type Reading } from './queries.js';
import type { NoticeListItem, ReceivedNoticeListItem } from './views.js';

/** What has neither due time nor target, what was not told, and what has no grade comes last. */
const NOTICE_ORDERS = {
  due: ['sort_due', 'id'],
  opened: ['opened', 'id'],
  told: ['sort_told', 'id'],
  kind: ['kind', 'sort_due', 'id'],
  status: ['status', 'sort_due', 'id'],
  grade: ['sort_grade', 'sort_due', 'id'],
} as const;
/** Of one incident also by their last event. */
const ORDERS_OF_INCIDENT = { ...NOTICE_ORDERS, changed: ['log_number', 'id'] } as const;

export interface NoticeFilter {
  readonly incidentId?: string | undefined;
  readonly agreementId?: string | undefined;
  readonly controllerId?: string | undefined;
  readonly status?: NoticeStatus | undefined;
  /** Also of what a controller was told. */
  readonly kind?: NoticeKind | undefined;
  /** Past its due time with a clock running. */
  readonly overdue?: boolean | undefined;
  /** False: the controller has nobody to tell. */
  readonly recipientKnown?: boolean | undefined;
  /** The best grade of a delivery that still counts; `none`: there is none. */
  readonly grade?: Grade | 'none' | undefined;
  /** Due, or with a target, from the one and until the other instant, inclusive. */
  readonly dueFrom?: Instant | undefined;
  readonly dueUntil?: Instant | undefined;
  /** Told from the one and until the other instant, inclusive. */
  readonly toldFrom?: Instant | undefined;
  readonly toldUntil?: Instant | undefined;
  /** Parts of the controller's name, customer number or place, or the first characters of an id. */
  readonly q?: string | undefined;
  /** Of what happened to it, something has a greater log number. */
  readonly changedAfter?: number | undefined;
}

const COLUMNS =
  'id, incident, agreement, processor, controller, status, progress, kind, clause, due, sort_due, opened, told, told_kind, late_by, grade, recipient_known, last_text, blockers';

const gradeIs = (grade: NoticeFilter['grade']) =>
  given('sort_grade = :grade', { grade: grade === 'none' ? UNGRADED : grade });
/** As the projection keeps it for the order. */
const UNGRADED = '~';
const toldBetween = ({ toldFrom, toldUntil }: NoticeFilter) => [
  given('sort_told >= :toldFrom', { toldFrom }),
  given('(sort_told <= :toldUntil AND told IS NOT NULL)', { toldUntil }),
];

/** How the processor's notices are read. */
export function noticePlan(
  { db, names, now }: Reading,
  scope: OrganisationScope,
  filter: NoticeFilter,
): ListPlan<ItemRow, NoticeListItem> {
  const { incidentId, agreementId, controllerId, status, kind, grade, overdue, recipientKnown, dueFrom, dueUntil, q } =
    filter;
  const counterparts = new OrganisationNames(names);
  return {
    name: 'notices',
    from: 'notices_notices',
    columns: COLUMNS,
    sorts: NOTICE_ORDERS,
    sort: 'due',
    conditions: [
      { sql: 'processor = :organisation', values: { organisation: scope.organisation } },
      seen(scope, "'notice-' || id"),
      given('incident = :incidentId', { incidentId }),
      given('agreement = :agreementId', { agreementId }),
      given('controller = :controllerId', { controllerId }),
      given('status = :status', { status }),
      given('kind = :kind', { kind }),
      gradeIs(grade),
      overdue === true && { sql: '(sort_due < :now AND due IS NOT NULL)', values: { now } },
      overdue === false && { sql: '(due IS NULL OR due >= :now)', values: { now } },
      recipientKnown !== undefined && { sql: `recipient_known = ${recipientKnown ? 1 : 0}` },
      given('sort_due >= :dueFrom', { dueFrom }),
      given('sort_due <= :dueUntil', { dueUntil }),
      given('log_number > :changedAfter', { changedAfter: filter.changedAfter }),
      ...toldBetween(filter),
      controllerSearch.condition(db, scope.organisation, q, 'controller', ['id', 'incident', 'agreement']),
    ],
    readAhead: (rows) => counterparts.readAhead(rows.map(({ controller }) => controller)),
    view: (row) => itemOf(row, counterparts.of(row.controller), now),
  };
}

/** How what a controller was told is read. Nothing else of a notice shows, not even in the order or by a filter. */
export function receivedPlan(
  { db, names }: Reading,
  scope: OrganisationScope,
  filter: NoticeFilter,
): ListPlan<ItemRow, ReceivedNoticeListItem> {
  const keptBy = organisation(db, scope.organisation)?.keptBy ?? null;
  const { q } = filter;
  const counterparts = new OrganisationNames(names);
  const isSender = q === undefined || (keptBy !== null && showsAll(q, nameOf(names, keptBy) ?? ''));
  return {
    name: 'received',
    from: 'notices_notices',
    columns: COLUMNS,
    sorts: { told: ['sort_told', 'id'] },
    sort: '-told',
    conditions: [
      { sql: 'controller = :organisation AND told IS NOT NULL', values: { organisation: scope.organisation } },
      seen(scope, "'notice-' || id"),
      given('told_kind = :kind', { kind: filter.kind }),
      gradeIs(filter.grade),
      ...toldBetween(filter),
      isSender ? undefined : { sql: '(id >= :q AND id < :qEnd)', values: { q, qEnd: `${q}g` } },
    ],
    readAhead: (rows) => counterparts.readAhead(rows.map(({ processor }) => processor)),
    view: (row) => receivedItemOf(row, counterparts.of(row.processor)),
  };
}

/** The processor's notices; for a controller what it was told. */
export function listNotices(
  reading: Reading,
  scope: OrganisationScope,
  filter: NoticeFilter,
  wanted: Wanted,
): Found<NoticeListItem | ReceivedNoticeListItem> {
  const isController = organisationKind(reading.names, scope.organisation) === 'controller';
  return isController
    ? readList(reading.db, receivedPlan(reading, scope, filter), wanted)
    : readList(reading.db, noticePlan(reading, scope, filter), wanted);
}

/** How the notices of one incident are read. */
export const incidentNoticePlan = (
  reading: Reading,
  scope: OrganisationScope,
  incidentId: string,
  filter: NoticeFilter,
): ListPlan<ItemRow, NoticeListItem> => ({
  ...noticePlan(reading, scope, { ...filter, incidentId }),
  sorts: ORDERS_OF_INCIDENT,
});

/** The notices of one incident. */
export const listNoticesOf = (
  reading: Reading,
  scope: OrganisationScope,
  incidentId: string,
  filter: NoticeFilter,
  wanted: Wanted,
): Found<NoticeListItem> => readList(reading.db, incidentNoticePlan(reading, scope, incidentId, filter), wanted);
