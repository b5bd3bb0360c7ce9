/**
 * Runs a habit of the project (`demo`, `test`, `lint`, …) on a machine that has nothing but git, npm and some Node:
 * installs the locked packages, which bring the pinned Node, builds, and hands over to that Node.
 * Plain JavaScript without dependencies, readable by Node 16 and later. An install or build that was cut short is begun
 * anew at the next start, because its stamp is written last.
 *
 * Usage: node scripts/bootstrap.mjs <habit> [arguments …]
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';
const installed = join(root, 'node_modules', '.art33-installed');
const built = join(root, 'dist', '.art33-built');
const lock = join(root, '.art33-setup');
const say = (text) => process.stderr.write(`art33: ${text}\n`);

/** @param {string} text what went wrong and what to do */
function fail(text) {
  say(text);
  process.exit(1);
}

/**
 * Runs a program to its end and gives its exit code. A terminal sends Ctrl-C to it as well, so this process only waits;
 * what is sent to this process alone is passed on. npm tells nobody but its shell when it is told to stop, so a shell that
 * is gone means stop, too.
 */
function run(command, args, { started, ...options } = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (child.pid) started?.(child.pid);
  const wait = () => undefined;
  const passOn = (signal) => child.kill(signal);
  const shell = process.ppid;
  const watching = setInterval(() => {
    if (!process.env.npm_lifecycle_event || process.ppid === shell) return;
    clearInterval(watching);
    child.kill('SIGTERM');
  }, 200);
  process.on('SIGINT', wait).on('SIGTERM', passOn).on('SIGHUP', passOn);
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${command} cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      clearInterval(watching);
      process.off('SIGINT', wait).off('SIGTERM', passOn).off('SIGHUP', passOn);
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}

/** Runs what takes long: says that it begins, every ten seconds that it goes on, and what it took. */
async function runLong(what, command, args, options) {
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  say(`${what} …`);
  let child = 0;
  const hold = () => writeFileSync(lock, `${process.pid} ${child}`);
  const ticking = setInterval(() => {
    say(`… ${seconds()} s`);
    hold();
  }, 10_000);
  const started = (pid) => {
    child = pid;
    hold();
  };
  const status = await run(command, args, { ...options, started });
  clearInterval(ticking);
  if (status === 0) say(`done in ${seconds()} s`);
  else if (status > 128) process.exit(status);
  return status;
}

const digest = (...texts) =>
  texts.reduce((hash, text) => hash.update(text).update('\0'), createHash('sha256')).digest('hex');
const stampIn = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const read = (file) => readFileSync(join(root, file));

/** The holders of the lock that still work, by process id. A lock that nobody has touched for a minute has none. */
function holders() {
  try {
    if (Date.now() - statSync(lock).mtimeMs > 60_000) return [];
  } catch {
    return [];
  }
  return stampIn(lock).split(' ').map(Number).filter(isRunning);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    // Killed, but not yet taken leave of by whoever started it.
    return !/\) Z /.test(stampIn(`/proc/${pid}/stat`));
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Lets one start at a time install and build; also waits for an npm that outlived the start which began it. */
async function alone(work) {
  for (let waiting = false; ; waiting = true) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const others = holders();
    if (others.length === 0) rmSync(lock, { force: true });
    else {
      if (!waiting) say(`waiting for another start (process ${others.join(', ')}) …`);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  const result = await work();
  process.off('exit', release);
  release();
  return result;
}

/** Installs the locked packages when they are not the ones that were installed last. */
async function install() {
  const wanted = digest(
    read('package.json'),
    read('package-lock.json'),
    read('.npmrc'),
    process.platform,
    process.arch,
  );
  if (stampIn(installed) === wanted) return;
  rmSync(installed, { force: true });
  const npm = /npm-cli\.js$/.test(process.env.npm_execpath ?? '')
    ? [process.execPath, process.env.npm_execpath]
    : [windows ? 'npm.cmd' : 'npm'];
  const args = [
    ...npm.slice(1),
    'ci',
    '--include=dev',
    '--include=optional',
    '--prefer-offline',
    '--no-progress',
    '--loglevel=error',
  ];
  const shell = windows && npm.length === 1;
  if ((await runLong('installing the locked packages (once)', npm[0], args, { shell })) !== 0)
    fail('npm could not install the packages: its words stand above. Is the npm registry reachable?');
  writeFileSync(installed, wanted);
}

/** The pinned Node where npm has one that runs on this machine, otherwise this Node if it is new enough. */
function pinnedNode() {
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const pinned = join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath;
  return fail(
    `no ${name} runs on this machine, and Node ${process.versions.node} is too old: install Node 24 and start again.`,
  );
}

/** What the build is made from. */
function sources() {
  const files = ['package-lock.json', 'tsconfig.json', 'nest-cli.json'];
  const isSource = /\.(tsx?|js|json|css|html|svg|png|mjs|webmanifest)$/;
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (isSource.test(path) && !path.endsWith('.spec.ts')) files.push(path);
    }
  };
  ['apps', 'libs', join('tests', 'bench'), join('tests', 'browser', 'support'), join('tests', 'support')].forEach(walk);
  return digest(...files.sort().flatMap((file) => [file, read(file)]));
}

