import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteEventLog, systemClock, toInstant } from '@art33/event-log';
import { Api, pick, type Answer, type JsonBody } from '../../apps/cli/src/api-client.js';
import { digestOf } from '../../apps/cli/src/backup/folder.js';
import { manifestText, type Manifest } from '../../apps/cli/src/backup/manifest.js';
import { Chance } from './support/chance.js';
import { FULL, some } from '../support/full.js';
import { install, sendNotices, type Installed } from './support/installed.js';
import { LogHistory } from './support/log-history.js';
import { Program, serviceIn, type Ending, type ProgramEnvironment } from './support/program.js';
import { Promises, Writer } from './support/writers.js';

const directory = mkdtempSync(join(tmpdir(), 'art33-backup-'));
const at = (...names: readonly string[]): string => join(directory, ...names);
const masterKey = randomBytes(32);
const MASTER_KEY = masterKey.toString('base64');

const ATTACHMENT = randomBytes(100_000);
const ATTACHMENT_NAME = createHash('sha256').update(ATTACHMENT).digest('hex');

const environment = (data: string, more: ProgramEnvironment = {}): ProgramEnvironment => ({
  ...serviceIn(data, masterKey),
  ...more,
});
const run = (args: readonly string[], env = environment(at('data')), under: readonly string[] = []): Promise<Ending> =>
  Program.start({ args, env, under }).ended();
const sizeOf = async (data: string): Promise<number> => (await LogHistory.read(data)).events.length;
const newest = (folder: string): string => join(folder, readdirSync(folder).toSorted().at(-1) as string);
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

afterAll(async () => {
  await Program.killAll();
  rmSync(directory, { recursive: true, force: true });
});

