import { once } from 'node:events';
import type { EventLog } from '../port/event-log.js';
import type { ProcessManager } from '../port/projection.js';
import { LogTail } from '../runner/log-tail.js';
import { RecentEvents } from '../runner/recent-events.js';
import type { EventCodec } from '../sealing/event-codec.js';
import { ProcessCheckpoints, type ProcessCheckpoint } from './process-checkpoints.js';
import { ProcessFollower, type ProcessStatus } from './process-follower.js';

/**
 * Runs process managers: each follows the log from its own checkpoint, which moves when the handler is done. They run beside
 * each other; one that fails keeps trying and holds up nobody else. Started by the app when everything else is ready.
 */
export class ProcessRunner {
  private readonly log: EventLog;
  private readonly checkpoints: ProcessCheckpoints;
  private readonly followers: readonly ProcessFollower[];
  private running: { readonly abort: AbortController; readonly ended: Promise<unknown> } | undefined;
  private readonly waiting = new Set<{ readonly position: string; readonly done: () => void }>();

  constructor(options: {
    readonly log: EventLog;
    readonly codec: EventCodec;
    readonly managers: readonly ProcessManager[];
    /** The SQLite file of the checkpoints; its directory must exist. */
    readonly file: string;
  }) {
    const { log, codec, managers, file } = options;
    const names = managers.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two process managers are named ${twice}`);
    this.log = log;
    this.checkpoints = new ProcessCheckpoints(file);
    const recent = new RecentEvents(log);
    this.followers = managers.map(
      (manager) => new ProcessFollower(manager, log, recent, codec, this.checkpoints, () => this.tellWaiting()),
    );
  }

  /** `after`: what is waited for first; it does not reject. Stopping does not wait for it. */
  start(after: Promise<unknown> = Promise.resolve()): void {
    if (this.running !== undefined) return;
    const abort = new AbortController();
    this.running = { abort, ended: this.follow(after, abort.signal) };
  }

  private async follow(after: Promise<unknown>, signal: AbortSignal): Promise<void> {
    await Promise.race([after, once(signal, 'abort')]);
    if (signal.aborted) return;
    const tail = new LogTail(this.log);
    await Promise.all([tail.listen(signal), ...this.followers.map((follower) => follower.follow(tail, signal))]);
  }

  /** Resolves when every handler that is at work has come to its end. May be started again. */
  async stop(): Promise<void> {
    const { running } = this;
    running?.abort.abort();
    await running?.ended;
    this.running = undefined;
  }

  /** Closes the checkpoint file; after `stop`. */
  close(): void {
    this.checkpoints.close();
  }

  /**
   * Resolves when all managers are done with everything up to a position; without one, when they are done with the whole
   * log and nothing came of it any more. Never, while a manager fails.
   */
  async idle(position?: string): Promise<void> {
    if (position !== undefined) return this.handled(position);
    for (let seen: string | undefined; ;) {
      const head = await this.log.head();
      if (head.position === seen) return;
      seen = head.position;
      if (seen !== undefined) await this.handled(seen);
    }
  }

  /** How far each manager has come. */
  handOver(): Readonly<Record<string, ProcessCheckpoint>> {
    return Object.fromEntries(
      this.followers.flatMap((follower) => (follower.reached ? [[follower.name, follower.reached]] : [])),
    );
  }

  /** Goes on from where another node has come, where that is further. While it is stopped. */
  async takeOver(handedOver: Readonly<Record<string, ProcessCheckpoint>>): Promise<void> {
    const { size } = await this.log.head();
    for (const follower of this.followers) {
      const place = handedOver[follower.name];
      // What this node has not heard of yet it cannot pass over.
      if (place && place.logNumber < size) follower.skipTo(place);
    }
  }

  status(): readonly ProcessStatus[] {
    return this.followers.map((follower) => follower.status());
  }

  private handled(position: string): Promise<void> {
    if (this.areAllPast(position)) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = {
        position,
        done: (): void => {
          this.waiting.delete(waiter);
          resolve();
        },
      };
      this.waiting.add(waiter);
    });
  }

  /** Whether all managers have the position behind them. */
  private areAllPast(position: string): boolean {
    return this.followers.every(
      (follower) => follower.position !== undefined && this.log.comparePositions(follower.position, position) >= 0,
    );
  }

  private tellWaiting(): void {
    for (const waiter of [...this.waiting]) if (this.areAllPast(waiter.position)) waiter.done();
  }
}
