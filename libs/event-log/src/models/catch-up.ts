import { wordsOfError } from '../domain/words-of-error.js';
import { Refusal } from '../domain/decider.js';
import { CommandRefused } from '../port/commands.js';
import type { EventLog } from '../port/event-log.js';
import type { ReadModelDb } from '../port/projection.js';
import type { ReadModels } from '../port/services.js';
import { LogTail } from '../runner/log-tail.js';
import { backOff, rest } from '../runner/pace.js';
import type { EventCodec } from '../sealing/event-codec.js';
import { Feed, type AppliedSlice, type Halt } from './feed.js';
import type { ReadModelStore } from './read-model-store.js';
import { rebuildModels, type RebuildReport } from './rebuild.js';

export interface CatchUpStatus {
  readonly running: boolean;
  /** Everything up to here is shown by every projection that is not halted. */
  readonly position: string | undefined;
  /** The same event's log number, -1 before the first. */
  readonly logNumber: number;
  /** Why the log cannot be read, or the models not be written, right now; it is tried again. */
  readonly error: string | undefined;
  readonly projections: readonly ProjectionStatus[];
}
export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly position: string | undefined;
  readonly logNumber: number;
  /** Set when an event could not be applied: this projection stands still until the next start, the others go on. */
  readonly halted: Halt | undefined;
}

const FIRST_WAIT = 100;
/** Below `PATIENCE`: a reader that waits for its write is shown it once what was in the way is gone. */
const LONGEST_WAIT = 1_000;

/** How long a reader waits for what was written, in milliseconds, unless it says otherwise. */
const PATIENCE = 5_000;

/**
 * Keeps the read models up with the log: one reader, slices of a few milliseconds, a transaction each. Started by the
 * app when everything else is ready; may be stopped and started again.
 */
export class CatchUp implements ReadModels {
  private readonly log: EventLog;
  private readonly codec: EventCodec;
  private readonly store: ReadModelStore;
  private readonly onSlice: ((slice: AppliedSlice) => void) | undefined;
  private feed: Feed;
  private error: string | undefined;
  private running: { readonly abort: AbortController; readonly ended: Promise<unknown> } | undefined;
  private rebuilding: { readonly abort: AbortController; readonly ended: Promise<unknown> } | undefined;
  private readonly waiting = new Set<{ readonly position: string; readonly done: (shown: boolean) => void }>();
  private readonly listeners = new Set<() => void>();

  constructor(options: {
    readonly log: EventLog;
    readonly codec: EventCodec;
    readonly store: ReadModelStore;
    /** Is told of every slice after it was applied. */
    readonly onSlice?: (slice: AppliedSlice) => void;
  }) {
    this.onSlice = options.onSlice;
    this.log = options.log;
    this.codec = options.codec;
    this.store = options.store;
    this.feed = this.newFeed();
  }

  get db(): ReadModelDb {
    return this.store.db;
  }

  snapshot(): { readonly db: ReadModelDb; close(): void } {
    const db = this.store.file.snapshot();
    return { db, close: () => db.close() };
  }

  start(): void {
    if (this.running !== undefined) return;
    const abort = new AbortController();
    const tail = new LogTail(this.log);
    const ended = Promise.all([tail.listen(abort.signal), this.follow(tail, abort.signal)]);
    this.running = { abort, ended };
  }

  /** Resolves when the current slice, and a rebuild if there is one, have come to their end. */
  async stop(): Promise<void> {
    this.rebuilding?.abort.abort(new Error('the rebuild was stopped'));
    await this.rebuilding?.ended;
    await this.pause();
  }

  async waitFor(position: string, timeoutMilliseconds: number = PATIENCE): Promise<boolean> {
    if (this.shows(position)) return true;
    if (timeoutMilliseconds <= 0) return false;
    return new Promise((resolve) => {
      const waiter = {
        position,
        done: (shown: boolean): void => {
          clearTimeout(timer);
          this.waiting.delete(waiter);
          resolve(shown);
        },
      };
      const timer = setTimeout(() => waiter.done(false), timeoutMilliseconds);
      this.waiting.add(waiter);
    });
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  status(): CatchUpStatus {
    return {
      running: this.running !== undefined,
      position: this.feed.position,
      logNumber: this.feed.logNumber,
      error: this.error,
      projections: this.feed.status.map(({ projection: { name, version }, position, done, halt }) => ({
        name,
        version,
        position,
        logNumber: done,
        halted: halt,
      })),
    };
  }

  /**
   * Builds the models anew from the log's start, beside the live ones, tells in what the two differ, and switches to the
   * new ones. Works while running and, from a command line, without having been started. Readers notice nothing.
   */
  async rebuild(): Promise<RebuildReport> {
    if (this.rebuilding !== undefined)
      throw new CommandRefused(new Refusal('replay-running', 'conflict', 'the read models are being rebuilt already'));
    const abort = new AbortController();
    const { log, codec, store } = this;
    const report = rebuildModels({
      log,
      codec,
      store,
      signal: abort.signal,
      whilePaused: (work) => this.whilePaused(work),
    });
    this.rebuilding = { abort, ended: report.catch(() => undefined) };
    try {
      return await report;
    } finally {
      this.rebuilding = undefined;
    }
  }

  private async whilePaused<T>(work: () => Promise<T>): Promise<T> {
    const wasRunning = this.running !== undefined;
    await this.pause();
    try {
      return await work();
    } finally {
      this.feed = this.newFeed();
      this.tellWaiting();
      if (wasRunning) this.start();
    }
  }

  private async pause(): Promise<void> {
    const { running } = this;
    running?.abort.abort();
    await running?.ended;
    this.running = undefined;
  }

  private async follow(tail: LogTail, signal: AbortSignal): Promise<void> {
    let failures = 0;
    let isComplete = false;
    let isChecked = false;
    while (!signal.aborted) {
      const { rings } = tail;
      try {
        if (!isChecked) await this.checkAgainstLog();
        isChecked = true;
        const hadNews = await this.feed.next(this.log, signal, (slice) => {
          this.tellWaiting();
          this.onSlice?.(slice);
        });
        failures = 0;
        this.error = undefined;
        if (hadNews) continue;
        if (!isComplete) this.store.removeOthers();
        isComplete = true;
        await tail.ringAfter(rings, signal);
      } catch (error) {
        this.error = wordsOfError(error);
        await rest(backOff(failures++, FIRST_WAIT, LONGEST_WAIT), signal);
      }
    }
  }

  /** Models that are ahead of the log show a log that was replaced by an older copy. */
  private async checkAgainstLog(): Promise<void> {
    const { size } = await this.log.head();
    if (this.feed.status.every(({ done }) => done < size)) return;
    this.store.startAgain();
    this.feed = this.newFeed();
  }

  private newFeed(): Feed {
    return new Feed(this.store.file, this.store.projections, this.codec);
  }

  private shows(position: string): boolean {
    return this.feed.position !== undefined && this.log.comparePositions(this.feed.position, position) >= 0;
  }

  private tellWaiting(): void {
    for (const waiter of [...this.waiting]) if (this.shows(waiter.position)) waiter.done(true);
    for (const listener of [...this.listeners]) listener();
  }
}
