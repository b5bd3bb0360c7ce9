import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The built command line, below the project. */
export const MAIN = join('dist', 'apps', 'cli', 'src', 'main.js');

/** What the program is told; nothing else of this process's environment reaches it. */
export type ProgramEnvironment = Readonly<Record<`ART33_${string}` | `AWS_${string}`, string>>;

/** A service of its own in a data directory, on any free port. */
export const serviceIn = (dataDirectory: string, masterKey: Buffer): ProgramEnvironment => ({
  ART33_DATA: dataDirectory,
  ART33_PORT: '0',
  ART33_MASTER_KEY: masterKey.toString('base64'),
  ART33_LIMITS: 'off',
});

/** Its mails go to this server, which is the recipients' own. */
export const mailsTo = ({ port }: { readonly port: number }): ProgramEnvironment => ({
  ART33_SMTP_URL: `smtp://127.0.0.1:${port}`,
  ART33_SMTP_TLS: 'none',
  ART33_SMTP_TRANSPORT: 'recipient',
});

export interface ProgramOptions {
  readonly env: ProgramEnvironment;
  /** What stands before `node` on the command line, e.g. a shell that sets a limit and then becomes node. */
  readonly under?: readonly string[];
  /** Default: `serve`. */
  readonly args?: readonly string[];
  /** The folder of another build of the program. Default: this project. */
  readonly build?: string;
}

/** How the program ended, and what it said. */
export interface Ending {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** The built program as a process of its own, as an operator would start it. */
export class Program {
  /** What it has said so far. */
  out = '';
  err = '';
  private static readonly running = new Set<Program>();
  private readonly ending: Promise<Ending>;

  private constructor(private readonly child: ChildProcessByStdio<null, Readable, Readable>) {
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.ending = once(child, 'close').then(() => ({
      code: child.exitCode,
      signal: child.signalCode,
      out: this.out,
      err: this.err,
    }));
    Program.running.add(this);
    void this.ending.then(() => Program.running.delete(this));
  }

  /** What a test that failed has left running. */
  static async killAll(): Promise<void> {
    await Promise.all([...Program.running].map((program) => program.kill()));
  }

  static start({ env, under = [], args = ['serve'], build = '.' }: ProgramOptions): Program {
    const main = join(build, MAIN);
    if (!existsSync(main)) throw new Error(`${main} is missing: build first (npm run build)`);
    const [command, ...rest] = [...under, process.execPath, main, ...args] as [string, ...string[]];
    const child = spawn(command, rest, {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Program(child);
  }

  get id(): number {
    return this.child.pid as number;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The address where it listens. Throws with its own words where it ends before that. */
  async listening(): Promise<string> {
    const ended = this.ending.then(({ code, signal, err }) => {
      throw new Error(`the program ended (${code ?? signal}) before it listened: ${err}`);
    });
    const heard = (async () => {
      for (;;) {
        const url = /^art33 listens on (\S+)/m.exec(this.out)?.[1];
        if (url !== undefined) return url;
        await Promise.race([once(this.child.stdout, 'data'), ended]);
      }
    })();
    return Promise.race([heard, ended]);
  }

  /** Tells it to stop, and waits until it has. */
  stop(): Promise<Ending> {
    this.child.kill('SIGTERM');
    return this.ending;
  }

  /** SIGKILL: no handler runs, nothing is flushed or closed. */
  kill(): Promise<Ending> {
    this.child.kill('SIGKILL');
    return this.ending;
  }

  ended(): Promise<Ending> {
    return this.ending;
  }
}
