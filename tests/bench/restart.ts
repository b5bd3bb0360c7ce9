import { setTimeout as sleep } from 'node:timers/promises';
import { Companion } from './companion.js';
import { number, stated, within, type Bench } from './finding.js';
import { sharedLog } from './log-data.js';
import { spreadOf } from './measure.js';

/** A service that was killed while its read models were behind, until it answers and until it is ready. */
export const restart: Bench = {
  name: 'restart',
  async run(scale, room) {
    const events = scale.of(1_000_000, 500);
    const behind = scale.of(10_000, 200);
    const data = await sharedLog(room, { events, controllers: scale.of(200, 5), stage: 'told' });
    const live: number[] = [];
    const ready: number[] = [];
    for (let round = 0; round < scale.of(3, 1); round++) {
      room.say(`round ${round + 1}: writing ${behind} events that no read model has seen, and killing the writer`);
      const numbers = [data.played, behind, data.copies + 1 + round * 1_000];
      const writer = await Companion.start(['write', data.dataDirectory, data.incidentId, ...numbers.map(String)]);
      await writer.companion.kill();
      const begun = performance.now();
      const since = (): number => (performance.now() - begun) / 1000;
      const service = Companion.start<{ readonly url: string }>(['serve', data.dataDirectory]);
      const answers = async (path: string): Promise<number> => {
        const { said } = await service;
        for (;;) {
          const status = await fetch(`${said.url}/health/${path}`).then(
            (answer) => answer.status,
            () => 0,
          );
          if (status === 200) return since();
          await sleep(10);
        }
      };
      const [liveAfter, readyAfter] = await Promise.all([answers('live'), answers('ready')]);
      live.push(liveAfter);
      ready.push(readyAfter);
      await (await service).companion.kill();
    }
    const what = `restart after kill -9 with ${number(events)} events, models ${number(behind)} behind`;
    return [
      within(`${what}: live`, spreadOf(live).median, 2, 's'),
      within(`${what}: ready`, spreadOf(ready).median, 5, 's'),
      stated(
        'each round, live and ready',
        live.map((each, i) => `${number(each)} s, ${number(ready[i]!)} s`).join('; '),
      ),
    ];
  },
};
