import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreLog } from '@art33/event-log';
import { describeWithServer } from '../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { broken, caughtUp, digests } from './support/checked-log.js';
import { LogWriter, nodeOfLog, Record } from './support/log-writers.js';
import { FULL } from '../support/full.js';

const RESTARTS = FULL ? 20 : 4;
const WRITERS = 16;

describeWithServer(`A server that is restarted ${RESTARTS} times under load`, { onDisk: true }, (server) => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-restarts-'));
  const record = new Record();
  const acknowledgedBetween: number[] = [];
  let logs: readonly EventStoreLog[];
  let events: number;

  beforeAll(
    async () => {
      const open = () => nodeOfLog(server().url, 'restarted', directory);
      const nodes = [await open(), await open()];
      const writers = Array.from(
        { length: WRITERS },
        (_, index) => new LogWriter(nodes[index % nodes.length]!, `shared-${index >> 2}`, record),
      );
      for (let restart = 1; restart <= RESTARTS; restart++) {
        const before = record.acknowledged.length;
        await sleep(500);
        while (record.acknowledged.length === before) await sleep(20);
        acknowledgedBetween.push(record.acknowledged.length - before);
        await server().nodes[0]?.restart(restart % 3 === 0 ? 'SIGTERM' : 'SIGKILL');
      }
      const before = record.acknowledged.length;
      while (record.acknowledged.length === before) await sleep(20);
      await Promise.all(writers.map((writer) => writer.stop()));
      logs = [...nodes, await open()];
      events = await caughtUp(logs);
    },
    RESTARTS * 30_000 + 60_000,
  );
  afterAll(async () => {
    for (const log of logs ?? []) await log.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('loses nothing that was acknowledged, writes nothing twice, and tells every writer what became of its append', async () => {
    expect(await broken(logs[0]!, record.acknowledged)).toEqual([]);
    expect(acknowledgedBetween.every((count) => count > 0)).toBe(true);
  });

  it('leaves every node with the same log, as has one that reads it from its start', async () => {
    const [one, ...others] = await digests(logs);
    expect(others).toEqual([one, one]);
    const { acknowledged, unavailable, lostRaces } = record;
    process.stdout.write(
      `server restarts: ${RESTARTS} restarts, 2 nodes, ${WRITERS} writers: ${acknowledged.length} events acknowledged, ` +
        `${events} in the log, longest pause ${(record.longestPause() / 1_000).toFixed(1)} s, ` +
        `${lostRaces} races lost, ${unavailable} times told to come again\n`,
    );
  });
});
