import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import { install, sendNotices, type Installed } from './support/installed.js';
import { LogHistory } from './support/log-history.js';
import { mailsTo, Program, serviceIn, type ProgramEnvironment } from './support/program.js';
import { snapshot } from './support/snapshot.js';
import { some } from '../support/full.js';

const KEY = randomBytes(32);
/** Longer than a start takes on a busy machine. */
const PATIENCE = 120_000;

const base = mkdtempSync(join(tmpdir(), 'art33-start-'));
const made = join(base, 'made');
const environment = (directory: string, more: ProgramEnvironment = {}): ProgramEnvironment => ({
  ...serviceIn(directory, KEY),
  ...more,
});
let installed: Installed;

/** A data directory that has been worked with and left in order; every test gets a copy. */
beforeAll(async () => {
  const program = Program.start({ env: environment(made) });
  installed = await install(await program.listening(), KEY, { name: 'ratiomedicus', controllers: 3 });
  const { code } = await program.stop();
  expect(code).toBe(0);
}, PATIENCE);
afterAll(async () => {
  await Program.killAll();
  rmSync(base, { recursive: true, force: true });
});

let copies = 0;
function copy(): string {
  const directory = join(base, `copy-${(copies += 1)}`);
  cpSync(made, directory, { recursive: true });
  return directory;
}

interface Refused {
  readonly directory?: string;
  readonly env?: ProgramEnvironment;
  readonly under?: readonly string[];
}

/** What was logged before it ended. */
const LOG_LINES = /^\{"level":.*\}\n/gm;

/** Starts the program where it must not start; returns its words. Nothing on disk may have changed. */
async function refused({ directory = copy(), env = {}, under = [] }: Refused): Promise<string> {
  const before = snapshot(directory);
  const { code, out, err } = await Program.start({ env: environment(directory, env), under }).ended();
  expect({ code, out: out.replace(LOG_LINES, '') }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^art33: \S/m);
  expect(err).not.toMatch(/\n\s+at /);
  expect(err).not.toContain(KEY.toString('base64'));
  expect(snapshot(directory)).toEqual(before);
  return err;
}

const withLog = (spoil: (log: string) => void): string => {
  const directory = copy();
  spoil(join(directory, 'log.db'));
  return directory;
};
const change = (file: string, sql: string): void => {
  const db = new BetterSqlite3(file);
  db.exec(sql);
  db.close();
};

describe('A log that cannot be used is refused in a sentence and left as it is', () => {
  const SPOILT: readonly (readonly [how: string, spoil: (log: string) => void, words: RegExp])[] = [
    [
      'cut off in the middle',
      (log) => truncateSync(log, Math.floor(readFileSync(log).length / 8_192) * 4_096),
      /log\.db is damaged .*restore the last backup/,
    ],
    [
      'overwritten after its first page',
      (log) => writeFileSync(log, readFileSync(log).fill(0xa5, 4_096)),
      /log\.db is damaged .*restore the last backup/,
    ],
    [
      'with an event missing',
      (log) => change(log, 'DROP TRIGGER events_are_never_deleted; DELETE FROM events WHERE position = 3'),
      /log\.db has lost events .*restore the last backup/,
    ],
    [
      'a database of another application',
      (log) => {
        rmSync(log);
        change(log, 'PRAGMA application_id = 252006673; CREATE TABLE photos (name TEXT)');
      },
      /log\.db belongs to another application: name another file/,
    ],
    [
      'a text',
      (log) => writeFileSync(log, 'These are not the events you are looking for.\n'.repeat(100)),
      /log\.db is no SQLite database/,
    ],
    [
      'of a newer release',
      (log) =>
        change(log, `INSERT INTO schema_migrations VALUES (1000, 'from the future', '2036-01-01T00:00:00.000Z')`),
      /schema 1000, this release knows \d+: use the release that wrote it, or a newer one/,
    ],
  ];
  test.each(some(SPOILT, 3))('%s', async (_how, spoil, words) =>
    expect(await refused({ directory: withLog(spoil) })).toMatch(words),
  );

  test('held by another process, which goes on undisturbed', async () => {
    const directory = copy();
    const first = Program.start({ env: environment(directory) });
    const url = await first.listening();
    // The link that makes the first operator is an event, written once the service listens, and then read by its models.
    while (!first.out.includes('has no operator yet')) await sleep(50);
    const isWorking = async (): Promise<boolean> => {
      const before = JSON.stringify(snapshot(directory));
      await sleep(300);
      return JSON.stringify(snapshot(directory)) !== before;
    };
    while (await isWorking());
    expect(await refused({ directory })).toMatch(/log\.db is open for writing already .*stop the other process/);
    expect(await refused({ directory })).toMatch(/log\.db is open for writing already .*stop the other process/);
    await new Api(url, installed.processorToken).done('post', 'incidents', { title: 'Still at work' });
    expect((await first.stop()).code).toBe(0);
  });
});

describe('A directory that cannot be used is refused in a sentence', () => {
  /** Root may write anywhere: then the program gets root's files, but not root's right to pass over their modes. */
  const withoutPrivilege = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
  const canTry =
    withoutPrivilege.length === 0 || spawnSync('setpriv', [...withoutPrivilege.slice(1), 'true']).status === 0;

  (canTry ? test : test.skip)('because it may not be written', async () => {
    const directory = copy();
    const modes = (file: number, folder: number): void => {
      for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true }))
        chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? folder : file);
      chmodSync(directory, folder);
    };
    modes(0o444, 0o555);
    const words = await refused({ directory, under: withoutPrivilege });
    modes(0o644, 0o755);
    expect(words).toMatch(/may not be written: give this user the right to/);
  });

  test('because it is a file', async () => {
    const file = join(copy(), 'node-id');
    expect(await refused({ env: { ART33_DATA: file } })).toMatch(
      /node-id cannot be the data directory .*set ART33_DATA/,
    );
  });
});

