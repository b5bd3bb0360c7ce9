import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = mkdtempSync(join(tmpdir(), 'art33-ci-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Status = 'passed' | 'failed' | 'pending';

const suite = (name: string, tests: Readonly<Record<string, Status>>, status = 'passed') => ({
  name,
  status,
  assertionResults: Object.entries(tests).map(([fullName, result]) => ({ fullName, status: result })),
});

interface Run {
  readonly lint?: number;
  readonly tests?: number;
  /** Undefined: jest ended before it could write one. */
  readonly suites?: readonly object[];
  readonly reasons?: Readonly<Record<string, string>>;
  /** What was run once more, by itself. */
  readonly alone?: readonly object[];
}

/** What the closing line of continuous integration says, and the exit code. */
function summary(run: Run): { readonly line: string; readonly code: number } {
  const { lines, code } = said(run);
  return { line: lines.at(-1) ?? '', code };
}

function said({ lint = 0, tests = 0, suites, reasons = {}, alone }: Run): {
  readonly lines: readonly string[];
  readonly code: number;
} {
  const [report, skipped, again] = ['report.json', 'skipped.json', 'alone.json'].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  rmSync(again, { force: true });
  if (alone) writeFileSync(again, JSON.stringify({ testResults: alone }));
  writeFileSync(report, suites ? JSON.stringify({ testResults: suites }) : '{"testResults":[{');
  writeFileSync(skipped, JSON.stringify(reasons));
  const args = ['scripts/ci-summary.mjs', String(lint), String(tests), report, skipped, again];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { lines: stdout.trimEnd().split('\n'), code: status ?? -1 };
}

describe('The closing line of continuous integration', () => {
  test('counts, and passes where everything passed', () =>
    expect(summary({ suites: [suite('a', { one: 'passed', two: 'passed' })] })).toEqual({
      line: '2 passed, 0 failed, 0 skipped',
      code: 0,
    }));

  test('fails with a failed test', () =>
    expect(summary({ tests: 1, suites: [suite('a', { one: 'passed', two: 'failed' }, 'failed')] })).toEqual({
      line: '1 passed, 1 failed, 0 skipped',
      code: 1,
    }));

  test('fails with the lint alone', () =>
    expect(summary({ lint: 1, suites: [suite('a', { one: 'passed' })] })).toEqual({
      line: '1 passed, 1 failed, 0 skipped',
      code: 1,
    }));

  test('fails with a suite that broke off, for instance because its process died', () =>
    expect(summary({ tests: 1, suites: [suite('a', { one: 'passed' }), suite('b', {}, 'failed')] })).toEqual({
      line: '1 passed, 1 failed, 0 skipped',
      code: 1,
    }));

  test('fails where the tests end badly without saying why', () =>
    expect(summary({ tests: 139, suites: [suite('a', { one: 'passed' })] })).toEqual({
      line: '1 passed, 1 failed, 0 skipped',
      code: 1,
    }));

  test('fails without a report, also where the exit code says that all is well', () => {
    const failed = { line: '0 passed, 1 failed, 0 skipped', code: 1 };
    expect(summary({ tests: 0 })).toEqual(failed);
    expect(summary({ tests: 137 })).toEqual(failed);
  });

  test('fails where no test ran', () => expect(summary({ suites: [] }).code).toBe(1));

  test('allows a skipped test with a reason on file, and no other', () => {
    const suites = [suite('a', { one: 'passed', 'needs Docker': 'pending' })];
    const line = '1 passed, 0 failed, 1 skipped';
    expect(summary({ suites, reasons: { 'needs Docker': 'no engine here' } })).toEqual({ line, code: 0 });
    expect(summary({ suites })).toEqual({ line: '1 passed, 1 failed, 1 skipped', code: 1 });
  });

  test('fails with a reason for a test that is not skipped any more', () =>
    expect(summary({ suites: [suite('a', { one: 'passed' })], reasons: { one: 'no engine here' } }).code).toBe(1));

  describe('knows reasons that hold on some machines only: with a *', () => {
    const reasons = { '*(needs a server)*': 'no server here' };
    const code = (tests: Readonly<Record<string, Status>>): number =>
      summary({ suites: [suite('a', { one: 'passed', ...tests })], reasons }).code;

    test('what fits may be skipped or run', () => {
      expect(code({ 'Log (needs a server) reads': 'pending', 'Log (needs a server) writes': 'pending' })).toBe(0);
      expect(code({ 'Log (needs a server) reads': 'passed' })).toBe(0);
    });

    test('what does not fit may not be skipped, and one that nothing fits is left over', () => {
      expect(code({ 'Log (needs a server) reads': 'pending', 'Log needs a server': 'pending' })).toBe(1);
      expect(code({})).toBe(1);
    });
  });

  describe('takes what was run once more, alone, as it ended then', () => {
    const suites = [
      suite('a', { one: 'passed' }),
      suite('b', { two: 'failed', three: 'passed' }, 'failed'),
      suite('c', { four: 'failed' }, 'failed'),
    ];
    const b = suite('b', { two: 'passed', three: 'passed' });
    const named = 'failed beside others, and passed when run again alone: b';

    test('and names it', () =>
      expect(said({ tests: 1, suites, alone: [b, suite('c', { four: 'passed' })] })).toEqual({
        lines: [named, named.replace(/b$/, 'c'), '4 passed, 0 failed, 0 skipped'],
        code: 0,
      }));

    test('so that what fails again has failed', () =>
      expect(said({ tests: 1, suites, alone: [b, suites[2] as object] })).toEqual({
        lines: [named, 'failed: four', '3 passed, 1 failed, 0 skipped'],
        code: 1,
      }));

    test('and what was not run again has failed', () => {
      expect(summary({ tests: 1, suites, alone: [b] })).toEqual({ line: '3 passed, 1 failed, 0 skipped', code: 1 });
      expect(summary({ tests: 1, suites, alone: [] }).code).toBe(1);
      expect(summary({ tests: 1, suites: suites.slice(0, 2), alone: [suite('b', {}, 'failed')] }).code).toBe(1);
    });

    test('and nothing where the tests broke off', () =>
      expect(summary({ tests: 137, alone: [b] })).toEqual({ line: '0 passed, 1 failed, 0 skipped', code: 1 }));
  });

  test('up to three spec files are run once more, not more, and none without a report', () => {
    const report = join(directory, 'failed.json');
    const named = (suites: readonly object[]): string => {
      writeFileSync(report, JSON.stringify({ testResults: suites }));
      return spawnSync(process.execPath, ['scripts/ci-failed.mjs', report], { encoding: 'utf8' }).stdout;
    };
    const failed = ['a', 'b b', 'c', 'd'].map((name) => suite(name, {}, 'failed'));
    expect(named([...failed.slice(0, 3), suite('e', { one: 'passed' })])).toBe('a\nb b\nc\n');
    expect(named(failed)).toBe('');
    expect(spawnSync(process.execPath, ['scripts/ci-failed.mjs', join(directory, 'none')])).toMatchObject({
      status: 0,
    });
  });
});
