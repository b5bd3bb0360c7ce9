/**
 * Runs a habit of the project (`demo`, `test`, `lint`, …) on a machine that has nothing but git, npm and some Node:
 * installs the locked packages, brings the pinned Node from npm, builds, and hands over to it.
 * Plain JavaScript without dependencies, readable by Node 16 and later.
 *
 * Usage: node scripts/bootstrap.mjs <habit> [arguments …]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamps = join(root, 'node_modules', '.art33');
const say = (text) => process.stderr.write(`art33: ${text}\n`);

/** @param {string} text what went wrong and what to do */
function fail(text) {
  say(text);
  process.exit(1);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) fail(`${command} cannot be started: ${result.error.message}`);
  if (result.signal) process.kill(process.pid, result.signal);
  return result.status ?? 1;
}

const digest = (text) => createHash('sha256').update(text).digest('hex');
const stampOf = (name) => (existsSync(join(stamps, name)) ? readFileSync(join(stamps, name), 'utf8') : '');
function stamp(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}

/** Installs the locked packages when the lock file is not the one that was installed last. */
function install() {
  const wanted = digest(readFileSync(join(root, 'package-lock.json')) + process.platform + process.arch);
  if (stampOf('installed') === wanted) return;
  say('installing the locked packages (once; about a minute) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const quiet = ['--no-fund', '--no-audit', '--loglevel=error'];
  if (run(npm, ['ci', ...quiet], { shell: process.platform === 'win32' }) !== 0)
    fail('npm could not install the packages: is the npm registry reachable?');
  stamp('installed', wanted);
}

/** The pinned Node where npm has one for this machine, otherwise this Node if it is new enough. */
function pinnedNode() {
  const arch = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', `node-${arch}`, 'bin', file);
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath;
  return fail(`npm has no Node for ${arch} in this project, and Node ${process.versions.node} is too old: install Node 24 and start again.`);
}

/** Newest change of the sources, cheap enough for every start. */
function sourcesDigest() {
  const entries = [];
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (/\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.spec.ts')) {
        const { mtimeMs, size } = statSync(join(root, path));
        entries.push(`${path}:${mtimeMs}:${size}`);
      }
    }
  };
  ['apps', 'libs'].forEach(walk);
  for (const file of ['package-lock.json', 'tsconfig.json', 'nest-cli.json']) entries.push(file + digest(readFileSync(join(root, file))));
  return digest(entries.sort().join('\n'));
}

/** Builds server and command line when a source changed since the last build. */
function build(node) {
  const wanted = sourcesDigest();
  if (stampOf('built') === wanted && existsSync(join(root, 'dist', 'apps', 'cli', 'src', 'main.js'))) return;
  say('building …');
  const nest = join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  for (const app of ['server', 'cli']) if (run(node, [nest, 'build', app]) !== 0) fail(`the ${app} does not build; the compiler's words stand above.`);
  stamp('built', wanted);
}

const cli = join('dist', 'apps', 'cli', 'src', 'main.js');
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join('node_modules', 'jest', 'bin', 'jest.js')];

/** What each habit does once everything is in place: a list of argument lists for the pinned Node. */
const habits = {
  build: { built: true, steps: () => [] },
  start: { built: true, steps: (args) => [[cli, 'serve', ...args]] },
  demo: { built: true, steps: (args) => [[cli, 'demo', ...args]] },
  art33: { built: true, steps: (args) => [[cli, ...args]] },
  test: { built: true, steps: (args) => [[...jest, ...args]] },
  lint: {
    built: false,
    steps: () => [
      [join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '-p', '.'],
      [join('node_modules', 'eslint', 'bin', 'eslint.js'), '.'],
      [join('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    ],
  },
  docs: { built: true, steps: (args) => [[cli, 'docs', ...args]] },
};

const [name, ...args] = process.argv.slice(2);
const habit = habits[name];
if (!habit) fail(`unknown habit '${name ?? ''}': one of ${Object.keys(habits).join(', ')}`);
install();
const node = pinnedNode();
if (habit.built) build(node);
const env = { ...process.env, PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}` };
for (const step of habit.steps(args)) {
  const status = run(node, step, { env });
  if (status !== 0) process.exit(status);
}
