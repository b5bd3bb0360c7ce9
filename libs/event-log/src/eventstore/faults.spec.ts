import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { anEvent, someEvents } from '../conformance/events.js';
import { systemClock } from '../domain/clock.js';
import { leafHash } from '../domain/leaf.js';
import { LogUnavailable, LogUnusable, WrongExpectedRevision } from '../port/errors.js';
import type { EventLog, StoredEvent } from '../port/event-log.js';
import { ServerConnection } from './client.js';
import { EventStoreLog } from './eventstore-log.js';
import { GrpcServer } from './testing/grpc-server.js';

const PATIENCE = 40_000;
const base = mkdtempSync(join(tmpdir(), 'art33-faults-'));
let server: GrpcServer;
let name: string;
const opened: EventStoreLog[] = [];

beforeEach(async () => {
  server = await GrpcServer.start({ nodes: 3 });
  name = `t-${randomUUID().slice(0, 18)}`;
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()));
  await server.stop();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface NodeOptions {
  readonly onWaiting?: (words: string) => void;
  readonly signal?: AbortSignal;
}
const open = async (node: string, more: NodeOptions = {}): Promise<EventStoreLog> => {
  const file = join(base, `${name}-${node}.db`);
  const log = await EventStoreLog.open({ url: server.url, name, node, file, clock: systemClock, ...more });
  opened.push(log);
  return log;
};
const ours = (stream: string) => stream.startsWith(`${name}.`);
const whole = (log: EventLog): Promise<readonly StoredEvent[]> => log.readAll(undefined, 100_000);
const onServer = () => server.events.all.filter(({ stream }) => ours(stream));
const leaves = async (log: EventLog): Promise<readonly unknown[]> => (await whole(log)).map(leafHash);
const shown = async (log: EventLog, size: number): Promise<void> => {
  while ((await log.head()).size < size) await sleep(5);
};

