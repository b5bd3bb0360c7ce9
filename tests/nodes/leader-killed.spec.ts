import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreLog } from '@art33/event-log';
import { describeWithServer } from '../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { broken, caughtUp, digests } from './support/checked-log.js';
import { LogWriter, nodeOfLog, Record } from './support/log-writers.js';
import { FULL } from '../support/full.js';

/** One after the other. */
const KILLS = FULL ? 10 : 2;
const WRITERS = 16;

describeWithServer(
  `A cluster of three whose leader is killed ${KILLS} times under load`,
  { nodes: 3, onDisk: true },
  (server) => {
    const directory = mkdtempSync(join(tmpdir(), 'art33-leaders-'));
    const record = new Record();
    /** Milliseconds from the kill to the first append that was sent after it and acknowledged. */
    const failovers: number[] = [];
    let logs: readonly EventStoreLog[];
    let events: number;

    const anyAfter = async (count: number): Promise<void> => {
      while (record.acknowledged.length <= count) await sleep(10);
    };

    beforeAll(
      async () => {
        const open = () => nodeOfLog(server().url, 'failing-over', directory);
        const nodes = [await open(), await open()];
        const writers = Array.from(
          { length: WRITERS },
          (_, index) => new LogWriter(nodes[index % nodes.length]!, `shared-${index >> 2}`, record),
        );
        for (let kill = 1; kill <= KILLS; kill++) {
          await anyAfter(record.acknowledged.length + 100);
          const leader = await server().leader();
          await leader.kill();
          const killed = Date.now();
          while (record.firstAfter(killed) === undefined) await sleep(10);
          failovers.push(record.firstAfter(killed)! - killed);
          await leader.restart();
          await anyAfter(record.acknowledged.length + 100);
        }
        await Promise.all(writers.map((writer) => writer.stop()));
        logs = [...nodes, await open()];
        events = await caughtUp(logs);
      },
      KILLS * 90_000 + 60_000,
    );
    afterAll(async () => {
      for (const log of logs ?? []) await log.close();
      rmSync(directory, { recursive: true, force: true });
    });

    it('loses nothing that was acknowledged, writes nothing twice, and tells every writer what became of its append', async () =>
      expect(await broken(logs[0]!, record.acknowledged)).toEqual([]));

    it('leaves every node with the same log, as has one that reads it from its start', async () => {
      const [one, ...others] = await digests(logs);
      expect(others).toEqual([one, one]);
      const { acknowledged, unavailable, lostRaces } = record;
      process.stdout.write(
        `leader killed: ${KILLS} kills, 2 nodes, ${WRITERS} writers: ${acknowledged.length} events acknowledged, ${events} in the ` +
          `log, first append after a kill within ${failovers.map((ms) => (ms / 1_000).toFixed(1)).join(', ')} s, longest pause ` +
          `${(record.longestPause() / 1_000).toFixed(1)} s, ${lostRaces} races lost, ${unavailable} times told to come again\n`,
      );
    });
  },
);
