import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock, toInstant, toMilliseconds, type Instant, type StoredEvent } from '@art33/event-log';
import { paths } from '../../apps/server/src/stores.js';
import { against, number, stated, type Bench } from './finding.js';
import { startInstallation } from './installation.js';
import { HOURS_APART, sharedLog } from './log-data.js';
import { delayDuring, inTurn, secondsOf } from './measure.js';
import { RawLog, rowOf } from './raw-log.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** When the notices of the incident that was played are due: a day after its suspicion became known. */
const FIRST_DUE = toMilliseconds('2026-01-06T08:30:00.000Z' as Instant);
/** Rows that the floor inserts in one transaction. */
const BATCH = 500;

/** Everybody's deadline of one incident passes in the same second, among those of a hundred incidents. */
export const deadlines: Bench = {
  name: 'deadlines',
  async run(scale, room) {
    const count = scale.of(10_000, 20);
    const events = scale.of(2_000_000, 500);
    const { dataDirectory } = await sharedLog(room, { events, controllers: count, stage: 'opened' });
    const rawFile = join(room.folder, 'raw.db');
    copyFileSync(paths(dataDirectory).log, rawFile);
    const raw = new RawLog(rawFile);

    const clock = new TestClock(toInstant(FIRST_DUE - MINUTE));
    const { service, stop } = await startInstallation({ dataDirectory, clock });
    const { log, models } = service.stores;
    const settled = async (): Promise<void> => {
      await service.tick();
      await service.settled();
    };
    await settled();
    const [armed] = models.db.sql(`SELECT count(*) AS armed FROM watch_deadlines WHERE alarms <> 'off'`).all();
    let missed: readonly StoredEvent[] = [];
    let delay = 0;
    const compared = await inTurn(
      scale.of(5, 2),
      async (round) => {
        room.say(`round ${round + 1}`);
        const due = FIRST_DUE + round * HOURS_APART * HOUR;
        clock.set(toInstant(due - MINUTE));
        await settled();
        const { position } = await log.head();
        clock.set(toInstant(due + 1));
        const seconds = await secondsOf(async () => {
          delay = Math.max(delay, await delayDuring(() => service.tick()));
        });
        const written = await log.readAll(position, Number.MAX_SAFE_INTEGER);
        missed = written.filter(({ type }) => type === 'DeadlineMissed');
        await settled();
        const after = (await log.readAll(position, Number.MAX_SAFE_INTEGER)).filter(
          ({ type }) => type === 'DeadlineMissed',
        );
        const streams = new Set(after.map(({ stream }) => stream));
        if (missed.length !== count || after.length !== count || streams.size !== count)
          throw new Error(
            `${missed.length} missed deadlines at once, ${after.length} later, of ${streams.size} notices: not ${count}`,
          );
        return count / seconds;
      },
      async () => {
        const rows = missed.map((event) => rowOf(event.stream, event));
        const seconds = await secondsOf(() => {
          for (let from = 0; from < rows.length; from += BATCH) {
            const batch = rows.slice(from, from + BATCH);
            for (const [stream] of batch) raw.read(stream);
            raw.insert(batch);
          }
        });
        return count / seconds;
      },
    );
    await stop();
    raw.close();
    return [
      against(
        `${number(count)} deadlines due in the same second among ${number(armed?.['armed'] as number)} armed, none twice`,
        compared,
        { unit: '/s', least: 0.3 },
      ),
      stated('event-loop delay p99.9 meanwhile', `${number(delay)} ms`),
    ];
  },
};
