import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FULL } from '../support/full.js';

const BENCHES = [
  'appends',
  'logging',
  'rebuild',
  'opening',
  'deadlines',
  'dispatch',
  'restart',
  'lists',
  'freezing',
  'memory',
  'eventstore',
  'nodes',
  'sign-in',
  'web',
];
/** Without a browser, and without what takes half a minute on little data, too. */
const SHORT = ['appends', 'rebuild', 'deadlines', 'eventstore'];
const RUN = FULL ? BENCHES : SHORT;
const PAGE = 'docs/benchmarks.md';

/** Whether benches run to their end on little data, in full all of them; what they measure then says nothing and is not looked at. */
describe('The benches', () => {
  const folder = mkdtempSync(join(tmpdir(), 'art33-bench-spec-'));
  const file = join(folder, 'found.json');
  let found: readonly { readonly name: string; readonly findings: readonly { readonly what: string }[] }[];
  let output: string;

  beforeAll(() => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join('dist', 'tests', 'bench', 'main.js'), '--small', '--json', file, ...(FULL ? [] : SHORT)],
      { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    if (status !== 0) throw new Error(`the benches ended with ${status}:\n${stderr}`);
    output = stdout;
    found = JSON.parse(readFileSync(file, 'utf8')) as typeof found;
  }, 420_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(RUN)('%s runs to its end and finds something', (name) => {
    expect(found.find((bench) => bench.name === name)?.findings.length).toBeGreaterThan(0);
  });

  it('are all of them', () => {
    expect(found.map(({ name }) => name)).toEqual(RUN);
  });

  it('print a table, and that a small run says nothing', () => {
    expect(output).toContain('| what | art33 | floor | ratio | reach | reached |');
    expect(output).toContain('its figures say nothing');
  });

  it('have each a place on the page of results', () => {
    const page = readFileSync(PAGE, 'utf8');
    for (const name of ['machine', ...BENCHES]) expect(page).toContain(`<!-- ${name} -->`);
  });
});
