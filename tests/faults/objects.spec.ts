import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { operatorToken } from '@art33/identity';
import { Api, pick, type Answer, type JsonBody } from '../../apps/cli/src/api-client.js';
import type { Finding } from '../../apps/cli/src/doctor/finding.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import { CREDENTIALS, S3Server, type Fault } from '../../libs/event-log/src/objects/testing/s3-server.js';
import { install, sendNotices, type Installed } from './support/installed.js';
import { LogHistory } from './support/log-history.js';
import { mailsTo, Program, serviceIn, type Ending, type ProgramEnvironment } from './support/program.js';
import { FULL } from '../support/full.js';

const CONTROLLERS = 3;
const PATIENCE = 90_000;
const KEY = randomBytes(32);
const LETTER = Buffer.from('From: dsb@sender.example\r\nSubject: Vorfall\r\n\r\nWir hatten einen Vorfall.\r\n');

const directory = mkdtempSync(join(tmpdir(), 'art33-objects-'));
const at = (...names: readonly string[]): string => join(directory, ...names);
let server: S3Server;
let mail: MailServer;

beforeAll(async () => {
  server = await S3Server.start();
  mail = await MailServer.start();
}, PATIENCE);
afterAll(async () => {
  await Program.killAll();
  await mail.stop();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const environment = (data: string, objects: string): ProgramEnvironment => ({
  ...serviceIn(at(data), KEY),
  ...mailsTo(mail),
  ...CREDENTIALS,
  ART33_OBJECTS: objects,
});
const run = (env: ProgramEnvironment, ...args: readonly string[]): Promise<Ending> =>
  Program.start({ args, env }).ended();
const ready = async (program: Program): Promise<string> => {
  const url = await program.listening();
  while (!(await fetch(`${url}/health/ready`)).ok) await sleep(50);
  return url;
};

describe('A service whose keys and attachments are in a bucket', () => {
  let env: ProgramEnvironment;
  let program: Program;
  let url: string;
  let installed: Installed;
  let incident: string;
  let received: string;
  /** The position up to which the file was put on file. */
  let filedAt: string;

  beforeAll(async () => {
    env = environment('data', server.address('installation'));
    program = Program.start({ env });
    url = await ready(program);
    installed = await install(url, KEY, { name: 'ratiomedicus', controllers: CONTROLLERS });
    incident = await sendNotices(api(), installed.agreementIds);
    const practice = await controller();
    const filed = await practice.post(
      'cases/received?received=2026-10-20T09:30:00Z&processor=Another&kind=breach',
      LETTER,
      {
        'Content-Type': 'message/rfc822',
      },
    );
    received = `cases/${pick(filed.body, 'id')}`;
    expect(filed.status).toBe(201);
    filedAt = pick(filed.body, 'position');
  }, PATIENCE);

  const api = (base = url) => new Api(base, installed.processorToken);
  const log = (key: string): Promise<Answer> =>
    api().post('incidents', { title: key, summary: `Nobody may read ${key}.` }, { 'Idempotency-Key': key });
  const problem = { type: 'urn:art33:problem:log-unavailable', status: 503 };
  const letterFrom = async (practice: Api): Promise<string> => {
    const view = await practice.read(received, { 'Art33-Position': filedAt });
    const file = await practice.get(`${received}/received/${pick(view, 'received.0.receivedId')}/file`);
    return file.text;
  };
  let token: Promise<string> | undefined;
  /** The first of the practices. */
  async function controller(base = url): Promise<Api> {
    token ??= (async (): Promise<string> => {
      const organisation = pick(await api().read(`agreements/${installed.agreementIds[0]}`), 'controllerId');
      const operator = new Api(url, operatorToken(KEY));
      return pick(
        await operator.done('post', 'tokens', { organisation, role: 'controller', label: 'faults' }),
        'token',
      );
    })();
    return new Api(base, await token);
  }

  test('keeps none of them on its own disk', async () => {
    expect(await letterFrom(await controller())).toBe(LETTER.toString());
    expect(readdirSync(at('data'))).toEqual(expect.arrayContaining(['log.db']));
    for (const name of ['keys', 'attachments', 'keys-journal.1']) expect(existsSync(at('data', name))).toBe(false);
  });

  test('answers 503 while the bucket is away, goes on reading, and takes the same writes when it is back', async () => {
    const keys = Array.from({ length: 5 }, () => randomUUID());
    await server.down();
    for (const key of keys) {
      const answer = await log(key);
      expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 503, body: problem });
      expect((await api().get(`incidents/${incident}`)).status).toBe(200);
    }
    expect(program.isRunning).toBe(true);
    await server.up();
    for (const key of keys) expect((await log(key)).status).toBe(201);
    for (const key of keys) expect((await log(key)).status).toBe(201);
    const history = await LogHistory.read(at('data'));
    expect(history.of('IncidentLogged')).toHaveLength(1 + keys.length);
    expect(history.events.map(({ logNumber }) => logNumber)).toEqual(history.events.map((_, index) => index));
  });

  test(
    'sends what it was sending when the bucket went away, once, as soon as it is back',
    async () => {
      // The letters of the first incident first: on a slow machine they are still on their way.
      const deadline = Date.now() + 60_000;
      while (mail.received.length < CONTROLLERS && Date.now() < deadline) await sleep(50);
      await sendNotices(api(), installed.agreementIds);
      await server.down();
      await sleep(1_500);
      await server.up();
      while ((await LogHistory.read(at('data'))).unfinishedMessages().length > 0 && Date.now() < deadline)
        await sleep(200);
      expect((await LogHistory.read(at('data'))).unfinishedMessages()).toEqual([]);
      const letters = mail.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString())?.[1]);
      expect(new Set(letters).size).toBe(2 * CONTROLLERS);
      expect(letters).toHaveLength(2 * CONTROLLERS);
    },
    PATIENCE,
  );

  test.each<readonly [Fault, number]>([
    ['forbidden', 503],
    ['busy', 503],
    ['slow', 201],
  ])('answers in time while the bucket is %s', async (fault, status) => {
    server.fault = () => fault;
    const begun = performance.now();
    const answer = await log(randomUUID());
    server.fault = () => undefined;
    expect(answer.status).toBe(status);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect((await log(randomUUID())).status).toBe(201);
  });

  test(
    'gives up a bucket that never answers, and says so to the client',
    async () => {
      server.fault = () => 'silence';
      const answer = await log(randomUUID());
      server.fault = () => undefined;
      expect(answer.body).toMatchObject(problem);
      expect((await log(randomUUID())).status).toBe(201);
    },
    PATIENCE,
  );

  test(
    'is found in order by doctor, and what is wrong with the bucket is said by it',
    async () => {
      const findings = async () => {
        const { code, out } = await run(env, 'doctor', '--json');
        return { code, all: JSON.parse(out) as readonly Finding[] };
      };
      const well = await findings();
      expect(well.code).toBe(0);
      expect(well.all.filter(({ check }) => check === 'objects' || check === 'keys')).toMatchObject([
        { check: 'objects', grade: 'ok', what: 's3://art33/installation answers and creates once' },
        { check: 'keys', grade: 'ok' },
      ]);
      server.fault = (request) => (request.includes('?versioning') ? 'forbidden' : undefined);
      const doubtful = await findings();
      expect(doubtful.all.filter(({ check, grade }) => check === 'objects' && grade === 'warning')).toHaveLength(1);
      server.fault = () => undefined;
      await server.down();
      const ill = await findings();
      await server.up();
      expect(ill.code).toBe(3);
      expect(ill.all.filter(({ check, grade }) => check === 'objects' && grade === 'error')).toMatchObject([
        {
          what: expect.stringMatching(/s3:\/\/art33\/installation at http.*ECONNREFUSED.*start that server/) as string,
        },
      ]);
    },
    PATIENCE,
  );

  // Starts a dozen processes: only with `ART33_FULL=1`. Without a bucket, backup.spec.ts tells the same.
  if (FULL)
    describe('backed up', () => {
      const restored = (): ProgramEnvironment => environment('restored', server.address('another/place'));
      const args = (to: string) => ['restore', '--log', at('log'), '--keys', at('keys'), '--to', at(to)];
      beforeAll(async () => {
        expect(await run(env, 'backup', '--log', at('log'), '--keys', at('keys'))).toMatchObject({ code: 0 });
      }, PATIENCE);

      test(
        'and restored into another place of it, goes on with its keys and files',
        async () => {
          expect(await run(restored(), ...args('restored'))).toMatchObject({ code: 0 });
          expect(existsSync(at('restored', 'keys'))).toBe(false);
          const second = Program.start({ env: restored() });
          const base = await ready(second);
          const view = async (one: Api): Promise<JsonBody> => one.read(`incidents/${incident}?asOf=20`);
          expect(await view(api(base))).toEqual(await view(api()));
          expect(await letterFrom(await controller(base))).toBe(LETTER.toString());
          expect(await second.stop()).toMatchObject({ code: 0 });
        },
        PATIENCE,
      );

      test(
        'and restored again, finds there what it put there, and goes on',
        async () => {
          expect(await run(restored(), ...args('restored-again'))).toMatchObject({ code: 0 });
        },
        PATIENCE,
      );

      test(
        'and restored into a directory, is an installation that needs no bucket',
        async () => {
          const { ART33_OBJECTS: _, ...alone } = environment('alone', 's3://none');
          expect(await run(alone, ...args('alone'))).toMatchObject({ code: 0 });
          const second = Program.start({ env: alone });
          const base = await ready(second);
          expect(await letterFrom(await controller(base))).toBe(LETTER.toString());
          await second.stop();
          expect(await run(alone, 'doctor', '--json')).toMatchObject({
            out: expect.stringContaining('"keys"') as string,
          });
        },
        PATIENCE,
      );

      test(
        'is not restored into a bucket that holds the keys of others, which stay as they are',
        async () => {
          const others = environment('others', server.address('others'));
          const otherKey = randomBytes(32);
          const other = Program.start({ env: { ...others, ART33_MASTER_KEY: otherKey.toString('base64') } });
          await install(await ready(other), otherKey, { name: 'ratiomedicus', controllers: 1 });
          await other.stop();
          const ended = await run(environment('never', server.address('others')), ...args('never'));
          expect(ended.code).toBe(1);
          expect(existsSync(at('never'))).toBe(false);
        },
        PATIENCE,
      );
    });

  test(
    'does not start anew beside its log: neither in another place of the bucket, nor with keys in two places',
    async () => {
      expect(await program.stop()).toMatchObject({ code: 0 });
      const elsewhere = environment('data', server.address('instalation'));
      expect(await run(elsewhere, 'serve')).toMatchObject({
        code: 1,
        err: expect.stringMatching(/s3:\/\/art33\/instalation holds no keys, and the log holds events/) as string,
      });
      expect(await run(elsewhere, 'doctor')).toMatchObject({ code: 3 });
      expect(await run(elsewhere, 'backup', '--keys', at('none'))).toMatchObject({
        code: 1,
        err: expect.stringMatching(/holds no keys/) as string,
      });
      mkdirSync(at('data', 'keys'));
      expect(await run(env, 'serve')).toMatchObject({
        code: 1,
        err: expect.stringMatching(/data\/keys holds keys of its own, and ART33_OBJECTS is set: bring them/) as string,
      });
      expect(await run(env, 'doctor')).toMatchObject({ code: 3 });
      rmSync(at('data', 'keys'), { recursive: true });
      program = Program.start({ env });
      url = await ready(program);
    },
    PATIENCE,
  );

  test('stops in order', async () => {
    expect(await program.stop()).toMatchObject({ code: 0 });
  });
});

