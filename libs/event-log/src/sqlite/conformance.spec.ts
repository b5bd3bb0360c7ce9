import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventLogConformance } from '../conformance/suite.js';
import { systemClock } from '../domain/clock.js';
import { SqliteEventLog } from './sqlite-event-log.js';

eventLogConformance('a SQLite file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'art33-log-'));
  const file = join(directory, 'events.db');
  const open = (): Promise<SqliteEventLog> => SqliteEventLog.open({ file, clock: systemClock });
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
    elsewhere: { module: new URL('./open-log.fixture.ts', import.meta.url).href, argument: file },
  };
});
