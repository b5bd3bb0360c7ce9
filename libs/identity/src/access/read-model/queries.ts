import type { Actor, Instant, ReadModelDb } from '@art33/event-log';
import { given, listBy, type ListPlan } from '@art33/http';
import type { OrganisationScope } from '../../domain/principal.js';
import { seen } from '../../sight/read-model/condition.js';
import type { ReadingAs, ReadRecord } from '../domain/events.js';

/** Who read, as far as it is known. */
export interface ReaderView extends Actor {
  /** Of a person its name, of a token its label; null: unknown or erased. */
  readonly name: string | null;
}

/** That somebody read a record or a list in one hour. */
export interface ReadEntry {
  readonly type: 'read';
  readonly id: string;
  /** When it was first read in that hour. */
  readonly at: Instant;
  readonly reader: ReaderView;
  readonly as: ReadingAs;
  readonly record: ReadRecord;
  /** The beginning of the hour. */
  readonly hour: Instant;
  /** How often; repeats are added when the hour is over. */
  readonly count: number;
}

/** That an operator opened the organisation's records to itself. */
export interface BreakGlassEntry {
  readonly type: 'break-glass';
  readonly id: string;
  readonly at: Instant;
  readonly reader: ReaderView;
  /** Null: it was erased. */
  readonly reason: string | null;
  readonly until: Instant;
  /** When it was closed before its end; null: it was not. */
  readonly closedAt: Instant | null;
}

export type AccessEntry = ReadEntry | BreakGlassEntry;

interface Row {
  readonly id: string;
  readonly type: AccessEntry['type'];
  readonly at: Instant;
  readonly reader_kind: Actor['kind'];
  readonly reader: string;
  readonly reading_as: ReadingAs;
  readonly record_kind: string;
  readonly record: string;
  readonly hour: Instant;
  readonly count: number;
  readonly reason: string | null;
  readonly until: Instant;
  readonly closed_at: Instant | null;
  readonly name: string | null;
}

export interface AccessFilter {
  /** Id of a person or token. */
  readonly reader?: string | undefined;
  /** Id of a record, or the address of a list. */
  readonly record?: string | undefined;
}

/** Who read what of the scope's organisation; of a record that is restricted to others nothing shows. */
export const accessPlan = (
  _: ReadModelDb,
  scope: OrganisationScope,
  { reader, record }: AccessFilter,
): ListPlan<Row, AccessEntry> => ({
  name: 'access-log',
  from: `identity_access e LEFT JOIN identity_people p ON p.id = e.reader AND e.reader_kind = 'person'
    LEFT JOIN identity_tokens t ON t.id = e.reader AND e.reader_kind = 'token'`,
  columns: 'e.*, coalesce(p.name, t.label) AS name',
  sorts: { at: ['e.at', 'e.log_number'] },
  sort: '-at',
  conditions: [
    { sql: 'e.organisation = :organisation', values: { organisation: scope.organisation } },
    given('e.reader = :reader', { reader }),
    given('e.record = :record', { record }),
    seen(scope, 'e.stream'),
  ],
  view: (row) => {
    const { id, at, name } = row;
    const reader = { kind: row.reader_kind, id: row.reader, name };
    if (row.type === 'break-glass')
      return { type: 'break-glass', id, at, reader, reason: row.reason, until: row.until, closedAt: row.closed_at };
    const read = { kind: row.record_kind, id: row.record };
    return { type: 'read', id, at, reader, as: row.reading_as, record: read, hour: row.hour, count: row.count };
  },
});

export const listAccess = listBy(accessPlan);

/** What was read, by the stream of each reading, as far as the scope sees it. */
export function recordsRead(
  db: ReadModelDb,
  scope: OrganisationScope,
  streams: readonly string[],
): ReadonlyMap<string, ReadRecord> {
  const visible = seen(scope, 'e.stream');
  const rows = db
    .sql(
      `SELECT id, record_kind AS kind, record FROM identity_access e
       WHERE type = 'read' AND organisation = :organisation AND id IN (SELECT value FROM json_each(:streams))
       ${visible ? `AND ${visible.sql}` : ''}`,
    )
    .all({ organisation: scope.organisation, streams: JSON.stringify(streams), ...visible?.values });
  return new Map(rows.map(({ id, kind, record }) => [String(id), { kind: String(kind), id: String(record) }]));
}

/** The id of what somebody has opened to itself of an organisation and that still runs; undefined: nothing. */
export function openBreakGlass(
  db: ReadModelDb,
  { organisation, by, now }: { readonly organisation: string; readonly by: Actor; readonly now: Instant },
): string | undefined {
  const row = db
    .sql(
      `SELECT id FROM identity_access WHERE type = 'break-glass' AND organisation = ? AND reader = ? AND until > ?
       AND reader_kind = ? AND closed_at IS NULL LIMIT 1`,
    )
    .get(organisation, by.id, now, by.kind);
  return row && String(row['id']);
}

/** Where something was opened, so that it can be closed; undefined: there is no such thing. */
export const breakGlassById = (
  db: ReadModelDb,
  id: string,
): { readonly organisation: string; readonly stream: string } | undefined =>
  db.sql(`SELECT organisation, record AS stream FROM identity_access WHERE id = ? AND type = 'break-glass'`).get(id) as
    { readonly organisation: string; readonly stream: string } | undefined;
