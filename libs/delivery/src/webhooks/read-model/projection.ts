import { idOfStream, isErased, type Projection, type ReadModelDb, type RecordedEvent } from '@art33/event-log';
import { webhookEvents, type WebhookEvent, type WebhookEventData } from '../domain/events.js';

type Recorded = RecordedEvent<WebhookEvent> & WebhookEvent;

/** Every endpoint as it is now. Secrets are not in it: they are opened where something is signed. */
export const webhookProjection: Projection = {
  name: 'delivery-webhooks',
  version: 1,
  handles: Object.keys(webhookEvents),
  tables: `
    CREATE TABLE webhook_endpoints (
      id TEXT PRIMARY KEY, organisation TEXT NOT NULL, url TEXT, types TEXT NOT NULL,
      enabled INTEGER NOT NULL, disabled_reason TEXT, disabled_at TEXT, failing_since TEXT,
      registered_at TEXT NOT NULL, second_secret_until TEXT, removed INTEGER NOT NULL DEFAULT 0,
      -- What is sent begins after this log number …
      start_after INTEGER NOT NULL,
      -- … since the event with this one.
      started_by INTEGER NOT NULL,
      -- Log number of the last change by a person: what failed before is tried again at once.
      touched_by INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX webhook_endpoints_of ON webhook_endpoints (organisation, registered_at, id);
    CREATE TABLE webhook_changes (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), last INTEGER NOT NULL);`,
  apply(recorded, db) {
    const event = recorded as Recorded;
    const id = idOfStream(event.stream);
    db.sql('INSERT OR REPLACE INTO webhook_changes VALUES (1, ?)').run(event.logNumber);
    if (event.type === 'WebhookRegistered') return insert(event.data, id, event.logNumber, db);
    change(event, id, db);
    if (event.type !== 'WebhookDisabled')
      db.sql('UPDATE webhook_endpoints SET touched_by = ? WHERE id = ?').run(event.logNumber, id);
  },
};

function insert(data: WebhookEventData<'WebhookRegistered'>, id: string, logNumber: number, db: ReadModelDb): void {
  const { organisation, url, types, enabled, at } = data;
  db.sql(
    `INSERT INTO webhook_endpoints (id, organisation, url, types, enabled, disabled_reason, disabled_at, registered_at,
       start_after, started_by, touched_by)
     VALUES (@id, @organisation, @url, @types, @enabled, @reason, @disabledAt, @at, @logNumber, @logNumber, @logNumber)`,
  ).run({
    id,
    organisation,
    url: isErased(url) ? null : url,
    types: JSON.stringify(types),
    enabled: enabled ? 1 : 0,
    reason: enabled ? null : 'by-person',
    disabledAt: enabled ? null : at,
    at,
    logNumber,
  });
}

function change(event: Exclude<Recorded, { type: 'WebhookRegistered' }>, id: string, db: ReadModelDb): void {
  switch (event.type) {
    case 'WebhookChanged': {
      const { url, types } = event.data;
      db.sql('UPDATE webhook_endpoints SET url = ?, types = ? WHERE id = ?').run(
        isErased(url) ? null : url,
        JSON.stringify(types),
        id,
      );
      return;
    }
    case 'WebhookSecretRotated':
      db.sql('UPDATE webhook_endpoints SET second_secret_until = ? WHERE id = ?').run(event.data.previousUntil, id);
      return;
    case 'WebhookDisabled': {
      const { reason, failingSince, at } = event.data;
      db.sql(
        'UPDATE webhook_endpoints SET enabled = 0, disabled_reason = ?, disabled_at = ?, failing_since = ? WHERE id = ?',
      ).run(reason, at, failingSince, id);
      return;
    }
    case 'WebhookEnabled':
      db.sql(
        'UPDATE webhook_endpoints SET enabled = 1, disabled_reason = NULL, disabled_at = NULL, failing_since = NULL WHERE id = ?',
      ).run(id);
      return;
    case 'WebhookReplayRequested':
      db.sql('UPDATE webhook_endpoints SET start_after = ?, started_by = ? WHERE id = ?').run(
        event.data.fromLogNumber - 1,
        event.logNumber,
        id,
      );
      return;
    case 'WebhookRemoved':
      db.sql('UPDATE webhook_endpoints SET removed = 1, enabled = 0, url = NULL WHERE id = ?').run(id);
      return;
  }
}
