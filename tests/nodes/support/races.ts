import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '@art33/event-log';
import { Api } from '../../../apps/cli/src/api-client.js';
import { describeWithServer } from '../../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { install } from '../../faults/support/installed.js';
import { LogHistory } from '../../faults/support/log-history.js';
import { NodesOfOne, type Node } from './cluster.js';
import { Figures, until } from './figures.js';
import { affectMany, manyControllers, sendAll } from './many-controllers.js';
import { FULL } from '../../support/full.js';

const CONTROLLERS = FULL ? 1_000 : 60;
/** Every tenth controller has two contacts. */
const MAILS = CONTROLLERS + CONTROLLERS / 10;
/** So long after the incident was logged the deadlines are due, so that all nodes know of all of them by then. */
const AHEAD = FULL ? 90_000 : 8_000;
const HOURS_24 = 24 * 3_600_000;
const PATIENCE = FULL ? 15 * 60_000 : 120_000;
const ON_CALL = 'oncall@processor.example';
/** Longer than any node takes to look again for what is due. */
const A_LOOK = 2_500;

const dutyAndStep = ({ stream, data }: StoredEvent): string => {
  const { dutyId, step = '' } = data as { readonly dutyId: string; readonly step?: string };
  return `${stream} ${dutyId} ${step}`;
};

/** So many nodes at the same deadlines and the same mails: everything happens once, whoever does it. */
export const describeRaces = (count: number): void =>
  describeWithServer(`${count} nodes that race on ${CONTROLLERS} deadlines and ${MAILS} mails`, {}, (server) => {
    let nodes: NodesOfOne;
    let running: readonly Node[];
    let api: (node?: Node) => Api;
    let agreements: readonly string[];
    const ofEach = async (metric: string, labels: Readonly<Record<string, string>>): Promise<readonly number[]> =>
      Promise.all(running.map(async (node) => (await Figures.of(node)).sum(metric, labels)));
    const history = async (): Promise<LogHistory> => {
      const log = await nodes.log();
      await log.readStream('nothing', { fresh: true });
      return LogHistory.of(log);
    };
    const toControllers = () => nodes.mail.received.filter(({ to }) => to[0] !== ON_CALL);
    const total = (figures: readonly number[]): number => figures.reduce((sum, each) => sum + each, 0);

    beforeAll(async () => {
      nodes = await NodesOfOne.on(server().url);
      const env = { ART33_METRICS: 'open' };
      const first = await nodes.start('node-1', { env });
      const { processorToken } = await install(first.url, nodes.masterKey, {
        name: 'ratiomedicus',
        controllers: 0,
        onCall: ON_CALL,
      });
      api = (node = first) => new Api(node.url, processorToken);
      const others = Array.from({ length: count - 1 }, (_, index) => nodes.start(`node-${index + 2}`, { env }));
      running = [first, ...(await Promise.all(others))];
      // Not while they start: so many at once take a small machine's processors, and an import waits for the log only so long.
      agreements = await manyControllers(api(), CONTROLLERS);
    }, PATIENCE);
    afterAll(() => nodes?.end(), PATIENCE);

    test(
      'take every step of every deadline once, and tell of it in one mail',
      async () => {
        const due = Date.now() + AHEAD;
        await affectMany(api(), agreements, new Date(due - HOURS_24));
        const ready = Date.now() < due;
        await until(
          'every deadline is missed',
          async () => total(await ofEach('art33_events_appended_total', { type: 'DeadlineMissed' })) >= CONTROLLERS,
          PATIENCE,
        );
        const took = Date.now() - due;
        await sleep(A_LOOK);
        const log = await history();
        expect(log.of('DeadlineMissed')).toHaveLength(CONTROLLERS);
        for (const type of ['DeadlineMissed', 'DeadlineApproaching'])
          expect([type, log.repeated(type, dutyAndStep)]).toEqual([type, []]);
        const missed = await ofEach('art33_events_appended_total', { type: 'DeadlineMissed' });
        expect(total(missed)).toBe(CONTROLLERS);
        const alerts = nodes.mail.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString())?.[1]);
        expect(alerts.length).toBeGreaterThan(0);
        expect(new Set(alerts).size).toBe(alerts.length);
        const steps = await Promise.all(
          ['repeated', 'unchanged', 'refused'].map((outcome) =>
            ofEach('art33_commands_total', { type: 'note-deadline-step', outcome }),
          ),
        );
        process.stdout.write(
          `races, ${count} nodes, ${CONTROLLERS} deadlines: noted within ${(took / 1_000).toFixed(1)} s of being due, ` +
            `by each node ${missed.join(' + ')}, steps found taken by another node ${total(steps.flat())}` +
            `${ready ? '' : ' (due before all notices were open)'}\n`,
        );
      },
      PATIENCE,
    );

    test(
      'send every mail once',
      async () => {
        const lostBefore = total(await ofEach('art33_commands_total', { type: 'start', outcome: 'refused' }));
        const incident = await affectMany(api(), agreements, new Date());
        const connections = nodes.mail.connections;
        const begun = Date.now();
        await sendAll(api(running.at(-1)), incident);
        await until('every mail is out', () => toControllers().length >= MAILS, PATIENCE);
        const took = Date.now() - begun;
        await sleep(A_LOOK);
        const log = await history();
        expect(toControllers()).toHaveLength(MAILS);
        expect(new Set(toControllers().map(({ to }) => to[0])).size).toBe(MAILS);
        await until('all are accepted', async () => (await history()).unfinishedMessages().length === 0);
        expect(log.repeated('MessageStarted', ({ stream }) => stream)).toEqual([]);
        expect(log.of('MessageUnknown', 'MessageFailed')).toEqual([]);
        const byNode = new Map<string, number>();
        for (const { data } of log.of('MessageStarted')) {
          const { takenBy: node } = data as { readonly takenBy: string };
          byNode.set(node, (byNode.get(node) ?? 0) + 1);
        }
        const lost = total(await ofEach('art33_commands_total', { type: 'start', outcome: 'refused' })) - lostBefore;
        process.stdout.write(
          `races, ${count} nodes, ${MAILS} mails: drafted, approved and out within ${(took / 1_000).toFixed(1)} s, by each node ` +
            `${[...byNode.values()].join(' + ')} (alerts included), ${lost} attempts lost before anything left, ` +
            `${nodes.mail.connections - connections} connections\n`,
        );
        expect(byNode.size).toBeGreaterThan(1);
      },
      PATIENCE,
    );
  });
