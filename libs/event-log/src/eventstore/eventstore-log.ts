import { existsSync, renameSync } from 'node:fs';
import { toInstant, type Clock } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';
import { admit, MAX_EVENT_BYTES } from '../port/admission.js';
import type { Claim } from '../port/claim.js';
import { ClockWrong, LogUnavailable, LogUnusable } from '../port/errors.js';
import type {
  AppendItem,
  AppendOutcome,
  EventLog,
  EventToAppend,
  ExpectedRevision,
  ReadStreamOptions,
  StoredEvent,
} from '../port/event-log.js';
import { backOff, rest } from '../runner/pace.js';
import type { OpenFile } from '../sqlite/file.js';
import { fromToken } from '../sqlite/position.js';
import { LogReader } from '../sqlite/reader.js';
import { Appender } from './appender.js';
import { Cluster } from './cluster.js';
import { Refused } from './failures.js';
import { Follower } from './follower.js';
import { Heartbeat } from './heartbeat.js';
import { ServerClaim } from './server-claim.js';
import { Replica } from './replica.js';
import { openReplicaFile } from './replica-file.js';

export interface EventStoreLogOptions {
  /** `esdb://user:password@host:2113`, several hosts by commas, or `esdb+discover://name`; `?tls=false` without TLS. */
  readonly url: string;
  /** Streams of the log are named `<name>.<stream>`: several installations can share a server. */
  readonly name: string;
  /** This node's id. */
  readonly node: string;
  /** The SQLite file of this node's copy; its directory must exist. It can be deleted, and is then fetched again. */
  readonly file: string;
  readonly clock: Clock;
  /** Is told, while opening, what is waited for. */
  readonly onWaiting?: (words: string) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** Whether a log can have this name: lower-case letters, digits and -, at most 40. */
export const isLogName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(name);

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;
/** A node whose clock is further than this (milliseconds) from the server's writes nothing. */
const FARTHEST_CLOCK = 30_000;
/** A cluster that has just begun refuses the right password for some seconds (milliseconds). */
const REFUSED_AT_FIRST = 20_000;
/** While a new node fetches the log, the first beat may take this long (milliseconds) to come round. */
const FETCHED_WITHIN = 30_000;

/**
 * The event log on EventStoreDB. What is written goes to the server; what is read comes from this node's copy of it, which
 * counts the events of the log alike on every node: log numbers and position tokens (`s:<n>`) mean the same on each.
 */
export class EventStoreLog implements EventLog {
  private closing: Promise<void> | undefined;
  private readonly reader: LogReader;
  private readonly replica: Replica;
  private readonly follower: Follower;
  private readonly heartbeat: Heartbeat;
  private readonly appender: Appender;

  private constructor(
    private readonly opened: OpenFile,
    private readonly cluster: Cluster,
    private readonly options: EventStoreLogOptions,
  ) {
    const { name, node, clock } = options;
    const { db, file } = opened;
    this.replica = new Replica(opened, name);
    this.reader = new LogReader(db, file, false);
    this.heartbeat = new Heartbeat(`${name}~node-${node}`, {
      cluster,
      clock,
      onSilence: () => {
        this.follower.restart();
        cluster.replace();
      },
    });
    this.follower = new Follower({
      cluster,
      replica: this.replica,
      prefixes: [`${name}.`, `$$${name}.`, this.heartbeat.stream],
      heartbeat: this.heartbeat,
      onNews: () => this.reader.wake(),
    });
    this.appender = new Appender(cluster, this.replica, this.follower, `${name}.`);
  }

  /**
   * Waits for the server, however long that takes, and then until this node has the log as the server has it now. Rejects
   * with `LogUnusable` where that will never be: a connection string that makes no sense, a refused user, settings of the
   * server that delete events of the log, events that are gone.
   */
  static async open(options: EventStoreLogOptions): Promise<EventStoreLog> {
    const { url, name, file, clock, onWaiting = () => undefined, signal } = options;
    if (!isLogName(name))
      throw new LogUnusable(`${name} is no name for a log: lower-case letters, digits and - (at most 40)`);
    const cluster = await Cluster.at(url);
    let opened: OpenFile | undefined;
    try {
      opened = openReplicaFile(file, clock);
      const isOfThisLog = await patiently(() => belongs(new Replica(opened!, name), cluster), onWaiting, signal);
      if (!isOfThisLog) {
        opened.close();
        const aside = setAside(file, clock);
        onWaiting(
          `the server holds another log than the one this node has a copy of: a new one is made, the old one is ${aside}`,
        );
        opened = openReplicaFile(file, clock);
      }
      const log = new EventStoreLog(opened, cluster, options);
      await log.begin(onWaiting, signal);
      return log;
    } catch (error) {
      opened?.close();
      await cluster.close();
      throw error;
    }
  }

  /** Why this node does not follow the server's log, or cannot write to it; undefined while all is well. */
  get failure(): string | undefined {
    const [threat] = this.replica.threats;
    return this.follower.failure ?? this.heartbeat.failure ?? (threat && words(threat));
  }