describe('A backup of a service under load', () => {
  const data = at('data');
  const promises = new Promises();
  let service: Program;
  let url: string;
  let installed: Installed;
  let incident: string;
  let backup: Ending;
  let sizes: readonly [before: number, after: number];
  const wrappedKeys = new Map<string, string>();

  beforeAll(async () => {
    service = Program.start({ env: environment(data) });
    url = await service.listening();
    installed = await install(url, masterKey, { name: 'ratiomedicus', controllers: 4 });
    incident = await sendNotices(new Api(url, installed.processorToken), installed.agreementIds);
    const { processorToken: token, agreementIds } = installed;
    const options = { url: () => Promise.resolve(url), token, agreementIds, promises };
    const writers = [1, 2, 3].map((seed) => new Writer(`writer-${seed}`, { ...options, chance: new Chance(seed) }));
    const working = Promise.all(writers.map((writer) => writer.work()));
    await sleep(1_500);
    mkdirSync(join(data, 'attachments'), { recursive: true });
    writeFileSync(join(data, 'attachments', ATTACHMENT_NAME), ATTACHMENT);
    const before = await sizeOf(data);
    backup = await run(['backup', '--log', at('log'), '--keys', at('keys'), '--json']);
    sizes = [before, await sizeOf(data)];
    await sleep(300);
    for (const writer of writers) writer.stop();
    await working;
    for (const file of filesBelow(join(data, 'keys'))) wrappedKeys.set(file, readFileSync(file, 'utf8'));
  });

  const logNumber = (): number =>
    pick<number>((JSON.parse(backup.out) as readonly JsonBody[])[0], 'manifest.lastLogNumber');

  test('is made while writes go on', () => {
    expect(backup).toMatchObject({ code: 0 });
    expect(logNumber()).toBeGreaterThanOrEqual(sizes[0] - 1);
    expect(logNumber()).toBeLessThan(sizes[1]);
    expect(sizes[1]).toBeGreaterThan(sizes[0]);
  });

  test('holds in the log’s part no key: neither wrapped, nor the master key', () => {
    const bytes = Buffer.concat(filesBelow(at('log')).map((file) => readFileSync(file)));
    const wrapped = [...wrappedKeys.values()].map((text) => pick(JSON.parse(text) as JsonBody, '$sealed.text'));
    const secrets = [masterKey, MASTER_KEY, masterKey.toString('hex'), ...wrapped].map((secret) => Buffer.from(secret));
    expect(secrets.length).toBeGreaterThan(8);
    expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
    const keys = readFileSync(join(newest(at('keys')), 'keys.jsonl'));
    expect(wrapped.filter((secret) => keys.includes(secret)).length).toBeGreaterThan(8);
    expect(keys.includes(MASTER_KEY)).toBe(false);
  });

  test('is verified without being restored', async () => {
    const { code, out } = await run(['backup', 'verify', '--log', at('log'), '--keys', at('keys')]);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(
        /every sealed field opens under \d+ keys, or its key was erased on purpose \(0\)/,
      ) as string,
    });
    expect(out).toContain(`the last one number ${logNumber()}`);
  });

  test('is restored and proven, and a service that starts on it answers as the old one did at that log number', async () => {
    const to = at('restored');
    const ended = await run(['restore', '--log', at('log'), '--keys', at('keys'), '--to', to]);
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('restored: ') as string });
    expect(readFileSync(join(to, 'attachments', ATTACHMENT_NAME))).toEqual(ATTACHMENT);
    const restored = Program.start({ env: environment(to) });
    const notices = await new Api(url, installed.processorToken).read(`incidents/${incident}/notices`);
    const ids = pick<readonly JsonBody[]>(notices, 'items').map((item) => pick(item, 'id'));
    const paths = [
      ...[incident, ...promises.incidents].map((id) => `incidents/${id}`),
      ...ids.map((id) => `notices/${id}`),
    ];
    const views = async (base: string): Promise<readonly Answer[]> => {
      const api = new Api(base, installed.processorToken);
      return Promise.all(paths.map((path) => api.get(`${path}?asOf=${logNumber()}`)));
    };
    const restoredUrl = await restored.listening();
    while (!(await fetch(`${restoredUrl}/health/ready`)).ok) await sleep(50);
    const seen = (answers: readonly Answer[]) => answers.map(({ status, body }) => ({ status, body }));
    const answers = seen(await views(restoredUrl));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(5);
    expect(answers).toEqual(seen(await views(url)));
    expect(await restored.stop()).toMatchObject({ code: 0 });
  });

  test('is refused into a directory that holds anything', async () => {
    mkdirSync(at('occupied'));
    writeFileSync(at('occupied', 'x'), '');
    expect(await run(['restore', '--log', at('log'), '--keys', at('keys'), '--to', at('occupied')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not empty') as string,
    });
    expect(readdirSync(at('occupied'))).toEqual(['x']);
  });

  test('is refused where log and keys would lie in one place, unless that is said', async () => {
    const args = ['backup', '--log', at('both'), '--keys', at('both', 'keys')];
    expect(await run(args)).toMatchObject({ code: 1, err: expect.stringContaining('same place') as string });
    expect(existsSync(at('both'))).toBe(false);
    expect(await run([...args, '--same-place'])).toMatchObject({ code: 0 });
  });

  describe('that is not as it was made', () => {
    const restoring = async (log: string, keys: string, env = environment(data)): Promise<Ending> => {
      const ended = await run(['restore', '--log', log, '--keys', keys, '--to', at('never')], env);
      expect(existsSync(at('never'))).toBe(false);
      expect(readdirSync(directory).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
      return ended;
    };
    const spoilt = (kind: 'log' | 'keys', spoil: (folder: string) => void | Promise<void>): Promise<string> => {
      const folder = at('spoilt', randomUUID());
      cpSync(newest(at(kind)), folder, { recursive: true });
      return Promise.resolve(spoil(folder)).then(() => folder);
    };
    const patch = (file: string, spoil: (bytes: Buffer) => void): void => {
      const bytes = readFileSync(file);
      spoil(bytes);
      writeFileSync(file, bytes);
    };
    /** As whoever holds the master key could: so that what stands behind the digests is tried, too. */
    const reseal = async (folder: string): Promise<void> => {
      const file = join(folder, 'manifest.json');
      const { seal: _, ...manifest } = JSON.parse(readFileSync(file, 'utf8')) as Manifest & { seal: string };
      const files = await Promise.all(
        manifest.files.map(async ({ path }) => ({ path, ...(await digestOf(join(folder, path))) })),
      );
      writeFileSync(file, manifestText({ ...manifest, files }, masterKey));
    };

    test('leaves an empty directory standing that it was to be restored into', async () => {
      mkdirSync(at('empty'));
      const spoiltLog = await spoilt('log', (folder) => rmSync(join(folder, 'log.db')));
      const args = ['restore', '--log', spoiltLog, '--keys', at('keys'), '--to', at('empty')];
      expect(await run(args)).toMatchObject({ code: 1 });
      expect(readdirSync(at('empty'))).toEqual([]);
      expect(await run(['restore', '--log', at('log'), '--keys', at('keys'), '--to', at('empty')])).toMatchObject({
        code: 0,
      });
      expect(readdirSync(at('empty'))).toContain('log.db');
    });
    const SPOILT: readonly (readonly [what: string, restored: () => Promise<Ending>, words: string])[] = [
      [
        'is refused with another master key',
        () =>
          restoring(at('log'), at('keys'), environment(data, { ART33_MASTER_KEY: randomBytes(32).toString('base64') })),
        'another master key',
      ],
      [
        'is refused with one byte changed',
        async () =>
          restoring(
            await spoilt('log', (folder) => patch(join(folder, 'log.db'), (bytes) => (bytes[9_000]! ^= 1))),
            at('keys'),
          ),
        'log.db: was changed',
      ],
      [
        'is refused where it was cut off',
        async () =>
          restoring(await spoilt('log', (folder) => truncateSync(join(folder, 'log.db'), 40_000)), at('keys')),
        'log.db: has 40000 bytes instead of',
      ],
      [
        'is refused where its digests were written anew',
        async () =>
          restoring(
            await spoilt('log', (folder) =>
              patch(join(folder, 'manifest.json'), (bytes) => bytes.write('"events": 1', bytes.indexOf('"events"'))),
            ),
            at('keys'),
          ),
        'manifest.json',
      ],
      [
        'is refused with a file beside those of the manifest',
        async () =>
          restoring(await spoilt('log', (folder) => writeFileSync(join(folder, 'log.db-wal'), 'x')), at('keys')),
        'log.db-wal: is not in the manifest',
      ],
      [
        'is refused with a ciphertext changed, even under a right seal',
        async () =>
          restoring(
            await spoilt('log', async (folder) => {
              patch(join(folder, 'log.db'), (bytes) => {
                // Everywhere: pages may also hold what stood there before.
                for (let place = bytes.indexOf('$sealed'); place >= 0; place = bytes.indexOf('$sealed', place + 1)) {
                  const letter = bytes.indexOf('"text":"', place) + 20;
                  bytes[letter] = bytes[letter] === 0x41 ? 0x42 : 0x41;
                }
              });
              await reseal(folder);
            }),
            at('keys'),
          ),
        'does not open under key',
      ],
      [
        'is refused with a key missing that was not erased, even under a right seal',
        async () =>
          restoring(
            at('log'),
            await spoilt('keys', async (folder) => {
              const file = join(folder, 'keys.jsonl');
              const lines = readFileSync(file, 'utf8').split('\n');
              writeFileSync(file, lines.filter((line) => !line.startsWith('["keys/')).join('\n'));
              await reseal(folder);
            }),
          ),
        'is missing and was not erased',
      ],
      [
        'is refused where one kind stands for the other',
        () => restoring(newest(at('keys')), newest(at('keys'))),
        'not of the log',
      ],
    ];
    test.each(some(SPOILT, 3))('%s', async (_what, restored, words) =>
      expect(await restored()).toMatchObject({ code: 1, err: expect.stringContaining(words) as string }),
    );
  });
});

