import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { formatInstant, formatStated, type StatedInstant } from '@art33/deadlines';
import type { StoredEvent } from '@art33/event-log';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import type { Finding } from '../../apps/cli/src/doctor/finding.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import { install, type Installed } from '../faults/support/installed.js';
import { mailsTo, Program, type Ending, type ProgramEnvironment } from '../faults/support/program.js';
import { freePort } from '../support/installation.js';

const TITLE = 'Unusual reading access';
const MAIN = join('dist', 'apps', 'cli', 'src', 'main.js');

describe('The command line beside a running service', () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-cli-'));
  const data = join(directory, 'data');
  const keyFile = join(directory, 'master.key');
  const masterKey = randomBytes(32);
  let mail: MailServer;
  let env: ProgramEnvironment;
  let url: string;
  let installed: Installed;

  const run = (...args: readonly string[]): Promise<Ending> => Program.start({ args, env }).ended();
  const as = (token: string) => ({ ...env, ART33_TOKEN: token });
  const runAs = (...args: readonly string[]): Promise<Ending> =>
    Program.start({ args, env: as(installed.processorToken) }).ended();
  const done = { code: 0, signal: null };

  beforeAll(async () => {
    mail = await MailServer.start();
    writeFileSync(keyFile, masterKey.toString('base64'), { mode: 0o600 });
    env = {
      ART33_DATA: data,
      ART33_PORT: String(await freePort()),
      ART33_MASTER_KEY_FILE: keyFile,
      ART33_MAIL_FROM: 'Desk <notices@processor.example>',
      ...mailsTo(mail),
    };
    url = await Program.start({ env }).listening();
    while (!(await fetch(`${url}/health/ready`)).ok) await sleep(20);
    installed = await install(url, masterKey, { name: 'ratiomedicus', controllers: 3 });
  }, 60_000);
  afterAll(async () => {
    await Program.killAll();
    await mail.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('takes a tired responder through the chain', async () => {
    const logged = await runAs('incident', 'log', TITLE);
    expect(logged).toMatchObject({ ...done, out: expect.stringMatching(/^[0-9a-f-]{36}\n$/) as string });
    const id = logged.out.trim();
    const agreements = installed.agreementIds.flatMap((agreement) => ['--agreement', agreement]);
    expect(await runAs('incident', 'affected', 'last', ...agreements, '--yes')).toMatchObject({
      ...done,
      out: 'affected: 3 more, 3 in all\n',
      err: expect.stringMatching(
        /^3 agreements selected: one notice each\n {2}Praxis \d, Praxis \d, Praxis \d\n/,
      ) as string,
    });
    const would = { draft: 'get a text', approve: 'be approved', send: 'be sent' };
    for (const step of [['draft'], ['approve'], ['send', '--with-gaps']] as const) {
      const [name, ...options] = step;
      // Notices open by themselves, moments after the agreements were named.
      await sleep(1_000);
      const preview = await runAs('incident', name, 'last', ...options, '--preview');
      expect(preview).toMatchObject({
        ...done,
        out: expect.stringContaining(`3 notices of 3 would ${would[name]}\n`) as string,
      });
      if (name === 'send')
        expect(preview.out).toMatch(
          / {2}3 mails, at the limits set in a minute or less\n {2}first due: .*: all go out in time\n/,
        );
      const ended = await runAs('incident', name, 'last', ...options, '--yes');
      expect(ended).toMatchObject({ ...done, out: `${name}: 3 done, 0 were so already, 0 passed over, 0 refused\n` });
      expect(ended.err).toContain(`3 notices of 3 would ${would[name]}\n`);
    }
    const shown = await runAs('incident', 'show', id);
    expect(shown.out).toMatch(/Unusual reading access \(open, /);
    expect(shown.out).toMatch(/affected: +3 agreements\n +notices: +3: \d (sent|delivered)/);
    expect(shown.out).toMatch(/told: +3 of 3 /);
    const { out } = await runAs('incident', 'list');
    expect(out).toContain(id);
    // The mails are under way by themselves; what each then still owes is the content that it was sent without.
    const notices = new Api(url, installed.processorToken);
    const isTold = async (): Promise<boolean> => {
      const items: readonly { readonly grade: string | null }[] = pick(
        await notices.read(`incidents/${id}/notices`),
        'items',
      );
      return items.every(({ grade }) => grade === 'accepted-by-server');
    };
    for (let waited = 0; !(await isTold()) && waited < 10_000; waited += 100) await sleep(100);
    expect(mail.received).toHaveLength(3);
    const json = JSON.parse((await runAs('incident', 'show', 'last', '--json')).out) as Record<string, unknown>;
    expect(json).toMatchObject({
      incident: { id },
      notices: { total: 3, byStatus: { open: 3 }, byProgress: { delivered: 3 }, told: 3, withoutRecipient: 0 },
    });
  }, 120_000);

  test('writes to many only when told, where nobody can be asked', async () => {
    const before = mail.taken;
    const { out } = await runAs('incident', 'show', 'last', '--json');
    for (const args of [
      ['affected', '--terms', 'any'],
      ['draft'],
      ['approve'],
      ['send', '--with-gaps'],
      ['send', '--json'],
    ]) {
      const [name = '', ...options] = args;
      expect(await runAs('incident', name, 'last', ...options)).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringMatching(/^art33: nothing was written: .*--preview .*--yes /) as string,
      });
    }
    expect((await runAs('incident', 'send', 'last', '--yes', '--preview')).code).toBe(2);
    expect((await runAs('incident', 'show', 'last', '--json')).out).toBe(out);
    expect(mail.taken).toBe(before);
  }, 60_000);

  test('gives programs the preview and the result as JSON', async () => {
    const json = async (...args: readonly string[]) =>
      JSON.parse((await runAs('incident', ...args, '--json')).out) as Record<string, unknown>;
    expect(await json('send', 'last', '--with-gaps', '--preview')).toMatchObject({
      counts: { total: 3, unchanged: 3 },
    });
    expect(await json('send', 'last', '--with-gaps', '--yes')).toMatchObject({
      state: 'completed',
      counts: { total: 3, unchanged: 3 },
    });
  });

  test('states when it became known by the clocks of the organisation, so that a notice shows one', async () => {
    const awarenessOf = async (...args: readonly string[]) => {
      const { out } = await runAs('incident', 'log', 'Lost key', ...args);
      const { body } = await new Api(url, installed.processorToken).get(`incidents/${out.trim()}`);
      return pick<Readonly<Record<string, unknown>>>(body, 'facts.0.at');
    };
    const berlin = (at: string) => formatInstant(at, 'Europe/Berlin', 'en');
    const now = await awarenessOf();
    expect(now).toMatchObject({ zone: 'Europe/Berlin', offset: expect.stringMatching(/^\+0[12]:00$/) as string });
    expect(formatStated(now as unknown as StatedInstant, 'en')).toBe(berlin(String(now['at'])));
    expect(await awarenessOf('--at', '2026-01-24T03:10')).toMatchObject({
      at: '2026-01-24T02:10:00.000Z',
      offset: '+01:00',
    });
    expect(await awarenessOf('--at', '2026-01-24T03:10+02:00')).toMatchObject({ offset: '+02:00' });
    expect(await runAs('incident', 'log', TITLE, '--at', '2025-10-26T02:30')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^art33: --at: .*\+02:00 or \+01:00\n$/) as string,
    });
  });

  test('shows what is due next', async () => {
    await runAs('incident', 'log', 'Lost laptop', '--fact', 'breach-established');
    await runAs('incident', 'affected', 'last', '--agreement', installed.agreementIds[0] as string, '--yes');
    await sleep(1_000);
    expect((await runAs('deadlines')).out).toMatch(/^due +state +source .*remaining\n2.*in 23 h 59 min\n/);
    const items = JSON.parse((await runAs('deadlines', '--json', '--state', 'open')).out) as { due: string }[];
    expect(Date.parse(items[0]?.due ?? '')).toBeGreaterThan(Date.now());
  });

  test('says why it is refused, with the fields at fault', async () => {
    expect(await runAs('incident', 'affected', 'last', '--yes')).toMatchObject({
      code: 1,
      err: 'art33: exactly one of agreements, terms, subprocessor\n',
    });
    expect(await runAs('incident', 'log', TITLE, '--at', 'yesterday')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^art33: --at: /) as string,
    });
    expect(await run('incident', 'list')).toMatchObject({
      code: 1,
      err: expect.stringContaining('set ART33_TOKEN') as string,
    });
    const elsewhere = { ...as('x'.repeat(20)), ART33_URL: 'http://127.0.0.1:1' };
    expect(await Program.start({ args: ['deadlines'], env: elsewhere }).ended()).toMatchObject({
      code: 1,
      err: expect.stringContaining('no service answers at http://127.0.0.1:1') as string,
    });
  });

  describe('events', () => {
    const lines = (out: string): readonly StoredEvent[] =>
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as StoredEvent);

    test('are listed by type, number and stream, sealed', async () => {
      const sent = lines((await run('events', '--type', 'NoticeSent', '--json')).out);
      expect(sent.map(({ type }) => type)).toEqual(['NoticeSent', 'NoticeSent', 'NoticeSent']);
      const few = lines((await run('events', '--from', '3', '--to', '6', '--json')).out);
      expect(few.map(({ logNumber }) => logNumber)).toEqual([3, 4, 5, 6]);
      const { stream } = few[0] as StoredEvent;
      const ofStream = lines((await run('events', '--stream', stream, '--json')).out);
      expect(new Set(ofStream.map((event) => event.stream))).toEqual(new Set([stream]));
      expect((await run('events')).out).not.toContain(TITLE);
      expect(await run('events', '--from', 'x')).toMatchObject({
        code: 1,
        err: expect.stringContaining('no log number') as string,
      });
    });

    test.each([
      [['--type', 'NoticeSend'], 'no event is of this type; NoticeSent is meant?'],
      [['--type', 'Quatsch'], 'no event is of this type'],
      [['--from', '10', '--to', '5'], 'no event lies between'],
    ])('refuse %j, which no event can match', async (args, words) => {
      for (const command of [['events'], ['export', 'events']])
        expect(await run(...command, ...args)).toMatchObject({
          code: 1,
          out: '',
          err: expect.stringContaining(words) as string,
        });
    });

    test('are followed as they are written, until Ctrl-C', async () => {
      const following = Program.start({ args: ['events', '--follow', '--type', 'IncidentLogged', '--json'], env });
      await sleep(1_500);
      await runAs('incident', 'log', 'A third one');
      for (let waited = 0; following.out === '' && waited < 5_000; waited += 50) await sleep(50);
      expect(lines(following.out)).toMatchObject([{ type: 'IncidentLogged' }]);
      process.kill(following.id, 'SIGINT');
      expect(await following.ended()).toMatchObject(done);
    });

    test('can be cut by a reader that has seen enough', () => {
      const script = `set -o pipefail; "${process.execPath}" ${MAIN} events | head -n 1`;
      const { status, stdout } = spawnSync('bash', ['-c', script], {
        env: { PATH: process.env['PATH'], ...env },
        encoding: 'utf8',
      });
      expect({ status, lines: stdout.split('\n').length }).toEqual({ status: 0, lines: 2 });
    });
  });

  describe('export', () => {
    test('writes events sealed, and opened only when told, with a warning', async () => {
      const file = join(directory, 'events.jsonl');
      expect(await run('export', 'events', '--out', file)).toMatchObject({ ...done, err: '' });
      const sealed = readFileSync(file, 'utf8');
      expect(sealed).toContain('$sealed');
      expect(sealed).not.toContain(TITLE);
      const opened = await run('export', 'events', '--open');
      expect(opened).toMatchObject({ ...done, err: expect.stringContaining('OPEN') as string });
      expect(opened.out).toContain(TITLE);
      expect(opened.out.split('\n').length).toBeGreaterThanOrEqual(sealed.split('\n').length);
    });

    test('writes whole files or none', async () => {
      const missing = join(directory, 'missing', 'events.jsonl');
      expect(await run('export', 'events', '--out', missing)).toMatchObject({
        code: 1,
        err: expect.stringContaining('cannot be written') as string,
      });
      const place = join(directory, 'keep');
      writeFileSync(place, 'old');
      const wrong = { ...env, ART33_MASTER_KEY_FILE: join(directory, 'none.key') };
      const args = ['export', 'events', '--open', '--out', place];
      expect(await Program.start({ args, env: wrong }).ended()).toMatchObject({ code: 1 });
      expect(readFileSync(place, 'utf8')).toBe('old');
      expect(readdirSync(directory).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
    });

    test.each([
      'incidents',
      'notices',
      'deadlines',
      'messages',
      'subprocessors',
      'reports',
      'controllers',
      'agreements',
      'register',
    ])('writes the list of %s as CSV', async (list) => {
      const { code, out } = await runAs('export', list);
      expect(code).toBe(0);
      expect(out.split('\n')[0]).toMatch(/\w+,\w+/);
      if (list === 'incidents') expect(out).toContain(TITLE);
    });

    test('writes the list of incidents as XLSX', async () => {
      const file = join(directory, 'incidents.xlsx');
      expect(await runAs('export', 'incidents', '--format', 'xlsx', '--out', file)).toMatchObject(done);
      expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK');
    });
  });

  describe('token', () => {
    test('says as JSON what it made, what it is, and what it withdrew', async () => {
      const issued = JSON.parse(
        (await run('token', 'issue', installed.processorId, '--role', 'auditor', '--json')).out,
      ) as Record<string, string>;
      const revoking = await run('token', 'revoke', installed.processorId, issued['id'] as string, '--json');
      expect({ ...revoking, out: JSON.parse(revoking.out) as unknown }).toMatchObject({
        ...done,
        out: { id: issued['id'], organisation: installed.processorId, revoked: true },
      });
      expect((await new Api(url, issued['token']).get('incidents')).status).toBe(401);
      const plain = (await run('token', 'metrics')).out.trim();
      expect(JSON.parse((await run('token', 'metrics', '--json')).out)).toEqual({ token: plain });
    });
  });

  describe('doctor', () => {
    const findings = async (more: ProgramEnvironment = {}) => {
      const { code, out } = await Program.start({ args: ['doctor', '--json'], env: { ...env, ...more } }).ended();
      const all = JSON.parse(out) as readonly Finding[];
      return { code, all, errors: all.filter(({ grade }) => grade === 'error').map(({ check }) => check) };
    };

    test('finds an installation in order, sends no mail, and says what each finding means', async () => {
      const before = mail.taken;
      const { code, all, errors } = await findings();
      expect({ code, errors }).toEqual({ code: 0, errors: [] });
      expect(all.map(({ check }) => check)).toEqual(
        expect.arrayContaining([
          'node',
          'time-zones',
          'disk',
          'permissions',
          'log',
          'clock',
          'keys',
          'service-models',
          'smtp',
          'public-url',
        ]),
      );
      for (const { grade, why, todo } of all)
        expect([grade === 'ok', why === null, todo === null]).toEqual(Array(3).fill(grade === 'ok'));
      expect(all.filter(({ what }) => what.includes('(DSN)'))).toHaveLength(1);
      expect(mail.taken).toBeLessThanOrEqual(before + 1);
    });

    test('ends with 3 and the reason where the mail server does not answer, or a key lies open', async () => {
      expect(await findings({ ART33_SMTP_URL: 'smtp://127.0.0.1:1' })).toMatchObject({ code: 3, errors: ['smtp'] });
      chmodSync(keyFile, 0o644);
      expect(await findings()).toMatchObject({ code: 3, errors: ['permissions'] });
      chmodSync(keyFile, 0o600);
    });

    test('finds another master key, and a key that is missing', async () => {
      const other = join(directory, 'other.key');
      writeFileSync(other, randomBytes(32).toString('base64'), { mode: 0o600 });
      expect(await findings({ ART33_MASTER_KEY_FILE: other })).toMatchObject({ code: 3, errors: ['keys'] });
      const keys = join(data, 'keys', 'keys');
      const [folder = ''] = readdirSync(keys);
      const [name = ''] = readdirSync(join(keys, folder));
      const file = join(keys, folder, name);
      const wrapped = readFileSync(file);
      rmSync(file);
      expect(await findings()).toMatchObject({ code: 3, errors: ['keys'] });
      writeFileSync(file, wrapped, { mode: 0o600 });
      expect(await findings()).toMatchObject({ code: 0 });
    });

    test('compares the read models with the log when told to look deep', async () => {
      const { code, out } = await run('doctor', '--deep');
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringMatching(/models: built anew and compared: no difference/) as string,
      });
    });
  });
});

