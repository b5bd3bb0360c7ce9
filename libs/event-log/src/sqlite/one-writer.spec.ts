import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../conformance/child.js';
import type { Acknowledged } from '../conformance/appender.js';
import { someEvents } from '../conformance/events.js';
import { LogUnavailable, LogUnusable } from '../port/errors.js';
import { eachWithFile } from './log-file.fixture.js';
import { SqliteEventLog } from './sqlite-event-log.js';

describe('one writer, many readers', () => {
  const current = eachWithFile();
  const writingChild = (): Child =>
    new Child(new URL('../conformance/appender.ts', import.meta.url), [
      new URL('./open-log.fixture.ts', import.meta.url).href,
      current().file,
    ]);

  test('a second writer in this process is refused, and told which file and what to do', async () => {
    const log = await current().open();
    const refusal = await current()
      .open()
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LogUnusable);
    expect((refusal as Error).message).toMatch(/events\.db is open for writing already .*stop the other process/);
    await expect(log.append('stream-a', 'none', someEvents(1))).resolves.toHaveLength(1);
  });

  test('a second writer is refused also where it comes by another path', async () => {
    const alias = join(current().directory, 'alias.db');
    await current().open();
    symlinkSync(current().file, alias);
    await expect(current().open({ file: alias })).rejects.toThrow(LogUnusable);
  });

  test('the next writer is let in when the first has closed', async () => {
    await (await current().open()).close();
    await expect(current().open()).resolves.toBeDefined();
  });

  test('a writer in another process holds the file, and lets go of it even when killed', async () => {
    const child = writingChild();
    await child.firstLine();
    await expect(current().open()).rejects.toThrow(/is open for writing already/);
    await child.kill();
    const log = await current().open();
    await expect(log.append('stream-a', 'none', someEvents(1))).resolves.toHaveLength(1);
  });

  test('a damaged lock file is named', async () => {
    writeFileSync(`${current().file}.lock`, 'x'.repeat(2_000));
    const refusal = await current()
      .open()
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LogUnusable);
    expect((refusal as Error).message).toMatch(/events\.db\.lock is no lock: delete it/);
  });

  test('a reader beside the writer sees what is written, and hears of it', async () => {
    const log = await current().open();
    const reader = await current().open({ readOnly: true });
    const stop = new AbortController();
    const heard: number[] = [];
    const listening = (async () => {
      for await (const event of reader.subscribe(undefined, stop.signal)) {
        heard.push(event.logNumber);
        if (heard.length === 2) stop.abort();
      }
    })();
    const written = await log.append('stream-a', 'none', someEvents(2));
    expect(await reader.readStream('stream-a')).toStrictEqual(written);
    await listening;
    expect(heard).toEqual([0, 1]);
  });

  test('a reader follows a writer in another process: nothing skipped, nothing twice', async () => {
    const child = writingChild();
    await child.firstLine();
    const reader = await current().open({ readOnly: true });
    const stop = new AbortController();
    const heard: number[] = [];
    for await (const event of reader.subscribe(undefined, stop.signal)) {
      heard.push(event.logNumber);
      if (heard.length === 60) stop.abort();
    }
    await child.kill();
    expect(heard).toEqual(Array.from({ length: 60 }, (_, index) => index));
  });

  test('a reader opens what a killed writer left behind', async () => {
    const child = writingChild();
    const acknowledged: Acknowledged[] = [];
    for await (const line of child.lines()) if (acknowledged.push(JSON.parse(line) as Acknowledged) === 12) break;
    await child.kill();
    const reader = await current().open({ readOnly: true });
    const all = await reader.readAll(undefined, 1_000_000);
    for (const { id, logNumber } of acknowledged) expect(all[logNumber]?.id).toBe(id);
  });

  test('a reader takes no appends', async () => {
    await current().open();
    const reader = await current().open({ readOnly: true });
    await expect(reader.append('stream-a', 'none', someEvents(1))).rejects.toThrow(LogUnavailable);
  });

  test('a reader keeps no writer out', async () => {
    await (await current().open()).close();
    const reader = await current().open({ readOnly: true });
    const log = await current().open();
    const written = await log.append('stream-a', 'none', someEvents(1));
    expect(await reader.readAll(undefined, 10)).toStrictEqual(written);
  });

  // Without its lock, another program's older SQLite takes itself to be alone with the file, and deletes the WAL.
  (existsSync('/proc/locks') ? test : test.skip)('opening a reader does not cost the writer its locks', async () => {
    const locks = (): number => {
      const inode = statSync(current().file).ino;
      return readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .filter((line) => line.includes(`:${inode} `)).length;
    };
    await current().open();
    expect(locks()).toBeGreaterThan(0);
    await (await current().open({ readOnly: true })).close();
    SqliteEventLog.needsMigration(current().file);
    expect(locks()).toBeGreaterThan(0);
  });

  test('a reader makes no file where there is none', async () => {
    await expect(current().open({ readOnly: true })).rejects.toThrow(LogUnusable);
    expect(current().snapshot()).toEqual({});
  });
});
