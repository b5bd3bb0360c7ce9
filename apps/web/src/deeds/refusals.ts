import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';

/** The rules that the app names in the language of whoever reads; of others it shows what the service says. */
const KNOWN = [
  'instant-in-future',
  'ended-before-it-began',
  'told-before-it-knew',
  'reason-missing',
  'awareness-already-established',
  'fact-not-established',
  'irregularity-unnamed',
  'ruling-needs-reason',
  'established-breach-is-notifiable',
  'incident-closed',
  'historical-incident',
  'duties-undecided',
  'affected-list-incomplete',
  'person-needed',
  'unknown-member',
  'idempotency-key-reused',
  'erased',
] as const;

/** What a refusal says, for whole requests and for single fields. */
export interface Refusals {
  /** What is wrong with a field (or with what lies below it); undefined: nothing. */
  at(field: string): string | undefined;
  /** What is wrong with the request, where none of the shown fields says it. */
  readonly whole: string | undefined;
}

/** Reads a refusal for a form that shows `fields`. */
export function useRefusals(error: unknown, fields: readonly string[]): Refusals {
  const { t } = useTranslation('deeds');
  const problem = error instanceof Problem && error.status >= 400 && error.status < 500 ? error : undefined;
  if (!problem) return { at: () => undefined, whole: undefined };
  const known = KNOWN.find((each) => each === problem.code);
  const isAt = (named: string, field: string): boolean => named === field || named.startsWith(`${field}.`);
  const said = (rule: string): string => (known ? t(`refusal.${known}`) : rule);
  const isShown = problem.errors.some((fault) => fields.some((field) => isAt(fault.field, field)));
  return {
    at: (field) => {
      const fault = problem.errors.find((each) => isAt(each.field, field));
      return fault && said(fault.rule);
    },
    whole: isShown ? undefined : said(problem.errors[0]?.rule ?? problem.detail),
  };
}
