import { Refusal } from '@art33/event-log';

type Details = Readonly<Record<string, unknown>>;

export const invalid = (code: string, field: string, rule: string, details?: Details) =>
  new Refusal(code, 'invalid', rule, field, details);
export const conflict = (code: string, rule: string, field?: string, details?: Details) =>
  new Refusal(code, 'conflict', rule, field, details);
export const unknown = (what: string, field: string) =>
  new Refusal(`unknown-${what}`, 'not-found', `the notice has no such ${what}`, field);
/** Unknown and foreign notices answer alike: nobody learns which ids exist. */
export const notFound = () => new Refusal('not-found', 'not-found', 'there is no such record');

export const isBlank = (text: string): boolean => text.trim() === '';
