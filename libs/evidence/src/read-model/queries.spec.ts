import { scratchModels, type RecordedEvent } from '@art33/event-log';
import { encodeCursor } from '@art33/http';
import { OrganisationScope } from '@art33/identity';
import { eventListProjection } from './projection.js';
import { eventCursor, listEvents, type EventFilter, type EventRow } from './queries.js';

const scope = OrganisationScope.of({ organisation: 'ours', role: 'auditor' });

describe('the list of events over a long log', () => {
  const db = scratchModels([eventListProjection]);
  const LENGTH = 35_000;
  beforeAll(() => {
    for (let logNumber = 0; logNumber < LENGTH; logNumber++) {
      const metadata = {
        actor: { kind: 'system', id: 'test' },
        organisation: logNumber % 7 === 0 ? 'theirs' : 'ours',
        correlationId: 'c',
        commandId: 'c',
      } as const;
      const type = [11_111, 22_222, 33_333].includes(logNumber) ? 'Rare' : 'Common';
      const event = { id: `e${logNumber}`, stream: `thing-${logNumber}`, revision: 0, logNumber, type, metadata };
      eventListProjection.apply({ ...event, recordedAt: '2026-03-02T03:10:00.000Z' } as RecordedEvent, db);
    }
  });

  const list = async (filter: Partial<EventFilter>): Promise<readonly number[]> =>
    (await listEvents(db, scope, { limit: 10, ...filter })).map(({ logNumber }) => logNumber);

  it('finds what is rare, from either end', async () => {
    expect(await list({ type: 'Rare' })).toEqual([11_111, 22_222, 33_333]);
    expect(await list({ type: 'Rare', sort: '-logNumber' })).toEqual([33_333, 22_222, 11_111]);
    expect(await list({ type: 'Rare', limit: 1 })).toEqual([11_111, 22_222]);
    expect(await list({ type: 'Never' })).toEqual([]);
    expect(await list({ stream: 'thing-34999' })).toEqual([34_999]);
  });
  it('leaves others their turn meanwhile', async () => {
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    await list({ type: 'Never' });
    clearInterval(count);
    expect(turns).toBeGreaterThan(0);
  });
  it.each(['logNumber', '-logNumber'])('has pages without gaps and repeats, by %s', async (sort) => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const rows: readonly EventRow[] = await listEvents(db, scope, { limit: 4_000, sort, ...(cursor && { cursor }) });
      const shown = rows.slice(0, 4_000);
      seen.push(...shown.map(({ logNumber }) => logNumber));
      cursor = rows.length > 4_000 ? encodeCursor(eventCursor(sort)(shown.at(-1)!)) : undefined;
    } while (cursor);
    const all = Array.from({ length: LENGTH }, (_, index) => index).filter((index) => index % 7 !== 0);
    expect(seen).toEqual(sort.startsWith('-') ? all.reverse() : all);
  });
  it.each([
    ['x', 'logNumber'],
    [null, 'logNumber'],
    [1.5, '-logNumber'],
    [1e300, 'logNumber'],
  ])(
    'refuses a cursor that no page ended with (%s by %s) instead of looking for it without end',
    async (place, sort) => {
      const cursor = encodeCursor([`events ${sort}`, place]);
      await expect(list({ cursor, sort })).rejects.toMatchObject({ problem: { status: 422 } });
    },
  );
  it.each([
    [-(2 ** 50), 'logNumber', 1],
    [2 ** 50, '-logNumber', LENGTH - 1],
  ])('begins at the end that a cursor lies beyond (%s by %s)', async (place, sort, first) => {
    const cursor = encodeCursor([`events ${sort}`, place]);
    expect((await list({ cursor, sort, limit: 1 }))[0]).toBe(first % 7 === 0 ? first - 1 : first);
  });
  it('is empty where there is nothing, and beyond its end', async () => {
    expect(await listEvents(scratchModels([eventListProjection]), scope, { limit: 10 })).toEqual([]);
    const cursor = encodeCursor(eventCursor(undefined)({ logNumber: LENGTH } as EventRow));
    expect(await list({ cursor })).toEqual([]);
  });
});
