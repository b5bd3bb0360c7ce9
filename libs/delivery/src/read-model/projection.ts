import {
  changeRow,
  idOfStream,
  isErased,
  type Erased,
  type ModelRow,
  type Projection,
  type ReadModelDb,
  type RecordedEvent,
} from '@art33/event-log';
import { SearchIndex } from '@art33/http';
import type { OmittedAttachment } from '../domain/attachments.js';
import { batchEvents, type BatchEvent } from '../domain/batch.js';
import { deliveryEvents, type MessageEvent, type MessageEventData } from '../domain/events.js';
import { domainOf } from '../outbox/limits.js';

/** Where a message stands, in a word: `retrying` failed for now; `unknown` may have arrived and is sent again. */
export const MESSAGE_STATES = [
  'prepared',
  'started',
  'retrying',
  'unknown',
  'accepted',
  'delivered',
  'bounced',
  'failed',
  'given-up',
] as const;
export type MessageStateName = (typeof MESSAGE_STATES)[number];

/** What sorts after every due time: there is none. */
export const NEVER = '9999-12-31T23:59:59.999Z';

/** What messages are found by: the address. */
export const messageSearch = new SearchIndex('delivery_search');

/** Every message with its state and the instant of its next attempt, and what happened to it, step by step. */
export const deliveryProjection: Projection = {
  name: 'delivery-messages',
  version: 5,
  handles: Object.keys(deliveryEvents),
  tables: `
    CREATE TABLE delivery_messages (
      id TEXT PRIMARY KEY, organisation TEXT NOT NULL,
      about_kind TEXT NOT NULL, about_id TEXT NOT NULL, about_part INTEGER,
      channel TEXT NOT NULL, contact TEXT, address TEXT, language TEXT NOT NULL,
      rank INTEGER NOT NULL, return_path_token TEXT NOT NULL,
      due_by TEXT NOT NULL, domain TEXT NOT NULL, batch TEXT, deferred INTEGER NOT NULL,
      state TEXT NOT NULL, prepared_at TEXT NOT NULL,
      due_at TEXT, attempt INTEGER NOT NULL DEFAULT 0, taken_by TEXT, lease_until TEXT,
      accepted_at TEXT, accepted_by TEXT, may_have_arrived_twice INTEGER NOT NULL DEFAULT 0,
      delivered_at TEXT, bounced_at TEXT, omitted TEXT NOT NULL DEFAULT '[]',
      sort_accepted TEXT AS (coalesce(accepted_at, ''))
    ) WITHOUT ROWID;
    CREATE INDEX delivery_messages_ready ON delivery_messages (rank, due_by, due_at, id, domain, batch)
      WHERE due_at IS NOT NULL AND deferred = 0;
    CREATE INDEX delivery_messages_deferred ON delivery_messages (due_at, id) WHERE due_at IS NOT NULL AND deferred = 1;
    CREATE INDEX delivery_messages_waiting ON delivery_messages (organisation, due_by, domain, batch)
      WHERE due_at IS NOT NULL;
    CREATE INDEX delivery_messages_accepted ON delivery_messages (organisation, accepted_at)
      WHERE accepted_at IS NOT NULL;
    CREATE INDEX delivery_messages_batch ON delivery_messages (batch, attempt, state) WHERE batch IS NOT NULL;
    CREATE INDEX delivery_messages_batch_waiting ON delivery_messages (batch, id)
      WHERE batch IS NOT NULL AND due_at IS NOT NULL;
    CREATE INDEX delivery_messages_started ON delivery_messages (taken_by) WHERE state = 'started';
    CREATE INDEX delivery_messages_token ON delivery_messages (return_path_token);
    CREATE INDEX delivery_messages_list ON delivery_messages (organisation, prepared_at, id);
    CREATE INDEX delivery_messages_about ON delivery_messages (organisation, about_id, prepared_at, id);
    CREATE INDEX delivery_messages_state ON delivery_messages (organisation, state, prepared_at, id);
    CREATE INDEX delivery_messages_by_acceptance ON delivery_messages (organisation, sort_accepted, id);
    ${messageSearch.tables}
    CREATE TABLE delivery_steps (
      message TEXT NOT NULL, log_number INTEGER NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL,
      attempt INTEGER, code TEXT, reply TEXT,
      PRIMARY KEY (message, log_number)
    ) WITHOUT ROWID;`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<MessageEvent> & MessageEvent;
    const id = idOfStream(recorded.stream);
    if (event.type === 'MessagePrepared') {
      const { organisation, recipient } = event.data;
      insertMessage(event.data, id, db);
      messageSearch.keep(db, organisation, id, [textOf(recipient.address)]);
    } else changeMessage(event, id, db);
    const step = stepOf(event);
    db.sql('INSERT INTO delivery_steps VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      id,
      recorded.logNumber,
      event.type,
      event.data.at,
      step.attempt ?? null,
      step.code ?? null,
      textOf(step.reply),
    );
  },
};