describe('A service does not start, and says what to do,', () => {
  const refused = async (objects: string): Promise<string> => {
    const { code, out, err } = await run(environment(`refused-${randomUUID()}`, objects), 'serve');
    expect({ code, listens: out.includes('art33 listens') }).toEqual({ code: 1, listens: false });
    expect(err).not.toMatch(/\n\s+at /);
    return err;
  };

  test('where the server is down', async () => {
    const address = server.address('x');
    await server.down();
    const said = await refused(address);
    await server.up();
    expect(said).toMatch(/s3:\/\/art33\/x at http:\S+: .*ECONNREFUSED.*: start that server, or correct ART33_OBJECTS/);
  });
  test('where there is no such bucket', async () =>
    expect(await refused(server.address('x', 'nothing'))).toMatch(/there is no bucket nothing\): make it/));
  test('where access is denied', async () => {
    server.fault = () => 'forbidden';
    const said = await refused(server.address('x'));
    server.fault = () => undefined;
    expect(said).toMatch(/access is denied.*s3:PutObject/);
  });
  test('where the bucket keeps old versions', async () => {
    server.versioning = 'Enabled';
    const said = await refused(server.address('x'));
    server.versioning = undefined;
    expect(said).toMatch(/has versioning.*never had versioning/);
  });
  test('where the server does not honour If-None-Match', async () => {
    const bare = await S3Server.start({ bare: true });
    const said = await refused(bare.address());
    await bare.stop();
    expect(said).toMatch(/honours If-None-Match/);
  });
  test('where the address makes no sense', async () =>
    expect(await refused('s3://me:secret@bucket')).toMatch(
      /ART33_OBJECTS: s3:\/\/bucket\/prefix.*without credentials(?!.*secret@)/,
    ));
});
