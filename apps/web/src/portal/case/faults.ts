import { Problem } from '../../api/problem.js';
import { useRefusals } from '../refusals.js';

/** What a refusal says of the fields of a form. */
export interface Faults {
  /** What is wrong with a field, or with what lies below it. */
  at(field: string): string | undefined;
  /** Whether one of the fields says it: then nothing else needs to. */
  readonly isSaid: boolean;
}

/** Reads a refusal for a form that shows `fields`, in the reader's words where the app has them. */
export function useFaults(error: Error | null, fields: readonly string[]): Faults {
  const known = useRefusals();
  const problem = error instanceof Problem && error.status !== 412 ? error : undefined;
  const at = (field: string): string | undefined => {
    const fault = problem?.errors.find((each) => each.field === field || each.field.startsWith(`${field}.`));
    return fault && (known[problem?.code ?? ''] ?? fault.rule);
  };
  return { at, isSaid: fields.some((field) => at(field) !== undefined) };
}
