import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../apps/cli/src/doctor/finding.js';
import { Program, type ProgramEnvironment } from '../faults/support/program.js';
import { CommandLine } from '../faults/support/command-line.js';

describe('art33 doctor beside a running service', () => {
  let line: CommandLine;

  beforeAll(async () => {
    line = await CommandLine.beside({ controllers: 1 });
  });
  afterAll(() => line.close());

  const findings = async (more: ProgramEnvironment = {}) => {
    const { code, out } = await Program.start({ args: ['doctor', '--json'], env: { ...line.env, ...more } }).ended();
    const all = JSON.parse(out) as readonly Finding[];
    return { code, all, errors: all.filter(({ grade }) => grade === 'error').map(({ check }) => check) };
  };

  test('finds an installation in order, sends no mail, and says what each finding means', async () => {
    const before = line.mail.taken;
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
        'nodes',
        'smtp',
        'public-url',
      ]),
    );
    for (const { grade, why, todo } of all)
      expect([grade === 'ok', why === null, todo === null]).toEqual(Array(3).fill(grade === 'ok'));
    expect(all.filter(({ what }) => what.includes('(DSN)'))).toHaveLength(1);
    expect(line.mail.taken).toBeLessThanOrEqual(before + 1);
  });

  test('ends with 3 and the reason where the mail server does not answer, or a key lies open', async () => {
    expect(await findings({ ART33_SMTP_URL: 'smtp://127.0.0.1:1' })).toMatchObject({ code: 3, errors: ['smtp'] });
    chmodSync(line.keyFile, 0o644);
    expect(await findings()).toMatchObject({ code: 3, errors: ['permissions'] });
    chmodSync(line.keyFile, 0o600);
  });

  test('finds another master key, and a key that is missing', async () => {
    const other = join(line.directory, 'other.key');
    writeFileSync(other, randomBytes(32).toString('base64'), { mode: 0o600 });
    expect(await findings({ ART33_MASTER_KEY_FILE: other })).toMatchObject({ code: 3, errors: ['keys'] });
    const keys = join(line.data, 'keys', 'keys');
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
    const { code, out } = await line.run('doctor', '--deep');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/models: built anew and compared: no difference/) as string,
    });
  });
});
