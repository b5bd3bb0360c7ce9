import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEvent } from '../conformance/events.js';
import { systemClock } from '../domain/clock.js';
import { leafHash } from '../domain/leaf.js';
import { EventStoreLog } from '../eventstore/eventstore-log.js';
import { GrpcServer } from '../eventstore/testing/grpc-server.js';
import { describeWithServer } from '../eventstore/testing/describe-with-server.js';
import { LogUnavailable, LogUnusable } from '../port/errors.js';
import type { StoredEvent } from '../port/event-log.js';
import { SqliteEventLog } from '../sqlite/sqlite-event-log.js';
import { logDigest, LogsDiffer, MoveStopped, provePrefix, type ReadableLog } from './compare-logs.js';
import { copyEvents, TargetTaken, type MoveTarget } from './copy-events.js';
import { EventStoreTarget } from './eventstore-target.js';
import { fill, fillLarge } from './source-log.fixture.js';
import { SqliteTarget, unfinishedName } from './sqlite-target.js';

let directory: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'art33-moving-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(directory, { recursive: true });
});
const closedAtTheEnd = <T extends { close(): Promise<void> }>(opened: T): T => {
  closing.push(() => opened.close());
  return opened;
};
const at = (name: string): string => join(directory, name);
const embedded = async (name = 'log.db'): Promise<SqliteEventLog> =>
  closedAtTheEnd(await SqliteEventLog.open({ file: at(name), clock: systemClock }));
const fileTarget = (name: string): SqliteTarget =>
  closedAtTheEnd(SqliteTarget.open({ file: at(name), clock: systemClock }));
const everything = async (log: ReadableLog): Promise<readonly StoredEvent[]> =>
  (await log.readAll(undefined, 1_000_000)).map((event) => ({ ...event }));

/** As the command does it: proves what is there, copies the rest. Returns how many events were copied. */
async function move(source: ReadableLog, target: MoveTarget, pass: Parameters<typeof copyEvents>[3] = {}) {
  const reached = await provePrefix(source, target.log);
  const { size } = await copyEvents(source, target, reached, pass);
  return size - reached.size;
}

/** Copies so many events, as a process does that is killed then. */
async function moveUntil(count: number, source: ReadableLog, target: MoveTarget): Promise<void> {
  const stopping: MoveTarget = {
    log: target.log,
    atOnce: target.atOnce,
    close: () => target.close(),
    add: async (events) => {
      const { size } = await target.log.head();
      await target.add(events.slice(0, count - size));
      if (size + events.length > count) throw new MoveStopped('stopped');
    },
  };
  await expect(move(source, stopping)).rejects.toThrow(MoveStopped);
  expect((await target.log.head()).size).toBe(count);
}

