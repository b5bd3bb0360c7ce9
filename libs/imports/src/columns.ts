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
  for (const [field, column] of Object.entries(mapping)) {
    if (!known.has(field)) fault(field, column, `no field has this name; there are ${[...known].join(', ')}`);
    const index = header.findIndex((each) => each === column || plain(each) === plain(column));
    if (index < 0) fault(field, null, `there is no column ${column}; there are ${header.filter(Boolean).join(', ')}`);
    else if (known.has(field)) {
      columns.set(field, index);
      taken.add(index);
    }
  }
  for (const { name, headers } of fields) {
    if (columns.has(name) || Object.hasOwn(mapping, name)) continue;
    const names = new Set([name, ...headers].map(plain));
    const found = [...header.keys()].filter((index) => !taken.has(index) && names.has(plain(header[index] ?? '')));
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
      fault(
        name,
        null,
        `no column is known as this field: say which one by a mapping (${header.filter(Boolean).join(', ')})`,
      );
  return { columns, faults };
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
