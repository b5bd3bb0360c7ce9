import type { Instant, ReadModelDb } from '@art33/event-log';
import { cursorsOf, type CursorKey } from '@art33/http';
import type { ImportCounts } from '../domain/events.js';

/** An import as the log tells it. */
export interface RecordedImport {
  /** As its sender calls it. */
  readonly id: string;
  /** As the log calls it. */
  readonly key: string;
  readonly organisationId: string;
  readonly kind: string;
  readonly status: 'open' | 'completed' | 'abandoned';
  readonly rows: number;
  readonly begunAt: Instant;
  readonly endedAt: Instant | null;
  readonly counts: ImportCounts;
}

interface Row {
  readonly id: string;
  readonly given_id: string;
  readonly organisation: string;
  readonly kind: string;
  readonly status: RecordedImport['status'];
  readonly rows: number;
  readonly begun: string;
  readonly ended: string | null;
  readonly counts: string;
}

const importOf = (row: Row): RecordedImport => ({
  id: row.given_id,
  key: row.id,
  organisationId: row.organisation,
  kind: row.kind,
  status: row.status,
  rows: row.rows,
  begunAt: row.begun,
  endedAt: row.ended,
  counts: JSON.parse(row.counts) as ImportCounts,
});

const cursors = cursorsOf('imports -begun', 2);

/** What a page of imports ends with. */
export const importCursor = ({ begunAt, key }: RecordedImport): CursorKey => cursors.keyOf(begunAt, key);

/** The imports of one organisation (null: of all, for the operator), the latest first; one more than the limit where there are more. */
export function listImports(
  db: ReadModelDb,
  organisation: string | null,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): readonly RecordedImport[] {
  const after = cursors.read(cursor);
  const rows = db
    .sql(
      `SELECT * FROM imports_imports WHERE (:organisation IS NULL OR organisation = :organisation)
         AND (:begun IS NULL OR (begun, id) < (:begun, :id)) ORDER BY begun DESC, id DESC LIMIT :limit`,
    )
    .all({ organisation, begun: after?.[0] ?? null, id: after?.[1] ?? null, limit: limit + 1 });
  return (rows as unknown as readonly Row[]).map(importOf);
}

/** An import by its id among those of one organisation (null: of all, for the operator: where several gave the same, the first). */
export function importById(db: ReadModelDb, id: string, organisation: string | null): RecordedImport | undefined {
  const row = db
    .sql(
      `SELECT * FROM imports_imports
       WHERE (given_id = :id OR id = :id) AND (:organisation IS NULL OR organisation = :organisation)
       ORDER BY begun, id LIMIT 1`,
    )
    .get({ id, organisation }) as Row | undefined;
  return row && importOf(row);
}

/** What its sender calls an import; `key`: what the log calls it, and the records that came from it. */
export const givenImportId = (db: ReadModelDb, key: string): string =>
  (db.sql('SELECT given_id FROM imports_imports WHERE id = ?').get(key)?.['given_id'] as string | undefined) ?? key;

/** Imports that were neither completed nor given up. */
export function openImports(db: ReadModelDb): readonly RecordedImport[] {
  const rows = db.sql(`SELECT * FROM imports_imports WHERE status = 'open' ORDER BY begun, id`).all();
  return (rows as unknown as readonly Row[]).map(importOf);
}