function bothWays(url: () => string): void {
  let name: string;
  beforeEach(() => (name = `m-${randomUUID().slice(0, 18)}`));
  const onServer = async (file = randomUUID()): Promise<EventStoreLog> =>
    closedAtTheEnd(await EventStoreLog.open({ url: url(), name, node: file, file: at(file), clock: systemClock }));
  const serverTarget = async (): Promise<EventStoreTarget> => new EventStoreTarget(await onServer());

  it('takes every event to the server and back, with all that it is and at its place', async () => {
    const source = await embedded();
    await fill(source, 300);
    await fillLarge(source);
    await fill(source, 400, 300);
    const seen: number[] = [];
    expect(await move(source, await serverTarget(), { onProgress: (done) => seen.push(done) })).toBe(404);
    expect(seen.at(-1)).toBe(404);
    // A copy of its own: what the server holds, and not what the target has written.
    const there = await onServer();
    expect(await everything(there)).toEqual(await everything(source));
    expect(await logDigest(there)).toEqual(await logDigest(source));
    expect(await logDigest(there)).toMatchObject({ size: 404 });

    const target = fileTarget('back.db');
    expect(await move(there, target)).toBe(404);
    expect(await logDigest(target.log)).toEqual(await logDigest(source));
    expect(existsSync(at('back.db'))).toBe(false);
    await target.finish();
    const back = await embedded('back.db');
    expect(await everything(back)).toEqual(await everything(source));
    expect(existsSync(unfinishedName(at('back.db')))).toBe(false);
    // Both go on alike.
    const next = anEvent();
    expect((await back.append('stream-0', 'any', [next]))[0]).toMatchObject({ logNumber: 404 });
    expect((await there.append('stream-0', 'any', [next]))[0]).toMatchObject({ logNumber: 404 });
  });

  it('goes on wherever it was broken off, and copies nothing twice', async () => {
    const source = await embedded();
    await fill(source, 250);
    for (const count of [1, 7, 8, 100, 249]) await moveUntil(count, source, await serverTarget());
    expect(await move(source, await serverTarget())).toBe(1);
    expect(await move(source, await serverTarget())).toBe(0);
    const there = await onServer();
    expect(await everything(there)).toEqual(await everything(source));
    for (const count of [1, 7, 8, 100, 249]) {
      const target = fileTarget('back.db');
      await moveUntil(count, there, target);
      await target.close();
    }
    const target = fileTarget('back.db');
    expect(await move(there, target)).toBe(1);
    expect(await logDigest(target.log)).toEqual(await logDigest(source));
  });

  it('copies what the source has got since', async () => {
    const source = await embedded();
    await fill(source, 20);
    const target = await serverTarget();
    const reached = await copyEvents(source, target, await provePrefix(source, target.log));
    await fill(source, 50, 20);
    expect(await copyEvents(source, target, reached)).toMatchObject({ size: 50 });
    expect(await logDigest(target.log)).toEqual(await logDigest(source));
  });

  it('refuses a target of as many events of which one is another', async () => {
    const source = await embedded();
    await fill(source, 20);
    const other = await onServer();
    const events = await everything(source);
    for (const event of events)
      await other.append(event.stream, event.revision === 0 ? 'none' : event.revision - 1, [
        event.logNumber === 13 ? { ...event, data: { other: 'contents' } } : event,
      ]);
    await expect(move(source, await serverTarget())).rejects.toThrow(LogsDiffer);
    await expect(move(source, await serverTarget())).rejects.toThrow(
      /^log number 13: .* the same event with other contents/,
    );
    expect((await other.head()).size).toBe(20);
    expect((await logDigest(other)).digest).not.toBe((await logDigest(source)).digest);
  });

  it('refuses a target that holds more, or another order', async () => {
    const source = await embedded();
    await fill(source, 10);
    const longer = await embedded('longer.db');
    await fill(longer, 11);
    await move(longer, await serverTarget());
    await expect(move(source, await serverTarget())).rejects.toThrow('it holds 11 events, the source 10');

    const mixed = await embedded('mixed.db');
    const [first, second] = [anEvent(), anEvent()];
    await mixed.append('one', 'none', [first]);
    await mixed.append('other', 'none', [second]);
    const turned = fileTarget('turned.db');
    await turned.add((await everything(mixed)).toReversed().map((event, logNumber) => ({ ...event, logNumber })));
    await expect(move(mixed, turned)).rejects.toThrow(/^log number 0: /);
  });

  it('stops where somebody else writes to the target', async () => {
    const source = await embedded();
    await fill(source, 40);
    const target = await serverTarget();
    await moveUntil(20, source, target);
    const reached = await provePrefix(source, target.log);
    await (await onServer()).append('somebody-else', 'none', [anEvent()]);
    await expect(copyEvents(source, target, reached)).rejects.toThrow(TargetTaken);
    await expect(move(source, await serverTarget())).rejects.toThrow(LogsDiffer);
  });
}

