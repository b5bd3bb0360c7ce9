import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What a node says of itself, as `/info` names it; undefined where it does not answer. */
export type NodeState = 'leader' | 'follower' | 'unknown' | (string & {});

/** A killed leader that comes back may cut its log's end and exit, and expects to be started again. */
const STARTS = 4;
const POLL_MS = 100;
const ASK_MS = 2_000;
/** Below what the system gives to outgoing connections: one of those could otherwise meet itself on a node's port. */
const [LOWEST_PORT, HIGHEST_PORT] = [15_000, 32_000];

/** The server takes every variable of its own prefix for an option, and refuses to start with one that it does not know. */
const FOREIGN_ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('EVENTSTORE_')),
);

/** A port of the loopback address on which nobody listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    const server = createServer().listen(port, '127.0.0.1');
    const free = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    if (free) return port;
  }
}

/** Asks a node over HTTP; undefined where it does not answer. */
async function ask(port: number, path: string): Promise<Response | undefined> {
  return fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(ASK_MS) }).catch(() => undefined);
}

export async function stateOf(port: number): Promise<NodeState | undefined> {
  const answer = await ask(port, '/info');
  if (!answer?.ok) return undefined;
  return ((await answer.json()) as { readonly state?: string }).state;
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * One process of a server binary, in a process group of its own, with a scratch directory for a home. Ends with the
 * process that started it, however that one ends: a watchdog sees the end of its standard input and kills the group.
 */
export class ServerProcess {
  readonly #scratch = mkdtempSync(join(tmpdir(), 'art33-eventstore-'));
  #server: ChildProcess | undefined;
  #watchdog: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly binary: string,
    readonly port: number,
    private readonly options: readonly string[],
    /** States in which it counts as ready. */
    private readonly ready: readonly NodeState[],
  ) {}

  /** @throws Error where it does not run. */
  get pid(): number {
    const pid = this.#server?.pid;
    if (pid === undefined) throw new Error('This node does not run.');
    return pid;
  }

  /** Starts it; does not wait until it is ready. */
  start(): void {
    const output = openSync(this.#output, 'a');
    const server = spawn(this.binary, ['--log', join(this.#scratch, 'log'), ...this.options], {
      cwd: dirname(this.binary),
      detached: true,
      stdio: ['ignore', output, output],
      env: {
        ...FOREIGN_ENV,
        HOME: this.#scratch,
        EVENTSTORE_TELEMETRY_OPTOUT: 'true',
        DOTNET_CLI_TELEMETRY_OPTOUT: '1',
        DOTNET_gcServer: '0',
      },
    });
    closeSync(output);
    this.#server = server;
    this.#ended = new Promise((resolve) => {
      const over = (): void => {
        if (this.#server === server) this.#server = undefined;
        resolve(undefined);
      };
      server.once('exit', over).once('error', over);
    });
    server.unref();
    if (server.pid !== undefined) this.#watch(server.pid);
  }

  /** Waits until it answers and is in a state that counts as ready. @throws Error with its last lines where it does not. */
  async untilReady(within = 120_000): Promise<void> {
    const until = Date.now() + within;
    for (let starts = 1; ;) {
      if (this.#server === undefined) {
        if (++starts > STARTS) throw new Error(`The server ended ${STARTS} times.\n${this.#lastLines()}`);
        this.start();
      }
      const live = (await ask(this.port, '/health/live'))?.status === 204;
      if (live && this.ready.includes((await stateOf(this.port)) ?? '')) return;
      if (Date.now() > until) throw new Error(`The server is not ready after ${within} ms.\n${this.#lastLines()}`);
      await delay(POLL_MS);
    }
  }

  /** Sends a signal; waits for the end where the signal is one that ends. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    signalGroup(this.pid, signal);
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
    // Who waits for its end stays for it.
    this.#server?.ref();
    await this.#ended;
  }

  /** Ends it, if it runs, and removes what it left in its scratch directory. */
  async stop(): Promise<void> {
    if (this.#server) await this.signal('SIGKILL');
    this.#watchdog?.kill('SIGKILL');
    this.#watchdog = undefined;
    rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 3 });
  }

  get #output(): string {
    return join(this.#scratch, 'output.log');
  }

  #lastLines(): string {
    return readFileSync(this.#output, 'utf8').split('\n').slice(-20).join('\n');
  }

  /** Its pid belongs to the child until this process has seen it end, so that the watchdog never meets another's. */
  #watch(pid: number): void {
    this.#watchdog?.kill('SIGKILL');
    const script = 'read -r _; kill -KILL "-$1" 2>/dev/null; rm -rf -- "$2"';
    const watchdog = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid), this.#scratch], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    watchdog.unref();
    (watchdog.stdin as unknown as { unref(): void }).unref();
    watchdog.stdin?.on('error', () => undefined);
    this.#watchdog = watchdog;
  }
}
