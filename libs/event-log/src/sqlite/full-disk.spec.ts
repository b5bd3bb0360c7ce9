import { Child } from '../conformance/child.js';
import { anEvent, someEvents } from '../conformance/events.js';
import { LogUnavailable } from '../port/errors.js';
import type { Filled } from './full-disk.fixture.js';
import { connectionOf, eachWithFile } from './log-file.fixture.js';

const bulky = (): readonly ReturnType<typeof anEvent>[] =>
  Array.from({ length: 5 }, () => anEvent({ data: 'x'.repeat(100_000) }));

describe('where there is no room left', () => {
  const current = eachWithFile();

  /** SQLite itself says the file is full (SQLITE_FULL), as on a full disk, when the file may grow by so many pages only. */
  const leaveRoom = async (pages: number) => {
    const log = await current().open();
    await log.append('stream-a', 'none', someEvents(1));
    const db = connectionOf(log);
    const limit = (room: number): void => {
      db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + room}`);
    };
    limit(pages);
    return { log, makeRoom: () => limit(10_000) };
  };

  test('an append is refused, nothing of it is written, and what was there can be read', async () => {
    const { log } = await leaveRoom(10);
    await expect(log.append('stream-a', 0, bulky())).rejects.toThrow(LogUnavailable);
    await expect(log.append('stream-a', 0, bulky())).rejects.toThrow(/the disk is full: make room/);
    expect((await log.head()).size).toBe(1);
    expect(await log.readStream('stream-a')).toHaveLength(1);
  });

  test('a small append beside a large one still gets in', async () => {
    const { log } = await leaveRoom(10);
    const outcomes = await log.appendMany([
      { stream: 'stream-b', expectedRevision: 'none', events: someEvents(1) },
      { stream: 'stream-c', expectedRevision: 'none', events: bulky() },
      { stream: 'stream-b', expectedRevision: 0, events: someEvents(1) },
    ]);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, true]);
    expect(await log.readAll(undefined, 10)).toHaveLength(3);
  });

  test('the log works again when there is room, without being opened anew', async () => {
    const { log, makeRoom } = await leaveRoom(2);
    const events = bulky();
    await expect(log.append('stream-a', 0, events)).rejects.toThrow(LogUnavailable);
    makeRoom();
    expect(await log.append('stream-a', 0, events)).toMatchObject(
      [1, 2, 3, 4, 5].map((n) => ({ revision: n, logNumber: n })),
    );
  });

  test('a process that may write no further (ulimit -f) is told so, and loses nothing that it was told is written', async () => {
    const child = new Child(new URL('./full-disk.fixture.ts', import.meta.url), [current().file], {
      largestFile: 4_000,
    });
    const filled = JSON.parse(await child.firstLine()) as Filled;
    await child.ended();
    expect(filled).toMatchObject({ error: 'LogUnavailable', smallAppendAfterLargeOne: true });
    expect(filled.message).toContain(current().file);
    expect(filled.acknowledged).toBeGreaterThan(50);
    expect(filled.readable).toBe(filled.acknowledged);

    const log = await current().open();
    expect((await log.head()).size).toBe(filled.acknowledged);
    await expect(log.append('stream-a', 'any', bulky())).resolves.toHaveLength(5);
  });
});
