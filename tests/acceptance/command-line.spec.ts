import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, formatStated, type StatedInstant } from '@art33/deadlines';
import type { StoredEvent } from '@art33/event-log';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { some } from '../support/full.js';
import { CommandLine } from '../faults/support/command-line.js';
import { MAIN, Program } from '../faults/support/program.js';

const TITLE = 'Unusual reading access';

describe('The command line beside a running service', () => {
  let line: CommandLine;
  const run = (...args: readonly string[]) => line.run(...args);
  const runAs = (...args: readonly string[]) => line.runAs(...args);
  const done = { code: 0, signal: null };
  /** Asks until it is said: what follows from a command by itself follows moments later. */
  const untilSaid = async (words: RegExp, ...args: readonly string[]) => {
    for (let tries = 1; ; tries += 1) {
      const said = await runAs(...args);
      if (words.test(said.out) || tries === 20) return said;
    }
  };

  beforeAll(async () => {
    line = await CommandLine.beside({ controllers: 3 });
  });
  afterAll(() => line.close());

  test('takes a tired responder through the chain', async () => {
    const logged = await runAs('incident', 'log', TITLE);
    expect(logged).toMatchObject({ ...done, out: expect.stringMatching(/^[0-9a-f-]{36}\n$/) as string });
    const id = logged.out.trim();
    const agreements = line.installed.agreementIds.flatMap((agreement) => ['--agreement', agreement]);
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
      const wanted = new RegExp(`3 notices of 3 would ${would[name]}\n`);
      const preview = await untilSaid(wanted, 'incident', name, 'last', ...options, '--preview');
      expect(preview).toMatchObject({ ...done, out: expect.stringMatching(wanted) as string });
      if (name === 'send')
        expect(preview.out).toMatch(
          / {2}3 mails, at the limits set in a minute or less\n {2}first due: .*: all go out in time\n/,
        );
      const ended = await runAs('incident', name, 'last', ...options, '--yes');
      expect(ended).toMatchObject({ ...done, out: `${name}: 3 done, 0 were so already, 0 passed over, 0 refused\n` });
      expect(ended.err).toContain(`3 notices of 3 would ${would[name]}\n`);
      expect(ended.err).toMatch(new RegExp(`(Next|Under way): .*art33 incident \\w+ ${id}\n$`));
    }
    const shown = await runAs('incident', 'show', id);
    expect(shown.out).toMatch(/Unusual reading access \(open, /);
    expect(shown.out).toMatch(/affected: +3 agreements\n +notices: +3: \d (sent|delivered)/);
    expect(shown.out).toMatch(/told: +3 of 3 /);
    const { out } = await runAs('incident', 'list');
    expect(out).toContain(id);
    // The mails are under way by themselves; what each then still owes is the content that it was sent without.
    const notices = new Api(line.url, line.installed.processorToken);
    const isTold = async (): Promise<boolean> => {
      const items: readonly { readonly grade: string | null }[] = pick(
        await notices.read(`incidents/${id}/notices`),
        'items',
      );
      return items.every(({ grade }) => grade === 'accepted-by-server');
    };
    for (let waited = 0; !(await isTold()) && waited < 10_000; waited += 100) await sleep(100);
    expect(line.mail.received).toHaveLength(3);
    const json = JSON.parse((await runAs('incident', 'show', 'last', '--json')).out) as Record<string, unknown>;
    expect(json).toMatchObject({
      incident: { id },
      notices: { total: 3, byStatus: { open: 3 }, byProgress: { delivered: 3 }, told: 3, withoutRecipient: 0 },
    });
  });

  test('writes to many only when told, where nobody can be asked', async () => {
    const before = line.mail.taken;
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
    expect(line.mail.taken).toBe(before);
  });

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
      const { body } = await new Api(line.url, line.installed.processorToken).get(`incidents/${out.trim()}`);
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
    await runAs('incident', 'affected', 'last', '--agreement', line.installed.agreementIds[0] as string, '--yes');
    const shown = /^due +state +source .*remaining\n2.*in 23 h 59 min\n/;
    expect((await untilSaid(shown, 'deadlines')).out).toMatch(shown);
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
    const elsewhere = { ...line.as('x'.repeat(20)), ART33_URL: 'http://127.0.0.1:1' };
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

    const UNMATCHED: readonly (readonly [readonly string[], string])[] = [
      [['--type', 'NoticeSend'], 'no event is of this type; NoticeSent is meant?'],
      [['--type', 'Quatsch'], 'no event is of this type'],
      [['--from', '10', '--to', '5'], 'no event lies between'],
    ];
    test.each(some(UNMATCHED, 3))('refuse %j, which no event can match', async (args, words) => {
      for (const command of [['events'], ['export', 'events']])
        expect(await run(...command, ...args)).toMatchObject({
          code: 1,
          out: '',
          err: expect.stringContaining(words) as string,
        });
    });

    test('are followed as they are written, until Ctrl-C', async () => {
      const following = Program.start({
        args: ['events', '--follow', '--type', 'IncidentLogged', '--json'],
        env: line.env,
      });
      // It hears what is written from its start on, which nothing tells.
      for (let tries = 0; !following.out.endsWith('\n') && tries < 20; tries += 1) {
        await runAs('incident', 'log', 'A third one');
        await sleep(500);
      }
      expect(new Set(lines(following.out).map(({ type }) => type))).toEqual(new Set(['IncidentLogged']));
      process.kill(following.id, 'SIGINT');
      expect(await following.ended()).toMatchObject(done);
    });

    test('can be cut by a reader that has seen enough', () => {
      const script = `set -o pipefail; "${process.execPath}" ${MAIN} events | head -n 1`;
      const { status, stdout } = spawnSync('bash', ['-c', script], {
        env: { PATH: process.env['PATH'], ...line.env },
        encoding: 'utf8',
      });
      expect({ status, lines: stdout.split('\n').length }).toEqual({ status: 0, lines: 2 });
    });
  });

  describe('export', () => {
    test('writes events sealed, and opened only when told, with a warning', async () => {
      const file = join(line.directory, 'events.jsonl');
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
      const missing = join(line.directory, 'missing', 'events.jsonl');
      expect(await run('export', 'events', '--out', missing)).toMatchObject({
        code: 1,
        err: expect.stringContaining('cannot be written') as string,
      });
      const place = join(line.directory, 'keep');
      writeFileSync(place, 'old');
      const wrong = { ...line.env, ART33_MASTER_KEY_FILE: join(line.directory, 'none.key') };
      const args = ['export', 'events', '--open', '--out', place];
      expect(await Program.start({ args, env: wrong }).ended()).toMatchObject({ code: 1 });
      expect(readFileSync(place, 'utf8')).toBe('old');
      expect(readdirSync(line.directory).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
    });

    const LISTS = [
      'notices',
      'deadlines',
      'messages',
      'subprocessors',
      'reports',
      'controllers',
      'agreements',
      'register',
    ];
    test.each(['incidents', ...some(LISTS, 4)])('writes the list of %s as CSV', async (list) => {
      const { code, out } = await runAs('export', list);
      expect(code).toBe(0);
      expect(out.split('\n')[0]).toMatch(/\w+,\w+/);
      if (list === 'incidents') expect(out).toContain(TITLE);
    });

    test('writes the list of incidents as XLSX', async () => {
      const file = join(line.directory, 'incidents.xlsx');
      expect(await runAs('export', 'incidents', '--format', 'xlsx', '--out', file)).toMatchObject(done);
      expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK');
    });
  });

  describe('token', () => {
    test('says as JSON what it made, what it is, and what it withdrew', async () => {
      const issued = JSON.parse(
        (await run('token', 'issue', line.installed.processorId, '--role', 'auditor', '--json')).out,
      ) as Record<string, string>;
      const revoking = await run('token', 'revoke', line.installed.processorId, issued['id'] as string, '--json');
      expect({ ...revoking, out: JSON.parse(revoking.out) as unknown }).toMatchObject({
        ...done,
        out: { id: issued['id'], organisation: line.installed.processorId, revoked: true },
      });
      expect((await new Api(line.url, issued['token']).get('incidents')).status).toBe(401);
      const plain = (await run('token', 'metrics')).out.trim();
      expect(JSON.parse((await run('token', 'metrics', '--json')).out)).toEqual({ token: plain });
    });
  });
});
