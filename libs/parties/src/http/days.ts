import { readInstant } from '@art33/http';
import type { Instant } from '@art33/event-log';
import { isDate } from '../domain/terms.js';

/** When something agreed begins: an instant, or a date, which begins with its first moment in the processor's time zone. */
export const readStart = (field: string, value: string, zone: string): Instant =>
  (isDate(value) ? readInstant(field, { local: `${value}T00:00`, zone }) : readInstant(field, value)).at;

/** When something agreed ends (exclusive): an instant, or its last day, which counts in full. */
export const readEnd = (field: string, value: string, zone: string): Instant =>
  readStart(field, isDate(value) ? dayAfter(value) : value, zone);

const dayAfter = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