  /** Decides which node does work that one node does at a time. */
  claim(what: string): Claim {
    const { cluster } = this;
    const { name, node, clock } = this.options;
    return new ServerClaim({
      cluster,
      stream: `${name}~claim-${what}`,
      node,
      clock,
      clockAhead: () => this.clockAhead,
      mayHold: () => this.isClockNear,
    });
  }

  /** By how much this node's clock is ahead of the server's, in milliseconds; negative where it is behind. */
  get clockAhead(): number {
    return this.heartbeat.clockAhead;
  }

  async append(
    stream: string,
    expectedRevision: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<readonly StoredEvent[]> {
    const append = admit({ stream, expectedRevision, events }, MAX_EVENT_BYTES);
    if (this.closing) throw new LogUnavailable('the log has been closed');
    if (!this.isClockNear) throw new ClockWrong(this.clockInWords());
    return this.appender.append(append);
  }

  async appendMany(items: readonly AppendItem[]): Promise<readonly AppendOutcome[]> {
    const attempts = items.map(({ stream, expectedRevision, events }) => this.append(stream, expectedRevision, events));
    const settled = await Promise.allSettled(attempts);
    return settled.map((one): AppendOutcome =>
      one.status === 'fulfilled' ? { ok: true, events: one.value } : { ok: false, error: asError(one.reason) },
    );
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly StoredEvent[]> {
    if (options.fresh === true) await this.appender.freshen(stream);
    return this.reader.readStream(stream, options);
  }

  readAll(after: string | undefined, limit: number): Promise<readonly StoredEvent[]> {
    return this.reader.readAll(after, limit);
  }

  subscribe(after: string | undefined, signal: AbortSignal): AsyncGenerator<StoredEvent, void, undefined> {
    return this.reader.subscribe(after, signal);
  }

  async head(): Promise<{ position: string | undefined; size: number; recordedAt: Instant | undefined }> {
    return this.reader.head();
  }

  comparePositions(a: string, b: string): number {
    return fromToken(a) - fromToken(b);
  }

  /** Waits for what is being written, and ends the subscriptions with `LogUnavailable`. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private get isClockNear(): boolean {
    return Math.abs(this.clockAhead) <= FARTHEST_CLOCK;
  }

  private clockInWords(): string {
    const seconds = Math.round(Math.abs(this.clockAhead) / 1_000);
    return `this node's clock is ${seconds} s ${this.clockAhead > 0 ? 'ahead of' : 'behind'} the server's: set it right`;
  }

  private async begin(onWaiting: (words: string) => void, signal: AbortSignal | undefined): Promise<void> {
    this.follower.start();
    const broken = this.follower.becameUnusable.then((error) => Promise.reject(error));
    try {
      await patiently(
        async () => {
          const before = this.reader.head().size;
          try {
            await Promise.race([this.heartbeat.beat(FETCHED_WITHIN), broken]);
          } catch (error) {
            if (error instanceof LogUnusable) throw error;
            const { size } = this.reader.head();
            if (size > before) throw new Error(`the log is being fetched: ${size} events so far`, { cause: error });
            throw error;
          }
        },
        onWaiting,
        signal,
      );
      const [threat] = this.replica.threats;
      if (threat) throw new LogUnusable(words(threat));
    } catch (error) {
      await this.follower.stop();
      throw error;
    }
    this.heartbeat.start();
  }

  private async end(): Promise<void> {
    await this.appender.idle();
    await this.heartbeat.stop();
    await this.follower.stop();
    this.opened.close();
    this.reader.wake();
    await this.cluster.close();
  }
}

/** An older copy of the server's data was put back, perhaps: then this file alone has what was written since. */
const setAside = (file: string, clock: Clock): string => {
  const aside = `${file}.${toInstant(clock.now()).replace(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  return aside;
};

/** Whether the last event of the copy stands where it stood, or nothing has been copied yet. */
const belongs = async (replica: Replica, cluster: Cluster): Promise<boolean> => {
  const { reached } = replica;
  if (reached === undefined) return true;
  const event = await cluster.call((server) => server.at(reached.position));
  return event?.id === reached.event;
};

const patiently = async <T>(
  work: () => Promise<T>,
  onWaiting: (words: string) => void,
  signal: AbortSignal | undefined,
): Promise<T> => {
  const believedAfter = performance.now() + REFUSED_AT_FIRST;
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused && performance.now() > believedAfter)
        throw new LogUnusable(`EventStoreDB: ${error.message}`, { cause: error });
      if (error instanceof LogUnusable) throw error;
      if (signal?.aborted) throw new LogUnavailable('nobody waits for EventStoreDB any more', { cause: error });
      onWaiting(`waiting for EventStoreDB: ${(error as Error).message}`);
    }
    await rest(backOff(failures, FIRST_WAIT, LONGEST_WAIT), signal);
  }
};

const words = ({ stream, what }: { readonly stream: string; readonly what: string }): string =>
  `settings of the server delete events of the log: stream ${stream}, ${what}. Take them back, and restore what is gone`;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
