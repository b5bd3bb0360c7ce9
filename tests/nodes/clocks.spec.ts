import { setTimeout as sleep } from 'node:timers/promises';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { readConfig } from '../../apps/server/src/config.js';
import { startService, type Service } from '../../apps/server/src/service.js';
import { describeWithServer } from '../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { install, sendNotices, type Installed } from '../faults/support/installed.js';
import { LogHistory } from '../faults/support/log-history.js';
import { NodesOfOne } from './support/cluster.js';
import { until } from './support/figures.js';

const CONTROLLERS = 3;
const PATIENCE = 120_000;
const TEN_MINUTES = 600_000;
const HOURS_24 = 24 * 3_600_000;
/** Longer than a node takes to look again for what is due. */
const A_LOOK = 2_500;

/** The machine's clock, set wrong by so many milliseconds. */
class WrongClock {
  by = 0;
  now(): number {
    return Date.now() + this.by;
  }
}

describeWithServer('Two nodes whose clocks are apart', {}, (server) => {
  let nodes: NodesOfOne;
  let installed: Installed;
  let right: Service;
  let wrong: Service;
  const clock = new WrongClock();

  const config = (name: string) => readConfig({ ...nodes.environment(name), ART33_LOG_LEVEL: 'fatal' });
  const on = ({ url }: Service) => new Api(url, installed.processorToken);
  const logIncident = (service: Service, at = new Date()) =>
    on(service).post('incidents', {
      title: 'Unusual access',
      summary: 'Unusual reading access.',
      awareness: [{ fact: 'suspicion-known', at: at.toISOString() }],
    });
  const readiness = async ({ url }: Service) => {
    const answer = await fetch(`${url}/health/ready`);
    const { checks } = (await answer.json()) as { readonly checks: Readonly<Record<string, unknown>> };
    return { status: answer.status, clock: checks['clock'] };
  };
  const history = async (): Promise<LogHistory> => {
    const log = await nodes.log();
    await log.readStream('nothing', { fresh: true });
    return LogHistory.of(log);
  };

  beforeAll(async () => {
    nodes = await NodesOfOne.on(server().url);
    // The one whose clock will go wrong is the first: it does what one node at a time does.
    wrong = await startService({ config: config('wrong'), masterKey: nodes.masterKey, clock });
    installed = await install(wrong.url, nodes.masterKey, { name: 'ratiomedicus', controllers: CONTROLLERS });
    right = await startService({ config: config('right'), masterKey: nodes.masterKey });
    await sendNotices(on(wrong), installed.agreementIds);
    await until('the first mails are out', () => nodes.mail.received.length === CONTROLLERS);
    await until(
      'both are ready',
      async () => (await readiness(right)).status + (await readiness(wrong)).status === 400,
    );
  }, PATIENCE);
  afterAll(async () => {
    clock.by = 0;
    await wrong?.close();
    await right?.close();
    await nodes?.end();
  }, PATIENCE);

  test('by 5 s: the one that is wrong is not ready, and works', async () => {
    clock.by = -5_000;
    const { status, clock: words } = await readiness(wrong);
    expect(status).toBe(503);
    expect(words).toMatch(/^[45]\d{3} ms behind the (server|log)$/);
    expect((await logIncident(wrong, new Date(clock.now()))).status).toBe(201);
    clock.by = 5_000;
    expect((await readiness(wrong)).clock).toMatch(/^[45]\d{3} ms ahead of the server$/);
    expect((await logIncident(wrong)).status).toBe(201);
    clock.by = 0;
    // What it recorded ahead of time stands in the log.
    await until('it is ready again', async () => (await readiness(wrong)).status === 200, 15_000);
    expect((await readiness(right)).status).toBe(200);
  });

  describe('by ten minutes', () => {
    let begun = 0;
    let mailsBefore = 0;

    beforeAll(() => {
      begun = Date.now();
      clock.by = TEN_MINUTES;
      mailsBefore = nodes.mail.received.length;
    });

    test('the one that is wrong takes no commands, at once, and says why', async () => {
      const answer = await logIncident(wrong);
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({
        type: 'urn:art33:problem:clock-wrong',
        detail: "this node's clock is 600 s ahead of the server's: set it right",
      });
      expect(await readiness(wrong)).toMatchObject({
        status: 503,
        clock: expect.stringMatching(/^(599|600)\d{3} ms ahead of the server$/),
      });
      expect(await readiness(right)).toEqual({ status: 200, clock: true });
    });

    test(
      'the other one goes on: with commands, with what follows from them, and with mails',
      async () => {
        await sendNotices(on(right), installed.agreementIds);
        await until('its mails are out', () => nodes.mail.received.length === mailsBefore + CONTROLLERS, 60_000);
        process.stdout.write(
          `clocks ten minutes apart: the other node has taken over and sent everything ` +
            `${((Date.now() - begun) / 1_000).toFixed(1)} s after the clock was set wrong\n`,
        );
        const senders = (await history())
          .of('MessageStarted')
          .filter(({ recordedAt }) => Date.parse(recordedAt) > begun)
          .map(({ data }) => (data as { readonly takenBy: string }).takenBy);
        expect(new Set(senders).size).toBe(1);
        expect(senders).toHaveLength(CONTROLLERS);
      },
      PATIENCE,
    );

    test(
      'the one that is wrong decides no deadline of the next ten minutes',
      async () => {
        const due = Date.now() + TEN_MINUTES / 2;
        const incident = pick(
          await on(right).done('post', 'incidents', {
            title: 'Unusual access',
            summary: 'Unusual reading access.',
            awareness: [{ fact: 'suspicion-known', at: new Date(due - HOURS_24).toISOString() }],
          }),
          'id',
        );
        await on(right).done('post', `incidents/${incident}/affected`, { agreements: installed.agreementIds });
        await until('its duties are open', async () => (await history()).of('DutyOpened').length >= CONTROLLERS * 3);
        await sleep(A_LOOK);
        await wrong.tick();
        expect((await history()).of('DeadlineMissed')).toEqual([]);
      },
      PATIENCE,
    );

    test('nothing in the log has its time', async () => {
      const latest = Math.max(...(await history()).events.map(({ recordedAt }) => Date.parse(recordedAt)));
      expect(latest).toBeLessThan(Date.now() + 6_000);
    });

    test('it does not start, and says why', async () => {
      const starting = startService({ config: config('third'), masterKey: nodes.masterKey, clock });
      await expect(starting).rejects.toThrow("this node's clock is 600 s ahead of the server's: set it right");
    });

    test('and once it is right again, it works again by itself', async () => {
      clock.by = 0;
      await until('it is ready', async () => (await readiness(wrong)).status === 200, 15_000);
      expect((await logIncident(wrong)).status).toBe(201);
    });
  });
});
