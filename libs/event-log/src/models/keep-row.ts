import type { ReadModelDb } from '../port/projection.js';

/** A row of a read model by its columns. */
export type ModelRow = Readonly<Record<string, string | number | null>>;

/**
 * Puts a row in the place of the one there was (undefined: none), and writes only the columns that differ: each column
 * that is written costs all indexes that it stands in. `key`: the columns of the primary key.
 */
export function keepRow(
  db: ReadModelDb,
  table: string,
  key: ModelRow,
  before: Readonly<Record<string, unknown>> | undefined,
  row: ModelRow,
): void {
  const isKey = Object.keys(key)
    .map((column) => `${column} = ?`)
    .join(' AND ');
  if (before === undefined) {
    const whole = { ...key, ...row };
    const columns = Object.keys(whole);
    db.sql(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(
      ...Object.values(whole),
    );
    return;
  }
  const changed = Object.keys(row).filter((column) => row[column] !== before[column]);
  if (changed.length === 0) return;
  db.sql(`UPDATE ${table} SET ${changed.map((column) => `${column} = ?`).join(', ')} WHERE ${isKey}`).run(
    ...changed.map((column) => row[column]),
    ...Object.values(key),
  );
}
