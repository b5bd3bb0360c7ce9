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
  if (before === undefined) {
    const whole = { ...key, ...row };
    const columns = Object.keys(whole);
    db.sql(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(
      ...Object.values(whole),
    );
    return;
  }
  const changed = Object.entries(row).filter(([column, value]) => value !== before[column]);
  if (changed.length > 0) changeRow(db, table, key, Object.fromEntries(changed));
}

/** Writes these columns of a row, and no other. */
export function changeRow(db: ReadModelDb, table: string, key: ModelRow, changed: ModelRow): void {
  const equal = (of: ModelRow): readonly string[] => Object.keys(of).map((column) => `${column} = ?`);
  db.sql(`UPDATE ${table} SET ${equal(changed).join(', ')} WHERE ${equal(key).join(' AND ')}`).run(
    ...Object.values(changed),
    ...Object.values(key),
  );
}
