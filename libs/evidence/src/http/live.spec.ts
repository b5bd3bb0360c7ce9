import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { declareEvents, testContext, type Decider, type DomainEvent } from '@art33/event-log';
import { issueToken, revokeToken, ServedRooms, TEST_OPERATOR_TOKEN } from '@art33/identity';
import { EvidenceModule, eventListProjection, LIVE_LIMITS, LiveEvents, type LiveLimits } from '../index.js';
import { LiveReader } from '../testing/live-reader.js';

const processor = '11111111-1111-4111-8111-111111111111';
const practice = '22222222-2222-4222-8222-222222222222';

type Made = DomainEvent<'ThingMade' | 'ThingUsed', { readonly by: string; readonly filling?: string }>;
const events = declareEvents<Made>()({
  ThingMade: { version: 1, meaning: 'A thing was made.', personal: { '/by': () => ['person:1'] } },
  ThingUsed: { version: 1, meaning: 'A thing was used.', personal: { '/by': () => ['person:1'] } },
});
const decider: Decider<boolean, { readonly type: 'use' }, Made> = {
  initialState: false,
  decide: (_, made) => [{ type: made ? 'ThingUsed' : 'ThingMade', data: { by: 'Dr. Meier' } }],
  evolve: () => true,
};

const limits: LiveLimits = {
  streamsPerOrganisation: 5,
  patience: 400,
  heartbeat: 200,
  round: 200,
};