const BATCH_STATES = { BatchHeld: 'held', BatchReleased: 'free', BatchCancelled: 'cancelled' } as const;

/** The batches of which somebody has said something. */
const batchProjection: Projection = {
  name: 'delivery-batches',
  version: 1,
  handles: Object.keys(batchEvents),
  tables: 'CREATE TABLE delivery_batches (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;',
  apply({ stream, type }, db) {
    const state = BATCH_STATES[type as BatchEvent['type']];
    db.sql('INSERT OR REPLACE INTO delivery_batches VALUES (?, ?)').run(idOfStream(stream), state);
  },
};

/** The read models of this room. */
export const deliveryProjections: readonly Projection[] = [deliveryProjection, batchProjection];

const textOf = (value: string | Erased | undefined): string | null =>
  value === undefined || isErased(value) ? null : value;

function insertMessage(data: MessageEventData<'MessagePrepared'>, id: string, db: ReadModelDb): void {
  const { organisation, about, recipient, channel, priority, returnPathToken, language, notBefore, at } = data;
  const { dueBy = NEVER, batch = null } = data;
  const address = textOf(recipient.address);
  const isDeferred = notBefore !== undefined && notBefore > at;
  db.sql(
    `INSERT INTO delivery_messages (id, organisation, about_kind, about_id, about_part, channel, contact, address, language,
       rank, return_path_token, due_by, domain, batch, deferred, state, prepared_at, due_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'prepared', ?, ?)`,
  ).run(
    id,
    organisation,
    about.kind,
    about.id,
    about.part ?? null,
    channel,
    recipient.contactId ?? null,
    address,
    language,
    priority === 'high' ? 0 : 1,
    returnPathToken,
    dueBy,
    domainOf(address),
    batch,
    isDeferred ? 1 : 0,
    at,
    isDeferred ? notBefore : at,
  );
}

function changeMessage(event: Exclude<MessageEvent, { type: 'MessagePrepared' }>, id: string, db: ReadModelDb): void {
  const become = (state: MessageStateName, more: ModelRow = {}): void =>
    changeRow(db, 'delivery_messages', { id }, { state, due_at: null, deferred: 1, ...more });
  switch (event.type) {
    case 'MessageStarted': {
      const { attempt, takenBy, leaseUntil, omitted } = event.data;
      become('started', { attempt, taken_by: takenBy, lease_until: leaseUntil });
      if (omitted) keepOmitted(omitted, id, db);
      return;
    }
    case 'MessageAccepted': {
      const { at, by, mayHaveArrivedTwice } = event.data;
      return become('accepted', {
        accepted_at: at,
        accepted_by: by,
        may_have_arrived_twice: mayHaveArrivedTwice ? 1 : 0,
      });
    }
    case 'MessageFailed':
      return become(event.data.retryAt === null ? 'failed' : 'retrying', { due_at: event.data.retryAt });
    case 'MessageUnknown':
      return become('unknown', { due_at: event.data.retryAt });
    case 'MessageDeliveredByServer':
      return become('delivered', { delivered_at: event.data.at });
    case 'MessageBounced':
      return become('bounced', { bounced_at: event.data.at });
    case 'MessageGivenUp':
      return become('given-up');
    case 'MessageDelayed':
      return;
  }
}

/** What one attempt left out stays out of the next, which names only what it left out besides. */
function keepOmitted(omitted: readonly OmittedAttachment[], id: string, db: ReadModelDb): void {
  const before = db.sql('SELECT omitted FROM delivery_messages WHERE id = ?').get(id) as { readonly omitted: string };
  const all = [...(JSON.parse(before.omitted) as readonly OmittedAttachment[]), ...omitted];
  db.sql('UPDATE delivery_messages SET omitted = ? WHERE id = ?').run(JSON.stringify(all), id);
}

/** What one event says in the list of steps: an SMTP or status code, and the server's words. */
function stepOf(event: MessageEvent): {
  readonly attempt?: number;
  readonly code?: string | null;
  readonly reply?: string | Erased;
} {
  switch (event.type) {
    case 'MessagePrepared':
      return {};
    case 'MessageStarted':
      return { attempt: event.data.attempt };
    case 'MessageAccepted': {
      const { attempt, acceptedCode, reply } = event.data;
      return { attempt, code: acceptedCode === null ? null : String(acceptedCode), reply };
    }
    case 'MessageFailed': {
      const { attempt, code, reply } = event.data;
      return { attempt, code, ...(reply === undefined ? {} : { reply }) };
    }
    case 'MessageUnknown':
      return { attempt: event.data.attempt, code: event.data.why };
    case 'MessageGivenUp':
      return { attempt: event.data.attempts, code: event.data.why };
    case 'MessageBounced':
    case 'MessageDeliveredByServer':
    case 'MessageDelayed': {
      const { status, diagnostic } = event.data;
      return { code: status, ...(diagnostic === undefined ? {} : { reply: diagnostic }) };
    }
  }
}
