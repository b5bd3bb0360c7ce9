import { flagColumn, instantColumn, numberColumn, textColumn } from '@art33/documents';
import type { Instant, ReadModelDb } from '@art33/event-log';
import { given, listBy, type ListPlan, type SavedList } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';
import type { OmittedAttachment } from '../domain/attachments.js';
import type { AcceptedBy, MessageAbout, MessageEvent } from '../domain/events.js';
import { messageSearch, type MessageStateName } from './projection.js';

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
  /** Files that were meant to go with it and did not, and why. */
  readonly omitted: readonly OmittedAttachment[];
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
  readonly state?: MessageStateName | undefined;
  readonly aboutKind?: string | undefined;
  readonly aboutId?: string | undefined;
  /** Prepared from the one and until the other instant, inclusive. */
  readonly preparedFrom?: Instant | undefined;
  readonly preparedUntil?: Instant | undefined;
  /** Parts of the address (not for auditors, who do not see it), or first characters of an id. */
  readonly q?: string | undefined;
}

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
  readonly omitted: string;
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
    omitted: JSON.parse(row.omitted) as MessageView['omitted'],
  };
}

const COLUMNS = `id, about_kind, about_id, about_part, channel, contact, address, language, state, prepared_at, due_at, attempt,
  accepted_at, accepted_by, may_have_arrived_twice, delivered_at, bounced_at, omitted`;

/** How the messages that the organisation sends are read. */
export function messagePlan(
  db: ReadModelDb,
  scope: OrganisationScope,
  { state, aboutKind, aboutId, preparedFrom, preparedUntil, q }: MessageFilter,
): ListPlan<MessageRow, MessageView> {
  // What an auditor does not see cannot be searched for either.
  const searcher = seesPeople(scope) ? scope.organisation : '';
  return {
    name: 'messages',
    from: 'delivery_messages',
    columns: COLUMNS,
    sorts: {
      preparedAt: ['prepared_at', 'id'],
      state: ['state', 'prepared_at', 'id'],
      acceptedAt: ['sort_accepted', 'id'],
    },
    sort: '-preparedAt',
    conditions: [
      { sql: 'organisation = :organisation', values: { organisation: scope.organisation } },
      seen(scope, "'message-' || id"),
      given('state = :state', { state }),
      given('about_kind = :aboutKind', { aboutKind }),
      given('about_id = :aboutId', { aboutId }),
      given('prepared_at >= :preparedFrom', { preparedFrom }),
      given('prepared_at <= :preparedUntil', { preparedUntil }),
      messageSearch.condition(db, searcher, q, 'id', ['about_id']),
    ],
    view: (row) => view(row, scope),
  };
}

/** The messages that the organisation sends. */
export const messagesOf = listBy(messagePlan);

/** How messages are saved. */
export const SAVED_MESSAGES: SavedList<MessageView> = {
  name: 'messages',
  columns: [
    textColumn('Nachricht', 'Message', ({ id }) => id),
    textColumn('Zu', 'About', ({ about }) => about.kind),
    textColumn('Zu (Kennung)', 'About (id)', ({ about }) => about.id),
    textColumn('Empfänger', 'Recipient', ({ recipient }) => recipient.address),
    textColumn('Weg', 'Channel', ({ channel }) => channel),
    textColumn('Stand', 'State', ({ state }) => state),
    numberColumn('Versuche', 'Attempts', ({ attempts }) => attempts),
    instantColumn('Vorbereitet', 'Prepared', ({ preparedAt }) => preparedAt),
    instantColumn('Nächster Versuch', 'Next attempt', ({ nextAttemptAt }) => nextAttemptAt),
    instantColumn('Angenommen', 'Accepted', ({ acceptedAt }) => acceptedAt),
    textColumn('Angenommen von', 'Accepted by', ({ acceptedBy }) => acceptedBy),
    instantColumn('Zugestellt', 'Delivered', ({ deliveredAt }) => deliveredAt),
    instantColumn('Zurückgekommen', 'Bounced', ({ bouncedAt }) => bouncedAt),
    flagColumn('Vielleicht doppelt', 'May have arrived twice', ({ mayHaveArrivedTwice }) => mayHaveArrivedTwice),
    textColumn('Ohne Anlagen', 'Files left out', ({ omitted }) => omitted.map(({ name }) => name).join(' ')),
  ],
};

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
