import { randomUUID } from 'node:crypto';
import {
  declareEvents,
  leafHash,
  testContext,
  type Decider,
  type DomainEvent,
  type StoredEvent,
} from '@art33/event-log';
import { encodeCursor } from '@art33/http';
import { ServedRooms, TEST_OPERATOR_TOKEN, type Ask, type HttpAnswer } from '@art33/identity';
import { EvidenceModule, eventListProjection } from '../index.js';

const processor = '11111111-1111-4111-8111-111111111111';
const practice = '22222222-2222-4222-8222-222222222222';

type ThingEvent = DomainEvent<'ThingMade', { readonly by: string }> | DomainEvent<'ThingUsed', { readonly by: string }>;
const events = declareEvents<ThingEvent>()({
  ThingMade: { version: 1, meaning: 'A thing was made.', personal: { '/by': () => ['person:1'] } },
  ThingUsed: { version: 1, meaning: 'A thing was used.', personal: { '/by': () => ['person:1'] } },
});
const decider: Decider<boolean, { readonly type: 'use' }, ThingEvent> = {
  initialState: false,
  decide: (_, made) => [{ type: made ? 'ThingUsed' : 'ThingMade', data: { by: 'Dr. Meier' } }],
  evolve: () => true,
};

describe('events over HTTP', () => {
  let rooms: ServedRooms;
  let asProcessor: Ask;
  let asPractice: Ask;
  const [desk, door, lamp] = [`desk-${randomUUID()}`, `door-${randomUUID()}`, `lamp-${randomUUID()}`];
  /** Log numbers of what follows. */
  const at: Record<'desk' | 'deskUsed' | 'door' | 'lamp' | 'deskUsedAgain', number> = {
    desk: 0,
    deskUsed: 0,
    door: 0,
    lamp: 0,
    deskUsedAgain: 0,
  };
  beforeAll(async () => {
    rooms = await ServedRooms.open({ imports: [EvidenceModule], events, projections: [eventListProjection] });
    asProcessor = await rooms.as(processor, 'auditor');
    asPractice = await rooms.as(practice, 'controller');
    const use = async (instant: string, stream: string, organisation: string): Promise<number> => {
      rooms.test.clock.set(instant);
      const { logNumber } = await rooms.test.commands.run(
        decider,
        stream,
        { type: 'use' },
        testContext({ organisation }),
      );
      return logNumber!;
    };
    at.desk = await use('2026-10-23T19:40:00.000Z', desk, processor);
    at.deskUsed = await use('2026-10-23T19:41:00.000Z', desk, practice);
    at.door = await use('2026-10-23T19:42:00.000Z', door, practice);
    at.lamp = await use('2026-10-23T19:43:00.000Z', lamp, processor);
    at.deskUsedAgain = await use('2026-10-23T19:44:00.000Z', desk, processor);
    await rooms.settled();
  });
  afterAll(() => rooms.close());

  const numbers = ({ body }: HttpAnswer): readonly number[] =>
    (body['items'] as readonly { readonly logNumber: number }[]).map(({ logNumber }) => logNumber);
  const things = async (ask: Ask, query = ''): Promise<readonly number[]> =>
    numbers(await ask('GET', `/events?${query}`)).filter((logNumber) => logNumber >= at.desk);

  describe('belong to whom the stream belongs', () => {
    it('the one on whose behalf its first event was made, whoever acts later', async () => {
      expect(await things(asProcessor)).toEqual([at.desk, at.deskUsed, at.lamp, at.deskUsedAgain]);
      expect(await things(asPractice)).toEqual([at.door]);
    });
    it('a foreign log number is answered like an unknown one', async () => {
      const [foreign, unknown] = [
        await asPractice('GET', `/events/${at.desk}`),
        await asPractice('GET', '/events/999999'),
      ];
      expect([foreign.status, unknown.status]).toEqual([404, 404]);
      expect(foreign.body).toEqual(unknown.body);
      // Even what it did itself in a stream of somebody else.
      expect((await asPractice('GET', `/events/${at.deskUsed}`)).status).toBe(404);
      expect((await asPractice('GET', '/events/-1')).status).toBe(404);
    });
    it('a foreign stream is answered like an unknown one', async () => {
      expect(await things(asPractice, `stream=${desk}`)).toEqual([]);
      expect(await things(asPractice, `stream=desk-${randomUUID()}`)).toEqual([]);
    });
    it('the operator reads none', async () =>
      expect((await rooms.with(TEST_OPERATOR_TOKEN)('GET', '/events')).status).toBe(403));
  });

  describe('can be narrowed', () => {
    const instant = (text: string): string => encodeURIComponent(text);
    it.each([
      ['to a stream', () => `stream=${desk}`, () => [at.desk, at.deskUsed, at.deskUsedAgain]],
      ['to a kind of stream', () => 'category=lamp', () => [at.lamp]],
      ['to a type', () => 'type=ThingUsed', () => [at.deskUsed, at.deskUsedAgain]],
      ['to several at once', () => `stream=${desk}&type=ThingMade`, () => [at.desk]],
      ['from an instant on', () => `from=${instant('2026-10-23T19:43:00Z')}`, () => [at.lamp, at.deskUsedAgain]],
      ['at an offset', () => `from=${instant('2026-10-23T21:43:00+02:00')}`, () => [at.lamp, at.deskUsedAgain]],
      ['to before an instant', () => `until=${instant('2026-10-23T19:43:00Z')}`, () => [at.desk, at.deskUsed]],
      ['to nothing', () => 'type=ThingLost', () => []],
    ])('%s', async (_, query, expected) => expect(await things(asProcessor, query())).toEqual(expected()));
    it.each([
      ['from=2026-10-23T19:43:00', 'from'],
      ['from=2026-10-23', 'from'],
      ['until=yesterday', 'until'],
      ['stream=desk', 'stream'],
      ['category=Desk', 'category'],
      ['sort=type', 'sort'],
      ['cursor=x', 'cursor'],
      [`cursor=${encodeCursor(['cases due', 1])}`, 'cursor'],
      [`cursor=${encodeCursor(['events logNumber'])}`, 'cursor'],
      ['owner=x', 'owner'],
    ])('but not by %s', async (query, field) => {
      const { status, body } = await asProcessor('GET', `/events?${query}`);
      expect([status, body['errors']]).toMatchObject([422, [{ field }]]);
    });
  });

  it.each(['logNumber', '-logNumber'])('come page by page, sorted by %s', async (sort) => {
    const seen: number[] = [];
    let cursor: unknown;
    do {
      const answer = await asProcessor(
        'GET',
        `/events?limit=2&sort=${sort}${cursor ? `&cursor=${cursor as string}` : ''}`,
      );
      seen.push(...numbers(answer));
      cursor = answer.body['nextCursor'];
    } while (cursor !== null);
    const all = [...numbers(await asProcessor('GET', '/events?limit=200'))];
    expect(all.length).toBeGreaterThan(4);
    expect(seen).toEqual(sort.startsWith('-') ? all.reverse() : all);
    const other = await asProcessor('GET', `/events?limit=1&sort=${sort === 'logNumber' ? '-logNumber' : 'logNumber'}`);
    const crossed = await asProcessor('GET', `/events?sort=${sort}&cursor=${other.body['nextCursor'] as string}`);
    expect(crossed.status).toBe(422);
  });

  describe('one event', () => {
    it('is shown as it is stored: nobody reads a personal field here', async () => {
      const { status, body, text } = await asProcessor('GET', `/events/${at.deskUsed}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        logNumber: at.deskUsed,
        stream: desk,
        revision: 1,
        type: 'ThingUsed',
        schemaVersion: 1,
      });
      expect(text).not.toContain('Meier');
      expect(body).not.toHaveProperty('position');
    });
    it('carries the hash of its leaf, which anybody can recompute from what is shown', async () => {
      for (const logNumber of [at.desk, at.deskUsed, at.lamp]) {
        const { body } = await asProcessor('GET', `/events/${logNumber}`);
        expect(body['leafHash']).toMatch(/^[0-9a-f]{64}$/);
        expect(leafHash(body as unknown as StoredEvent)).toBe(body['leafHash']);
        const changed = { ...body, recordedAt: '2026-10-23T00:00:00.000Z' } as unknown as StoredEvent;
        expect(leafHash(changed)).not.toBe(body['leafHash']);
      }
    });
    it.each(['abc', '1.5', '%00', '9'.repeat(30)])('%j is no log number', async (text) =>
      expect((await asProcessor('GET', `/events/${encodeURIComponent(text)}`)).status).toBe(400),
    );
    it('tells in the list who acted, by a pseudonym', async () => {
      const { body } = await asProcessor('GET', `/events?stream=${desk}&limit=1`);
      expect(body['items']).toEqual([
        {
          logNumber: at.desk,
          id: expect.any(String),
          stream: desk,
          revision: 0,
          type: 'ThingMade',
          recordedAt: '2026-10-23T19:40:00.000Z',
          actor: 'person:p1',
          correlationId: expect.any(String),
        },
      ]);
    });
  });
});
