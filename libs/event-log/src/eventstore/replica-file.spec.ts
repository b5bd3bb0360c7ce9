import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyLog } from '../backup/copy-log.js';
import { someEvents } from '../conformance/events.js';
import { systemClock } from '../domain/clock.js';
import { leafHash } from '../domain/leaf.js';
import { LogUnusable } from '../port/errors.js';
import { SqliteEventLog } from '../sqlite/sqlite-event-log.js';
import { EventStoreLog } from './eventstore-log.js';
import { GrpcServer } from './testing/grpc-server.js';

describe('A node’s copy of the log', () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-copy-'));
  const file = join(directory, 'replica.db');
  const backup = join(directory, 'log.db');
  let server: GrpcServer;
  let leaves: readonly unknown[];

  beforeAll(async () => {
    server = await GrpcServer.start();
    const name = `t-${randomUUID().slice(0, 18)}`;
    const log = await EventStoreLog.open({ url: server.url, name, node: 'a', file, clock: systemClock });
    await log.append('stream-a', 'none', someEvents(3));
    leaves = (await log.readAll(undefined, 10)).map(leafHash);
    await copyLog({ file, to: backup });
    await log.close();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true });
  });

  it('is not written to as if it were a log of its own', async () => {
    await expect(SqliteEventLog.open({ file, clock: systemClock })).rejects.toThrow(LogUnusable);
    const reading = await SqliteEventLog.open({ file, clock: systemClock, readOnly: true });
    expect((await reading.head()).size).toBe(3);
    await reading.close();
  });

  it('becomes a log of its own in a backup', async () => {
    const log = await SqliteEventLog.open({ file: backup, clock: systemClock });
    expect((await log.readAll(undefined, 10)).map(leafHash)).toEqual(leaves);
    await expect(log.append('stream-a', 2, someEvents(1))).resolves.toMatchObject([{ logNumber: 3 }]);
    await log.close();
  });
});
