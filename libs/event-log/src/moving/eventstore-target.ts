import type { EventStoreLog } from '../eventstore/eventstore-log.js';
import { Refused } from '../eventstore/failures.js';
import { MOST_BYTES_AT_ONCE } from '../eventstore/stored-form.js';
import { InvalidAppend, LogUnavailable, LogUnusable, WrongExpectedRevision } from '../port/errors.js';
import type { StoredEvent } from '../port/event-log.js';
import { backOff, rest } from '../runner/pace.js';
import { MoveStopped } from './compare-logs.js';
import { runsOf, TargetTaken, type MoveTarget } from './copy-events.js';

/** An append never comes in parts: half of one that was broken off would stay in the server's stream for ever. */
const MOST_BYTES = MOST_BYTES_AT_ONCE / 2;
const MOST_EVENTS = 500;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;

/**
 * A log on EventStoreDB that events are copied to, one append after the other: two under way at once could come to stand in
 * another order. Where the server is away, it waits and appends the same again, which is written once however often it is
 * sent.
 */
export class EventStoreTarget implements MoveTarget {
  readonly atOnce = 50;

  constructor(
    readonly log: EventStoreLog,
    /** Is told what is waited for. */
    private readonly onWaiting: (words: string) => void = () => undefined,
  ) {}

  async add(events: readonly StoredEvent[], signal?: AbortSignal): Promise<void> {
    let bytes = 0;
    const fits = (run: readonly StoredEvent[], next: StoredEvent): boolean => {
      if (run.length === 1) bytes = bytesOf(run[0]!);
      bytes += bytesOf(next);
      return run.length < MOST_EVENTS && bytes <= MOST_BYTES;
    };
    for (const run of runsOf(events, fits)) {
      if (signal?.aborted) throw new MoveStopped('stopped');
      await this.append(run, signal);
    }
  }

  close(): Promise<void> {
    return this.log.close();
  }

  private async append(run: readonly [StoredEvent, ...StoredEvent[]], signal: AbortSignal | undefined): Promise<void> {
    const [first] = run;
    const { stream, revision, logNumber } = first;
    for (let failures = 0; ; failures++) {
      try {
        const [written] = await this.log.append(stream, revision === 0 ? 'none' : revision - 1, run);
        if (written?.logNumber === logNumber) return;
        throw new TargetTaken(
          `${stream}, revision ${revision}: log number ${written?.logNumber} instead of ${logNumber}`,
        );
      } catch (error) {
        if (error instanceof WrongExpectedRevision || error instanceof InvalidAppend)
          throw new TargetTaken(error.message, { cause: error });
        if (!(error instanceof LogUnavailable) || isFinal(error.cause)) throw error;
        this.onWaiting(error.message);
      }
      await rest(backOff(failures, FIRST_WAIT, LONGEST_WAIT), signal);
      if (signal?.aborted) throw new MoveStopped('stopped');
    }
  }
}

const bytesOf = ({ data }: StoredEvent): number => Buffer.byteLength(JSON.stringify(data));

/** The server says no, or has lost events: it will not say otherwise later. */
const isFinal = (cause: unknown): boolean => cause instanceof Refused || cause instanceof LogUnusable;