describe('Moving a log to EventStoreDB and back, on a stand-in', () => {
  let server: GrpcServer;
  beforeAll(async () => {
    server = await GrpcServer.start();
  });
  afterAll(() => server.stop());
  bothWays(() => server.url);

  const onServer = async (name: string): Promise<EventStoreLog> =>
    closedAtTheEnd(
      await EventStoreLog.open({
        url: server.url,
        name,
        node: randomUUID(),
        file: at(randomUUID()),
        clock: systemClock,
      }),
    );

  it('writes an append once and at its place whose answer is late, lost or given twice', async () => {
    const source = await embedded();
    await fill(source, 60);
    const name = 'late';
    const target = new EventStoreTarget(await onServer(name));
    const isOurs = (stream: string): boolean => stream.startsWith(`${name}.`);
    const fault = server.faults;
    fault.next({ is: 'late', ms: 4_500, written: 'at once' }, isOurs);
    fault.next({ is: 'late', ms: 4_500, written: 'then' }, isOurs);
    fault.next({ is: 'cut', written: true }, isOurs);
    fault.next({ is: 'cut', written: false }, isOurs);
    fault.next({ is: 'answered twice' }, isOurs);
    fault.next({ is: 'not ready' }, isOurs);
    expect(await move(source, target)).toBe(60);
    expect(fault.left).toBe(0);
    expect(await everything(await onServer(name))).toEqual(await everything(source));
  });

  it('waits while the server is away, says so, and goes on', async () => {
    const source = await embedded();
    await fill(source, 30);
    const said: string[] = [];
    const target = new EventStoreTarget(await onServer('away'), (words) => said.push(words));
    await moveUntil(10, source, target);
    await server.nodes[0]!.wire.down();
    const moving = move(source, target);
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await server.nodes[0]!.wire.up();
    expect(await moving).toBe(20);
    expect(await logDigest(target.log)).toEqual(await logDigest(source));
  });

  it('can be stopped while it waits', async () => {
    const source = await embedded();
    await fill(source, 30);
    const said: string[] = [];
    const target = new EventStoreTarget(await onServer('stopped'), (words) => said.push(words));
    await server.nodes[0]!.wire.down();
    const stop = new AbortController();
    const moving = move(source, target, { signal: stop.signal });
    const ended = expect(moving).rejects.toThrow(MoveStopped);
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await ended;
    await server.nodes[0]!.wire.up();
  });

  it('gives up where the server says no for good', async () => {
    const source = await embedded();
    await fill(source, 5);
    const target = new EventStoreTarget(await onServer('no'));
    const status = { code: 7, details: 'Access Denied', metadata: undefined };
    server.faults.next({ is: 'refused', status: status as never }, (stream) => stream.startsWith('no.'));
    await expect(move(source, target)).rejects.toThrow(LogUnavailable);
  });
});

describeWithServer('Moving a log to EventStoreDB and back', {}, (server) => bothWays(() => server().url));

describe('A file that a log is moved to', () => {
  it('is held by nobody else, and is no copy of a node', async () => {
    fileTarget('log.db');
    expect(() => fileTarget('log.db')).toThrow(/is held/);
    const log = await embedded('other.db');
    expect(() => fileTarget('other.db')).toThrow(LogUnusable);
    await log.close();
    fileTarget('other.db');
  });

  it('holds a whole page of events or none of it', async () => {
    const source = await embedded();
    await fill(source, 20);
    const events = await everything(source);
    const target = fileTarget('back.db');
    const broken = events.map((event, index) => (index === 15 ? { ...event, id: events[3]!.id } : event));
    await expect(target.add(broken)).rejects.toThrow(LogUnavailable);
    await expect(target.add(events.slice(1))).rejects.toThrow(TargetTaken);
    expect(await target.log.head()).toMatchObject({ size: 0 });
    await target.add(events);
    expect(await logDigest(target.log)).toEqual(await logDigest(source));
  });

  it('goes on in a log that stands there with the first events', async () => {
    const source = await embedded();
    await fill(source, 20);
    const old = await embedded('old.db');
    await fill(old, 9);
    await old.close();
    const target = fileTarget('old.db');
    expect(await move(source, target)).toBeGreaterThan(10);
    await target.finish();
    expect(existsSync(at('old.db'))).toBe(true);
    expect(leafHash((await everything(await embedded('old.db')))[19]!)).toBe(leafHash((await everything(source))[19]!));
  });
});
