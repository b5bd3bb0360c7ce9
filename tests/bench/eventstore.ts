import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { deriveId, EventStoreLog, systemClock, type EventToAppend } from '@art33/event-log';
import { BareClient } from '../../libs/event-log/src/eventstore/testing/bare-client.js';
import { realServer, RealServer } from '../../libs/event-log/src/eventstore/testing/real-server.js';
import { against, number, stated, type Bench, type Finding } from './finding.js';
import { inTurn, rateOf } from './measure.js';

const AT_ONCE = 64;
/** As many events as an incident's controllers come in. */
const BATCH = 100;

/** Appends through the adapter, and how fast a new node takes in the log, against the bare client on the same server. */
export const eventstore: Bench = {
  name: 'eventstore',
  async run(scale, { folder, say }) {
    // Alone on its server: the floor reads everything that is there.
    if (realServer(true) === undefined) return [withoutServer];
    const server = await RealServer.start({ onDisk: join(folder, 'server') });
    const open = (node: string) =>
      EventStoreLog.open({
        url: server.url,
        name: 'bench',
        node,
        file: join(folder, `${node}.db`),
        clock: systemClock,
      });
    const log = await open('first');
    const bare = new BareClient(server.url);
    const findings: Finding[] = [];
    try {
      for (const [writers, count] of [
        [1, scale.of(2_000, 20)],
        [AT_ONCE, scale.of(12_800, 128)],
      ] as const) {
        say(`${writers} at once`);
        const ours = (round: number) =>
          write(writers, count, async (writer, turn) => {
            await log.append(`ours-${writers}-${round}-${writer}`, turn === 0 ? 'none' : turn - 1, [anEvent()]);
          });
        const floor = (round: number) =>
          write(writers, count, (writer, turn) =>
            bare.append(`bare-${writers}-${round}-${writer}`, turn - 1, anEvent()),
          );
        const what = writers === 1 ? 'appends of one event, one by one' : `the same by ${writers} at once`;
        findings.push(against(what, await inTurn(scale.rounds, ours, floor), { unit: '/s', least: 0.85 }));
      }
      const events = scale.of(100_000, 500);
      say(`${events} events to catch up with`);
      for (let written = (await log.head()).size; written < events; written += BATCH) {
        await log.append(`many-${written}`, 'none', Array.from({ length: BATCH }, anEvent));
      }
      const catchUp = async (round: number): Promise<number> => {
        const begun = performance.now();
        const other = await open(`other-${round}`);
        const { size } = await other.head();
        const rate = (size * 1_000) / (performance.now() - begun);
        await other.close();
        return rate;
      };
      const read = async (): Promise<number> => {
        const begun = performance.now();
        return ((await bare.readAll()) * 1_000) / (performance.now() - begun);
      };
      const compared = await inTurn(scale.rounds, catchUp, read);
      findings.push(
        against(`a new node takes in ${number((await log.head()).size)} events`, compared, { unit: '/s', least: 0.7 }),
      );
      return findings;
    } finally {
      await log.close();
      await bare.close();
      await server.stop();
    }
  },
};

export const withoutServer = stated('needs an EventStoreDB', 'not measured: EVENTSTORE_BIN names no server');

const write = (writers: number, count: number, one: (writer: number, turn: number) => Promise<void>): Promise<number> =>
  rateOf(count, () =>
    Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let turn = 0; turn < count / writers; turn++) await one(writer, turn);
      }),
    ),
  );

const actor = { kind: 'system', id: 'bench' } as const;
const anEvent = (): EventToAppend => ({
  id: randomUUID(),
  type: 'BenchNoted',
  schemaVersion: 1,
  data: { text: 'x'.repeat(300) },
  metadata: {
    actor,
    organisation: deriveId('bench', 'organisation'),
    correlationId: deriveId('bench', 'correlation'),
    commandId: randomUUID(),
  },
  recordedAt: new Date().toISOString(),
});