describe('The command line by itself', () => {
  const art33 = (...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  const namesIn = (help: string): readonly string[] =>
    [...(help.split('Commands:\n')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z]+)/gm)].map(
      ([, name]) => name as string,
    );

  test('explains every command with an example, and prints every result as JSON if told', async () => {
    const names = namesIn(art33('--help').stdout).filter((name) => name !== 'help');
    expect(names).toEqual(
      expect.arrayContaining([
        'backup',
        'restore',
        'doctor',
        'events',
        'incident',
        'deadlines',
        'export',
        'completion',
      ]),
    );
    const helpOf = async (...path: readonly string[]): Promise<readonly { path: string; help: string }[]> => {
      const { stdout: help } = await promisify(execFile)(process.execPath, [MAIN, ...path, '--help']);
      const inner = namesIn(help).filter((name) => name !== 'help');
      return [
        { path: path.join(' '), help },
        ...(await Promise.all(inner.map((name) => helpOf(...path, name)))).flat(),
      ];
    };
    const helps = (await Promise.all(names.map((name) => helpOf(name)))).flat();
    const without = (words: RegExp) => helps.filter(({ help }) => !words.test(help)).map(({ path }) => path);
    expect(without(/^(Examples?|The chain).*:\n {2}/m)).toEqual([]);
    // What goes on, tells a story, or writes a file has no result to print.
    const WITHOUT_RESULT = /^(serve|demo|docs|bounce|completion|incident|token|export( .+)?)$/;
    expect(without(/--json/).filter((path) => !WITHOUT_RESULT.test(path))).toEqual([]);
  }, 120_000);

  test.each([['nonsense'], ['backup'], ['backup', '--nonsense'], ['restore'], ['export'], ['export', 'nonsense']])(
    'does not understand %s: exit code 2',
    (...args) => {
      const { status, stderr } = art33(...args);
      expect({ status, isSaid: stderr.length > 0 }).toEqual({ status: 2, isSaid: true });
    },
  );

  test('completes commands and options in bash, once its script is sourced', () => {
    const directory = mkdtempSync(join(tmpdir(), 'art33-completion-'));
    try {
      writeFileSync(
        join(directory, 'art33'),
        `#!/bin/sh\nexec "${process.execPath}" "${join(process.cwd(), MAIN)}" "$@"\n`,
        { mode: 0o755 },
      );
      const complete = (line: string): readonly string[] => {
        const words = line.split(' ');
        const script = `
          source <(art33 completion bash)
          COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
          COMP_LINE='${line}'; COMP_POINT=${line.length}
          "$(complete -p art33 | sed 's/.*-F \\([^ ]*\\).*/\\1/')" art33 '${words.at(-1)}' '${words.at(-2)}'
          printf '%s\\n' "\${COMPREPLY[@]}"`;
        const { stdout } = spawnSync('bash', ['-c', script], {
          encoding: 'utf8',
          env: { PATH: `${directory}:${process.env['PATH']}` },
        });
        return stdout
          .trim()
          .split('\n')
          .map((each) => each.trim());
      };
      expect(complete('art33 dead')).toEqual(['deadlines']);
      expect(complete('art33 backup ver')).toEqual(['verify']);
      expect(complete('art33 events --fol')).toEqual(['--follow']);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }, 60_000);

  test.each(['zsh', 'fish'])('has a script for %s', (shell) => {
    const { status, stdout } = art33('completion', shell);
    expect({ status, named: stdout.includes('art33') }).toEqual({ status: 0, named: true });
  });
});
