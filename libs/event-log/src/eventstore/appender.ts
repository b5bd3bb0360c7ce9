import type { AdmittedAppend, AdmittedEvent } from '../port/admission.js';
import { LogUnavailable, WrongExpectedRevision } from '../port/errors.js';
import type { StoredEvent } from '../port/event-log.js';
import { backOff, rest } from '../runner/pace.js';
import type { NewServerEvent } from './client.js';
import type { Cluster } from './cluster.js';
import { Conflict, Refused } from './failures.js';
import type { Follower } from './follower.js';
import type { Replica } from './replica.js';
import { toServer } from './stored-form.js';

/** How long (milliseconds) an append is repeated before its writer is told that the log is not there. */
const PATIENCE = 12_000;
/** How long the replica may take to show what the server said it has. */
const SHOWN_WITHIN = 20_000;
const FIRST_WAIT = 20;
const LONGEST_WAIT = 1_000;
/** Appends under way at the same time; more would wait at the server instead of here. */
const AT_ONCE = 128;

/**
 * Writes to the server's streams, each append at the exact revision at which the replica shows the stream: of several nodes
 * one gets in. Where an answer does not come, the identical append is repeated until it is known what became of it. It has
 * been written when the replica shows it, because only there it has a log number.
 */
export class Appender {
  /** The end of each stream's queue: appends of this node to one stream go one after the other. */
  private readonly queues = new Map<string, Promise<unknown>>();
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly cluster: Cluster,
    private readonly replica: Replica,
    private readonly follower: Follower,
    private readonly streamPrefix: string,
  ) {}

  /** Throws `WrongExpectedRevision`, `InvalidAppend` and `LogUnavailable`. */
  async append(append: AdmittedAppend): Promise<readonly StoredEvent[]> {
    if (append.events.length === 0) return [];
    const before = this.queues.get(append.stream) ?? Promise.resolve();
    const turn = before.then(() => this.inTurn(() => this.write(append)));
    const settled = turn.catch(() => undefined);
    this.queues.set(append.stream, settled);
    void settled.then(() => {
      if (this.queues.get(append.stream) === settled) this.queues.delete(append.stream);
    });
    return turn;
  }

  /** Resolves when everything that was queued has been settled. */
  async idle(): Promise<void> {
    while (this.queues.size > 0) await Promise.all(this.queues.values());
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay >= AT_ONCE) await new Promise<void>((go) => this.waiting.push(go));
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      this.waiting.shift()?.();
    }
  }

  private async write(append: AdmittedAppend): Promise<readonly StoredEvent[]> {
    const { stream, expectedRevision, events } = append;
    for (let looked = false; ; looked = true) {
      const end = this.replica.endOf(stream);
      const actual = end.revision < 0 ? 'none' : end.revision;
      if (expectedRevision !== actual) {
        const repeated = this.replica.writtenBefore(append);
        if (repeated) return repeated;
        if (expectedRevision !== 'any') {
          // Somebody knows more than this node has heard: before saying no it looks.
          if (looked || (expectedRevision === 'none' ? -1 : expectedRevision) < end.revision) {
            throw new WrongExpectedRevision(stream, expectedRevision, actual);
          }
          await this.freshen(stream);
          continue;
        }
      }
      const conflict = await this.send(stream, end.serverRevision, raised(events, end.recordedAt));
      if (conflict === undefined) {
        await this.follower.reached(stream, end.serverRevision + events.length, SHOWN_WITHIN);
        const written = this.replica.writtenAt(append, end.revision + 1);
        if (written) return written;
        const { revision } = this.replica.endOf(stream);
        // The server takes events with these ids at this place for the same ones, whatever they hold.
        if (expectedRevision !== 'any' && revision !== end.revision)
          throw new WrongExpectedRevision(stream, expectedRevision, revision);
        // One of them is in the log already and does not count again, or parts came too late: others stand between them.
        this.replica.refuseTakenIds(events);
      } else {
        if (conflict.actual !== 'none') await this.follower.reached(stream, conflict.actual, SHOWN_WITHIN);
        const written = this.replica.writtenBefore({ ...append, expectedRevision: actual });
        if (written) return written;
      }
      if (expectedRevision !== 'any') {
        const { revision } = this.replica.endOf(stream);
        // Where only something that is no event of the log came between, the revision still is the expected one.
        if (revision !== end.revision) throw new WrongExpectedRevision(stream, expectedRevision, revision);
      }
    }
  }

  /** Waits until the replica shows a stream as the server has it now. */
  async freshen(stream: string): Promise<void> {
    const last = await this.patiently(() => this.cluster.call((server) => server.lastOf(this.streamPrefix + stream)));
    if (last !== undefined) await this.follower.reached(stream, last.revision, SHOWN_WITHIN);
  }

  /** Sends an append, in parts where it is large. Returns the conflict where somebody else was first. */
  private async send(stream: string, after: number, events: readonly AdmittedEvent[]): Promise<Conflict | undefined> {
    let last = after;
    for (const part of toServer(events)) {
      try {
        await this.sendPart(stream, last, part);
      } catch (error) {
        if (error instanceof Conflict) return error;
        throw error;
      }
      last += part.length;
    }
    return undefined;
  }

  private sendPart(stream: string, after: number, events: readonly NewServerEvent[]): Promise<void> {
    const expected = after < 0 ? 'none' : after;
    return this.patiently(() =>
      this.cluster.call((server) => server.append(this.streamPrefix + stream, expected, events)),
    );
  }

  /** Repeats a call, which must do no harm, until it is known what became of it. */
  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    const until = performance.now() + PATIENCE;
    for (let failures = 0; ; failures++) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Conflict) throw error;
        const words = `EventStoreDB: ${(error as Error).message}`;
        if (error instanceof Refused || performance.now() > until) throw new LogUnavailable(words, { cause: error });
        await rest(backOff(failures, FIRST_WAIT, LONGEST_WAIT));
      }
    }
  }
}

/** Each recorded no earlier than the one before it, as the log has it. */
const raised = (events: readonly AdmittedEvent[], after: number): readonly AdmittedEvent[] => {
  let latest = after;
  return events.map((event) => {
    latest = Math.max(latest, event.recordedAt);
    return { ...event, recordedAt: latest };
  });
};
