import { appends } from './appends.js';
import type { Bench } from './finding.js';
import { logging } from './logging.js';
import { opening } from './opening.js';
import { rebuild } from './rebuild.js';

/** Every bench, in the order of the report. */
export const benches: readonly Bench[] = [appends, logging, rebuild, opening];
