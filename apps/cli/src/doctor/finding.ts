/** `ok`: as it should be; `note`: worth knowing; `warning`: will hurt one day; `error`: something does not work. */
export type Grade = 'ok' | 'note' | 'warning' | 'error';

/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, e.g. `smtp`. */
  readonly check: string;
  readonly grade: Grade;
  /** What was found. */
  readonly what: string;
  /** Why it matters; null where all is well. */
  readonly why: string | null;
  /** What to do; null where nothing is to be done. */
  readonly todo: string | null;
}

export const ok = (check: string, what: string): Finding => ({ check, grade: 'ok', what, why: null, todo: null });
const graded =
  (grade: Grade) =>
  (check: string, what: string, why: string, todo: string): Finding => ({ check, grade, what, why, todo });
export const note = graded('note');
export const warning = graded('warning');
export const error = graded('error');
