import { randomUUID } from 'node:crypto';
import { type EventLog, type Json, type StoredEvent } from '@art33/event-log';
import { EventStoreDBClient, binaryEvent, jsonEvent } from '@eventstore/db-client';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { describeWithServer } from '../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { install, type Installed } from '../faults/support/installed.js';
import { Program } from '../faults/support/program.js';
import { NodesOfOne, type Node } from './support/cluster.js';
import { Figures, until } from './support/figures.js';
import { affectMany, sendAll } from './support/many-controllers.js';

const PATIENCE = 120_000;
const CREDENTIALS = { username: 'any', password: '' };

/** What one node says of itself. */
interface State {
  readonly ready: number;
  readonly models: unknown;
  /** Projections that stand still, by the metrics. */
  readonly halted: readonly string[];
}

describeWithServer('An event that another client of the server wrote to a stream of the log', {}, (server) => {
  let nodes: NodesOfOne;
  let both: readonly Node[];
  let ours: Installed;
  let others: Installed;
  let log: EventLog;
  let client: EventStoreDBClient;

  const on = (node: Node, whose = ours) => new Api(node.url, whose.processorToken);
  const stateOf = async (node: Node): Promise<State> => {
    const answer = await fetch(`${node.url}/health/ready`);
    const { checks } = (await answer.json()) as { readonly checks: Readonly<Record<string, unknown>> };
    const page = await (await fetch(`${node.url}/metrics`)).text();
    const halted = [...page.matchAll(/^art33_projection_halted\{projection="([^"]+)"\} 1$/gm)].map(([, name]) => name!);
    return { ready: answer.status, models: checks['models'], halted };
  };
  /** An event as art33 writes it, changed, at the end of a stream. */
  const written = async (
    stream: string,
    change: { readonly type?: string; readonly version?: number; readonly data?: Json; readonly metadata?: Json },
  ) => {
    const last = (await log.readStream(stream, { fresh: true, direction: 'backwards', limit: 1 }))[0] as StoredEvent;
    const {
      type = last.type,
      version = last.schemaVersion,
      data = last.data,
      metadata = last.metadata as unknown as Json,
    } = change;
    const envelope = { recordedAt: new Date().toISOString(), schemaVersion: version, metadata };
    const event = jsonEvent({ id: randomUUID(), type, data: data as never, metadata: envelope as never });
    await client.appendToStream(`${nodes.logName}.${stream}`, [event], { credentials: CREDENTIALS });
  };
  const logIncident = (node: Node, whose = ours) =>
    on(node, whose).done('post', 'incidents', { title: 'Unusual access', summary: 'Unusual reading access.' });
  const doctor = async (node: Node) => {
    const { out } = await Program.start({ env: node.env, args: ['doctor', '--json'] }).ended();
    return JSON.parse(out) as readonly { readonly check: string; readonly grade: string; readonly what: string }[];
  };

  beforeAll(async () => {
    nodes = await NodesOfOne.on(server().url);
    client = EventStoreDBClient.connectionString(server().url);
    const env = { ART33_METRICS: 'open' };
    const a = await nodes.start('a', { env });
    both = [a, await nodes.start('b', { env })];
    ours = await install(a.url, nodes.masterKey, { name: 'ratiomedicus', controllers: 2 });
    others = await install(a.url, nodes.masterKey, { name: 'lumitra', controllers: 2 });
    log = await nodes.log();
  }, PATIENCE);
  afterAll(async () => {
    await client?.dispose();
    await nodes?.end();
  }, PATIENCE);

  describe('and that has not the form of the log’s events', () => {
    test(
      'is passed over and counted nowhere; the stream goes on',
      async () => {
        const [a, b] = both as readonly [Node, Node];
        const incident = pick(await logIncident(a), 'id');
        const stream = `${nodes.logName}.incident-${incident}`;
        const before = (await log.head()).size;
        const envelope = { recordedAt: new Date().toISOString(), schemaVersion: 1 };
        const foreign = [
          binaryEvent({ type: 'DetailAdded', data: Buffer.from([0, 1, 2, 255]) }),
          jsonEvent({ type: 'DetailAdded', data: { note: 'no envelope' } }),
          jsonEvent({ type: '<b>strange</b>', data: {}, metadata: envelope as never }),
          jsonEvent({ type: 'DetailAdded', data: {}, metadata: { ...envelope, metadata: {} } as never }),
          jsonEvent({ type: 'DetailAdded', data: {}, metadata: { ...envelope, metadata: ['x'] } as never }),
          jsonEvent({
            type: 'DetailAdded',
            data: {},
            metadata: { ...envelope, schemaVersion: 0, metadata: {} } as never,
          }),
          jsonEvent({
            type: 'DetailAdded',
            data: {},
            metadata: { ...envelope, recordedAt: '2026-10-20', metadata: {} } as never,
          }),
        ];
        for (const event of foreign) await client.appendToStream(stream, [event], { credentials: CREDENTIALS });
        await client.appendToStream(`${nodes.logName}.no stream of ours`, [jsonEvent({ type: 'X', data: {} })], {
          credentials: CREDENTIALS,
        });
        await on(b).done('post', `incidents/${incident}/details`, { note: 'after it' });
        await on(a).done('post', `incidents/${incident}/details`, { note: 'and again' });
        await log.readStream(`incident-${incident}`, { fresh: true });
        expect((await log.head()).size).toBe(before + 2);
        for (const node of both) {
          await until(
            'it has counted them',
            async () => (await Figures.of(node)).sum('art33_log_events') === before + 2,
            5_000,
          );
          expect(await stateOf(node)).toEqual({ ready: 200, models: true, halted: [] });
        }
      },
      PATIENCE,
    );
  });

  /** From one to the next more stands still: what stopped goes on only once the event can be read. */
  const CASES: readonly {
    readonly name: string;
    /** Projections that need it. */
    readonly halted: readonly string[];
    /** What the doctor and whoever commands that record are told. */
    readonly words: RegExp;
    /** Writes it to a record of ours; returns a command on that record, where there is one. */
    readonly spoil: () => Promise<readonly [path: string, body: object] | undefined>;
  }[] = [
    {
      name: 'is of a type that nobody knows',
      halted: [],
      words: /no feature of this release declares the event type SomethingFromTomorrow/,
      spoil: async () => {
        const incident = pick(await logIncident(both[0]!), 'id');
        await written(`incident-${incident}`, { type: 'SomethingFromTomorrow', data: {} });
        return [`incidents/${incident}/details`, { note: 'after it' }];
      },
    },
    {
      name: 'is of a newer schema',
      halted: ['identity-tokens'],
      words: /TokenIssued is stored in schema version 99, this release knows versions up to 1: update art33/,
      spoil: async () => {
        const [issued] = (await log.readAll(undefined, 1_000)).filter(({ type }) => type === 'TokenIssued');
        await written(issued!.stream, { version: 99 });
        return undefined;
      },
    },
    {
      name: 'cannot be opened',
      halted: ['identity-tokens', 'incidents', 'delivery-public-events'],
      words: /\/note of IncidentDetailsAdded \S+ does not open under key/,
      spoil: async () => {
        const incident = pick(await logIncident(both[0]!), 'id');
        const [logged] = await log.readStream(`incident-${incident}`, { fresh: true });
        // What was sealed for one place opens at no other.
        const { summary } = logged!.data as { readonly summary: Json };
        await written(`incident-${incident}`, { type: 'IncidentDetailsAdded', data: { note: summary, changes: {} } });
        return [`incidents/${incident}/details`, { note: 'after it' }];
      },
    },
  ];

  describe.each(CASES)('and that $name', ({ name, halted, words, spoil }) => {
    let command: readonly [path: string, body: object] | undefined;
    /** Of the other organisation, one for each node. */
    const incidents: string[] = [];

    beforeAll(async () => {
      for (const node of both) incidents.push(await affectMany(on(node, others), others.agreementIds, new Date()));
      command = await spoil();
    }, PATIENCE);

    test('stops the projections that need it, and no other, on every node alike', async () => {
      for (const node of both) {
        await until(
          'it shows what stands still',
          async () => (await stateOf(node)).halted.length === halted.length,
          10_000,
        );
        const { ready, models, halted: those } = await stateOf(node);
        expect(those.toSorted()).toEqual(halted.toSorted());
        expect(ready).toBe(halted.length === 0 ? 200 : 503);
        if (halted.length > 0) for (const each of halted) expect(models).toContain(each);
      }
    });

    test(
      'is named by the doctor and to whoever commands that record',
      async () => {
        const findings = (await doctor(both[1]!)).filter(({ grade }) => grade === 'error');
        expect(findings.map(({ what }) => what).join('\n')).toMatch(words);
        if (halted.length > 0)
          expect(findings.find(({ check }) => check === 'service-models')?.what).toContain(`halted: ${halted[0]}`);
        for (const node of both) {
          if (!command) continue;
          const answer = await on(node).post(...command);
          expect([answer.status, pick(answer.body, 'type')]).toEqual([503, 'urn:art33:problem:unreadable']);
          expect(pick(answer.body, 'detail')).toMatch(words);
        }
      },
      PATIENCE,
    );

    test(
      'leaves the other organisation its work, up to the mails, on every node',
      async () => {
        const begun = Date.now();
        for (const [index, node] of both.entries()) {
          const before = nodes.mail.received.length;
          expect((await logIncident(node, others))['id']).toBeDefined();
          await sendAll(on(node, others), incidents[index]!);
          await until('its mails are out', () => nodes.mail.received.length === before + others.agreementIds.length);
        }
        process.stdout.write(
          `poisoned (${name}): halted on both nodes: ${halted.join(', ') || 'none'}; the other organisation was told by ` +
            `both within ${((Date.now() - begun) / 1_000).toFixed(1)} s\n`,
        );
      },
      PATIENCE,
    );
  });
});
