import { randomUUID } from 'node:crypto';
import type { Clock } from '../domain/clock.js';
import { backOff, rest } from '../runner/pace.js';
import type { ServerEvent } from './client.js';
import type { Cluster } from './cluster.js';
import { Conflict, Refused } from './failures.js';

const EVERY = 10_000;
/** A beat that the server took must come round within this time (milliseconds), or the subscription is dead. */
const ROUND = 5_000;
const FIRST_WAIT = 100;
const LONGEST_WAIT = 3_000;

/**
 * Writes a small event to a stream of this node beside the log, again and again, and waits for it to come round through the
 * subscription. That proves that this node can write and hears what is written, and compares its clock with the server's.
 * The stream keeps one event.
 */
export class Heartbeat {
  private expected: { readonly id: string; readonly heard: () => void } | undefined;
  private last: number | 'none' | undefined;
  private running: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  /** What the last beat showed, and what the clock and this process's stopwatch said then. */
  private compared = { ahead: 0, clock: 0, stopwatch: 0 };
  private problem: string | undefined;

  constructor(
    readonly stream: string,
    private readonly options: {
      readonly cluster: Cluster;
      readonly clock: Clock;
      /** The server took a beat, and it did not come round. */
      readonly onSilence: () => void;
    },
  ) {}

  /**
   * By how much this node's clock is ahead of the server's, in milliseconds; negative where it is behind. A clock that was
   * set since the last beat is found out at once: it went further than the stopwatch did.
   */
  get clockAhead(): number {
    const { ahead, clock, stopwatch } = this.compared;
    if (stopwatch === 0) return 0;
    return Math.round(ahead + (this.options.clock.now() - clock) - (performance.now() - stopwatch));
  }

  /** Why the last beat failed; undefined where it came round. */
  get failure(): string | undefined {
    return this.problem;
  }

  heard(event: ServerEvent): void {
    if (event.id === this.expected?.id) this.expected.heard();
  }

  /** One beat there and back. Throws `Conflict`, `Retryable`, `Refused`, or an error where it did not come round. */
  async beat(roundWithin = ROUND): Promise<void> {
    const { cluster, clock } = this.options;
    const id = randomUUID();
    const round = new Promise<void>((heard) => (this.expected = { id, heard }));
    const sent = clock.now();
    await this.write(id);
    const [taken, stopwatch] = [clock.now(), performance.now()];
    const event = await cluster.call((server) => server.lastOf(this.stream));
    if (event?.id === id) this.compared = { ahead: (sent + taken) / 2 - event.created, clock: taken, stopwatch };
    const late = new AbortController();
    const isHeard = await Promise.race([round.then(() => true), rest(roundWithin, late.signal).then(() => false)]);
    late.abort();
    if (isHeard) return;
    this.options.onSilence();
    throw new Error('what this node writes does not come back to it');
  }

  start(): void {
    const abort = new AbortController();
    this.running = { abort, ended: this.goOn(abort.signal) };
  }

  async stop(): Promise<void> {
    this.running?.abort.abort();
    this.expected?.heard();
    await this.running?.ended;
  }

  private async goOn(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.beat();
        failures = 0;
        this.problem = undefined;
      } catch (error) {
        this.problem = (error as Error).message;
        failures += 1;
      }
      await rest(failures === 0 ? EVERY : backOff(failures, FIRST_WAIT, LONGEST_WAIT), signal);
    }
  }

  private async write(id: string): Promise<void> {
    const { cluster } = this.options;
    const isNew = this.last === undefined;
    if (isNew) this.last = (await cluster.call((server) => server.lastOf(this.stream)))?.revision ?? 'none';
    if (this.last === 'none') await cluster.call((server) => server.keepOnly(this.stream, 1));
    try {
      const event = { id, type: 'Heartbeat', data: {}, metadata: {} };
      await cluster.call((server) => server.append(this.stream, this.last!, [event]));
      this.last = this.last === 'none' ? 0 : this.last! + 1;
    } catch (error) {
      // After an answer that never came nobody knows where the stream ends.
      if (!(error instanceof Refused)) this.last = error instanceof Conflict ? error.actual : undefined;
      throw error;
    }
  }
}
