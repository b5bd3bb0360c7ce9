import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { someEvents } from '../conformance/events.js';
import { leafHash } from '../domain/leaf.js';
import { LogUnusable } from '../port/errors.js';
import type { StoredEvent } from '../port/event-log.js';
import { needsMigration, openForWriting } from './file.js';
import { eachWithFile } from './log-file.fixture.js';
import { MIGRATIONS, type Migration } from './schema.js';
import { SqliteEventLog } from './sqlite-event-log.js';

const clock = { now: () => Date.UTC(2027, 0, 1) };
/** Log files of every schema ever released; `log-v<n>.json` says what stands in each. */
const released = [1];
const path = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

describe('a log file of an older release', () => {
  const current = eachWithFile();

  test('exists for every schema', () => {
    expect(released).toEqual(MIGRATIONS.map((migration) => migration.version));
  });

  test.each(released)('with schema %d is read as it was written, and written on', async (version) => {
    copyFileSync(path(`log-v${version}.db`), current().file);
    const expected = JSON.parse(readFileSync(path(`log-v${version}.json`), 'utf8')) as readonly (StoredEvent & {
      leafHash: string;
    })[];
    const log = await current().open();
    const events = await log.readAll(undefined, 1_000);
    expect(events.map((event) => ({ ...event, leafHash: leafHash(event) }))).toStrictEqual(expected);
    const [next] = await log.append('incident-1', 'any', someEvents(1));
    expect(next?.logNumber).toBe(expected.length);
  });

  test('that needs no migration is opened without one, and without a backup', async () => {
    copyFileSync(path(`log-v${MIGRATIONS.length}.db`), current().file);
    expect(SqliteEventLog.needsMigration(current().file)).toBe(false);
    await (await current().open()).close();
    expect(Object.keys(current().snapshot()).filter((name) => name.includes('before'))).toEqual([]);
  });

  test('that does not exist needs no migration', () => {
    expect(SqliteEventLog.needsMigration(current().file)).toBe(false);
    expect(current().snapshot()).toEqual({});
  });

  describe('when a release brings a further step', () => {
    const step = (sql: string): readonly Migration[] => [
      ...MIGRATIONS,
      { version: MIGRATIONS.length + 1, name: 'a further step', sql },
    ];
    const next = step("CREATE TABLE notes (text TEXT) STRICT; INSERT INTO notes VALUES ('made')");
    const backup = (): string => `${current().file}.before-v${next.length}`;
    const rows = (file: string, sql: string): unknown[] => {
      const db = new BetterSqlite3(file, { readonly: true });
      try {
        return db.prepare(sql).raw().all();
      } finally {
        db.close();
      }
    };
    const prepare = async (): Promise<readonly StoredEvent[]> => {
      copyFileSync(path(`log-v${MIGRATIONS.length}.db`), current().file);
      const log = await current().open();
      await log.append('stream-a', 'none', someEvents(20));
      const events = await log.readAll(undefined, 100);
      await log.close();
      return events;
    };

    test('it is taken once, dated, and every event stays', async () => {
      await prepare();
      const before = rows(current().file, 'SELECT * FROM events');
      expect(needsMigration(current().file, next)).toBe(true);
      openForWriting(current().file, clock, next).close();
      expect(needsMigration(current().file, next)).toBe(false);
      openForWriting(current().file, clock, next).close();
      expect(rows(current().file, 'SELECT text FROM notes')).toEqual([['made']]);
      expect(rows(current().file, 'SELECT * FROM events')).toEqual(before);
      expect(rows(current().file, 'SELECT * FROM schema_migrations').at(-1)).toEqual([
        next.length,
        'a further step',
        '2027-01-01T00:00:00.000Z',
      ]);
    });

    test('the file is copied first, and the copy is a whole log that the older release opens', async () => {
      const events = await prepare();
      openForWriting(current().file, clock, next).close();
      const log = await current().open({ file: backup() });
      expect(await log.readAll(undefined, 100)).toStrictEqual(events);
    });

    test('the older release refuses the migrated file', async () => {
      await prepare();
      openForWriting(current().file, clock, next).close();
      await expect(current().open()).rejects.toThrow(LogUnusable);
      await expect(current().open({ readOnly: true })).rejects.toThrow(/newer/);
    });

    test('a reader does not take the step', async () => {
      await prepare();
      expect(needsMigration(current().file, next)).toBe(true);
      expect(needsMigration(current().file, next)).toBe(true);
      expect(existsSync(backup())).toBe(false);
    });

    test('a step that fails changes nothing, and names the file', async () => {
      const events = await prepare();
      const failing = step('CREATE TABLE notes (text TEXT) STRICT; INSERT INTO missing VALUES (1)');
      expect(() => openForWriting(current().file, clock, failing)).toThrow(LogUnusable);
      expect(() => openForWriting(current().file, clock, failing)).toThrow(/events\.db/);
      expect(rows(current().file, `SELECT 1 FROM sqlite_schema WHERE name = 'notes'`)).toEqual([]);
      const log = await current().open();
      expect(await log.readAll(undefined, 100)).toStrictEqual(events);
    });

    test('what an interrupted copy left behind is swept away', async () => {
      const events = await prepare();
      writeFileSync(`${backup()}.unfinished`, 'half a copy');
      openForWriting(current().file, clock, next).close();
      expect(existsSync(`${backup()}.unfinished`)).toBe(false);
      const log = await current().open({ file: backup() });
      expect(await log.readAll(undefined, 100)).toStrictEqual(events);
    });

    test('a new file takes all steps, and there is nothing to copy', () => {
      openForWriting(current().file, clock, next).close();
      expect(rows(current().file, 'SELECT version FROM schema_migrations')).toEqual(
        next.map(({ version }) => [version]),
      );
      expect(existsSync(backup())).toBe(false);
    });
  });
});
