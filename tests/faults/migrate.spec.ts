import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventStoreLog,
  logDigest,
  ObjectKeyStore,
  openObjectStore,
  parseS3Address,
  SqliteEventLog,
  systemClock,
} from '@art33/event-log';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import { anEvent } from '../../libs/event-log/src/conformance/events.js';
import { GrpcServer } from '../../libs/event-log/src/eventstore/testing/grpc-server.js';
import { fill } from '../../libs/event-log/src/moving/source-log.fixture.js';
import { CREDENTIALS, S3Server } from '../../libs/event-log/src/objects/testing/s3-server.js';
import { Chance } from './support/chance.js';
import { install, sendNotices, type Installed } from './support/installed.js';
import { LogHistory } from './support/log-history.js';
import { mailsTo, Program, serviceIn, type Ending, type ProgramEnvironment } from './support/program.js';

const PATIENCE = 120_000;
const CONTROLLERS = 3;
const PASSWORD = 'never-printed';
const KEY = randomBytes(32);
const directory = mkdtempSync(join(tmpdir(), 'art33-migrate-'));
const at = (...names: readonly string[]): string => join(directory, ...names);
/** But for those that SQLite makes beside a file that somebody reads. */
const files = (name: string): readonly string[] =>
  readdirSync(at(name))
    .filter((file) => !/-(wal|shm)$/.test(file))
    .toSorted();

