import type { Instant, ReadModelDb } from '@art33/event-log';
import { readList, type Found, type ListPlan, type Wanted } from '@art33/http';
import type { Principal } from '@art33/identity';
import { UNACKNOWLEDGED } from '@art33/notices';
import { OrganisationNames } from '@art33/parties';
import { RUNNING } from '@art33/watch';

/** What waits for somebody in one of several organisations. */
export interface InboxItem {
  /**
   * `received-notice`: its controller was told and nobody has acknowledged it; `case`: it is open; `deadline`: a duty of a
   * processor runs.
   */
  readonly kind: 'received-notice' | 'case' | 'deadline';
  readonly organisation: { readonly id: string; readonly name: string | null };
  /** The notice or the case that it is about. */
  readonly record: { readonly kind: string; readonly id: string };
  /** Of a deadline: which duty. */
  readonly duty: string | null;
  /** Of a received notice the end of its case's 72 hours. Null: there is none. */
  readonly due: Instant | null;
  /** An internal target, never a deadline. */
  readonly target: Instant | null;
  /** When the controller was told, or the case was opened; null for a deadline. */
  readonly since: Instant | null;
}

/** For whom: as who is asking in each of the organisations that it is a member of. */
export type InboxOf = readonly Principal[];

interface Row {
  readonly kind: InboxItem['kind'];
  readonly organisation: string;
  readonly owner: string;
  readonly id: string;
  readonly duty: string;
  readonly due: Instant | null;
  readonly target: Instant | null;
  readonly since: Instant | null;
}

/** What has neither due time nor target comes last. */
const NEVER = '9999-12-31T23:59:59.999Z';

/** Leaves out what belongs to an incident that its organisation has restricted to others. */
export const isShown = (organisation: string, stream: string): string =>
  `NOT EXISTS (SELECT 1 FROM identity_matters m JOIN identity_restrictions r ON r.incident = m.incident
     WHERE m.stream = ${stream} AND r.organisation = ${organisation}
       AND NOT EXISTS (SELECT 1 FROM json_each(r.members) WHERE value = :person))`;

const OF_CONTROLLERS = 'IN (SELECT value FROM json_each(:controllers))';

/** All of it in one statement, however many organisations there are. */
const WAITING = `
  SELECT 'received-notice' AS kind, n.controller AS organisation, 'notice' AS owner, n.id AS id, '' AS duty,
    c.due AS due, NULL AS target, n.told AS since, coalesce(c.due, '${NEVER}') AS at
  FROM ${UNACKNOWLEDGED} n
  LEFT JOIN cases_records c ON c.notice = n.id AND c.controller = n.controller AND c.decided = 0
  WHERE n.controller ${OF_CONTROLLERS} AND ${isShown('n.controller', "'notice-' || n.id")}
  UNION ALL
  SELECT 'case', c.controller, 'case', c.id, '', c.due, NULL, c.opened_at, coalesce(c.due, '${NEVER}')
  FROM cases_records c
  WHERE c.controller ${OF_CONTROLLERS} AND c.status = 'open' AND ${isShown('c.controller', "'case-' || c.id")}
  UNION ALL
  SELECT 'deadline', w.organisation, w.owner_kind, w.owner_id, w.duty, w.due, w.target, NULL, w.sort_at
  FROM ${RUNNING} w
  WHERE w.organisation IN (SELECT value FROM json_each(:processors))
    AND ${isShown('w.organisation', "w.owner_kind || '-' || w.owner_id")}`;

const works = ({ rights }: Principal): boolean =>
  rights.includes('processor:responder') || rights.includes('processor:approver');

/**
 * How the inbox is read: of controllers what was received and what is open, of processors where the person is responder or
 * approver the duties that run; what is due first comes first.
 */
export function inboxPlan(db: ReadModelDb, member: InboxOf): ListPlan<Row, InboxItem> {
  const of = (those: readonly Principal[]) => JSON.stringify(those.map(({ organisation }) => organisation));
  const names = new OrganisationNames(db);
  return {
    name: 'inbox',
    from: `(${WAITING}) i`,
    columns: 'i.kind, i.organisation, i.owner, i.id, i.duty, i.due, i.target, i.since',
    sorts: { due: ['i.at', 'i.kind', 'i.id', 'i.duty'] },
    sort: 'due',
    conditions: [
      {
        sql: 'true',
        values: {
          controllers: of(member.filter(({ role }) => role === 'controller')),
          processors: of(member.filter((each) => each.role === 'processor' && works(each))),
          person: member[0]?.actor.id ?? '',
        },
      },
    ],
    readAhead: (rows) => names.readAhead(rows.map(({ organisation }) => organisation)),
    view: ({ kind, organisation, owner, id, duty, due, target, since }) => ({
      kind,
      organisation: { id: organisation, name: names.of(organisation) },
      record: { kind: owner, id },
      duty: duty === '' ? null : duty,
      due,
      target,
      since,
    }),
  };
}

/** What waits for a person across its organisations. */
export const listInbox = (db: ReadModelDb, member: InboxOf, wanted: Wanted): Found<InboxItem> =>
  readList(db, inboxPlan(db, member), wanted);
