import { join } from 'node:path';
import { TestClock, toInstant } from '@art33/event-log';
import { registerMany } from '../support/many.js';
import { known, logIncident, tell } from '../support/story.js';
import { number, stated, type Bench } from './finding.js';
import { MailSink, startInstallation } from './installation.js';
import { residentMemory } from './measure.js';

const MINUTE = 60_000;
const MEBIBYTE = 1024 * 1024;
/** After so many minutes caches are warm and code is compiled. */
const WARM = 10;

/** What a service holds when nothing happens, and whether an hour of everyday work leaves anything behind. */
export const memory: Bench = {
  name: 'memory',
  async run(scale, { folder, say }) {
    const mail = await MailSink.start();
    const clock = new TestClock('2026-01-05T08:00:00.000Z');
    const installation = await startInstallation({ dataDirectory: join(folder, 'data'), clock, mail });
    const { service, processor, stop } = installation;
    const count = scale.of(500, 10);
    const controllers = await registerMany(installation, processor, count, () => true);
    await service.settled();
    const rest = heap();
    const resident = residentMemory();
    const minutes = scale.of(60, 12);
    const samples: number[] = [];
    for (let minute = 0; minute < minutes; minute++) {
      clock.set(toInstant(clock.now() + MINUTE));
      const agreements = controllers
        .slice((minute * 5) % count, ((minute * 5) % count) + 5)
        .map(({ agreementId }) => agreementId);
      const awareness = [known('suspicion-known', toInstant(clock.now()))];
      const incident = await logIncident(processor, { awareness });
      await processor.api.done('post', `incidents/${incident}/affected`, { agreements });
      await service.settled();
      await tell(processor, incident);
      await service.settled();
      for (const path of ['incidents', 'notices', 'deadlines', 'messages', 'events', `incidents/${incident}/notices`])
        await processor.api.read(`${path}?limit=200`);
      const { size } = await service.stores.log.head();
      await processor.api.read(`incidents/${incident}?asOf=${size - 1}`);
      await service.tick();
      if (minute >= WARM) samples.push(heap());
      if (minute % 10 === 9) say(`${minute + 1} minutes`);
    }
    const residentAfter = residentMemory();
    await stop();
    await mail.stop();
    const half = Math.floor(samples.length / 2);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const growth = mean(samples.slice(half)) - mean(samples.slice(0, half));
    return [
      stated(
        `memory at rest, ${number(count)} controllers`,
        `heap ${number(rest)} MiB, resident ${number(resident)} MiB`,
      ),
      stated(
        `after ${minutes} minutes of mixed load (injected time)`,
        `heap ${number(samples.at(-1)!)} MiB, resident ${number(residentAfter)} MiB`,
      ),
      {
        what: 'growth of the heap between the two halves of the time after the tenth minute',
        ours: `${growth.toFixed(2)} MiB`,
        floor: null,
        ratio: null,
        reach: 'none (≤ 1 MiB)',
        reached: growth <= 1,
      },
    ];
  },
};

/** What is really in use, in MiB. */
function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / MEBIBYTE;
}