describe('A master key that cannot be used is refused in a sentence, before anything is touched', () => {
  test('missing', async () => {
    const directory = join(base, 'never-made');
    const { ART33_MASTER_KEY: _, ...env } = environment(directory) as Record<string, string>;
    const { code, err } = await Program.start({ env }).ended();
    expect(code).toBe(1);
    expect(err).toMatch(/^art33: no master key: set ART33_MASTER_KEY .*openssl rand -base64 32/);
    expect(existsSync(directory)).toBe(false);
  });

  test.each(some(['too short', 'A'.repeat(43), '0'.repeat(63)], 3))('malformed: %j', async (text) => {
    const words = await refused({ env: { ART33_MASTER_KEY: text } });
    expect(words).toMatch(/ART33_MASTER_KEY is not 32 bytes in base64 or hex/);
  });

  test('empty', async () => {
    expect(await refused({ env: { ART33_MASTER_KEY: '' } })).toMatch(/ART33_MASTER_KEY: is empty/);
  });

  test('another one than the keys were wrapped under', async () => {
    const words = await refused({ env: { ART33_MASTER_KEY: randomBytes(32).toString('base64') } });
    expect(words).toMatch(
      /the keys in \S+ are wrapped under another master key: start with the key that they were made with/,
    );
  });

  test('stated twice', async () => {
    expect(await refused({ env: { ART33_MASTER_KEY_FILE: '/dev/null' } })).toMatch(/both .* are set: keep one of them/);
  });
});

describe('Settings that cannot be used are refused', () => {
  test('all at once, each by name', async () => {
    const faulty = {
      ART33_PORT: '99999',
      ART33_PUBLIC_URL: 'nope',
      ART33_MAIL_FROM: 'nobody',
      ART33_SMTP_URL: 'http://mail.example',
      ART33_SMTP_TLS: 'maybe',
      ART33_SMTP_TRANSPORT: 'pigeon',
      ART33_MASTER_KEY: 'too short',
    };
    const words = await refused({ env: faulty });
    expect(words).toMatch(/^art33: the configuration cannot be used:\n/);
    for (const setting of Object.keys(faulty)) expect(words).toContain(setting);
  });

  test('in production where they are not safe, all at once, before anything is opened', async () => {
    const words = await refused({
      env: {
        ART33_MASTER_KEY: Buffer.alloc(32).toString('base64'),
        ART33_PUBLIC_URL: 'http://art33.example',
        ART33_SMTP_URL: 'smtp://mail.example',
        ART33_SMTP_TLS: 'none',
      },
    });
    expect(words).toMatch(/^art33: this is not safe in production \(see docs\/running\.md\):\n/);
    for (const what of ['master key: is not random', 'ART33_PUBLIC_URL: ', 'ART33_SMTP_TLS: ', 'ART33_MAIL_FROM: '])
      expect(words).toContain(`  ${what}`);
  });

  test('where another program has the port', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await refused({ env: { ART33_PORT: String(port) } })).toMatch(
      /another program listens there; set ART33_PORT/,
    );
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('SIGTERM', () => {
  test(
    'lets requests and sendings under way end, takes no new ones, and leaves nothing in doubt',
    async () => {
      const directory = copy();
      const mail = await MailServer.start();
      mail.atText = () => sleep(1_500, undefined);
      const env = environment(directory, mailsTo(mail));
      const program = Program.start({ env });
      const url = await program.listening();
      const api = new Api(url, installed.processorToken);
      await sendNotices(api, installed.agreementIds);
      while (mail.atOnce < installed.agreementIds.length) await sleep(20);

      const body = JSON.stringify({ title: 'Logged while the service stops', summary: 'x'.repeat(5_000) });
      const headers = { Authorization: `Bearer ${installed.processorToken}`, 'Content-Type': 'application/json' };
      const slow = request(`${url}/api/v1/incidents`, {
        method: 'POST',
        headers: { ...headers, 'Content-Length': body.length },
      });
      const answered = new Promise<IncomingMessage>((resolve, reject) =>
        slow.on('response', resolve).on('error', reject),
      );
      slow.write(body.slice(0, 1_000));
      await sleep(200);
      const ended = program.stop();
      const isTaken = () =>
        fetch(`${url}/health/live`).then(
          () => true,
          () => false,
        );
      while (await isTaken()) await sleep(20);
      expect(program.isRunning).toBe(true);
      slow.end(body.slice(1_000));

      const answer = await answered;
      const chunks = await answer.toArray();
      expect(answer.statusCode).toBe(201);
      const [logged] = pick<readonly { readonly id: string; readonly logNumber: number }[]>(
        JSON.parse(Buffer.concat(chunks as Buffer[]).toString('utf8')),
        'events',
      );
      expect(await ended).toMatchObject({ code: 0, signal: null, err: '' });
      const history = await LogHistory.read(directory);
      expect(history.events[logged?.logNumber ?? -1]).toMatchObject({ id: logged?.id, type: 'IncidentLogged' });
      expect(history.attempts().map(({ outcome }) => outcome)).toEqual(
        installed.agreementIds.map(() => 'MessageAccepted'),
      );
      await mail.stop();
    },
    PATIENCE,
  );

  test('ends an idle service at once, also with a connection kept open', async () => {
    const program = Program.start({ env: environment(copy()) });
    await fetch(`${await program.listening()}/health/live`);
    const before = Date.now();
    expect(await program.stop()).toMatchObject({ code: 0, signal: null });
    expect(Date.now() - before).toBeLessThan(5_000);
  });
});
