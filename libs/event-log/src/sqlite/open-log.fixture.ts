import type { LogModule } from '../conformance/harness.js';
import { systemClock } from '../domain/clock.js';
import { SqliteEventLog } from './sqlite-event-log.js';

/** How another process opens the log of a test: the argument is its file. */
export const openLog: LogModule['openLog'] = (file) => SqliteEventLog.open({ file, clock: systemClock });
