import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { DisabledReason } from '../domain/events.js';

/** An endpoint as it is registered; how its deliveries go is this node's own knowledge, see `Journal`. */
export interface Endpoint {
  readonly id: string;
  readonly organisation: string;
  /** Null where it has been erased. */
  readonly url: string | null;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly disabled: {
    readonly reason: DisabledReason;
    readonly at: Instant;
    readonly failingSince: Instant | null;
  } | null;
  readonly registeredAt: Instant;
  /** Until then the secret before the last rotation signs as well; null where there was none. */
  readonly secondSecretUntil: Instant | null;
  readonly startAfter: number;
  readonly startedBy: number;
  readonly touchedBy: number;
}

interface EndpointRow {
  readonly id: string;
  readonly organisation: string;
  readonly url: string | null;
  readonly types: string;
  readonly enabled: number;
  readonly disabled_reason: DisabledReason | null;
  readonly disabled_at: Instant | null;
  readonly failing_since: Instant | null;
  readonly registered_at: Instant;
  readonly second_secret_until: Instant | null;
  readonly start_after: number;
  readonly started_by: number;
  readonly touched_by: number;
}

const endpoint = (row: EndpointRow): Endpoint => ({
  id: row.id,
  organisation: row.organisation,
  url: row.url,
  types: JSON.parse(row.types) as readonly string[],
  enabled: row.enabled === 1,
  disabled:
    row.disabled_reason === null || row.disabled_at === null
      ? null
      : { reason: row.disabled_reason, at: row.disabled_at, failingSince: row.failing_since },
  registeredAt: row.registered_at,
  secondSecretUntil: row.second_secret_until,
  startAfter: row.start_after,
  startedBy: row.started_by,
  touchedBy: row.touched_by,
});

/** The endpoints of an organisation, the oldest first. */
export const endpointsOf = (db: ReadModelDb, scope: OrganisationScope): readonly Endpoint[] =>
  (
    db
      .sql('SELECT * FROM webhook_endpoints WHERE organisation = ? AND removed = 0 ORDER BY registered_at, id')
      .all(scope.organisation) as unknown as EndpointRow[]
  ).map(endpoint);

/** One endpoint; undefined where it is unknown, removed or another organisation's. */
export const endpointById = (db: ReadModelDb, scope: OrganisationScope, id: string): Endpoint | undefined => {
  const row = db
    .sql('SELECT * FROM webhook_endpoints WHERE id = ? AND organisation = ? AND removed = 0')
    .get(id, scope.organisation) as unknown as EndpointRow | undefined;
  return row && endpoint(row);
};

/** The enabled endpoints of every organisation: for the sender. */
export const enabledEndpoints = (db: ReadModelDb): readonly Endpoint[] =>
  (db.sql('SELECT * FROM webhook_endpoints WHERE enabled = 1').all() as unknown as EndpointRow[]).map(endpoint);

/** The endpoints that were removed for good. */
export const removedEndpoints = (db: ReadModelDb): readonly string[] =>
  db
    .sql('SELECT id FROM webhook_endpoints WHERE removed = 1')
    .all()
    .map((row) => String(row['id']));

/** Log number of the last change of any endpoint; -1 before the first. */
export const lastEndpointChange = (db: ReadModelDb): number =>
  Number(db.sql('SELECT last FROM webhook_changes').get()?.['last'] ?? -1);
