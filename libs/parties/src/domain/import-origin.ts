/** The row of a file that a record came from. Absent where somebody stated it otherwise. */
export interface ImportOrigin {
  readonly importId: string;
  /** As a person sees it in the file: 1 is the header. In JSON the index from 0. */
  readonly importRow: number;
}

/** What of a command or event is its origin, and nothing else of it. */
export const originOf = ({ importId, importRow }: Partial<ImportOrigin>): Partial<ImportOrigin> =>
  importId === undefined || importRow === undefined ? {} : { importId, importRow };