describe('A backup of a large log', () => {
  const data = at('large');
  const EVENTS = FULL ? 60_000 : 12_000;
  const BATCH = 500;
  let log: SqliteEventLog;

  const append = (stream: string, count: number): Promise<unknown> =>
    log.append(
      stream,
      'any',
      Array.from({ length: count }, () => ({
        id: randomUUID(),
        type: 'Filled',
        schemaVersion: 1,
        data: { text: 'x'.repeat(900) },
        metadata: {
          actor: { kind: 'system', id: 'test' },
          organisation: 'o',
          commandId: 'c',
          correlationId: 'c',
          causationId: 'c',
        },
        recordedAt: toInstant(Date.now()),
      })) as never,
    );

  beforeAll(async () => {
    mkdirSync(data);
    mkdirSync(join(data, 'keys'));
    log = await SqliteEventLog.open({ file: join(data, 'log.db'), clock: systemClock });
    for (let count = 0; count < EVENTS; count += BATCH) await append(`stream-${count}`, BATCH);
  });
  afterAll(() => log.close());

  const unfinished = (folder: string): string | undefined =>
    existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.unfinished')) : undefined;

  const atFullSpeed = async (): Promise<void> => {
    /** Appends one by one until told to stop; the milliseconds that each took. */
    const writing = async (until: () => boolean): Promise<readonly number[]> => {
      const took: number[] = [];
      for (let begun = performance.now(); !until(); begun = performance.now()) {
        await append(`busy-${took.length % 100}`, 1);
        took.push(performance.now() - begun);
      }
      return took.toSorted((a, b) => a - b);
    };
    const part = (sorted: readonly number[], share: number) =>
      (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(2);
    const begun = Date.now();
    const alone = await writing(() => Date.now() - begun > 2_000);
    let ended: Ending | undefined;
    const before = (await log.head()).size;
    const started = performance.now();
    void run(['backup', '--log', at('busy'), '--json'], environment(data)).then((ending) => (ended = ending));
    const beside = await writing(() => ended !== undefined);
    const seconds = (performance.now() - started) / 1_000;
    const { size } = await log.head();
    process.stdout.write(
      `backup of ${(statSync(join(data, 'log.db')).size / 2 ** 20).toFixed(0)} MiB beside a writer: alone ${(alone.length / 2).toFixed(0)} appends/s, ` +
        `p50 ${part(alone, 0.5)} p99 ${part(alone, 0.99)} max ${part(alone, 0.9999)} ms; beside the backup ${(beside.length / seconds).toFixed(0)} appends/s, ` +
        `p50 ${part(beside, 0.5)} p99 ${part(beside, 0.99)} max ${part(beside, 0.9999)} ms\n`,
    );
    expect(ended).toMatchObject({ code: 0 });
    const events = pick<number>((JSON.parse((ended as Ending).out) as readonly JsonBody[])[0], 'manifest.events');
    expect(events).toBeGreaterThanOrEqual(before);
    expect(events).toBeLessThanOrEqual(size);
    expect(beside.length).toBeGreaterThan(50);
    expect(beside.at(-1)).toBeLessThan(2_000);
    const verified = await run(['backup', 'verify', '--log', at('busy')], environment(data));
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('keys: none given') as string });
  };
  // What a writer feels is measured where the machine is there for it.
  if (FULL) test('does not stall whoever writes at full speed', atFullSpeed);

  test('killed in the middle leaves nothing under its name, and the next one sweeps up', async () => {
    const folder = at('killed');
    const program = Program.start({ args: ['backup', '--log', folder], env: environment(data) });
    const half = (): boolean => {
      const name = unfinished(folder);
      const file = name === undefined ? undefined : join(folder, name, 'log.db');
      return file !== undefined && existsSync(file) && statSync(file).size > 2 ** 20;
    };
    while (!half() && program.isRunning) await sleep(1);
    expect(await program.kill()).toMatchObject({ signal: 'SIGKILL' });
    expect(readdirSync(folder)).toEqual([unfinished(folder)]);
    expect(await run(['backup', '--log', folder], environment(data))).toMatchObject({ code: 0 });
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^log-\w+$/)]);
  });

  test('on a full disk says so and leaves nothing', async () => {
    const folder = at('full');
    const ended = await run(['backup', '--log', folder], environment(data), ['prlimit', `--fsize=${4 * 2 ** 20}`]);
    expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(/disk|writing failed|full/) as string });
    expect(readdirSync(folder)).toEqual([]);
  });
});
