import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ChildOptions {
  /** Runs the process under `ulimit -f`: no file it writes may grow beyond this many blocks of 512 bytes. */
  readonly largestFile?: number;
}

/** A real second process that runs a TypeScript program of this repository. */
export class Child {
  private readonly process: ChildProcessByStdio<null, Readable, Readable>;
  private complaints = '';

  constructor(program: URL, args: readonly string[], { largestFile }: ChildOptions = {}) {
    const loader = new URL('./typescript.mjs', import.meta.url).href;
    const command = [process.execPath, '--import', loader, fileURLToPath(program), ...args];
    // In a POSIX shell, which Debian's sh is and bash called as sh is too, the unit is 512 bytes.
    const limited = ['sh', '-c', `ulimit -f ${largestFile} && exec "$@"`, 'sh', ...command];
    const [first, ...rest] = largestFile === undefined ? command : limited;
    this.process = spawn(first!, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
  }

  /** What it prints, line by line; a line cut off by its end is not given. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    for await (const line of createInterface(this.process.stdout)) if (line.endsWith('}')) yield line;
  }

  /** Its first line. Throws with what it complained about where it ends without one. */
  async firstLine(): Promise<string> {
    const { value } = await this.lines().next();
    if (value === undefined) throw new Error(`the other process ended without a word: ${this.complaints}`);
    return value;
  }

  /** SIGKILL: no handler runs, nothing is flushed or closed. Throws where it had ended by itself before. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended();
    if (this.process.signalCode !== 'SIGKILL') throw new Error(`the other process ended by itself: ${this.complaints}`);
  }

  /** Resolves when it is no more. */
  async ended(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
  }
}
