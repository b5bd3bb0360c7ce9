import type { ReadModelDb } from '@art33/event-log';
import type { Condition } from './plan.js';

/** How text is compared: without accents and case; `ß` as `ss`. */
export const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').replace(/\s+/g, ' ').trim();

/** The parts that must all be found. */
const partsOf = (q: string): readonly string[] => folded(q).split(' ').filter(Boolean).slice(0, PARTS);
const PARTS = 8;
/** From this length a part is found anywhere in a word; a shorter one at the beginning of a word. */
const GRAM = 3;
/** Up to so many hits are fetched and sorted; more stand so close together that the list is walked in its own order. */
const FEW = 1_000;

/** Whether a text shows all parts of `q`: what an index finds, for lists that are all at hand. */
export function showsAll(q: string, text: string): boolean {
  const shown = folded(text);
  const parts = partsOf(q);
  return (
    parts.length > 0 &&
    parts.every((part) => (part.length < GRAM ? ` ${shown}`.includes(` ${part}`) : shown.includes(part)))
  );
}

const wordOf = (gram: string): string => Buffer.from(gram, 'utf16le').toString('hex');
/** Every index entry begins with its owner's mark: nobody's search reads through what is another's. */
const ownersMark = (owner: string): string => `o${owner.replaceAll('-', '').slice(0, 16)}x`;

const gramsIn = (word: string): readonly string[] =>
  Array.from({ length: Math.max(0, word.length - GRAM + 1) }, (_, i) => word.slice(i, i + GRAM));
const entriesOf = (owner: string, text: string): string => {
  const mark = ownersMark(owner);
  const grams = text.split(' ').flatMap((word) => [...gramsIn(word), `^${word.slice(0, 1)}`, `^${word.slice(0, 2)}`]);
  return [...new Set(grams)].map((gram) => mark + wordOf(gram)).join(' ');
};
const wantedEntries = (owner: string, parts: readonly string[]): string =>
  parts
    .flatMap((part) => (part.length < GRAM ? [`^${part}`] : gramsIn(part)))
    .map((gram) => ownersMark(owner) + wordOf(gram))
    .join(' ');

/** Ids are found by their first characters. */
const ID_PART = /^[0-9a-f][0-9a-f-]{3,35}$/;

/** The index behind `q=` of one list: which parts of words stand in which of its rows. */
export class SearchIndex {
  /** For the projection that keeps it. No column is named as one of a list: within a list's query it would hide that one. */
  readonly tables: string;

  /** `name`: of the tables, beginning with the room's, e.g. `incidents_search`. */
  constructor(private readonly name: string) {
    this.tables = `
      CREATE TABLE ${name} (
        doc INTEGER PRIMARY KEY, row_owner TEXT NOT NULL, row_id TEXT NOT NULL, row_text TEXT NOT NULL,
        UNIQUE (row_owner, row_id)
      );
      CREATE VIRTUAL TABLE ${name}_grams USING fts5 (grams, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
      INSERT INTO ${name}_grams (${name}_grams, rank) VALUES ('secure-delete', 1);`;
  }

  /** Says anew what a row is found by; null parts are nothing (erased). */
  keep(db: ReadModelDb, owner: string, id: string, parts: readonly (string | null | undefined)[]): void {
    const text = folded(parts.filter(Boolean).join(' '));
    const { name } = this;
    const known = db
      .sql(`SELECT doc, row_text AS text FROM ${name} WHERE row_owner = ? AND row_id = ?`)
      .get(owner, id) as { readonly doc: number; readonly text: string } | undefined;
    if (known?.text === text) return;
    const entries = db.sql(`INSERT INTO ${name}_grams (rowid, grams) VALUES (?, ?)`);
    if (known === undefined) {
      const row = db.sql(`INSERT INTO ${name} (row_owner, row_id, row_text) VALUES (?, ?, ?)`).run(owner, id, text);
      entries.run(row.lastInsertRowid, entriesOf(owner, text));
      return;
    }
    const forget = db.sql(`INSERT INTO ${name}_grams (${name}_grams, rowid, grams) VALUES ('delete', ?, ?)`);
    forget.run(known.doc, entriesOf(owner, known.text));
    db.sql(`UPDATE ${name} SET row_text = ? WHERE doc = ?`).run(text, known.doc);
    entries.run(known.doc, entriesOf(owner, text));
  }

  /**
   * What narrows the owner's rows to those that show all parts of `q`. `id`: the column of the row's id in the list's
   * query, whose first characters are looked at too, as are those of `otherIds` (with an index each).
   */
  condition(
    db: ReadModelDb,
    owner: string,
    q: string | undefined,
    id: string,
    otherIds: readonly string[] = [],
    /** A further way to be found, e.g. by the name of the other side. */
    or?: (parts: readonly string[]) => string | undefined,
  ): Condition | undefined {
    if (q === undefined) return undefined;
    const parts = partsOf(q);
    if (parts.length === 0) return { sql: 'false' };
    const { where, values } = this.matching(parts);
    const found = db
      .sql(
        `SELECT s.row_id FROM ${this.name}_grams g CROSS JOIN ${this.name} s ON s.doc = g.rowid
         WHERE ${this.name}_grams MATCH :entries AND s.row_owner = :searcher AND ${where} LIMIT ${FEW + 1}`,
      )
      .all({ ...values, entries: wantedEntries(owner, parts), searcher: owner });
    const [only] = parts;
    const isId = parts.length === 1 && only !== undefined && ID_PART.test(only);
    const begins = isId ? [id, ...otherIds].map((column) => `(${column} >= :idFrom AND ${column} < :idTo)`) : [];
    const other = or?.(parts);
    const text =
      found.length > FEW
        ? `EXISTS (SELECT 1 FROM ${this.name} s WHERE s.row_owner = :searcher AND s.row_id = ${id} AND ${where})`
        : `${id} IN (SELECT value FROM json_each(:found))`;
    return {
      sql: `(${[text, ...begins, ...(other === undefined ? [] : [other])].join(' OR ')})`,
      values: {
        ...values,
        searcher: owner,
        found: JSON.stringify(found.map((row) => row['row_id'])),
        idFrom: only,
        idTo: `${only}g`,
      },
    };
  }

  private matching(parts: readonly string[]): { readonly where: string; readonly values: Record<string, string> } {
    const where = parts.map((part, i) =>
      part.length < GRAM ? `instr(' ' || s.row_text, ' ' || :part${i}) > 0` : `instr(s.row_text, :part${i}) > 0`,
    );
    return { where: where.join(' AND '), values: Object.fromEntries(parts.map((part, i) => [`part${i}`, part])) };
  }
}
