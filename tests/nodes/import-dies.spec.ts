import { randomUUID } from 'node:crypto';
import { importKeyOf, importStream, type ImportView } from '@art33/imports';
import { processorId } from '@art33/parties';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { describeWithServer } from '../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { install } from '../faults/support/installed.js';
import { LogHistory } from '../faults/support/log-history.js';
import { customersFile, ended, importOf, sendFile } from '../support/import-files.js';
import { PROCESSORS } from '../support/installation.js';
import { NodesOfOne, type Node } from './support/cluster.js';
import { until } from './support/figures.js';
import { FULL } from '../support/full.js';

const ROWS = FULL ? 9_900 : 220;
const CUSTOMERS = (ROWS / 11) * 10;
const PATIENCE = FULL ? 20 * 60_000 : 120_000;

describeWithServer(`An import of ${ROWS} rows whose node dies`, {}, (server) => {
  const importId = randomUUID();
  const file = customersFile(ROWS);
  let nodes: NodesOfOne;
  let a: Node;
  let b: Node;
  let token: string;
  let died: number;
  let doneThen: number;

  const on = ({ url }: Node) => new Api(url, token);
  const send = (node: Node, id = importId, what = file) => sendFile(on(node), what, `kind=controllers&importId=${id}`);
  const customers = async (node: Node) => {
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await on(node).read(`controllers?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`);
      ids.push(...pick<readonly { readonly id: string }[]>(page, 'items').map(({ id }) => id));
      cursor = page['nextCursor'] as string | null;
    }
    return ids;
  };
  const history = async () => {
    const log = await nodes.log();
    await log.readStream(importStream(importKeyOf(processorId(PROCESSORS.ratiomedicus), importId)), { fresh: true });
    return LogHistory.of(log);
  };

  beforeAll(async () => {
    nodes = await NodesOfOne.on(server().url);
    a = await nodes.start('a');
    ({ processorToken: token } = await install(a.url, nodes.masterKey, { name: 'ratiomedicus', controllers: 0 }));
    b = await nodes.start('b');
    expect((await send(a)).status).toBe(202);
    const { rowsDone } = await ended(
      on(a),
      importId,
      ({ state, rowsDone: done }) => state === 'completed' || done >= ROWS / 4,
    );
    doneThen = rowsDone;
    died = Date.now();
    await a.program.kill();
  }, PATIENCE);
  afterAll(() => nodes?.end(), PATIENCE);

  test('is shown on the other node as interrupted, with the row that it reached, and nothing of it is to be seen', async () => {
    await until(
      'the other node knows of it',
      async () => (await on(b).get(`imports/${importId}`)).status === 200,
      10_000,
    );
    const view = importOf(await on(b).get(`imports/${importId}`));
    expect(view).toMatchObject({ state: 'interrupted', rows: ROWS });
    expect(view.rowsDone).toBeGreaterThanOrEqual(1);
    expect(view.rowsDone).toBeLessThan(ROWS);
    const listed = pick<readonly ImportView[]>(await on(b).read('imports'), 'items');
    expect(listed.map(({ id, state }) => [id, state])).toEqual([[importId, 'interrupted']]);
    expect(await customers(b)).toEqual([]);
  });

  test(
    'is told of by the dead one when it starts again, and refused where the file is another',
    async () => {
      a = await nodes.start('a');
      await until('it is told of', () =>
        `${a.program.out}${a.program.err}`.includes(`${importId} (controllers) was cut at row`),
      );
      const other = await send(b, importId, customersFile(ROWS, 'X'));
      expect(other.status).toBe(409);
    },
    PATIENCE,
  );

  test(
    'is finished by the same file on the other node, although both are sent it at once: every row once, on both',
    async () => {
      const answers = await Promise.all([send(a), send(b)]);
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      const views = await Promise.all([a, b].map((node) => ended(on(node), importId)));
      for (const view of views) expect(view).toMatchObject({ state: 'completed', rowsDone: ROWS, problem: null });
      const took = Date.now() - died;
      await until(
        'both show all',
        async () => (await customers(a)).length === CUSTOMERS && (await customers(b)).length === CUSTOMERS,
        30_000,
      );
      const ids = await customers(a);
      expect(new Set(ids).size).toBe(CUSTOMERS);
      expect(new Set(await customers(b))).toEqual(new Set(ids));
      const log = await history();
      expect(log.of('ImportCompleted')).toHaveLength(1);
      expect(log.of('ImportBegun')).toHaveLength(1);
      const begun = (type: string): number => log.of(type).filter(({ revision }) => revision === 0).length;
      // One of them is the processor's own.
      expect([begun('OrganisationRegistered'), begun('AgreementConcluded')]).toEqual([CUSTOMERS + 1, CUSTOMERS]);
      expect(log.of('ContactAdded')).toHaveLength(ROWS);
      process.stdout.write(
        `import: node killed at row ${doneThen} of ${ROWS}; finished by two nodes at once ${(took / 1_000).toFixed(1)} s after; ` +
          `${CUSTOMERS} customers and as many agreements, each once\n`,
      );
    },
    PATIENCE,
  );
});
