import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogUnderTest } from '../conformance/harness.js';
import { systemClock } from '../domain/clock.js';
import { EventStoreLog } from './eventstore-log.js';
import type { LogOfServer } from './open-log.fixture.js';

/** A log of its own name on a server, for one test. */
export const logOnServer = async (url: string): Promise<LogUnderTest> => {
  const directory = await mkdtemp(join(tmpdir(), 'art33-replica-'));
  const which: LogOfServer = {
    url,
    name: `t-${randomUUID().slice(0, 18)}`,
    node: randomUUID(),
    file: join(directory, 'replica.db'),
  };
  const open = (): Promise<EventStoreLog> => EventStoreLog.open({ ...which, clock: systemClock });
  const log = await open();
  let latest = log;
  return {
    log,
    reopen: async () => {
      await latest.close();
      return (latest = await open());
    },
    dispose: async () => {
      await latest.close();
      await rm(directory, { recursive: true });
    },
    elsewhere: {
      module: new URL('./open-log.fixture.ts', import.meta.url).href,
      argument: JSON.stringify(which),
    },
  };
};