let server: GrpcServer;
/** With a password, as an operator has it. The stand-in, like every insecure server, takes no notice of it. */
let url: string;
beforeAll(async () => {
  server = await GrpcServer.start();
  url = server.url.replace('://', `://operator:${PASSWORD}@`);
});
afterAll(async () => {
  await Program.killAll();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const begin = (args: readonly string[], env: ProgramEnvironment = {}): Program =>
  Program.start({ args: ['migrate', ...args], env: { ...CREDENTIALS, ...env } });
/** Runs it to its end, and holds it to not saying the password. */
async function migrate(args: readonly string[], env: ProgramEnvironment = {}): Promise<Ending> {
  const ending = await begin(args, env).ended();
  expect(ending.out + ending.err).not.toContain(PASSWORD);
  return ending;
}
const onServer = (name: string): Promise<EventStoreLog> =>
  EventStoreLog.open({ url, name, node: randomUUID(), file: at(randomUUID()), clock: systemClock });
const digestInFile = async (file: string): Promise<{ readonly size: number; readonly digest: string }> => {
  const log = await SqliteEventLog.open({ file, clock: systemClock, readOnly: true });
  return logDigest(log).finally(() => log.close());
};
const digestOnServer = async (name: string): Promise<{ readonly size: number; readonly digest: string }> => {
  const log = await onServer(name);
  return logDigest(log).finally(() => log.close());
};
/** How many of a log's events the stand-in holds. */
const countOnServer = (name: string): number =>
  server.events.all.filter(({ stream }) => stream.startsWith(`${name}.`)).length;

describe('An installation that moves to EventStoreDB and a bucket, and back', () => {
  const NAME = 'whole';
  const LETTER = Buffer.from('From: dsb@sender.example\r\nSubject: Vorfall\r\n\r\nWir hatten einen Vorfall.\r\n');
  let s3: S3Server;
  let mail: MailServer;
  let bucket: string;
  let installed: Installed;
  /** The key of the first was erased before the move, that of the second is erased in the bucket. */
  const incidents: string[] = [];
  const opened: Record<string, readonly string[]> = {};

  const atHome = (): ProgramEnvironment => ({ ...serviceIn(at('data'), KEY), ...mailsTo(mail), ...CREDENTIALS });
  const inCluster = (data = 'data'): ProgramEnvironment => ({
    ...atHome(),
    ART33_DATA: at(data),
    ART33_EVENTSTORE: url,
    ART33_EVENTSTORE_NAME: NAME,
    ART33_OBJECTS: bucket,
  });
  async function serve(env: ProgramEnvironment): Promise<{ readonly program: Program; readonly api: Api }> {
    const program = Program.start({ env });
    const base = await program.listening();
    while (!(await fetch(`${base}/health/ready`)).ok) await sleep(50);
    installed ??= await install(base, KEY, { name: 'ratiomedicus', controllers: CONTROLLERS });
    return { program, api: new Api(base, installed.processorToken) };
  }
  /** The log with its personal fields opened. */
  async function openedEvents(env: ProgramEnvironment): Promise<readonly string[]> {
    const { code, out, err } = await Program.start({ args: ['export', 'events', '--open'], env }).ended();
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    return out.trim().split('\n');
  }
  async function erase(scope: string, address: string | undefined): Promise<void> {
    const objects = await openObjectStore({
      address: address === undefined ? undefined : parseS3Address(address),
      dataDirectory: at('data'),
    });
    const keys = await ObjectKeyStore.open({ objects, masterKey: KEY, mayBegin: false });
    await keys.erase(scope);
    await objects.close();
  }
  const doctor = async (env: ProgramEnvironment): Promise<string> =>
    (await Program.start({ args: ['doctor', '--json'], env }).ended()).out;
  const toServer = (...more: readonly string[]): readonly string[] => [
    ...['--from', `sqlite:${at('data')}`, '--to', url, '--name', NAME, '--objects-to', bucket],
    ...more,
  ];

  beforeAll(async () => {
    s3 = await S3Server.start();
    mail = await MailServer.start();
    bucket = s3.address('installation');
    const { program, api } = await serve(atHome());
    for (let count = 0; count < 2; count += 1) incidents.push(await sendNotices(api, installed.agreementIds));
    while ((await LogHistory.read(at('data'))).unfinishedMessages().length > 0) await sleep(100);
    const refused = await migrate(toServer('--yes'));
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('is open for writing already');
    await program.stop();
    await erase(`incident:${incidents[0]}`, undefined);
    opened['at home'] = await openedEvents(atHome());
    const store = await openObjectStore({ address: undefined, dataDirectory: at('data') });
    await store.create(`attachments/${'ab'.repeat(32)}`, LETTER);
    await store.close();
  }, PATIENCE);
  afterAll(async () => {
    await Program.killAll();
    await mail.stop();
    await s3.stop();
  });

  test('asks before it writes, and only shows what it would do with --preview', async () => {
    expect(await migrate(toServer())).toMatchObject({ code: 2, out: '' });
    const before = files('data');
    const shown = await migrate(toServer('--preview'));
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^from \S+log\.db: [\d,]+ events\nto {3}esdb:\S+ \(streams whole\.…\): empty\n/);
    expect(shown.out).toContain('would be copied');
    expect(countOnServer(NAME)).toBe(0);
    expect(files('data')).toEqual(before);
  });

  test(
    'copies everything there, proves it, and says what to do',
    async () => {
      const { code, out, err } = await migrate(toServer('--yes', '--json'));
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      const answer = JSON.parse(out) as Record<string, unknown>;
      const digest = await digestInFile(at('data', 'log.db'));
      expect(answer).toMatchObject({ equal: true, grown: 0, copied: digest.size, from: digest, to: digest });
      expect(answer['objects']).toMatchObject({ erased: 1, attachments: 1 });
      expect(answer['next']).toEqual(
        expect.arrayContaining([
          expect.stringContaining(`mv ${at('data', 'log.db')} `),
          expect.stringContaining(`Set ART33_EVENTSTORE to what you gave as --to, and ART33_EVENTSTORE_NAME=${NAME}`),
          expect.stringContaining('Set ART33_OBJECTS to what you gave as --objects-to'),
        ]),
      );
      expect(await digestOnServer(NAME)).toEqual(digest);
      expect(files('data').filter((name) => /moving|unfinished|replica/.test(name))).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'opens there what it opened here, goes on there, and nothing that was erased comes back',
    async () => {
      const refused = await Program.start({ env: inCluster() }).ended();
      expect(refused.err).toContain('holds a log of its own, and ART33_EVENTSTORE is set');
      renameSync(at('data', 'log.db'), at('data', 'log.db.moved'));
      mkdirSync(at('node'));
      const { program, api } = await serve(inCluster('node'));
      const sent = mail.received.length;
      expect((await api.get(`incidents/${incidents[1]}`)).status).toBe(200);
      incidents.push(await sendNotices(api, installed.agreementIds));
      while (mail.received.length < sent + CONTROLLERS) await sleep(100);
      while ((await LogHistory.read(at('node'), 'replica.db')).unfinishedMessages().length > 0) await sleep(100);
      await program.stop();
      await erase(`incident:${incidents[1]}`, bucket);
      opened['there'] = await openedEvents(inCluster('node'));
      const same = opened['there'].slice(0, opened['at home']!.length);
      const isOfErased = (line: string): boolean => line.includes(`incident-${incidents[1]}`);
      expect(same.filter((line) => !isOfErased(line))).toEqual(opened['at home']!.filter((line) => !isOfErased(line)));
      expect(opened['at home']!.join('\n')).toContain('Unusual reading access.');
      const [first, second, third] = incidents.map((id) =>
        opened['there']!.filter((line) => line.includes('IncidentLogged') && line.includes(id)).join(),
      );
      for (const erased of [first, second]) expect(erased).not.toContain('Unusual reading access.');
      expect(third).toContain('Unusual reading access.');
    },
    PATIENCE,
  );

  test(
    'comes back to where it was, where the keys still lie that were erased meanwhile',
    async () => {
      const back = ['--from', url, '--to', `sqlite:${at('data')}`, '--name', NAME];
      const objects = ['--objects-from', bucket, '--objects-to', at('data')];
      const keysBefore = readdirSync(at('data', 'keys', 'keys'), { recursive: true }).length;
      const { code, out, err } = await migrate([...back, ...objects, '--yes']);
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('The two logs are the same');
      expect(out).toContain('2 marks of erasure');
      expect(out).toContain('Unset ART33_EVENTSTORE');
      expect(keysBefore).toBeGreaterThan(0);
      expect(await digestInFile(at('data', 'log.db'))).toEqual(await digestOnServer(NAME));
      expect(await openedEvents(atHome())).toEqual(opened['there']);
      const { program, api } = await serve(atHome());
      expect((await api.get(`incidents/${incidents[2]}`)).status).toBe(200);
      expect(pick<string>(await api.read(`incidents/${incidents[2]}`), 'summary')).toBe('Unusual reading access.');
      expect(await doctor(atHome())).toContain('"log"');
      await program.stop();
    },
    PATIENCE,
  );
});

describe('A move that is broken off', () => {
  const EVENTS = 1_500;
  const chance = new Chance(38);
  beforeAll(async () => {
    mkdirSync(at('source'));
    const log = await SqliteEventLog.open({ file: at('source', 'log.db'), clock: systemClock });
    await fill(log, EVENTS);
    await log.close();
  });
  const there = (name: string): readonly string[] => [
    ...['--from', `sqlite:${at('source')}`, '--to', url, '--name', name],
    '--yes',
  ];

  /** Whoever kills it waits until it has come this far. */
  const until = async (program: Program, reached: () => Promise<boolean> | boolean): Promise<void> => {
    while (program.isRunning && !(await reached())) await sleep(2);
  };

  test(
    'by kill -9 wherever it was goes on there, to the server',
    async () => {
      for (let from = 0; from < 4; from += 1) {
        const program = begin(there('killed'));
        const goal = countOnServer('killed') + chance.between(1, 300);
        await until(program, () => countOnServer('killed') >= goal);
        expect((await program.kill()).signal).toBe('SIGKILL');
      }
      const before = countOnServer('killed');
      expect(before).toBeLessThan(EVENTS);
      const { code, out } = await migrate([...there('killed'), '--json']);
      expect({ code, out: JSON.parse(out) as unknown }).toMatchObject({ code: 0, out: { equal: true } });
      expect(pick<number>(JSON.parse(out), 'copied')).toBe(EVENTS - before);
      expect(await digestOnServer('killed')).toEqual(await digestInFile(at('source', 'log.db')));
    },
    PATIENCE,
  );

  test(
    'by Ctrl-C or a server that goes away goes on, too, and says so',
    async () => {
      const program = begin(there('stopped'));
      await until(program, () => countOnServer('stopped') >= 200);
      const { code, err } = await program.stop();
      expect(code).toBe(1);
      expect(err).toContain('stopped: what was copied stays; the same command goes on there');
      expect(countOnServer('stopped')).toBeLessThan(EVENTS);
      const again = begin([...there('stopped'), '--json']);
      await until(again, () => countOnServer('stopped') >= 500);
      await server.nodes[0]!.wire.down();
      await sleep(1_500);
      await server.nodes[0]!.wire.up();
      expect(await again.ended()).toMatchObject({ code: 0 });
      expect(await digestOnServer('stopped')).toEqual(await digestInFile(at('source', 'log.db')));
    },
    PATIENCE,
  );

  test(
    'by kill -9 on the way back leaves no log.db on which a service could start',
    async () => {
      await migrate(there('back'));
      mkdirSync(at('back'));
      const back = ['--from', url, '--to', `sqlite:${at('back')}`, '--name', 'back', '--yes'];
      for (let from = 0; from < 3; from += 1) {
        const program = begin(back);
        const pause = chance.between(0, 60);
        await until(program, () => existsSync(at('back', 'log.db.unfinished-wal')));
        await sleep(pause);
        await program.kill();
        if (existsSync(at('back', 'log.db'))) break;
        expect(files('back')).toContain('log.db.unfinished');
      }
      expect((await migrate(back)).code).toBe(0);
      expect(await digestInFile(at('back', 'log.db'))).toEqual(await digestInFile(at('source', 'log.db')));
      expect(files('back')).toEqual(['log.db']);
    },
    PATIENCE,
  );

  test(
    'by a node that still writes to the server does not end before that node has',
    async () => {
      await migrate(there('grows'));
      mkdirSync(at('grows'));
      const node = await onServer('grows');
      const back = ['--from', url, '--to', `sqlite:${at('grows')}`, '--name', 'grows', '--yes'];
      const program = begin(back);
      await until(program, () => existsSync(at('grows', 'log.db.unfinished')));
      for (let count = 0; program.isRunning && count < 400; count += 1) {
        await node.append('another-node', 'any', [anEvent()]);
        await sleep(20);
      }
      const { code, out, err } = await program.ended();
      expect(code).toBe(1);
      expect(out).toContain('NOT FINISHED');
      expect(err).toContain('a node writes to the source: stop it, then run the same command again');
      expect(existsSync(at('grows', 'log.db'))).toBe(false);
      await node.close();
      expect((await migrate(back)).code).toBe(0);
      expect(await digestInFile(at('grows', 'log.db'))).toEqual(await digestOnServer('grows'));
    },
    PATIENCE,
  );

  test(
    'is refused where the target is another log, and --verify says where they part',
    async () => {
      const other = await onServer('other');
      await other.append('stream-0', 'none', [anEvent()]);
      await other.close();
      const refused = await migrate(there('other'));
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.err).toMatch(/does not hold the beginning of .* nothing was written there:\n {2}log number 0: /);
      const verify = [...there('other').filter((each) => each !== '--yes'), '--verify'];
      const verified = await migrate(verify);
      expect(verified).toMatchObject({ code: 1 });
      expect(verified.out).toMatch(/The two logs are NOT the same: log number 0: /);
      expect(countOnServer('other')).toBe(1);
    },
    PATIENCE,
  );

  test(
    'is looked at by --verify alone, which copies nothing',
    async () => {
      const verify = ['--from', `sqlite:${at('source')}`, '--to', url, '--verify', '--json', '--name'];
      const none = await migrate([...verify, 'none']);
      expect({ code: none.code, answer: JSON.parse(none.out) as unknown }).toMatchObject({
        code: 1,
        answer: { equal: false, to: { size: 0 }, difference: expect.stringContaining('the first 0 events of 1500') },
      });
      expect(countOnServer('none')).toBe(0);
      const whole = await migrate([...verify, 'killed']);
      const digest = await digestInFile(at('source', 'log.db'));
      expect({ code: whole.code, answer: JSON.parse(whole.out) as unknown }).toMatchObject({
        code: 0,
        answer: { equal: true, from: digest, to: digest },
      });
    },
    PATIENCE,
  );
});
