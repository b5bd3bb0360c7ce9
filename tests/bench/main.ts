/**
 * `npm run bench`: measures art33 against floors of the same run, and prints a table. Every bench runs in a process of its
 * own. See docs/benchmarks.md.
 *
 * Usage: bench [--small] [--write] [--json <file>] [--shared <folder>] [names …]
 * `--shared` keeps the data that several benches look at, for the next run.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benches } from './benches.js';
import type { Finding, Scale } from './finding.js';
import { machine, table, writeReport } from './report.js';

const scaleOf = (small: boolean): Scale => ({
  small,
  rounds: small ? 1 : 5,
  of: (full, few) => (small ? few : full),
});

/** What a child tells its parent. */
type Told = { readonly progress: string } | { readonly findings: readonly Finding[] };

/** Runs one bench here and tells the parent what it found. */
async function runAlone(name: string, small: boolean, shared: string): Promise<void> {
  const bench = benches.find((each) => each.name === name);
  if (!bench) throw new Error(`no bench is called ${name}`);
  const folder = mkdtempSync(join(tmpdir(), `art33-bench-${name}-`));
  const tell = (told: Told) => process.send?.(told);
  try {
    const room = { folder, shared, say: (progress: string) => tell({ progress }) };
    tell({ findings: await bench.run(scaleOf(small), room) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs one bench in a process of its own, so that no other one's memory or compiled code lies in its way. */
function runApart(name: string, small: boolean, shared: string): Promise<readonly Finding[]> {
  const begun = Date.now();
  const say = (progress: string) =>
    process.stderr.write(`${name} (${Math.round((Date.now() - begun) / 1000)} s): ${progress}\n`);
  return new Promise((resolve, reject) => {
    const child = fork(
      fileURLToPath(import.meta.url),
      ['--alone', name, '--shared', shared, ...(small ? ['--small'] : [])],
      {
        execArgv: ['--expose-gc', '--enable-source-maps'],
      },
    );
    let findings: readonly Finding[] | undefined;
    child.on('message', (told: Told) => {
      if ('progress' in told) say(told.progress);
      else findings = told.findings;
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0 && findings) resolve(findings);
      else reject(new Error(`the bench ${name} ended with ${code} and no result`));
    });
    say('begins');
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    alone: { type: 'string' },
    shared: { type: 'string' },
    small: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const shared = values.shared ?? mkdtempSync(join(tmpdir(), 'art33-bench-'));
if (values.alone !== undefined) {
  await runAlone(values.alone, values.small, shared);
  process.exit(0);
}

const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}
const chosen = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const found: { readonly name: string; readonly findings: readonly Finding[] }[] = [];
const failures: string[] = [];
for (const { name } of chosen) {
  try {
    found.push({ name, findings: await runApart(name, values.small, shared) });
  } catch (error) {
    failures.push((error as Error).message);
  }
}
if (values.shared === undefined) rmSync(shared, { recursive: true, force: true });
const rows = found.flatMap(({ findings }) => findings);
process.stdout.write(`${machine()}\n\n${table(rows)}\n`);
if (values.small) process.stdout.write('\nA small run proves that every bench works; its figures say nothing.\n');
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(found, null, 2)}\n`);
if (values.write && !values.small) writeReport(found);
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.exit(failures.length === 0 ? 0 : 1);
