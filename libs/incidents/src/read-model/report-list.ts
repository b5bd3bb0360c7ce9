import type { Instant, StatedInstant } from '@art33/deadlines';
import type { ReadModelDb } from '@art33/event-log';
import { given, listBy, SearchIndex, type ListPlan } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';
import type { Channel } from '../domain/reports/events.js';
import type { Personal } from '../domain/values.js';

/** What reports are found by: their reference and how they begin, which is what the list shows of them. */
export const reportSearch = new SearchIndex('reports_search');

/** One report in a list. */
export interface ReportListItem {
  readonly id: string;
  readonly status: 'open' | 'turned' | 'linked' | 'rejected';
  readonly channel: Channel;
  readonly reference: string;
  readonly receivedAt: Instant;
  /** When it was noticed, where an instant was stated. */
  readonly noticedAt: StatedInstant | null;
  /** How it begins. */
  readonly beginning: Personal<string>;
  /** Of the incident that it was turned into or found to be about. */
  readonly incidentId: string | null;
}
/** What of an item stands ready as JSON in `item`. */
export type StoredReport = Pick<ReportListItem, 'noticedAt' | 'beginning'>;

const BEGINNING = 200;
/** How a text begins; what was erased stays so. */
export const beginningOf = (text: Personal<string>): Personal<string> =>
  typeof text === 'string' ? text.slice(0, BEGINNING) : text;

/** Where no instant was stated, `noticed` comes first. */
const REPORT_ORDERS = {
  received: ['received', 'id'],
  noticed: ['sort_noticed', 'id'],
  status: ['status', 'received', 'id'],
  channel: ['channel', 'received', 'id'],
  reference: ['reference', 'received', 'id'],
} as const;

export interface ReportFilter {
  readonly status?: ReportListItem['status'] | undefined;
  readonly channel?: Channel | undefined;
  readonly reference?: string | undefined;
  /** Turned into this incident, or found to be about it. */
  readonly incident?: string | undefined;
  /** Received at this instant or later, and at this one or earlier. */
  readonly receivedFrom?: Instant | undefined;
  readonly receivedUntil?: Instant | undefined;
  /** Parts of the reference or of how it begins, or first characters of an id. */
  readonly q?: string | undefined;
}

interface ItemRow extends Pick<ReportListItem, 'id' | 'status' | 'channel' | 'reference'> {
  readonly received: string;
  readonly incident: string | null;
  readonly item: string;
}

const itemOf = ({ id, status, channel, reference, received, incident, item }: ItemRow): ReportListItem => {
  const { noticedAt, beginning } = JSON.parse(item) as StoredReport;
  return { id, status, channel, reference, receivedAt: received, noticedAt, beginning, incidentId: incident };
};

/** How the processor's reports are read. */
export function reportPlan(
  db: ReadModelDb,
  scope: OrganisationScope,
  { status, channel, reference, incident, receivedFrom, receivedUntil, q }: ReportFilter,
): ListPlan<ItemRow, ReportListItem> {
  return {
    name: 'reports',
    from: 'reports_reports',
    columns: 'id, status, channel, reference, received, incident, item',
    sorts: REPORT_ORDERS,
    sort: '-received',
    conditions: [
      { sql: 'processor = :processor', values: { processor: scope.organisation } },
      seen(scope, "'report-' || id"),
      given('status = :status', { status }),
      given('channel = :channel', { channel }),
      given('reference = :reference', { reference }),
      given('incident = :incident', { incident }),
      given('received >= :receivedFrom', { receivedFrom }),
      given('received <= :receivedUntil', { receivedUntil }),
      reportSearch.condition(db, scope.organisation, q, 'id', ['incident']),
    ],
    view: itemOf,
  };
}

/** The processor's reports. */
export const listReports = listBy(reportPlan);
