import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/installation.js';

const LEFT_OUT = new Set(['.git', 'node_modules', 'data', 'coverage', 'master.key', '.art33-setup']);
/** What other tests write, and rename, while it is copied. */
const UNDER_WAY = new Set([join('dist', '.compile-cache'), join('tests', 'browser', 'pictures')]);

/** How a command ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A copy of the project as a newcomer has it, installed and built, in a folder with a space in its name. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'art33 docs '));
  /** What a reader has put into the environment. */
  readonly env: Record<string, string> = {};
  private readonly running = new Set<Started>();

  private constructor(private readonly port: number) {}

  static async make(): Promise<Checkout> {
    const checkout = new Checkout(await freePort());
    for (const name of readdirSync('.').filter((each) => !LEFT_OUT.has(each)))
      cpSync(name, join(checkout.folder, name), { recursive: true, filter: (from) => !UNDER_WAY.has(from) });
    symlinkSync(join(process.cwd(), 'node_modules'), join(checkout.folder, 'node_modules'));
    return checkout;
  }

  /** Runs a script to its end, as one would paste it into a terminal. */
  run(script: string): Promise<Ended> {
    return this.start(script).ended;
  }

  /** Starts what goes on until it is stopped; resolves when it has printed the sign that it is ready. */
  async startUntil(script: string, ready: RegExp): Promise<void> {
    const started = this.start(script);
    this.running.add(started);
    void started.ended.then(() => this.running.delete(started));
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      started.child.stdout?.on('data', (text: string) => {
        printed += text;
        if (ready.test(printed)) resolve();
      });
      void started.ended.then((ended) => reject(new Error(`${script} ended with ${ended.code}:\n${ended.printed}`)));
    });
  }

  /** Presses Ctrl-C in each terminal; resolves when nothing that was started runs any more. */
  async stop(): Promise<void> {
    for (const { child } of this.running) process.kill(-(child.pid as number), 'SIGINT');
    await Promise.all([...this.running].map(({ ended }) => ended));
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private start(script: string): Started {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ART33_PORT: String(this.port), ...this.env };
    const here = script.replaceAll(':3333', `:${this.port}`);
    const child = spawn('bash', ['-euo', 'pipefail', '-c', here.includes('\n') ? here : `exec ${here}`], {
      cwd: this.folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    // Closed when the last process that could print has ended.
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, printed }));
    return { child, ended };
  }
}
