import { readFileSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { anEvent, someEvents } from '../conformance/events.js';
import { InvalidAppend, InvalidPosition } from '../port/errors.js';
import { connectionOf, eachWithFile } from './log-file.fixture.js';

describe('the file is append-only', () => {
  const current = eachWithFile();

  const ROW = `(SELECT id FROM streams WHERE name = 'stream-a'), 3, randomblob(16), 'Forged', 1, 0, '{}', '{}'`;
  test.each([
    ['UPDATE events', `UPDATE events SET data = '{}' WHERE position = 1`],
    ['DELETE FROM events', 'DELETE FROM events WHERE position = 3'],
    ['DELETE FROM events, all', 'DELETE FROM events'],
    ['UPDATE streams', `UPDATE streams SET name = 'stream-b'`],
    ['DELETE FROM streams', 'DELETE FROM streams'],
    ['REPLACE of an event by position', `INSERT OR REPLACE INTO events VALUES (3, ${ROW})`],
    ['REPLACE of an event by revision', `INSERT OR REPLACE INTO events VALUES (4, ${ROW.replace(' 3,', ' 2,')})`],
    [
      'REPLACE of an event by id',
      `INSERT OR REPLACE INTO events VALUES (4, ${ROW.replace('randomblob(16)', '(SELECT id FROM events)')})`,
    ],
    ['REPLACE of a stream by name', `INSERT OR REPLACE INTO streams (name) VALUES ('stream-a')`],
    ['REPLACE of a stream by id', `INSERT OR REPLACE INTO streams VALUES (1, 'stream-b')`],
    ['INSERT of an event that leaves a position out', `INSERT INTO events VALUES (5, ${ROW})`],
    ['INSERT of an event that leaves a revision out', `INSERT INTO events VALUES (4, ${ROW.replace(' 3,', ' 4,')})`],
  ])('%s is refused, whichever program tries', async (_name, sql) => {
    const log = await current().open();
    const written = await log.append('stream-a', 'none', someEvents(3));
    const other = new BetterSqlite3(current().file);
    other.pragma('foreign_keys = OFF');
    expect(() => other.exec(sql)).toThrow(/append-only|takes the next|the stream exists/);
    other.close();
    expect(await log.readAll(undefined, 10)).toStrictEqual(written);
  });

  test('an event that follows on could be inserted: the refusals above are not for want of anything else', async () => {
    const log = await current().open();
    await log.append('stream-a', 'none', someEvents(3));
    const other = new BetterSqlite3(current().file);
    other.exec(`INSERT INTO events VALUES (4, ${ROW})`);
    other.close();
    expect((await log.head()).size).toBe(4);
  });

  test('every commit is on the disk before it is acknowledged, and readers are never shut out', async () => {
    const db = connectionOf(await current().open());
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  });
});

describe('an event id', () => {
  const current = eachWithFile();

  test('stands in the log once: it is refused in another stream', async () => {
    const log = await current().open();
    const [event] = someEvents(1);
    await log.append('stream-a', 'none', [event!]);
    await expect(log.append('stream-b', 'none', [event!])).rejects.toThrow(InvalidAppend);
    await expect(log.append('stream-b', 'none', [event!])).rejects.toThrow(
      /stands in the log already: stream-a, revision 0/,
    );
    expect(await log.readStream('stream-b')).toEqual([]);
  });

  test('stands in the log once: it is refused further on in its stream', async () => {
    const log = await current().open();
    const [event] = someEvents(1);
    await log.append('stream-a', 'none', [event!]);
    await expect(log.append('stream-a', 0, [event!])).rejects.toThrow(InvalidAppend);
    expect((await log.head()).size).toBe(1);
  });

  test('is refused also where it is not the first of its append, and does no harm to the neighbours', async () => {
    const log = await current().open();
    const [event] = someEvents(1);
    await log.append('stream-a', 'none', [event!]);
    const outcomes = await log.appendMany([
      { stream: 'stream-b', expectedRevision: 'none', events: someEvents(2) },
      { stream: 'stream-c', expectedRevision: 'none', events: [anEvent(), event!] },
      { stream: 'stream-d', expectedRevision: 'none', events: someEvents(2) },
      { stream: 'stream-b', expectedRevision: 1, events: someEvents(1) },
    ]);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, true, true]);
    expect(outcomes[1]).toMatchObject({ error: { message: expect.stringContaining('stream-a, revision 0') } });
    expect(outcomes[1]?.ok === false && outcomes[1].error).toBeInstanceOf(InvalidAppend);
    expect(await log.readStream('stream-c')).toEqual([]);
    expect((await log.head()).size).toBe(6);
    expect((await log.readAll(undefined, 10)).map((stored) => stored.logNumber)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('repeated with its whole append, at any revision, gives what was stored', async () => {
    const log = await current().open();
    await log.append('stream-a', 'none', someEvents(2));
    const events = someEvents(2);
    const first = await log.append('stream-a', 'any', events);
    await log.append('stream-a', 'any', someEvents(1));
    expect(await log.append('stream-a', 'any', events)).toStrictEqual(first);
  });

  test('repeated at any revision with other data is refused', async () => {
    const log = await current().open();
    const [event] = someEvents(1);
    await log.append('stream-a', 'any', [event!]);
    await expect(log.append('stream-a', 'any', [{ ...event!, data: 'other' }])).rejects.toThrow(InvalidAppend);
    await expect(log.append('stream-a', 'any', [event!, anEvent()])).rejects.toThrow(InvalidAppend);
    expect((await log.head()).size).toBe(1);
  });
});

describe('appends', () => {
  const current = eachWithFile();

  /** How many transactions stand in the write-ahead log (https://www.sqlite.org/fileformat2.html, section 4). */
  const commits = (): number => {
    const wal = readFileSync(`${current().file}-wal`);
    const salt = wal.subarray(16, 24);
    let count = 0;
    for (let frame = 32; frame + 24 + 4_096 <= wal.length; frame += 24 + 4_096) {
      if (wal.subarray(frame + 8, frame + 16).equals(salt) && wal.readUInt32BE(frame + 4) > 0) count += 1;
    }
    return count;
  };

  test('of one turn share transactions; one after another they have their own', async () => {
    const log = await current().open();
    await log.append('stream-a', 'none', someEvents(1));
    const before = commits();
    await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => log.append(`stream-${index}`, 'none', someEvents(2))),
      log.appendMany([{ stream: 'stream-m', expectedRevision: 'none', events: someEvents(1) }]),
    ]);
    // One, unless the machine stands still for longer than a group may last.
    const together = commits() - before;
    expect(together).toBeGreaterThan(0);
    expect(together).toBeLessThan(5);
    for (let revision = 0; revision < 5; revision++) await log.append('stream-a', revision, someEvents(1));
    expect(commits() - before - together).toBe(5);
  });

  test('share transactions again after one of them has failed midway', async () => {
    const log = await current().open();
    const [known] = await log.append('stream-a', 'none', someEvents(1));
    const failing = log.append('stream-x', 'none', [anEvent(), known!]);
    const beside = Array.from({ length: 10 }, (_, index) => log.append(`stream-${index}`, 'none', someEvents(1)));
    await expect(failing).rejects.toThrow(InvalidAppend);
    await Promise.all(beside);
    const before = commits();
    await Promise.all(Array.from({ length: 10 }, (_, index) => log.append(`stream-${index}`, 0, someEvents(1))));
    expect(commits() - before).toBeLessThan(5);
  });

  test('in great number let the event loop turn between transactions', async () => {
    const log = await current().open();
    const items = Array.from({ length: 3_000 }, (_, index) => ({
      stream: `stream-${index}`,
      expectedRevision: 'none' as const,
      events: someEvents(2),
    }));
    let turns = 0;
    let turn = setImmediate(function again() {
      turns += 1;
      turn = setImmediate(again);
    });
    const outcomes = await log.appendMany(items);
    clearImmediate(turn);
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect((await log.head()).size).toBe(6_000);
  });
});

describe('a position', () => {
  const current = eachWithFile();

  test('behind the end of the log is refused: an older copy of the file was put back', async () => {
    const log = await current().open();
    const [, last] = await log.append('stream-a', 'none', someEvents(2));
    await expect(log.readAll(last!.position, 10)).resolves.toEqual([]);
    await expect(log.readAll('s:3', 10)).rejects.toThrow(InvalidPosition);
    const listening = log.subscribe('s:3', new AbortController().signal);
    await expect(listening.next()).rejects.toThrow(InvalidPosition);
  });
});
