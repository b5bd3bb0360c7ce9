import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@art33/event-log';
import { realServer, RealServer } from '../../libs/event-log/src/eventstore/testing/real-server.js';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { readConfig } from '../../apps/server/src/config.js';
import { startService } from '../../apps/server/src/service.js';
import { install } from '../faults/support/installed.js';
import { NodesOfOne, type Node } from '../nodes/support/cluster.js';
import { registerMany } from '../support/many.js';
import { withoutServer } from './eventstore.js';
import { against, number, stated, type Bench } from './finding.js';
import { inTurn } from './measure.js';

/** Two nodes of one installation on one server: reading on one what was written on the other, and work for all. */
export const nodes: Bench = {
  name: 'nodes',
  async run(scale, { say }) {
    if (realServer(true) === undefined) return [withoutServer];
    const server = await RealServer.start({});
    const all = await NodesOfOne.on(server.url);
    try {
      const controllers = scale.of(10_000, 20);
      const a = await all.start('a');
      const { processorId, processorToken } = await install(a.url, all.masterKey, {
        name: 'ratiomedicus',
        controllers: 1,
      });
      const termsId = pick(await new Api(a.url, processorToken).read('terms'), 'items.0.id');
      say(`registering ${controllers} controllers`);
      await register(all, { id: processorId, termsId }, controllers);
      const on = (node: Node) => new Api(node.url, processorToken);

      const open = async (): Promise<number> => {
        const incident = pick(await on(a).done('post', 'incidents', { title: 'All', summary: 'All of them.' }), 'id');
        const begun = performance.now();
        await on(a).done('post', `incidents/${incident}/affected`, { terms: termsId });
        for (let total = 0; total < controllers;) {
          await sleep(100);
          total = pick<number>(await on(a).read(`incidents/${incident}/notices?limit=1`), 'counts.total');
        }
        return (controllers * 1_000) / (performance.now() - begun);
      };
      let b: Node | undefined;
      const two = async (round: number): Promise<number> => {
        say(`round ${round + 1}: two nodes`);
        b = await all.start('b');
        return open();
      };
      const one = async (round: number): Promise<number> => {
        say(`round ${round + 1}: one node`);
        await b?.program.stop();
        return open();
      };
      const compared = await inTurn(Math.min(scale.rounds, 3), two, one);

      b = await all.start('b');
      const times: number[] = [];
      for (let turn = 0; turn < scale.of(400, 10); turn++) {
        const [writer, reader] = turn % 2 === 0 ? [a, b] : [b, a];
        const written = await on(writer).done('post', 'incidents', { title: 'Own', summary: 'Own write.' });
        const begun = performance.now();
        await on(reader).read(`incidents/${pick(written, 'id')}`, { 'Art33-Position': pick(written, 'position') });
        times.push(performance.now() - begun);
      }
      times.sort((one, other) => one - other);
      return [
        against(`two nodes open notices for ${number(controllers)} controllers, against one`, compared, {
          unit: '/s',
          least: 1,
        }),
        stated(
          'a write of one node read on the other, p50 and p95',
          `${number(times[Math.floor(times.length / 2)]!)} and ${number(times[Math.floor(times.length * 0.95)]!)} ms`,
        ),
      ];
    } finally {
      await all.end();
      await server.stop();
    }
  },
};

/** Registers controllers through a node in this process, which then ends. */
async function register(
  all: NodesOfOne,
  processor: { readonly id: string; readonly termsId: string },
  count: number,
): Promise<void> {
  const env = all.environment('registry');
  Object.assign(process.env, Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('AWS_'))));
  const { masterKey } = all;
  const service = await startService({ config: readConfig(env), masterKey, clock: systemClock });
  try {
    await registerMany({ service }, processor, count, () => true);
  } finally {
    await service.close();
  }
}
