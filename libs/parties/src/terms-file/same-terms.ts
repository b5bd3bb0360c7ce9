import { createHash } from 'node:crypto';
import { canonicalJson } from '@art33/event-log';
import type { Terms } from '../domain/terms.js';

/** SHA-256 over the canonical JSON of the terms, in hex: equal for equal terms, on every node. The order of lists counts. */
export const digestOfTerms = (terms: Terms): string => createHash('sha256').update(canonicalJson(terms)).digest('hex');

/** Whether two terms say the same: importing a file for the second time then changes nothing. */
export const sameTerms = (a: Terms, b: Terms): boolean => digestOfTerms(a) === digestOfTerms(b);
