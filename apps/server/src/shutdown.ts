import type { Server } from 'node:http';

/** Of the time for stopping, this share is kept for what must come after requests and mails under way. */
const RESERVE = 0.2;
/** A second signal that comes sooner is the first one again: a terminal tells npm and the service, and npm tells it too. */
const SAME_SIGNAL = 1_000;
/** After its end, whatever still holds the process gets so much. */
const LINGERING = 1_000;

/**
 * The time that stopping may take. What is under way may end by itself until it is nearly over; then it is broken off, and
 * what is certain by then is recorded.
 */
export class Shutdown {
  private readonly begun = performance.now();
  readonly brokenOff: string[] = [];

  constructor(private readonly milliseconds: number) {}

  /** How long work under way may still take, in milliseconds. */
  get patience(): number {
    return Math.max(0, this.milliseconds * (1 - RESERVE) - (performance.now() - this.begun));
  }

  /** Takes no more requests and lets those under way end; connections that outlast the patience are cut. */
  async http(server: Server, close: Promise<unknown>): Promise<void> {
    const cut = setTimeout(() => {
      this.brokenOff.push('requests');
      server.closeAllConnections();
    }, this.patience);
    try {
      await this.step('HTTP server', close);
    } finally {
      clearTimeout(cut);
    }
  }

  /** Waits for one part, but not beyond the whole time. Never rejects for being late. */
  async step(what: string, stopped: Promise<unknown>): Promise<void> {
    const left = Math.max(0, this.milliseconds - (performance.now() - this.begun));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), left)));
    try {
      if ((await Promise.race([stopped, late])) === 'late') this.brokenOff.push(what);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Runs until the process is told to stop (SIGTERM, SIGINT), then stops in order. Told again a second later or more, it ends
 * at once with exit code 1: the log is whole whenever that is.
 */
export async function runUntilStopped(service: { close(): Promise<void> }): Promise<void> {
  const first = await new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(performance.now()));
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (performance.now() - first < SAME_SIGNAL) return;
      process.stderr.write('art33: told again to stop: what was under way is broken off\n');
      process.exit(1);
    });
  await service.close();
  setTimeout(() => process.exit(), LINGERING).unref();
}
