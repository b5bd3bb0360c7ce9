import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { ServerConnection } from '../../libs/event-log/src/eventstore/client.js';
import { describeWithServer } from '../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { install } from '../faults/support/installed.js';
import { LogHistory } from '../faults/support/log-history.js';
import { NodesOfOne, type Node } from './support/cluster.js';
import { until } from './support/figures.js';
import { affectMany, manyControllers } from './support/many-controllers.js';
import { FULL } from '../support/full.js';

/** Longer than a claim lasts. */
const PAUSE = FULL ? 60_000 : 24_000;
const CONTROLLERS = FULL ? 200 : 40;
const MAILS = CONTROLLERS + CONTROLLERS / 10;
/** How long the mail server thinks about each mail, so that some are always under way. */
const SLOW = 400;
const PATIENCE = 180_000;

describeWithServer(
  `A node that is paused for ${PAUSE / 1_000} s in the middle of sending ${MAILS} mails`,
  {},
  (server) => {
    let nodes: NodesOfOne;
    let a: Node;
    let b: Node;
    let token: string;
    let connection: ServerConnection;
    /** Milliseconds from the pause until the other node held the claim; from waking until it was ready. */
    let moved: number;
    let ready: number;
    let sentMeanwhile: number;
    let lastMeanwhile: string;

    const on = ({ url }: Node) => new Api(url, token);
    const idOf = ({ directory }: Node) => readFileSync(join(directory, 'node-id'), 'utf8').trim();
    const holder = async () => {
      const last = await connection.lastOf(`${nodes.logName}~claim-background`);
      const { node, released } = last?.data as { readonly node: string; readonly released: boolean };
      return released ? undefined : node;
    };
    const history = async () => {
      const log = await nodes.log();
      const { position } = await log.head();
      if (position !== undefined) await log.readStream((await log.readAll(undefined, 1))[0]!.stream, { fresh: true });
      return LogHistory.of(log);
    };
    const tell = async (node: Node, incident: string) => {
      for (const step of ['drafts', 'approvals']) await on(node).done('post', `incidents/${incident}/notices/${step}`);
      await on(node).done('post', `incidents/${incident}/notices/sendings`, { withGaps: true });
    };

    beforeAll(async () => {
      nodes = await NodesOfOne.on(server().url);
      connection = new ServerConnection(server().url);
      a = await nodes.start('a');
      const installed = await install(a.url, nodes.masterKey, { name: 'ratiomedicus', controllers: 0 });
      token = installed.processorToken;
      const starting = nodes.start('b');
      const agreements = await manyControllers(on(a), CONTROLLERS);
      b = await starting;
      expect(await holder()).toBe(idOf(a));
      nodes.mail.atText = async () => {
        await sleep(SLOW);
        return undefined;
      };
      await tell(a, await affectMany(on(a), agreements, new Date()));
      await until('some mails are out', () => nodes.mail.received.length >= 8);

      process.kill(a.program.id, 'SIGSTOP');
      const paused = Date.now();
      const before = nodes.mail.received.length;
      const incident = pick(
        await on(b).done('post', 'incidents', {
          title: 'Another one',
          summary: 'Logged while the other node stands still.',
          awareness: [{ fact: 'suspicion-known', at: new Date().toISOString() }],
        }),
        'id',
      );
      await on(b).done('post', `incidents/${incident}/affected`, { agreements: agreements.slice(0, 1) });
      await until('the claim has moved', async () => (await holder()) === idOf(b), PAUSE);
      moved = Date.now() - paused;
      await until(
        'the notice of the other incident is open',
        async () => pick<number>(await on(b).read(`incidents/${incident}/notices?limit=1`), 'counts.total') === 1,
      );
      await sleep(Math.max(0, PAUSE - (Date.now() - paused)));
      sentMeanwhile = nodes.mail.received.length - before;
      lastMeanwhile = incident;
      process.kill(a.program.id, 'SIGCONT');
      const woken = Date.now();
      await until('it is ready', async () => (await fetch(`${a.url}/health/ready`)).ok);
      ready = Date.now() - woken;
      await until('every mail is out', () => nodes.mail.received.length >= MAILS);
      await until('all are settled', async () => (await history()).unfinishedMessages().length === 0);
    }, PATIENCE);
    afterAll(async () => {
      await connection?.close();
      await nodes?.end();
    }, PATIENCE);

    test('loses nothing; what arrived twice is recorded as begun twice', async () => {
      const arrived = new Map<string, number>();
      for (const { to } of nodes.mail.received) arrived.set(to[0]!, (arrived.get(to[0]!) ?? 0) + 1);
      expect(arrived.size).toBe(MAILS);
      const attempts = (await history()).attempts();
      const begun = new Map<string, number>();
      for (const { message } of attempts) begun.set(message, (begun.get(message) ?? 0) + 1);
      const twiceArrived = [...arrived.values()].filter((count) => count > 1).length;
      const twiceBegun = [...begun.values()].filter((count) => count > 1).length;
      expect(begun.size).toBe(MAILS);
      expect(twiceArrived).toBeLessThanOrEqual(twiceBegun);
      // The lease of a message is far longer than the pause: nobody else may send what was under way.
      for (const { message } of attempts.filter(({ outcome }) => outcome === 'MessageUnknown'))
        expect(begun.get(message)).toBeGreaterThan(1);
      process.stdout.write(
        `paused: ${PAUSE / 1_000} s, claim moved after ${(moved / 1_000).toFixed(1)} s, ${sentMeanwhile} mails sent by the other ` +
          `node meanwhile; ready ${(ready / 1_000).toFixed(1)} s after waking; ${MAILS} mails, ${attempts.length} attempts, ` +
          `${twiceBegun} begun twice, ${twiceArrived} arrived twice\n`,
      );
      expect(sentMeanwhile).toBeGreaterThan(0);
    });

    test('on waking it leaves the other node what that does now, shows what was written, and takes commands', async () => {
      expect(await holder()).toBe(idOf(b));
      const shown = await on(a).read(`incidents/${lastMeanwhile}`);
      expect(pick(shown, 'title')).toBe('Another one');
      expect((await on(a).post(`incidents/${lastMeanwhile}/details`, { note: 'awake' })).status).toBe(200);
    });
  },
);
