import { join } from 'node:path';
import { TestClock } from '@art33/event-log';
import { registerMany } from '../support/many.js';
import { known, logIncident } from '../support/story.js';
import { against, number, stated, type Bench } from './finding.js';
import { startInstallation } from './installation.js';
import { delayDuring, inTurn, rateOf, secondsOf } from './measure.js';
import { RawLog, rowOf } from './raw-log.js';

/** Rows that the floor inserts in one transaction. */
const BATCH = 500;

/** One incident that affects everybody, until every notice is open with its clock. */
export const opening: Bench = {
  name: 'opening',
  async run(scale, { folder, say }) {
    const clock = new TestClock('2026-01-05T08:00:00.000Z');
    const dataDirectory = join(folder, 'data');
    const installation = await startInstallation({ dataDirectory, clock });
    const { service, processor, stop } = installation;
    const { log } = service.stores;
    const count = scale.of(10_000, 50);
    say(`registering ${count} controllers`);
    await registerMany(installation, processor, count, () => true);
    await service.settled();
    let written = 0;
    let begun: string | undefined;
    let delay = 0;
    const ours = async (round: number): Promise<number> => {
      say(`round ${round + 1}`);
      const awareness = [known('suspicion-known', '2026-01-05T08:00:00.000Z')];
      const incidentId = await logIncident(processor, { awareness });
      await service.settled();
      const before = await log.head();
      begun = before.position;
      const everyNoticeOpen = async (): Promise<void> => {
        await processor.api.done('post', `incidents/${incidentId}/affected`, { terms: processor.termsId });
        await service.settled();
      };
      const seconds = await secondsOf(async () => {
        delay = Math.max(delay, await delayDuring(everyNoticeOpen));
      });
      const { counts } = (await processor.api.read(`incidents/${incidentId}/notices?limit=1`)) as unknown as {
        readonly counts: { readonly total: number };
      };
      if (counts.total !== count) throw new Error(`${counts.total} notices instead of ${count}`);
      written = (await log.head()).size - before.size;
      return written / seconds;
    };
    const floor = async (round: number): Promise<number> => {
      const events = (await log.readAll(begun, Number.MAX_SAFE_INTEGER)).slice(0, written);
      const rows = events.map((event) => rowOf(event.stream, event));
      const raw = new RawLog(join(folder, `raw-${round}.db`));
      const rate = await rateOf(rows.length, () => {
        for (let from = 0; from < rows.length; from += BATCH) raw.insert(rows.slice(from, from + BATCH));
      });
      raw.close();
      return rate;
    };
    const compared = await inTurn(scale.rounds, ours, floor);
    await stop();
    return [
      against(`one incident, ${number(count)} controllers, until every notice is open`, compared, {
        unit: ' events/s',
        least: 0.3,
      }),
      stated('events written for it', number(written)),
      stated('event-loop delay p99.9 meanwhile', `${number(delay)} ms`),
    ];
  },
};
