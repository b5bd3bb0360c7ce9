import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { someEvents } from '../conformance/events.js';
import { LogUnusable } from '../port/errors.js';
import { eachWithFile } from './log-file.fixture.js';
import { SqliteEventLog } from './sqlite-event-log.js';

const NOBODY = 65_534;

describe('a file that cannot be used', () => {
  const current = eachWithFile();

  const makeLog = async (events: number): Promise<void> => {
    const log = await current().open();
    for (let written = 0; written < events; written += 10) await log.append('stream-a', 'any', someEvents(10));
    await log.close();
  };
  const change = (sql: (db: Database) => void, file = current().file): void => {
    const db = new BetterSqlite3(file);
    sql(db);
    db.close();
  };
  /** What must not change. SQLite may lay an index beside a WAL and an empty WAL beside a log, and we a lock. */
  const substance = (): Readonly<Record<string, Buffer>> =>
    Object.fromEntries(
      Object.entries(current().snapshot()).filter(
        ([name, bytes]) =>
          !name.endsWith('.lock') && !name.endsWith('-shm') && !(name.endsWith('-wal') && bytes.length === 0),
      ),
    );
  /** Refused as writer and as reader, with its name and what is wrong; nothing in its directory has changed. */
  const expectRefused = async (reason: RegExp, file = current().file): Promise<void> => {
    const before = substance();
    for (const readOnly of [false, true]) {
      const refusal = await current()
        .open({ file, readOnly })
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(LogUnusable);
      expect((refusal as Error).message).toMatch(reason);
      expect((refusal as Error).message).toContain(file);
    }
    expect(substance()).toEqual(before);
  };

  test('in a directory that does not exist', () =>
    expectRefused(/make it/, join(current().directory, 'missing', 'events.db')));

  test('that is a directory', async () => {
    mkdirSync(current().file);
    await expect(current().open()).rejects.toThrow(LogUnusable);
  });

  test.each([
    ['a text', 'These are not the events you are looking for.\n'.repeat(50)],
    ['a few bytes', 'SQLite'],
    ['bytes after the first words of a database', `SQLite format 3\0${'x'.repeat(5_000)}`],
  ])('that is %s', async (_name, content) => {
    writeFileSync(current().file, content);
    await expectRefused(/no SQLite database|another application/);
    expect(Object.keys(current().snapshot())).toEqual(['events.db']);
  });

  test.each(['DELETE', 'WAL'])('that is another application’s (journal mode %s)', async (mode) => {
    change((db) => {
      db.pragma(`journal_mode = ${mode}`);
      db.pragma('application_id = 252006673');
      db.exec('CREATE TABLE photos (name TEXT)');
    });
    await expectRefused(/another application/);
    expect(Object.keys(current().snapshot())).toEqual(['events.db']);
  });

  test('that is a database of nobody in particular', async () => {
    change((db) => db.exec('CREATE TABLE events (position INTEGER PRIMARY KEY)'));
    await expectRefused(/another application/);
  });

  test('that another application has open', async () => {
    const foreign = new BetterSqlite3(current().file);
    foreign.pragma('journal_mode = WAL');
    foreign.exec('CREATE TABLE photos (name TEXT)');
    await expectRefused(/another application/);
    foreign.exec(`INSERT INTO photos VALUES ('still mine')`);
    foreign.close();
  });

  test('that a newer release has written', async () => {
    await makeLog(10);
    change((db) =>
      db.exec(`INSERT INTO schema_migrations VALUES (1000, 'from the future', '2036-01-01T00:00:00.000Z')`),
    );
    await expectRefused(/schema 1000.*newer/);
    expect(() => SqliteEventLog.needsMigration(current().file)).toThrow(LogUnusable);
  });

  test('that was cut off', async () => {
    await makeLog(200);
    truncateSync(current().file, Math.floor(statSync(current().file).size / 2 / 4_096) * 4_096);
    await expectRefused(/damaged.*last backup/);
  });

  test('that lost events, though every page is sound', async () => {
    await makeLog(20);
    change((db) => db.exec('DROP TRIGGER events_are_never_deleted; DELETE FROM events WHERE position = 7'));
    await expectRefused(/lost events \(19 events, positions 1 to 20\).*last backup/);
  });

  test('whose numbers do not begin where they should, though none is missing', async () => {
    await makeLog(20);
    change((db) => db.exec('DROP TRIGGER events_are_never_changed; UPDATE events SET position = 0 WHERE position = 7'));
    await expectRefused(/lost events \(20 events, positions 0 to 20\)/);
  });

  test('with a damaged page: found at the latest when it is read, never read as something else', async () => {
    await makeLog(300);
    const whole = readFileSync(current().file);
    let found = 0;
    for (let page = 1; page < whole.length / 4_096; page += 3) {
      writeFileSync(current().file, Buffer.from(whole).fill(0xa5, page * 4_096, (page + 1) * 4_096));
      const opening = current().open({ readOnly: true });
      const reading = opening.then(async (log) => {
        const all = await log.readAll(undefined, 1_000);
        const stream = await log.readStream('stream-a');
        return all.length === 300 && stream.length === 300;
      });
      const outcome = await reading.catch((error: unknown) => error);
      if (outcome !== true) {
        expect(outcome).toBeInstanceOf(LogUnusable);
        found += 1;
      }
      await (await opening.catch(() => undefined))?.close();
    }
    writeFileSync(current().file, whole);
    expect(found).toBeGreaterThan(5);
  });

  describe('by this user', () => {
    /** Root may write anywhere: then the test is somebody else meanwhile. */
    const asOrdinaryUser = async <T>(act: () => Promise<T>): Promise<T> => {
      if (process.getuid?.() !== 0) return act();
      process.seteuid!(NOBODY);
      try {
        return await act();
      } finally {
        process.seteuid!(0);
      }
    };
    const give = (path: string, mode: number): void => {
      if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY);
      chmodSync(path, mode);
    };

    test('in a directory that may not be written', async () => {
      give(current().directory, 0o555);
      await asOrdinaryUser(() => expect(current().open()).rejects.toThrow(LogUnusable));
      give(current().directory, 0o755);
      expect(current().snapshot()).toEqual({});
    });

    test('that may not be written', async () => {
      await makeLog(10);
      const before = readFileSync(current().file);
      give(current().file, 0o444);
      for (const path of [current().directory, `${current().file}.lock`]) give(path, 0o755);
      await asOrdinaryUser(async () => {
        await expect(current().open()).rejects.toThrow(LogUnusable);
        await expect(current().open()).rejects.toThrow(/may not be written.*give this user the right/);
        const reader = await current().open({ readOnly: true });
        expect(await reader.readAll(undefined, 100)).toHaveLength(10);
        await reader.close();
      });
      expect(readFileSync(current().file)).toEqual(before);
    });

    test('whose lock file may not be written: without a lock nobody writes', async () => {
      await makeLog(10);
      for (const path of [current().file, current().directory]) give(path, 0o755);
      give(`${current().file}.lock`, 0o444);
      await asOrdinaryUser(async () => {
        await expect(current().open()).rejects.toThrow(LogUnusable);
        await expect(current().open()).rejects.toThrow(/events\.db\.lock/);
      });
    });

    test('that may not be read', async () => {
      await makeLog(10);
      give(current().directory, 0o755);
      give(current().file, 0o000);
      await asOrdinaryUser(async () => {
        await expect(current().open()).rejects.toThrow(/let this user read and write it/);
        await expect(current().open({ readOnly: true })).rejects.toThrow(LogUnusable);
      });
    });
  });

  test('an empty file is no such file: the log is made in it', async () => {
    writeFileSync(current().file, '');
    const log = await current().open();
    await expect(log.append('stream-a', 'none', someEvents(1))).resolves.toHaveLength(1);
  });
});
