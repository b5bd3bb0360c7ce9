import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { isErased } from '../domain/event.js';
import type { Projection } from '../port/projection.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { CatchUp } from './catch-up.js';
import { declarations, names, ticker, ticks } from './fixtures/ticks.js';
import { ModelsInUse } from './model-file.js';
import { ReadModelStore } from './read-model-store.js';
import { RebuildFailed } from './rebuild.js';

describe('rebuilding the read models', () => {
  let test: TestLog;
  let store: ReadModelStore;
  let catchUp: CatchUp;
  const open = (...projections: Projection[]) => {
    store = ReadModelStore.open({ directory: join(test.directory, 'models'), projections });
    catchUp = new CatchUp({ log: test.log, codec: test.codec, store });
  };
  const close = async () => {
    await catchUp.stop();
    store.close();
  };
  beforeEach(async () => {
    test = await TestLog.open(declarations);
    open(ticks, names, keyless);
    await tick(700);
    await name('Erika');
    catchUp.start();
    await shown();
  });
  afterEach(async () => {
    await close();
    await test.close();
  });
  /** A table without a primary key of its own. */
  const keyless: Projection = {
    name: 'keyless',
    version: 1,
    tables: 'CREATE TABLE keyless (name TEXT, raw BLOB)',
    handles: ['Named'],
    apply: (event, db) =>
      db
        .sql('INSERT INTO keyless VALUES (?, ?)')
        .run(isErased((event.data as { name: unknown }).name) ? null : 'a name', Buffer.from('x')),
  };
  const tick = (times: number) => test.commands.run(ticker, 'tick-1', { type: 'Tick', times }, testContext());
  const name = (text: string) => test.commands.run(ticker, 'name-1', { type: 'Name', name: text }, testContext());
  const shown = async () => catchUp.waitFor((await test.log.head()).position ?? '', 60_000);
  const count = (table = 'ticks') => store.db.sql(`SELECT count(*) AS n FROM ${table}`).get()?.['n'];
  const spoil = (sql: string) => store.file.writer.database.exec(sql);
  const files = () => readdirSync(join(test.directory, 'models')).filter((file) => file.endsWith('.db'));

  it('finds live models that agree with the log to be the same', async () => {
    const report = await catchUp.rebuild();
    expect(report).toMatchObject({ comparedAt: 700, same: true });
    expect(report.tables.map(({ table, rows }) => [table, rows])).toEqual([
      ['log_time', 1],
      ['log_edits', 2],
      ['ticks', 700],
      ['names', 1],
      ['keyless', 1],
    ]);
    expect(files()).toHaveLength(1);
  });
  it('reports every row that differs, with the first few, and mends it', async () => {
    spoil('UPDATE ticks SET n = 0 WHERE log_number BETWEEN 10 AND 19');
    spoil('DELETE FROM ticks WHERE log_number < 3');
    spoil('INSERT INTO ticks VALUES (5000, 1)');
    spoil(`UPDATE keyless SET name = 'Eva', raw = x'00'`);
    const report = await catchUp.rebuild();
    expect(report.same).toBe(false);
    expect(report.tables.find(({ table }) => table === 'ticks')).toEqual({
      table: 'ticks',
      rows: 698,
      unexpected: 1,
      missing: 3,
      different: 10,
      examples: [10, 11, 12, 13, 14].map((n) => ({ kind: 'different', key: [n], columns: ['n'] })),
    });
    expect(report.tables.find(({ table }) => table === 'keyless')?.examples).toEqual([
      { kind: 'different', key: [1], columns: ['name', 'raw'] },
    ]);
    expect(JSON.stringify(report)).not.toMatch(/Eva|Erika/);
    expect((await catchUp.rebuild()).same).toBe(true);
  });
  it('names rows that are missing', async () => {
    spoil('DELETE FROM ticks WHERE log_number IN (7, 600)');
    const { tables } = await catchUp.rebuild();
    expect(tables.find(({ table }) => table === 'ticks')?.examples).toEqual([
      { kind: 'missing', key: [7], columns: [] },
      { kind: 'missing', key: [600], columns: [] },
    ]);
  });
  it('works while events are written, and readers notice nothing', async () => {
    const rebuilt = catchUp.rebuild();
    let isDone = false;
    const done = rebuilt.finally(() => (isDone = true));
    let seen = 0;
    while (!isDone) {
      await tick(20);
      expect(await shown()).toBe(true);
      const now = Number(count());
      expect(now).toBeGreaterThanOrEqual(seen);
      seen = now;
    }
    expect((await done).same).toBe(true);
    const { position = '' } = await tick(1);
    expect(await catchUp.waitFor(position, 5000)).toBe(true);
    expect(catchUp.status()).toMatchObject({ running: true, error: undefined });
    expect(count()).toBe(seen + 1);
  });
  it('works in a process that does not follow the log, as on the command line', async () => {
    await close();
    await tick(10);
    open(ticks, names, keyless);
    const report = await catchUp.rebuild();
    expect(report).toMatchObject({ comparedAt: 700, same: true });
    expect(catchUp.status()).toMatchObject({ running: false, logNumber: 710 });
    expect(count()).toBe(710);
  });
  it('builds models where there were none', async () => {
    await close();
    open(ticks);
    expect(await catchUp.rebuild()).toMatchObject({ comparedAt: -1, same: true });
    expect(count()).toBe(700);
  });
  it('shows nothing any more of what was erased meanwhile', async () => {
    await test.keys.erase('person:1');
    const { tables } = await catchUp.rebuild();
    expect(tables.find(({ table }) => table === 'names')).toMatchObject({ rows: 1, different: 1 });
    expect(store.db.sql('SELECT name FROM names').get()).toEqual({ name: '(erased)' });
  });

  it('leaves nothing behind when it was cut short: the next start removes what it finds', async () => {
    const [live = ''] = files();
    await close();
    writeFileSync(join(test.directory, 'models', live.replace('.db', '.next.db')), 'half-built');
    open(ticks, names, keyless);
    expect(files()).toEqual([live]);
  });

  it('waits for those who still read a snapshot, and shows them to the end what they began with', async () => {
    const snapshot = catchUp.snapshot();
    const rebuilt = catchUp.rebuild();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(snapshot.db.sql('SELECT count(*) AS n FROM ticks').get()).toEqual({ n: 700 });
    const file = store.file;
    snapshot.close();
    expect((await rebuilt).same).toBe(true);
    expect(store.file).not.toBe(file);
  });

  describe('keeps the live models', () => {
    const live = () => expect([count(), count('names'), files().length]).toEqual([700, 1, 1]);
    it('when a projection comes less far than it had come', async () => {
      await close();
      const broken: Projection = {
        ...names,
        apply: () => {
          throw new Error('broken by an update');
        },
      };
      open(ticks, broken, keyless);
      await expect(catchUp.rebuild()).rejects.toThrow(RebuildFailed);
      await expect(catchUp.rebuild()).rejects.toThrow('names stops at event 700 (Named): Error: broken by an update');
      live();
    });
    it('when it is stopped', async () => {
      const rebuilt = catchUp.rebuild();
      const stopped = expect(rebuilt).rejects.toThrow('the rebuild was stopped');
      await catchUp.stop();
      await stopped;
      live();
      expect(catchUp.status().running).toBe(false);
    });
    it('when another process has them open', async () => {
      const other = new BetterSqlite3(store.file.file, { readonly: true });
      other.prepare('SELECT count(*) FROM ticks').get();
      await expect(catchUp.rebuild()).rejects.toThrow(ModelsInUse);
      other.close();
      live();
      const { position = '' } = await tick(1);
      expect(await catchUp.waitFor(position, 5000)).toBe(true);
    });
    it('when a rebuild is under way already', async () => {
      const first = catchUp.rebuild();
      await expect(catchUp.rebuild()).rejects.toThrow('are being rebuilt already');
      expect((await first).same).toBe(true);
    });
  });
});
