import { Refusal } from '@art33/event-log';

/** Unknown and foreign records answer alike: nobody learns which ids exist. */
export const notFound = () => new Refusal('not-found', 'not-found', 'there is no such record');

export const invalid = (code: string, field: string, rule: string, details?: Readonly<Record<string, unknown>>) =>
  new Refusal(code, 'invalid', rule, field, details);

export const conflict = (code: string, rule: string, field?: string, details?: Readonly<Record<string, unknown>>) =>
  new Refusal(code, 'conflict', rule, field, details);
