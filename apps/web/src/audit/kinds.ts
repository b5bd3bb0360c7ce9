/** The kinds of record that are shown as they were. */
export const RECORD_KINDS = ['incident', 'notice', 'case'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** The kind of this name, where records of it are shown as they were. */
export const recordKind = (name: string | undefined): RecordKind | undefined =>
  RECORD_KINDS.find((each) => each === name);

/** The kinds of record that a side has. An auditor's side is not told: it may be either. */
export const kindsOf = (role: string): readonly RecordKind[] =>
  RECORD_KINDS.filter(
    (kind) => !(kind === 'incident' && role === 'controller') && !(kind === 'case' && role === 'processor'),
  );
