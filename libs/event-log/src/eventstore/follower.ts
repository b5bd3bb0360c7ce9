import { wordsOfError } from '../domain/words-of-error.js';
import { LogUnavailable, LogUnusable } from '../port/errors.js';
import { backOff, rest } from '../runner/pace.js';
import type { ServerEvent } from './client.js';
import type { Cluster } from './cluster.js';
import type { Replica } from './replica.js';

/** How many events go into one transaction of the replica at most. */
const TOGETHER = 500;
/** How long (milliseconds) a transaction waits for more events while the server's log is far ahead: few large ones cost less. */
const GATHERED_FOR = 10;
/** So many events may wait here before the server is asked to hold its breath. */
const MOST_WAITING = 2_000;
/** Where something is due and nothing came for so long (milliseconds), the subscription is given up. */
const SILENT_AFTER = 3_000;
const FIRST_WAIT = 50;
const LONGEST_WAIT = 3_000;

interface Waiter {
  readonly revision: number;
  readonly done: (error?: Error) => void;
}

/**
 * Leads the replica along the server's log: the one subscription of this node. It goes on from the last event taken in
 * whenever the subscription ends, however that happens; a subscription that falls silent is found out by the heartbeat,
 * which comes round through it.
 */
export class Follower {
  private readonly waiting = new Map<string, Set<Waiter>>();
  private running: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  private drop: ((error: Error) => void) | undefined;
  private problem: string | undefined;
  private heardAt = 0;
  private broken: LogUnusable | undefined;
  private breaks: (error: LogUnusable) => void = () => undefined;
  /** Resolves when nothing more can ever be taken in: the server has lost events. */
  readonly becameUnusable = new Promise<LogUnusable>((resolve) => (this.breaks = resolve));

  constructor(
    private readonly options: {
      readonly cluster: Cluster;
      readonly replica: Replica;
      /** Of the streams of the log, of their metadata, and of the heartbeat. */
      readonly prefixes: readonly string[];
      readonly heartbeat: { readonly stream: string; heard(event: ServerEvent): void };
      /** Events have come into the log. */
      readonly onNews: () => void;
    },
  ) {}

  /** Why nothing comes in right now; undefined while all is well. */
  get failure(): string | undefined {
    return this.broken?.message ?? this.problem;
  }

  start(): void {
    const abort = new AbortController();
    this.running = { abort, ended: this.follow(abort.signal) };
  }

  async stop(): Promise<void> {
    const { running } = this;
    running?.abort.abort();
    await running?.ended;
    for (const waiter of [...this.waiting.values()].flatMap((some) => [...some])) {
      waiter.done(new LogUnavailable('the log has been closed'));
    }
  }

  /** Gives up the subscription and begins another one where the replica stands. */
  restart(): void {
    this.drop?.(new Error('the subscription had fallen silent'));
  }

  /** Resolves when the replica has a stream up to that revision of the server. Throws `LogUnavailable` after the time-out. */
  async reached(stream: string, revision: number, timeoutMilliseconds: number): Promise<void> {
    if (this.broken) throw new LogUnavailable(this.broken.message, { cause: this.broken });
    if (this.options.replica.endOf(stream).serverRevision >= revision) return;
    await new Promise<void>((resolve, reject) => {
      const some = this.waiting.get(stream) ?? new Set<Waiter>();
      this.waiting.set(stream, some);
      const silence = setTimeout(() => this.restartIfSilent(), SILENT_AFTER);
      const late = setTimeout(() => {
        const why = this.failure ?? 'it is behind';
        waiter.done(new LogUnavailable(`this node has not heard of what was written: ${why}`));
      }, timeoutMilliseconds);
      const waiter: Waiter = {
        revision,
        done: (error) => {
          clearTimeout(silence);
          clearTimeout(late);
          some.delete(waiter);
          if (some.size === 0) this.waiting.delete(stream);
          if (error) reject(error);
          else resolve();
        },
      };
      some.add(waiter);
    });
  }

  /** The server has something for this node, and nothing comes. */
  private restartIfSilent(): void {
    if (performance.now() - this.heardAt >= SILENT_AFTER) this.restart();
  }

  private async follow(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted && !this.broken) {
      try {
        await this.followOnce(signal, () => {
          failures = 0;
          this.problem = undefined;
        });
      } catch (error) {
        if (error instanceof LogUnusable) this.breakOff(error);
        this.problem = wordsOfError(error);
      }
      await rest(backOff(failures++, FIRST_WAIT, LONGEST_WAIT), signal);
    }
  }

  /** Nothing more can be taken in: who waits is told. */
  private breakOff(error: LogUnusable): void {
    this.broken = error;
    this.breaks(error);
    for (const waiter of [...this.waiting.values()].flatMap((some) => [...some])) {
      waiter.done(new LogUnavailable(error.message, { cause: error }));
    }
  }

  /** One subscription, until it fails or the signal aborts. */
  private async followOnce(signal: AbortSignal, onProgress: () => void): Promise<void> {
    const { cluster, replica, prefixes } = this.options;
    const inbox: ServerEvent[] = [];
    let isPaused = false;
    let due: 'soon' | 'now' | undefined;
    // Until the first beat has come round.
    let isBehind = true;
    await new Promise<void>((resolve, reject) => {
      let isOver = false;
      const end = (settle: () => void): void => {
        if (isOver) return;
        isOver = true;
        this.drop = undefined;
        signal.removeEventListener('abort', stop);
        subscription.close();
        settle();
      };
      const stop = (): void => end(resolve);
      const fail = (error: Error): void => end(() => reject(error));
      const drain = (): void => {
        due = undefined;
        if (isOver || inbox.length === 0) return;
        try {
          if (this.takeIn(inbox.splice(0, TOGETHER))) isBehind = false;
          onProgress();
        } catch (error) {
          return fail(error as Error);
        }
        if (inbox.length > 0) schedule();
        if (isPaused && inbox.length < MOST_WAITING / 2) {
          isPaused = false;
          subscription.resume();
        }
      };
      const schedule = (): void => {
        const wanted = isBehind && inbox.length < TOGETHER ? 'soon' : 'now';
        if (due === wanted || due === 'now') return;
        due = wanted;
        if (wanted === 'now') setImmediate(drain);
        else setTimeout(drain, GATHERED_FOR);
      };
      const subscription = cluster.current.subscribe(replica.reached?.position, prefixes, {
        event: (event) => {
          inbox.push(event);
          this.heardAt = performance.now();
          schedule();
          if (isPaused || inbox.length < MOST_WAITING) return;
          isPaused = true;
          subscription.pause();
        },
        failed: fail,
      });
      this.drop = fail;
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
    });
  }

  /** Returns whether a beat of this node came round. */
  private takeIn(events: readonly ServerEvent[]): boolean {
    const { replica, heartbeat, onNews } = this.options;
    const ours = events.filter(({ stream }) => stream !== heartbeat.stream);
    if (ours.length > 0) {
      const streams = replica.take(ours);
      onNews();
      for (const stream of streams) this.tellWaiting(stream);
    }
    // What came before a heartbeat is in the replica by the time that it is told.
    for (const event of events) if (event.stream === heartbeat.stream) heartbeat.heard(event);
    return ours.length < events.length;
  }

  private tellWaiting(stream: string): void {
    const some = this.waiting.get(stream);
    if (some === undefined) return;
    const { serverRevision } = this.options.replica.endOf(stream);
    for (const waiter of [...some]) if (waiter.revision <= serverRevision) waiter.done();
  }
}
