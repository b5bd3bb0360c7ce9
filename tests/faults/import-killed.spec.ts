import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import type { ImportView } from '@art33/imports';
import { customersFile, ended, importOf, sendFile } from '../support/import-files.js';
import { install } from './support/installed.js';
import { Program, serviceIn } from './support/program.js';

/** As many rows as an import may have. */
const ROWS = 10_000;
const KILLS = 10;

describe(`an import of ${ROWS} rows, killed ${KILLS} times`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-import-'));
  const masterKey = randomBytes(32);
  const importId = randomUUID();
  const file = customersFile(ROWS);
  const reached: number[] = [];
  const said: string[] = [];
  const shown: number[] = [];
  let program: Program;
  let api: Api;
  let last: ImportView;

  const send = () => sendFile(api, file, `kind=controllers&importId=${importId}`);
  /** What the service says once it has told of the import, which it does when its models have caught up, or within so long. */
  const told = async (): Promise<string> => {
    const until = Date.now() + 60_000;
    const words = () => program.err + program.out;
    while (!words().includes(importId) && Date.now() < until) await sleep(20);
    return words();
  };
  const controllers = async (query: string) =>
    pick<readonly { readonly id: string }[]>(await api.read(`controllers?limit=200${query}`), 'items');

  beforeAll(async () => {
    const env = serviceIn(directory, masterKey);
    program = Program.start({ env });
    const { processorToken } = await install(await program.listening(), masterKey, {
      name: 'ratiomedicus',
      controllers: 0,
    });
    for (let kill = 1; kill <= KILLS; kill++) {
      api = new Api(await program.listening(), processorToken);
      expect((await send()).status).toBe(202);
      const enough = (ROWS / (KILLS + 1)) * kill;
      await ended(api, importId, ({ state, rowsDone }) => state === 'completed' || rowsDone >= enough);
      await program.kill();
      program = Program.start({ env });
      api = new Api(await program.listening(), processorToken);
      said.push(await told());
      const view = await ended(api, importId, ({ rowsDone }) => rowsDone > 0);
      expect(view).toMatchObject({ state: 'interrupted', rows: ROWS });
      reached.push(view.rowsDone);
      shown.push((await controllers('')).length);
    }
    expect(importOf(await send())).toMatchObject({ id: importId });
    last = await ended(api, importId);
  }, 20 * 60_000);
  afterAll(async () => {
    await Program.killAll();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is told of at each start, with the row that it reached', () => {
    for (const [index, row] of reached.entries())
      expect(said[index]).toContain(`${importId} (controllers) was cut at row ${row}`);
    expect(reached.toSorted((a, b) => a - b)).toEqual(reached);
    expect(reached.at(-1)).toBeLessThan(ROWS);
  });

  it('shows nothing of itself while it is unfinished', () =>
    expect(shown).toEqual(Array.from({ length: KILLS }, () => 0)));

  it('is finished by the same file, with every row there once', async () => {
    const { controllers: count = 0 } = last.counts;
    expect(last).toMatchObject({ state: 'completed', rowsDone: ROWS, problem: null });
    for (const number of [1, 10, Math.floor(count / 2), count]) {
      const found = await controllers(`&q=K-${String(number).padStart(5, '0')}`);
      expect([number, found.length]).toEqual([number, 1]);
      const contacts = pick<readonly unknown[]>(await api.read(`controllers/${found[0]?.id}`), 'contacts');
      expect([number, contacts.length]).toEqual([number, number % 10 === 0 ? 2 : 1]);
      const agreements = pick<readonly unknown[]>(await api.read(`agreements?controllerId=${found[0]?.id}`), 'items');
      expect(agreements).toHaveLength(1);
    }
    let seen = 0;
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await api.read(`controllers?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen += pick<readonly unknown[]>(page, 'items').length;
      cursor = page['nextCursor'] as string | null;
    }
    expect(seen).toBe(count);
  });
});
