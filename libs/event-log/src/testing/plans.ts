import { scratchModels } from '../models/connection.js';
import type { Projection, ReadModelDb } from '../port/projection.js';

/**
 * How SQLite goes about each statement that `look` runs on empty models: its steps, in its own words. A step that begins with
 * `SCAN` walks through a whole table.
 */
export function stepsOf(projections: readonly Projection[], look: (db: ReadModelDb) => unknown): readonly string[] {
  const db = scratchModels(projections);
  try {
    const asked: string[] = [];
    look({ sql: (text) => (asked.push(text), db.sql(text)) });
    return asked.flatMap((text) => {
      const explained = db.sql(`EXPLAIN QUERY PLAN ${text}`);
      const places = text.match(/\?/g)?.length ?? 0;
      const rows = places > 0 ? explained.all(...Array<string>(places).fill('')) : explained.all(namesIn(text));
      return rows.map(({ detail }) => String(detail));
    });
  } finally {
    db.close();
  }
}

const namesIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/:([a-z]\w*)/gi)].map(([, name]) => [name as string, '']));
