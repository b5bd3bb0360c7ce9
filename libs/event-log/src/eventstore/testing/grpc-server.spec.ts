import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent, NO_STREAM, streamNameFilter } from '@eventstore/db-client';
import { GrpcServer } from './grpc-server.js';
import { leaderNamedBy } from './transcript.js';

const CREDENTIALS = { username: 'any', password: '' };
const clients: EventStoreDBClient[] = [];
let server: GrpcServer;

const clientOf = (url: string): EventStoreDBClient => {
  const client = EventStoreDBClient.connectionString(url);
  clients.push(client);
  return client;
};
const begin = async (nodes = 1): Promise<EventStoreDBClient> => {
  server = await GrpcServer.start({ nodes });
  return clientOf(server.url);
};
afterEach(async () => {
  await server.stop();
  for (const client of clients.splice(0)) await client.dispose();
});

const event = (data: unknown = {}, id: string = randomUUID()) =>
  jsonEvent({ id, type: 'Counted', data: data as never });
const append = (
  client: EventStoreDBClient,
  stream: string,
  { events = [event()], deadline = 2_000 }: { events?: ReturnType<typeof event>[]; deadline?: number } = {},
): Promise<unknown> =>
  client.appendToStream(stream, events, { expectedRevision: NO_STREAM, credentials: CREDENTIALS, deadline });
/** What it ends with: "written", or what the client calls the error. */
const said = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'written',
    (error: { readonly type?: string; readonly code?: number }) => error.type ?? error.code,
  );
const written = (): string[] => server.events.all.map(({ stream }) => stream);
const until = async (holds: () => boolean): Promise<void> => {
  for (const end = Date.now() + 60_000; !holds() && Date.now() < end; await delay(5));
  expect(holds()).toBe(true);
};

describe('An append', () => {
  test.each([true, false])('is cut, having been written: %p', async (isWritten) => {
    const client = await begin();
    server.faults.next({ is: 'cut', written: isWritten });
    expect(await said(append(client, 'a'))).toBe('unavailable');
    expect(written()).toEqual(isWritten ? ['a'] : []);
    expect(await said(append(client, 'b'))).toBe('written');
  });

  test('is answered after the deadline, and written at once', async () => {
    const client = await begin();
    server.faults.next({ is: 'late', ms: 500, written: 'at once' });
    expect(await said(append(client, 'a', { deadline: 200 }))).toBe('deadline-exceeded');
    expect(written()).toEqual(['a']);
    await delay(500);
    expect(await said(append(client, 'b'))).toBe('written');
  });

  test('is written only after the caller gave up', async () => {
    const client = await begin();
    server.faults.next({ is: 'late', ms: 400, written: 'then' });
    expect(await said(append(client, 'a', { deadline: 200 }))).toBe('deadline-exceeded');
    expect(written()).toEqual([]);
    await until(() => written().length === 1);
  });

  test('is answered twice: the client takes neither, and goes on', async () => {
    const client = await begin();
    server.faults.next({ is: 'answered twice' });
    expect(await said(append(client, 'a'))).not.toBe('written');
    expect(written()).toEqual(['a']);
    expect(await said(append(client, 'b'))).toBe('written');
  });

  test('is refused because the server is not ready', async () => {
    const client = await begin();
    server.faults.next({ is: 'not ready' });
    expect(await said(append(client, 'a'))).toBe('unavailable');
    expect(server.faults.left).toBe(0);
  });

  test('meets a fault on its own stream only', async () => {
    const client = await begin();
    server.faults.next({ is: 'not ready' }, (stream) => stream === 'b');
    expect(await said(append(client, 'a'))).toBe('written');
    expect(await said(append(client, 'b'))).toBe('unavailable');
  });

  test('is led to the node that leads', async () => {
    await begin(3);
    const [first, second] = server.nodes as [(typeof server.nodes)[number], (typeof server.nodes)[number]];
    server.lead(second);
    server.faults.next({ is: 'not leader', port: second.wire.port });
    const client = clientOf(first.url);
    expect(await said(append(client, 'a'))).toBe('not-leader');
    await first.wire.down();
    expect(await said(append(client, 'a'))).toBe('written');
  });
});

