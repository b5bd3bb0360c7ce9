/**
 * One thing wrong with a file. Names the place and the rule. Of cells the rule shows at most a date or time, or what is written
 * as a customer number: never a name, an address, an e-mail address or another text, which may be personal.
 */
export interface ImportFault {
  /** As a person sees it in the file: 1 is the header. In JSON the index from 0. Null: of the file as a whole. */
  readonly row: number | null;
  /** From 1; null where the file has no column for the field, and in JSON. */
  readonly column: number | null;
  /** As the header names it. */
  readonly columnName: string | null;
  /** Ours; empty for the row as a whole. */
  readonly field: string;
  readonly rule: string;
}

/** In the order of the file. */
export const inOrder = (faults: readonly ImportFault[]): readonly ImportFault[] =>
  faults.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0) || (a.column ?? 0) - (b.column ?? 0));