const cli = join('dist', 'apps', 'cli', 'src', 'main.js');

/**
 * Builds anew when a source changed since the last build. The command line's build holds the server and the benches; the web
 * app becomes static files that the server serves.
 */
async function build(node) {
  const wanted = sources();
  if (stampIn(built) === wanted) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const nest = join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  if ((await runLong('building', node, [nest, 'build', 'cli'])) !== 0)
    fail("it does not build: the compiler's words stand above.");
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  const config = join('apps', 'web', 'vite.config.mjs');
  if ((await runLong('building the web app', node, [vite, 'build', '--config', config, '--logLevel', 'warn'])) !== 0)
    fail("the web app does not build: the bundler's words stand above.");
  writeFileSync(built, wanted);
}

/**
 * The master key for running from this folder: the one that the environment or a settings file names, otherwise `master.key`,
 * which the first start makes.
 */
function masterKey(make) {
  const { ART33_MASTER_KEY, ART33_MASTER_KEY_FILE } = process.env;
  const file = join(root, 'master.key');
  if (ART33_MASTER_KEY !== undefined || ART33_MASTER_KEY_FILE !== undefined || namesSettings()) return {};
  if (!existsSync(file)) {
    if (!make) return {};
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    say('made master.key. Keep a copy in another place: without it nothing personal in the log can be read again.');
  }
  return { ART33_MASTER_KEY_FILE: file };
}

/** Whether the environment or the command names a settings file, in which the key's file stands. */
const namesSettings = () =>
  process.env.ART33_CONFIG !== undefined || process.argv.some((each) => /^--config(=|$)/.test(each));

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join('node_modules', 'jest', 'bin', 'jest.js'),
];

/** What each habit does once everything is in place: lists of arguments for the pinned Node, one after the other or together. */
const habits = {
  build: { steps: () => [] },
  start: { steps: (args) => [[cli, 'serve', ...args]], env: () => masterKey(true) },
  demo: { steps: (args) => [[cli, 'demo', ...args]] },
  art33: { steps: (args) => [[cli, ...args]], env: () => masterKey(false) },
  test: { steps: (args) => [[...jest, ...args]] },
  bench: { steps: (args) => [[join('dist', 'tests', 'bench', 'main.js'), ...args]] },
  docs: {
    generator: join('scripts', 'answer-schemas.ts'),
    steps: (args) => [
      [cli, 'docs', ...args],
      [
        join('node_modules', 'openapi-typescript', 'bin', 'cli.js'),
        ...[join('docs', 'openapi.json'), '-o', join('apps', 'web', 'src', 'api', 'schema.d.ts')],
      ],
    ],
  },
  lint: {
    unbuilt: true,
    together: true,
    steps: () => [
      [join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--incremental', 'false', '-p', '.'],
      [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', join('apps', 'web')],
      [join('node_modules', 'eslint', 'bin', 'eslint.js'), '.'],
      [join('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    ],
  },
};

const [name, ...args] = process.argv.slice(2);
const habit = habits[name];
if (!habit) fail(`unknown habit '${name ?? ''}': one of ${Object.keys(habits).join(', ')}`);
const node = await alone(async () => {
  await install();
  const pinned = pinnedNode();
  if (habit.generator && (await run(pinned, [habit.generator])) !== 0) process.exit(1);
  if (!habit.unbuilt) await build(pinned);
  return pinned;
});
const env = { ...process.env, ...habit.env?.(), PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
const steps = habit.steps(args).map((step) => () => run(node, step, { env }));
const codes = [];
if (habit.together) codes.push(...(await Promise.all(steps.map((step) => step()))));
else for (const step of steps) codes.push(await step());
process.exit(codes.findLast((code) => code !== 0) ?? 0);
