import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { AcceptedBy, MessageAbout, MessageEvent } from '../domain/events.js';
import type { MessageStateName } from './projection.js';

/** One message as its sender sees it: where it stands, never what it says. */
export interface MessageView {
  readonly id: string;
  readonly about: MessageAbout;
  readonly channel: 'smtp';
  readonly language: 'de' | 'en';
  /** `address` is masked for auditors, and null where it has been erased. */
  readonly recipient: { readonly contactId: string | null; readonly address: string | null };
  readonly state: MessageStateName;
  readonly attempts: number;
  readonly preparedAt: Instant;
  /** Null while an attempt runs, and when there is none to come. */
  readonly nextAttemptAt: Instant | null;
  readonly acceptedAt: Instant | null;
  readonly acceptedBy: AcceptedBy | null;
  readonly mayHaveArrivedTwice: boolean;
  readonly deliveredAt: Instant | null;
  readonly bouncedAt: Instant | null;
}

/** One step in the life of a message. */
export interface MessageStep {
  readonly type: MessageEvent['type'];
  readonly at: Instant;
  readonly logNumber: number;
  readonly attempt: number | null;
  /** SMTP or enhanced status code, or what went wrong. */
  readonly code: string | null;
  /** The server's words; withheld from auditors, because they repeat the address. */
  readonly reply: string | null;
}

export interface MessageDetails extends MessageView {
  readonly steps: readonly MessageStep[];
}

export interface MessageFilter {
  readonly state?: MessageStateName;
  readonly aboutKind?: string;
  readonly aboutId?: string;
}

/** Where the last page ended. */
export type MessageKey = readonly [preparedAt: string, id: string];

interface MessageRow {
  readonly id: string;
  readonly about_kind: string;
  readonly about_id: string;
  readonly about_part: number | null;
  readonly channel: 'smtp';
  readonly contact: string | null;
  readonly address: string | null;
  readonly language: 'de' | 'en';
  readonly state: MessageStateName;
  readonly prepared_at: string;
  readonly due_at: string | null;
  readonly attempt: number;
  readonly accepted_at: string | null;
  readonly accepted_by: AcceptedBy | null;
  readonly may_have_arrived_twice: number;
  readonly delivered_at: string | null;
  readonly bounced_at: string | null;
}

/** `anna.meier@praxis.example` → `a…@praxis.example`: enough to see which server it went to, not to whom. */
export const maskAddress = (address: string): string => {
  const at = address.lastIndexOf('@');
  return at < 1 ? '…' : `${address.charAt(0)}…${address.slice(at)}`;
};

const seesPeople = (scope: OrganisationScope): boolean => scope.role !== 'auditor';

function view(row: MessageRow, scope: OrganisationScope): MessageView {
  const address = row.address === null || seesPeople(scope) ? row.address : maskAddress(row.address);
  return {
    id: row.id,
    about: { kind: row.about_kind, id: row.about_id, ...(row.about_part === null ? {} : { part: row.about_part }) },
    channel: row.channel,
    language: row.language,
    recipient: { contactId: row.contact, address },
    state: row.state,
    attempts: row.attempt,
    preparedAt: row.prepared_at,
    nextAttemptAt: row.due_at,
    acceptedAt: row.accepted_at,
    acceptedBy: row.accepted_by,
    mayHaveArrivedTwice: row.may_have_arrived_twice === 1,
    deliveredAt: row.delivered_at,
    bouncedAt: row.bounced_at,
  };
}

/** The messages that the organisation sends, by when they were prepared; one more than the limit where there is a next page. */
export function messagesOf(
  db: ReadModelDb,
  scope: OrganisationScope,
  filter: MessageFilter,
  page: { readonly after?: MessageKey; readonly limit: number; readonly descending: boolean },
): readonly MessageView[] {
  const { state, aboutKind, aboutId } = filter;
  const [comes, order] = page.descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const conditions = [
    'organisation = @organisation',
    ...(state === undefined ? [] : ['state = @state']),
    ...(aboutKind === undefined ? [] : ['about_kind = @aboutKind']),
    ...(aboutId === undefined ? [] : ['about_id = @aboutId']),
    ...(page.after === undefined ? [] : [`(prepared_at, id) ${comes} (@preparedAt, @id)`]),
  ];
  const rows = db
    .sql(
      `SELECT * FROM delivery_messages WHERE ${conditions.join(' AND ')}
       ORDER BY prepared_at ${order}, id ${order} LIMIT @limit`,
    )
    .all({
      ...filter,
      organisation: scope.organisation,
      preparedAt: page.after?.[0],
      id: page.after?.[1],
      limit: page.limit + 1,
    }) as unknown as MessageRow[];
  return rows.map((row) => view(row, scope));
}

/** One message with its steps; undefined where it is unknown or another organisation's. */
export function messageById(db: ReadModelDb, scope: OrganisationScope, id: string): MessageDetails | undefined {
  const row = db
    .sql('SELECT * FROM delivery_messages WHERE id = ? AND organisation = ?')
    .get(id, scope.organisation) as unknown as MessageRow | undefined;
  if (!row) return undefined;
  const steps = db
    .sql(
      'SELECT type, at, log_number AS logNumber, attempt, code, reply FROM delivery_steps WHERE message = ? ORDER BY log_number',
    )
    .all(id) as unknown as MessageStep[];
  return { ...view(row, scope), steps: seesPeople(scope) ? steps : steps.map((step) => ({ ...step, reply: null })) };
}
