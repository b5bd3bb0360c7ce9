import { appends } from './appends.js';
import type { Bench } from './finding.js';

/** Every bench, in the order of the report. */
export const benches: readonly Bench[] = [appends];
