import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { Option } from 'commander';
import { Failed } from '../failed.js';

/** How a command that writes to many was told to go about it. */
export interface Asking {
  readonly yes: boolean;
  readonly preview: boolean;
  readonly json: boolean;
}

/** What would happen, for people and for programs. */
export interface Preview {
  readonly text: string;
  readonly answer: unknown;
  /** Nothing would be written: there is nothing to ask. */
  readonly isEmpty: boolean;
}

/** The streams of a person's terminal. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Gives a command the two options of one that shows first what it would do. */
export const asking = (command: Command): Command =>
  command
    .addOption(new Option('--preview', 'only show what it would do').default(false))
    .addOption(new Option('--yes', 'go on without asking, e.g. in scripts').default(false).conflicts('preview'));

/**
 * Shows what would happen, and finds out whether it shall: asks at a terminal, takes `--yes` for an answer. Throws `Failed`
 * where nobody can be asked (exit code 2, before anything is looked up) and where the answer is no.
 */
export async function mayGoOn(
  { yes, preview, json }: Asking,
  look: () => Promise<Preview>,
  { stdin, stdout, stderr }: Terminal = process,
): Promise<boolean> {
  const canAsk = stdin.isTTY === true && stderr.isTTY === true && !json;
  if (!yes && !preview && !canAsk)
    throw new Failed(
      `nothing was written: this may reach many, and ${json ? 'with --json nobody is asked' : 'there is no terminal to ask at'}; --preview shows what it would do, --yes does it`,
      2,
    );
  // A program that said yes reads the result, and nothing else.
  if (yes && json) return true;
  const { text, answer, isEmpty } = await look();
  if (preview) {
    stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : text);
    return false;
  }
  stderr.write(text);
  if (yes) return true;
  if (isEmpty) {
    stderr.write('Nothing to do.\n');
    return false;
  }
  if (!(await answeredYes(stdin, stderr))) throw new Failed('nothing was written');
  return true;
}

/** Anything but yes is no, Ctrl-C and Ctrl-D too. */
async function answeredYes(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<boolean> {
  const lines = createInterface({ input, output, terminal: true });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([lines.question('go on? [y/N] '), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
