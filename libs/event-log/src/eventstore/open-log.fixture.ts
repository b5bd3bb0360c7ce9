import type { LogModule } from '../conformance/harness.js';
import { systemClock } from '../domain/clock.js';
import { EventStoreLog } from './eventstore-log.js';

/** Which log of which server, as another process is told. */
export interface LogOfServer {
  readonly url: string;
  readonly name: string;
  readonly node: string;
  readonly file: string;
}

/** How another process opens the log of a test. */
export const openLog: LogModule['openLog'] = (argument) =>
  EventStoreLog.open({ ...(JSON.parse(argument) as LogOfServer), clock: systemClock });