describe('An append', () => {
  it.each([
    ['cut off after it was written', { is: 'cut', written: true }],
    ['cut off before it was written', { is: 'cut', written: false }],
    ['answered after the deadline, written at once', { is: 'late', ms: 3_600, written: 'at once' }],
    ['answered after the deadline, written only then', { is: 'late', ms: 3_600, written: 'then' }],
    ['answered twice', { is: 'answered twice' }],
    ['sent to a server that is not ready', { is: 'not ready' }],
  ] as const)(
    'is written once where it is %s',
    async (_, fault) => {
      const log = await open('a');
      server.faults.next(fault, ours);
      const events = someEvents(3);
      const written = await log.append('stream-a', 'none', events);
      expect(written.map(({ id, logNumber }) => [id, logNumber])).toEqual(events.map(({ id }, number) => [id, number]));
      await log.append('stream-a', 2, someEvents(1));
      await sleep(fault.is === 'late' ? 1_200 : 100);
      expect(onServer()).toHaveLength(4);
      expect(await whole(log)).toHaveLength(4);
      expect(server.faults.left).toBe(0);
    },
    PATIENCE,
  );

  it('is not taken for another one with the same ids: of two nodes one wins, and the other hears it', async () => {
    const logs = [await open('a'), await open('b')] as const;
    const events = someEvents(2);
    const changed = events.map((event) => ({ ...event, data: { changed: true } }));
    const outcomes = await Promise.allSettled([
      logs[0].append('stream-a', 'none', events),
      logs[1].append('stream-a', 'none', changed),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused[0]).toBeInstanceOf(WrongExpectedRevision);
    expect(onServer()).toHaveLength(2);
    // The same content is the same append, whoever sends it.
    const [winner, loser] = outcomes[0].status === 'fulfilled' ? [events, logs[1]] : [changed, logs[0]];
    expect(await loser.append('stream-a', 'none', winner)).toHaveLength(2);
    expect(onServer()).toHaveLength(2);
  });

  it('follows the leader', async () => {
    const log = await open('a');
    await log.append('stream-a', 'none', someEvents(1));
    const next = server.nodes[1]!;
    server.lead(next);
    server.faults.next({ is: 'not leader', port: next.wire.port }, ours);
    await log.append('stream-a', 0, someEvents(1));
    expect(await whole(log)).toHaveLength(2);
  });

  it('that comes too late is told who was first, also where its first answer was lost', async () => {
    const [a, b] = [await open('a'), await open('b')];
    server.faults.next({ is: 'cut', written: false }, ours);
    const late = expect(a.append('stream-a', 'none', someEvents(1))).rejects.toThrow(WrongExpectedRevision);
    const [first] = await b.append('stream-a', 'none', someEvents(1));
    await late;
    expect((await whole(b)).map(({ id }) => id)).toEqual([first?.id]);
  });

  it(
    'waits out a server that says nothing for some seconds',
    async () => {
      const log = await open('a');
      for (const { wire } of server.nodes) wire.freeze();
      const written = log.append('stream-a', 'none', someEvents(1));
      await sleep(4_000);
      for (const { wire } of server.nodes) wire.thaw();
      expect(await written).toHaveLength(1);
      expect(onServer()).toHaveLength(1);
    },
    PATIENCE,
  );

  it(
    'is refused in the end where no server comes back, and can be sent again',
    async () => {
      const log = await open('a');
      const events = someEvents(2);
      await Promise.all(server.nodes.map(({ wire }) => wire.down()));
      await expect(log.append('stream-a', 'none', events)).rejects.toThrow(LogUnavailable);
      expect(log.failure).toBeDefined();
      await Promise.all(server.nodes.map(({ wire }) => wire.up()));
      expect(await log.append('stream-a', 'none', events)).toHaveLength(2);
      expect(onServer()).toHaveLength(2);
    },
    PATIENCE,
  );
});

describe('An append that is larger than the server takes at once', () => {
  const large = (count: number) => Array.from({ length: count }, () => anEvent({ data: 'x'.repeat(400_000) }));

  it('is written in parts and counts as one', async () => {
    const [a, b] = [await open('a'), await open('b')];
    const events = large(5);
    const written = await a.append('stream-a', 'none', events);
    expect(written.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
    await shown(b, 5);
    expect(await leaves(b)).toEqual(await leaves(a));
    expect(await b.append('stream-a', 4, someEvents(1))).toMatchObject([{ revision: 5, logNumber: 5 }]);
  });

  it('is there whole or not at all for every reader, where its writer dies between two parts', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.append('stream-a', 'none', someEvents(1));
    await shown(b, 1);
    let parts = 0;
    server.faults.next({ is: 'late', ms: 60_000, written: 'then' }, (stream) => ours(stream) && ++parts === 2);
    const events = large(5);
    const cut = a.append('stream-a', 0, events).catch((error: unknown) => error);
    while (parts < 2) await sleep(10);
    expect(await whole(b)).toHaveLength(1);
    // Somebody else goes on there: the parts are void, for everybody.
    const [next] = await b.append('stream-a', 0, someEvents(1));
    expect(next).toMatchObject({ revision: 1, logNumber: 1 });
    expect(await cut).toBeInstanceOf(WrongExpectedRevision);
    const third = await open('c');
    expect(await whole(third)).toHaveLength(2);
    // The same append at the place where the stream ends now counts.
    expect(await a.append('stream-a', 1, events)).toMatchObject([{ revision: 2 }, {}, {}, {}, { logNumber: 6 }]);
    await shown(b, 7);
    await shown(third, 7);
    expect(await leaves(b)).toEqual(await leaves(a));
    expect(await leaves(third)).toEqual(await leaves(a));
  });
});

describe('An append in parts, one of whose ids comes into the log elsewhere before it is whole', () => {
  it('is none of the log’s for every reader, and holds nobody up', async () => {
    const [a, b] = [await open('a'), await open('b')];
    let parts = 0;
    server.faults.next({ is: 'late', ms: 1_500, written: 'then' }, (stream) => ours(stream) && ++parts === 2);
    const events = Array.from({ length: 4 }, () => anEvent({ data: 'x'.repeat(400_000) }));
    const refused = expect(a.append('stream-a', 'none', events)).rejects.toThrow(/stands in the log already: stream-b/);
    while (onServer().length < 2) await sleep(5);
    const [, second] = onServer();
    const { part: _, ...metadata } = JSON.parse(Buffer.from(second!.metadata).toString('utf8')) as {
      readonly part: unknown;
    };
    const { type, data } = second!;
    const copy = { id: second!.id, type, isJson: true, data, metadata: Buffer.from(JSON.stringify(metadata)) };
    server.events.append(`${name}.stream-b`, 'any', [copy]);
    // So that what came first is held, and the log has the copy, before the rest comes.
    for (const log of [a, b]) await shown(log, 1);
    await refused;
    expect(onServer()).toHaveLength(5);
    expect(await a.append('stream-a', 'none', someEvents(1))).toMatchObject([{ revision: 0, logNumber: 1 }]);
    await shown(b, 2);
    expect(await b.append('stream-a', 0, someEvents(1))).toMatchObject([{ revision: 1, logNumber: 2 }]);
    await shown(a, 3);
    expect((await whole(a)).map(({ stream }) => stream)).toEqual(['stream-b', 'stream-a', 'stream-a']);
    for (const log of [b, await open('c')]) expect(await leaves(log)).toEqual(await leaves(a));
  });
});

describe('A node', () => {
  it.each([
    ['fails', 3, () => [...server.leader.subscriptions].forEach((one) => one.fail())],
    ['ends', 3, () => [...server.leader.subscriptions].forEach((one) => one.end())],
    ['falls silent', 1, () => [...server.leader.subscriptions].forEach((one) => one.silence())],
    ['is cut', 3, () => server.leader.wire.cut()],
  ])(
    'misses nothing and takes nothing twice where its subscription %s',
    async (_, rounds, fail) => {
      const [a, b] = [await open('a'), await open('b')];
      for (let round = 0; round < rounds; round++) {
        await a.append(`stream-${round}`, 'none', someEvents(20));
        fail();
        await b.append(`stream-${round}`, 19, someEvents(20)).catch(async () => {
          // Not heard of yet: what it expects is right when it has.
          await b.readStream(`stream-${round}`, { fresh: true });
          await b.append(`stream-${round}`, 19, someEvents(20));
        });
      }
      await Promise.all([shown(a, 40 * rounds), shown(b, 40 * rounds)]);
      expect(await leaves(b)).toEqual(await leaves(a));
    },
    PATIENCE,
  );

  it(
    'waits for a server that is not there yet, and says so',
    async () => {
      await Promise.all(server.nodes.map(({ wire }) => wire.down()));
      const said: string[] = [];
      const opening = open('a', { onWaiting: (words) => said.push(words) });
      while (said.length === 0) await sleep(20);
      await Promise.all(server.nodes.map(({ wire }) => wire.up()));
      expect(await (await opening).append('stream-a', 'none', someEvents(1))).toHaveLength(1);
      expect(said[0]).toMatch(/^waiting for EventStoreDB: /);
    },
    PATIENCE,
  );

  it(
    'gives up waiting when it is told to',
    async () => {
      await Promise.all(server.nodes.map(({ wire }) => wire.down()));
      const stop = new AbortController();
      const opening = open('a', { onWaiting: () => stop.abort(), signal: stop.signal });
      await expect(opening).rejects.toThrow(LogUnavailable);
    },
    PATIENCE,
  );

  it('takes in what it was behind, in order, and leaves at the server what it has no room for yet', async () => {
    const a = await open('a');
    for (let round = 0; round < 4; round++) await a.append(`bulk-${round}`, 'none', someEvents(500));
    expect(await leaves(await open('b'))).toEqual(await leaves(a));

    const connection = new ServerConnection(server.url);
    const heard: string[] = [];
    const before = new Set(server.leader.subscriptions);
    const subscription = connection.subscribe(undefined, [`${name}.`], {
      event: ({ id }) => void heard.push(id),
      failed: () => undefined,
    });
    subscription.pause();
    await sleep(800);
    const [served] = [...server.leader.subscriptions].filter((one) => !before.has(one));
    expect(served?.sent).toBeLessThan(2_000);
    subscription.resume();
    while (heard.length < 2_000) await sleep(10);
    expect(heard).toEqual((await whole(a)).map(({ id }) => id));
    subscription.close();
    await connection.close();
  });

  it(
    'reads what stands at the server now where it is asked for that',
    async () => {
      const [a, b] = [await open('a'), await open('b')];
      [...server.leader.subscriptions].at(-1)!.silence();
      await a.append('stream-a', 'none', someEvents(3));
      expect(await b.readStream('stream-a', { fresh: true })).toHaveLength(3);
    },
    PATIENCE,
  );

  it('makes its copy anew where the server holds another log', async () => {
    const a = await open('a');
    await a.append('stream-a', 'none', someEvents(3));
    await a.close();
    await server.stop();
    server = await GrpcServer.start();
    const b = await open('b');
    await b.append('stream-b', 'none', someEvents(2));
    const said: string[] = [];
    const again = await open('a', { onWaiting: (words) => said.push(words) });
    expect(said.join()).toMatch(/a new one is made, the old one is \S+\.db\.20/);
    expect(await leaves(again)).toEqual(await leaves(b));
  });
});

describe('What others did to the server', () => {
  const foreign = (stream: string, metadata: unknown, type = 'SomethingElse'): void => {
    const text = (value: unknown) => Buffer.from(JSON.stringify(value));
    const event = { id: randomUUID(), type, isJson: true, data: text({ hello: 'there' }), metadata: text(metadata) };
    server.events.append(stream, 'any', [event]);
  };

  it('in a stream of the log, in a form that is not the log’s, is passed over by every reader alike', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.append('stream-a', 'none', someEvents(2));
    foreign(`${name}.stream-a`, { by: 'somebody' });
    foreign(`${name}.stream-b`, {});
    expect(await a.append('stream-a', 1, someEvents(1))).toMatchObject([{ revision: 2, logNumber: 2 }]);
    expect(await b.append('stream-b', 'none', someEvents(1))).toMatchObject([{ revision: 0, logNumber: 3 }]);
    const third = await open('c');
    await shown(a, 4);
    expect(await leaves(third)).toEqual(await leaves(a));
  });

  it('an event with an id that the log has already is none of the log’s', async () => {
    const a = await open('a');
    const [event] = await a.append('stream-a', 'none', someEvents(1));
    const { id, type, data, metadata } = server.events.all.find(({ id }) => id === event!.id)!;
    server.events.append(`${name}.stream-b`, 'any', [{ id, type, isJson: true, data, metadata }]);
    await a.append('stream-b', 'none', someEvents(1));
    expect((await whole(a)).map(({ stream }) => stream)).toEqual(['stream-a', 'stream-b']);
    expect(await leaves(await open('b'))).toEqual(await leaves(a));
  });

  it.each(['$maxAge', '$maxCount', '$tb'])(
    '%s on a stream of the log is reported, and refused at a start',
    async (setting) => {
      const a = await open('a');
      await a.append('stream-a', 'none', someEvents(2));
      const event = {
        id: randomUUID(),
        type: '$metadata',
        isJson: true,
        data: Buffer.from(JSON.stringify({ [setting]: 1 })),
        metadata: Buffer.alloc(0),
      };
      server.events.append(`$$${name}.stream-a`, 'any', [event]);
      while (a.failure === undefined) await sleep(10);
      expect(a.failure).toContain(`stream stream-a, ${setting} 1`);
      await expect(open('b')).rejects.toThrow(LogUnusable);
      server.events.append(`$$${name}.stream-a`, 'any', [{ ...event, id: randomUUID(), data: Buffer.from('{}') }]);
      await open('c');
      while (a.failure !== undefined) await sleep(10);
    },
  );

  it('events that are gone stop the node: it says which', async () => {
    const a = await open('a');
    await a.append('stream-a', 'none', someEvents(3));
    const index = server.events.all.findIndex(({ stream, revision }) => ours(stream) && revision === 1);
    server.events.all.splice(index, 1);
    await expect(open('b')).rejects.toThrow(/goes on with revision 2 where 1 is due/);
  });

  it('events that go missing stop a node that runs; what it has can be read', async () => {
    const a = await open('a');
    const written = await a.append('stream-a', 'none', someEvents(3));
    const last = server.events.all.findLast(({ stream }) => ours(stream))!;
    const { position } = server.events.all.at(-1)!;
    server.events.all.push({ ...last, id: randomUUID(), revision: 7, position: position + 1n });
    server.events.append('elsewhere', 'any', [{ ...last, id: randomUUID() }]);
    while (a.failure === undefined) await sleep(5);
    expect(a.failure).toMatch(/stream-a goes on with revision 7 where 3 is due/);
    expect((await whole(a)).map(({ id }) => id)).toEqual(written.map(({ id }) => id));
    await expect(a.append('stream-a', 2, someEvents(1))).rejects.toThrow(LogUnavailable);
  });
});

describe('A node’s clock', () => {
  it('is compared with the server’s', async () => {
    server.events.clock = () => Date.now() - 5_000;
    const log = await open('a');
    expect(log.clockAhead).toBeGreaterThan(4_500);
    expect(log.clockAhead).toBeLessThan(5_500);
    await expect(log.append('stream-a', 'none', someEvents(1))).resolves.toHaveLength(1);
  });

  it('that is half a minute off lets nothing be written', async () => {
    server.events.clock = () => Date.now() + 40_000;
    const log = await open('a');
    await expect(log.append('stream-a', 'none', someEvents(1))).rejects.toThrow(
      /clock is 40(\.\d+)? s behind the server/,
    );
    expect(onServer()).toEqual([]);
  });
});