describe('Live', () => {
  let rooms: ServedRooms;
  let tokens: Readonly<Record<'processor' | 'practice', { readonly id: string; readonly token: string }>>;

  beforeEach(async () => {
    const given = { module: class Given {}, global: true, providers: [{ provide: LIVE_LIMITS, useValue: limits }] };
    rooms = await ServedRooms.open({
      imports: [{ ...given, exports: [LIVE_LIMITS] }, EvidenceModule],
      events,
      projections: [eventListProjection],
    });
    tokens = { processor: await token(processor), practice: await token(practice) };
    await rooms.settled();
  });
  afterEach(() => rooms.close());

  const token = (organisation: string, expiresAt: string | null = null) =>
    issueToken(rooms.test.commands, { organisation, role: 'auditor', label: 'test', expiresAt });
  const use = async (stream: string, organisation = processor): Promise<number> => {
    const context = testContext({ organisation });
    return (await rooms.test.commands.run(decider, stream, { type: 'use' }, context)).logNumber ?? -1;
  };
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const listen = (query = '', headers: Readonly<Record<string, string>> = {}, secret = tokens.processor.token) =>
    LiveReader.open(`${rooms.url}/live${query}`, { ...bearer(secret), ...headers });
  const numbers = ({ events }: LiveReader): readonly unknown[] => events.map(({ logNumber }) => logNumber);

  it('tells of each event of the organisation what the list shows, and nothing of what is in it', async () => {
    const reader = await listen();
    await reader.until(() => reader.told('start') !== undefined);
    const stream = `desk-${randomUUID()}`;
    const first = await use(stream);
    const second = await use(stream);
    await reader.until(() => reader.events.length === 2);
    expect(reader.events).toEqual([
      {
        logNumber: first,
        id: expect.any(String),
        stream,
        revision: 0,
        type: 'ThingMade',
        recordedAt: rooms.test.clock.instant,
        actorKind: 'person',
      },
      expect.objectContaining({ logNumber: second, revision: 1, type: 'ThingUsed' }),
    ]);
    expect(reader.messages.filter(({ event }) => event === undefined).map(({ id }) => id)).toEqual([
      String(first),
      String(second),
    ]);
    expect(reader.retry).toBeGreaterThan(0);
    await reader.leave();
  });

  it('tells nobody of the events of others', async () => {
    const [mine, theirs] = [await listen('?after=-1'), await listen('?after=-1', {}, tokens.practice.token)];
    const own = await use(`desk-${randomUUID()}`);
    const foreign = await use(`door-${randomUUID()}`, practice);
    const last = await use(`lamp-${randomUUID()}`);
    await mine.until(() => numbers(mine).includes(last));
    await theirs.until(() => numbers(theirs).includes(foreign));
    expect(numbers(mine)).toEqual([0, own, last]);
    expect(numbers(theirs)).toEqual([1, foreign]);
    await Promise.all([mine.leave(), theirs.leave()]);
    expect(theirs.lastEventId).toBe(String(foreign));
  });

  it('tells of an event once a client that reads on hearing of it sees it', async () => {
    const reader = await listen();
    for (let turn = 0; turn < 20; turn++) {
      await use(`desk-${randomUUID()}`);
      await reader.until(() => reader.events.length > turn);
      const { status } = await fetch(`${rooms.url}/events/${String(numbers(reader).at(-1))}`, {
        headers: bearer(tokens.processor.token),
      });
      expect(status).toBe(200);
    }
    await reader.leave();
  });

  it('skips nothing and repeats nothing, in order, while many write and the line breaks again and again', async () => {
    const written: number[] = [];
    let writing = true;
    let breaks = 0;
    const writers = Array.from({ length: 4 }, async (_, place) => {
      for (let turn = 0; turn < 60 || breaks < 6; turn++) {
        const organisation = (turn + place) % 3 === 0 ? practice : processor;
        const logNumber = await use(`thing-${randomUUID()}`, organisation);
        if (organisation === processor) written.push(logNumber);
      }
    });
    const all = Promise.all(writers).finally(() => (writing = false));
    const heard: unknown[] = [];
    let position: string | undefined = String((await rooms.test.log.head()).size - 1);
    for (let patience = 200; patience > 0 && (writing || heard.length < written.length); patience--) {
      const reader: LiveReader = await listen('?after=0', { 'Last-Event-ID': position ?? '0' });
      const enough = 1 + Math.floor(Math.random() * 15);
      await reader.until(() => reader.events.length >= enough, 300).catch(() => undefined);
      await reader.leave();
      breaks++;
      heard.push(...numbers(reader));
      position = reader.lastEventId;
    }
    await all;
    expect(heard).toEqual(written.toSorted((a, b) => a - b));
  });

  it('leads a reader from the very start through the whole log, past pages of others, into what is written meanwhile', async () => {
    const own: number[] = [0];
    for (let turn = 0; turn < 300; turn++) own.push(await use(`desk-${randomUUID()}`));
    for (let turn = 0; turn < 300; turn++) await use(`door-${randomUUID()}`, practice);
    const readers = await Promise.all([1, 2, 3].map(() => listen('?after=-1')));
    for (let turn = 0; turn < 50; turn++) own.push(await use(`lamp-${randomUUID()}`));
    for (const reader of readers) {
      await reader.until(() => reader.events.length >= own.length);
      expect(numbers(reader)).toEqual(own);
      await reader.leave();
    }
  });

  it('passes over what a filter by type, record or kind leaves out, and still moves the position', async () => {
    const desk = `desk-${randomUUID()}`;
    const [byType, byRecord, byKind] = await Promise.all(
      ['?type=ThingUsed', `?stream=${desk}`, '?category=door&category=desk'].map((query) => listen(query)),
    );
    if (!byType || !byRecord || !byKind) throw new Error('three were opened');
    const made = await use(desk);
    const used = await use(desk);
    const lamp = await use(`lamp-${randomUUID()}`);
    for (const reader of [byType, byRecord, byKind]) await reader.until(() => reader.lastEventId === String(lamp));
    expect(numbers(byType)).toEqual([used]);
    expect(numbers(byRecord)).toEqual([made, used]);
    expect(numbers(byKind)).toEqual([made, used]);
    expect(byType.comments).toContain('still here');
    await Promise.all([byType, byRecord, byKind].map((reader) => reader.leave()));
  });

  it('ends within seconds of the token’s being revoked, and says so', async () => {
    const reader = await listen();
    await revokeToken(rooms.test.commands, tokens.processor.id, processor);
    await reader.ended;
    expect(reader.told('end')).toMatchObject({ reason: 'token-ended' });
    await expect(listen()).rejects.toThrow('401');
  });

  it('ends when the token expires', async () => {
    const { token: secret } = await token(processor, '2026-03-02T04:00:00.000Z');
    await rooms.settled();
    const reader = await listen('', {}, secret);
    rooms.test.clock.advance({ hours: 1 });
    await reader.ended;
    expect(reader.told('end')).toMatchObject({ reason: 'token-ended' });
  });

  it('lets go of a reader that takes nothing, holds no more than its buffer for it, and says where to go on', async () => {
    await fill(40_000);
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    const socket = await unread('/live?after=-1');
    const live = rooms.get(LiveEvents);
    await until(() => live.status().behind === 1 && live.status().streams === 1);
    await sleep(200);
    const grown = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before;
    expect(grown).toBeLessThan(40 * 1024 * 1024);
    await until(() => live.status().ended['too-slow'] === 1);
    const text = await rest(socket);
    const ids = [...text.matchAll(/^id: (\d+)\ndata: \{"logNumber"/gm)].map(([, id]) => Number(id));
    const { resumeAfter } = JSON.parse(/event: end\ndata: (.*)/.exec(text)?.[1] ?? '{}') as { resumeAfter: number };
    expect(text).toContain('"reason":"too-slow"');
    expect(resumeAfter).toBe(ids.at(-1));
    expect(ids.length).toBeLessThan(40_000);
    const resumed = await listen('', { 'Last-Event-ID': String(resumeAfter) });
    await resumed.until(() => resumed.events.length + ids.length === 40_001);
    expect([...ids, ...numbers(resumed)]).toEqual([0, ...Array.from({ length: 40_000 }, (_, index) => index + 2)]);
    await resumed.leave();
  });

  it('gives an organisation so many streams, then says no; who leaves makes room; others have their own', async () => {
    const readers = await Promise.all(Array.from({ length: limits.streamsPerOrganisation }, () => listen()));
    const refused = await fetch(`${rooms.url}/live`, { headers: bearer(tokens.processor.token) });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    expect(await refused.json()).toMatchObject({ type: 'urn:art33:problem:too-many-streams' });
    const other = await listen('', {}, tokens.practice.token);
    await readers[0]?.leave();
    await until(() => rooms.get(LiveEvents).status().streams === limits.streamsPerOrganisation);
    const another = await listen();
    await Promise.all([...readers, other, another].map((reader) => reader.leave()));
    await until(() => rooms.get(LiveEvents).status().streams === 0);
  });

  it('ends every stream when the service stops, with the position and a time to come back', async () => {
    const last = await use(`desk-${randomUUID()}`);
    await rooms.settled();
    const readers = await Promise.all([listen(), listen('', {}, tokens.practice.token)]);
    for (const reader of readers) await reader.until(() => reader.told('start') !== undefined);
    const silent = await unread('/live');
    await rooms.stopServing();
    await Promise.all(readers.map(({ ended }) => ended));
    expect(readers.map((reader) => reader.told('end'))).toEqual([
      { reason: 'stopping', resumeAfter: last },
      { reason: 'stopping', resumeAfter: 1 },
    ]);
    for (const { retry } of readers) expect(retry).toBeGreaterThanOrEqual(2_000);
    silent.destroy();
  });

  it('refuses a position that is none, or lies behind the end of the log, and who has no token or no organisation', async () => {
    const status = async (path: string, headers: Readonly<Record<string, string>>): Promise<number> => {
      const response = await fetch(rooms.url + path, { headers });
      await response.body?.cancel();
      return response.status;
    };
    const own = bearer(tokens.processor.token);
    expect(await status('/live?after=x', own)).toBe(422);
    expect(await status('/live?after=999', own)).toBe(422);
    expect(await status('/live', { ...own, 'Last-Event-ID': 'none' })).toBe(422);
    expect(await status('/live?types=ThingUsed', own)).toBe(422);
    expect(await status('/live', {})).toBe(401);
    expect(await status('/live', bearer(TEST_OPERATOR_TOKEN))).toBe(403);
    const head = await fetch(`${rooms.url}/live`, { method: 'HEAD', headers: own });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });

  /** Writes many events of the processor at once. */
  async function fill(count: number): Promise<void> {
    const { log, clock } = rooms.test;
    for (let done = 0; done < count; done += 1_000) {
      const event = (id: string) => ({
        id,
        type: 'ThingMade',
        schemaVersion: 1,
        data: {},
        metadata: {
          actor: { kind: 'system', id: 's' },
          organisation: processor,
          correlationId: id,
          commandId: id,
        } as const,
        recordedAt: clock.instant,
      });
      const batch = Array.from({ length: Math.min(1_000, count - done) }, () => event(randomUUID()));
      await log.append(`thing-${randomUUID()}`, 'none', batch);
    }
    await rooms.settled();
  }

  /** A line on which a stream is asked for and never read. */
  async function unread(path: string): Promise<Socket> {
    const { hostname, port } = new URL(rooms.url);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokens.processor.token}\r\n\r\n`);
    await until(() => rooms.get(LiveEvents).status().streams > 0);
    return socket;
  }

  /** Reads at last what came on the line. */
  async function rest(socket: Socket): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    // The pieces of a chunked answer, put together again.
    let raw = Buffer.concat(chunks);
    raw = raw.subarray(raw.indexOf('\r\n\r\n') + 4);
    const pieces: Buffer[] = [];
    for (;;) {
      const end = raw.indexOf('\r\n');
      const size = Number.parseInt(raw.subarray(0, end).toString(), 16);
      if (!size) return Buffer.concat(pieces).toString();
      pieces.push(raw.subarray(end + 2, end + 2 + size));
      raw = raw.subarray(end + 2 + size + 2);
    }
  }

  async function until(holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 60_000; !holds(); await sleep(20))
      if (Date.now() > end) throw new Error(`waited in vain: ${JSON.stringify(rooms.get(LiveEvents).status())}`);
  }
});
