import BetterSqlite3, { type Database, type Statement } from 'better-sqlite3';
import type { Projection, ReadModelDb } from '../port/projection.js';
import { told } from '../port/statements.js';

type ModelStatement = Statement<unknown[], Record<string, unknown>>;

/** The rooms use a fixed set of texts; this bounds what filters put together at run time can add. */
const CACHED_STATEMENTS = 1_000;

/** One connection to read models, with its prepared statements. */
export class ModelConnection implements ReadModelDb {
  private readonly statements = new Map<string, ModelStatement>();

  constructor(readonly database: Database) {}

  sql(text: string): ModelStatement {
    let statement = this.statements.get(text);
    if (statement === undefined) {
      if (this.statements.size >= CACHED_STATEMENTS) this.statements.clear();
      statement = this.database.prepare<unknown[], Record<string, unknown>>(text);
      this.statements.set(text, statement);
    }
    return told(statement);
  }

  close(): void {
    this.database.close();
  }
}

/** Empty models in memory: for the past, and for tests. */
export const scratchModels = (projections: readonly Projection[]): ModelConnection => {
  const database = new BetterSqlite3(':memory:');
  for (const { tables } of projections) database.exec(tables);
  return new ModelConnection(database);
};

/** The tables that a projection makes; without virtual ones: how an index is laid out depends on how it was written. */
export const tablesOf = (projection: Projection): readonly string[] => {
  const scratch = scratchModels([projection]);
  try {
    return scratch
      .sql(`SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`)
      .all()
      .map(({ name }) => String(name));
  } finally {
    scratch.close();
  }
};

/**
 * SQLite's name for what went wrong, e.g. `SQLITE_FULL`. Told by the code, not by the class: the native part of
 * better-sqlite3 is loaded once per process and throws the error class of whoever loaded it first.
 */
export const sqliteCodeOf = (error: unknown): string | undefined => {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
};
