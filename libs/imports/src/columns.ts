import type { Table, TableRow } from '@art33/documents';
import type { ImportFault } from './faults.js';

/** A field that a kind of import knows, and the names that a column of it may have. */
export interface ImportField {
  /** Ours, in camelCase. */
  readonly name: string;
  /** Recognised headers beside `name`, in German and English; compared without case, spaces and signs. */
  readonly headers: readonly string[];
  /** Without a column for it nothing can be imported. */
  readonly required?: boolean;
  /** What it means that no column holds it, where that is easily missed and matters. */
  readonly ifMissing?: string;
}

/** A field that matters and that no column of a file holds. */
export interface MissingColumn {
  readonly field: string;
  /** What it means for the records. */
  readonly meaning: string;
}

/** What of a file's header did not find its place. */
export interface ColumnReport {
  /** Columns of the file that nothing is read from, as the header names them. */
  readonly unused: readonly string[];
  readonly missing: readonly MissingColumn[];
}

/** Our field → their column, where a person says so. */
export type ColumnMapping = Readonly<Record<string, string>>;

/** Which column (from 0) holds which field. */
export type Columns = ReadonlyMap<string, number>;

/** `Kunden-Nr.` and `kundennr` are one name. */
const plain = (header: string): string =>
  header
    .toLocaleLowerCase('de')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Finds each field's column: where the mapping says, and else by its name. All faults are those of the header, row 1. */
export function columnsOf(
  header: Table['header'],
  fields: readonly ImportField[],
  mapping: ColumnMapping,
): { readonly columns: Columns; readonly faults: readonly ImportFault[] } {
  const faults: ImportFault[] = [];
  const fault = (field: string, column: string | null, rule: string): void =>
    void faults.push({
      row: 1,
      column: column === null ? null : header.indexOf(column) + 1 || null,
      columnName: column,
      field,
      rule,
    });
  const columns = new Map<string, number>();
  const taken = new Set<number>();
  const known = new Set(fields.map(({ name }) => name));
  const names = namesOf(header, fields, mapping);
  for (const [field, column] of Object.entries(mapping)) {
    if (!known.has(field)) fault(field, column, `no field has this name; there are ${[...known].join(', ')}`);
    const index = header.findIndex((each) => each === column || plain(each) === plain(column));
    if (index < 0) fault(field, null, `there is no column ${column}; ${names}`);
    else if (known.has(field)) {
      columns.set(field, index);
      taken.add(index);
    }
  }
  for (const { name, headers } of fields) {
    if (columns.has(name) || Object.hasOwn(mapping, name)) continue;
    const own = new Set([name, ...headers].map(plain));
    const found = [...header.keys()].filter((index) => !taken.has(index) && own.has(plain(header[index] ?? '')));
    const [first, second] = found;
    if (first === undefined) continue;
    if (second !== undefined) {
      const both = `${header[first]} (column ${first + 1}) and ${header[second]} (column ${second + 1})`;
      fault(name, header[second] ?? null, `both ${both} may be meant: say which one by a mapping`);
    }
    columns.set(name, first);
    taken.add(first);
  }
  for (const { name, required } of fields)
    if (required && !columns.has(name) && !faults.some(({ field }) => field === name))
      fault(name, null, `no column is known as this field: say which one by a mapping; ${names}`);
  return { columns, faults };
}

/** The header's names; not where none of them is known, for then the first row may be a customer and no header. */
function namesOf(header: Table['header'], fields: readonly ImportField[], mapping: ColumnMapping): string {
  const known = fields.flatMap(({ name, headers }) => [name, ...headers]);
  const all = new Set([...known, ...Object.values(mapping)].map(plain));
  const named = header.filter(Boolean);
  return named.some((each) => all.has(plain(each)))
    ? `there are ${named.join(', ')}`
    : 'none of the columns is known by its name: does the first row hold the names?';
}

/** The longest name of a column that is told, in characters. */
const LONGEST_NAME = 100;

/** What of the header did not find its place; a column without a name counts where any row holds something in it. */
export function reportOnColumns(
  { header, rows }: Table,
  fields: readonly ImportField[],
  columns: Columns,
): ColumnReport {
  const missing = fields.flatMap(({ name: field, ifMissing: meaning }) =>
    meaning === undefined || columns.has(field) ? [] : [{ field, meaning }],
  );
  // Without a single known name the first row is perhaps no header, and nothing of it is shown.
  if (columns.size === 0) return { unused: [], missing };
  const used = new Set(columns.values());
  const unused = header.flatMap((name, index) => {
    if (used.has(index)) return [];
    if (name !== '') return [name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name];
    return rows.some(({ cells }) => isFilled(cells[index])) ? [`column ${index + 1}, which has no name`] : [];
  });
  return { unused, missing };
}

const isFilled = (cell: string | undefined): boolean => (cell ?? '').trim() !== '';

/**
 * Members of JSON objects that are no field, each where it comes first: they are refused as the API refuses them. Row null:
 * the member is empty wherever it stands.
 */
export function unknownMembers(
  { header, rows }: Table,
  fields: readonly ImportField[],
  columns: Columns,
): readonly ImportFault[] {
  const used = new Set(columns.values());
  const rule = `no field has this name; there are ${fields.map(({ name }) => name).join(', ')}`;
  return header.flatMap((name, index) => {
    if (used.has(index)) return [];
    const row = rows.find(({ cells }) => isFilled(cells[index]))?.number ?? null;
    return [{ row, column: null, columnName: name, field: name, rule }];
  });
}

/** One row, read by our fields: trimmed, and empty where the file has no such column. */
export class ImportRow {
  constructor(
    private readonly row: TableRow,
    private readonly columns: Columns,
    private readonly header: Table['header'],
  ) {}

  get number(): number {
    return this.row.number;
  }

  text(field: string): string {
    const column = this.columns.get(field);
    return column === undefined ? '' : (this.row.cells[column] ?? '').trim();
  }

  /** Null where nothing is said. */
  optional(field: string): string | null {
    return this.text(field) || null;
  }

  /** A fault of this row, where the field's column is. */
  fault(field: string, rule: string): ImportFault {
    const column = this.columns.get(field);
    return {
      row: this.number,
      column: column === undefined ? null : column + 1,
      columnName: column === undefined ? null : (this.header[column] ?? null),
      field,
      rule,
    };
  }
}
