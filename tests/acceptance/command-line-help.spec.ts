import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { programOf } from '../../apps/cli/src/program.js';
import { some } from '../support/full.js';
import { MAIN } from '../faults/support/program.js';

describe('The command line by itself', () => {
  const art33 = (...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });

  /** What `--help` of a command, and of every command within it, prints. */
  const helpsOf = (command: Command, path: string): readonly { readonly path: string; readonly help: string }[] => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    return [{ path, help }, ...command.commands.flatMap((each) => helpsOf(each, `${path} ${each.name()}`.trim()))];
  };

  test('explains every command with an example, and prints every result as JSON if told', async () => {
    const program = await programOf();
    const [whole, ...helps] = helpsOf(program, '').filter(({ path }) => path !== 'complete');
    expect(whole?.help).toBe(art33('--help').stdout);
    expect(helps.find(({ path }) => path === 'backup verify')?.help).toBe(art33('backup', 'verify', '--help').stdout);
    expect(helps.map(({ path }) => path)).toEqual(
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
    const without = (words: RegExp) => helps.filter(({ help }) => !words.test(help)).map(({ path }) => path);
    expect(without(/^(Examples?|The chain).*:\n {2}/m)).toEqual([]);
    // What goes on, tells a story, or writes a file has no result to print.
    const WITHOUT_RESULT = /^(serve|demo|docs|bounce|completion|incident|token|export( .+)?)$/;
    expect(without(/--json/).filter((path) => !WITHOUT_RESULT.test(path))).toEqual([]);
  });

  test('loads nothing of the service for a command that asks one over HTTP', () => {
    const telling = `import { registerHooks } from 'node:module';
      registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) });`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(telling)}`, MAIN, 'deadlines', '--help'],
      { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
    );
    expect([status, stderr.includes('/commands/deadlines.js')]).toEqual([0, true]);
    expect(stderr.split('\n').filter((url) => /@nestjs\/core|libs\/(identity|notices|watch)\//.test(url))).toEqual([]);
  });

  const UNKNOWN = [['nonsense'], ['backup'], ['backup', '--nonsense'], ['restore'], ['export'], ['export', 'nonsense']];
  test.each(some(UNKNOWN, 3))('does not understand %s: exit code 2', (...args) => {
    const { status, stderr } = art33(...args);
    expect({ status, isSaid: stderr.length > 0 }).toEqual({ status: 2, isSaid: true });
  });

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
  });

  test.each(['zsh', 'fish'])('has a script for %s', (shell) => {
    const { status, stdout } = art33('completion', shell);
    expect({ status, named: stdout.includes('art33') }).toEqual({ status: 0, named: true });
  });
});