describe('A node', () => {
  test('is frozen: it takes connections and says nothing; then it goes on', async () => {
    const client = await begin();
    const [node] = server.nodes;
    expect(await said(append(client, 'a'))).toBe('written');
    node?.wire.freeze();
    expect(await said(append(client, 'b', { deadline: 300 }))).toBe('deadline-exceeded');
    expect(await said(append(clientOf(server.url), 'c', { deadline: 300 }))).toBe('deadline-exceeded');
    node?.wire.thaw();
    expect(await said(append(client, 'd'))).toBe('written');
  });

  test('is away and comes back, with what it had', async () => {
    const client = await begin();
    const [node] = server.nodes;
    await append(client, 'a');
    await node?.wire.down();
    expect(await said(append(client, 'b'))).toBe('unavailable');
    await node?.wire.up();
    expect(await said(append(clientOf(server.url), 'c'))).toBe('written');
    expect(written()).toEqual(['a', 'c']);
  });

  test('of a cluster is found by gossip: the one that leads', async () => {
    const client = await begin(3);
    const third = server.nodes[2] as (typeof server.nodes)[number];
    server.lead(third);
    for (const node of server.nodes) if (node !== third) node.isReady = false;
    expect(await said(append(client, 'a'))).toBe('written');
  });

  test('that follows refuses what only the leader may answer, and names it', async () => {
    await begin(3);
    expect(await leaderNamedBy(server.nodes[1]?.url ?? '')).toBe(server.leader.wire.port);
  });

  test('stamps events with its own clock', async () => {
    const client = await begin();
    server.events.clock = () => Date.UTC(2030, 0, 1);
    await append(client, 'a');
    for await (const { event: read } of client.readStream('a'))
      expect(read?.created.toISOString()).toBe('2030-01-01T00:00:00.000Z');
  });
});

describe('A subscription', () => {
  const subscribe = (client: EventStoreDBClient, heard: string[]) => {
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: ['a'] }) });
    subscription.on('data', ({ event: each }) => void heard.push(each?.streamId ?? ''));
    subscription.on('error', (error) => heard.push(`error ${(error as { readonly type?: string }).type}`));
    subscription.on('end', () => heard.push('end')).on('close', () => heard.push('close'));
    return subscription;
  };
  const served = () => [...(server.nodes[0]?.subscriptions ?? [])][0];

  test('goes silent: no event, no error, no end', async () => {
    const client = await begin();
    const heard: string[] = [];
    subscribe(client, heard);
    await until(() => served() !== undefined);
    await append(client, 'a1');
    await until(() => heard.length === 1);
    served()?.silence();
    await append(client, 'a2');
    await delay(200);
    expect(heard).toEqual(['a1']);
  });

  test('ends with an error, and with the connection', async () => {
    const client = await begin();
    const heard: string[] = [];
    subscribe(client, heard);
    await until(() => served() !== undefined);
    served()?.fail();
    await until(() => heard.length > 0);
    expect(heard[0]).toBe('error unavailable');
    const second: string[] = [];
    subscribe(clientOf(server.url), second);
    await until(() => server.nodes[0]?.subscriptions.size === 1);
    server.nodes[0]?.wire.cut();
    await until(() => second.length > 0);
    expect(second[0]).toBe('error unavailable');
    await until(() => server.nodes[0]?.subscriptions.size === 0);
  });

  test('waits for a consumer who takes nothing', async () => {
    const client = await begin();
    const heard: string[] = [];
    const subscription = subscribe(client, heard);
    await until(() => served() !== undefined);
    subscription.pause();
    const events = Array.from({ length: 50 }, () => event('x'.repeat(10_000)));
    for (let batch = 0; batch < 20; batch++) await append(client, `a${batch}`, { events, deadline: 20_000 });
    await delay(300);
    const sent = served()?.sent ?? 0;
    expect(sent).toBeLessThan(500);
    subscription.resume();
    await until(() => heard.length === 1_000);
    expect(served()?.sent).toBe(1_000);
  });
});
