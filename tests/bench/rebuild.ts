import { rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { CatchUp, ReadModelStore, TestClock } from '@art33/event-log';
import { openStores, paths, projections } from '../../apps/server/src/stores.js';
import { against, number, stated, type Bench } from './finding.js';
import { MASTER_KEY } from './installation.js';
import { mixInWords, sharedLog } from './log-data.js';
import { delayDuring, inTurn, rateOf, residentMemory } from './measure.js';

/** All read models from an empty folder, with every event opened, against reading and parsing the same rows. */
export const rebuild: Bench = {
  name: 'rebuild',
  async run(scale, room) {
    const events = scale.of(1_000_000, 500);
    const data = await sharedLog(room, { events, controllers: scale.of(200, 5), stage: 'told' });
    const { dataDirectory } = data;
    const directory = join(room.folder, 'models');
    const stores = await openStores({ dataDirectory, masterKey: MASTER_KEY, clock: new TestClock('2026-01-05') });
    let delay = 0;
    let memory = 0;
    const ours = async (round: number): Promise<number> => {
      room.say(`round ${round + 1}`);
      rmSync(directory, { recursive: true, force: true });
      const store = ReadModelStore.open({ directory, projections });
      const models = new CatchUp({ log: stores.log, codec: stores.codec, store });
      const { position } = await stores.log.head();
      const rate = await rateOf(data.events, async () => {
        delay = Math.max(
          delay,
          await delayDuring(async () => {
            models.start();
            await models.waitFor(position!, 3_600_000);
          }),
        );
      });
      const halted = models.status().projections.find((projection) => projection.halted);
      if (halted) throw new Error(`${halted.name} stands still: ${halted.halted!.reason}`);
      memory = Math.max(memory, residentMemory());
      await models.stop();
      store.close();
      return rate;
    };
    const compared = await inTurn(1, ours, async () => rateOf(data.events, () => scan(paths(dataDirectory).log)));
    await stores.close();
    return [
      against(`rebuild all read models from ${number(data.events)} sealed events`, compared, {
        unit: ' events/s',
        least: 0.2,
      }),
      stated('event-loop delay p99.9 meanwhile', `${number(delay)} ms`),
      stated('resident memory at its end', `${number(memory)} MiB`),
      stated('event mix', mixInWords(data)),
    ];
  },
};

/** The floor: every row in order, data and metadata parsed. */
function scan(file: string): void {
  const log = new BetterSqlite3(file, { readonly: true });
  const rows = log.prepare<[], [string, string]>('SELECT metadata, data FROM events ORDER BY position').raw();
  for (const [metadata, data] of rows.iterate()) {
    JSON.parse(metadata);
    JSON.parse(data);
  }
  log.close();
}
