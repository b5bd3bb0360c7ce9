import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  deriveId,
  EventStoreLog,
  LogUnavailable,
  systemClock,
  WrongExpectedRevision,
  type EventToAppend,
} from '@art33/event-log';

/** One event that the log said is written. */
export interface Acknowledged {
  readonly id: string;
  readonly logNumber: number;
  /** When the writer asked for it, and when the answer came, in milliseconds since 1970. */
  readonly asked: number;
  readonly at: number;
}

/** What writers were promised, and how often they were told to wait or that somebody else was first. */
export class Record {
  readonly acknowledged: Acknowledged[] = [];
  unavailable = 0;
  lostRaces = 0;

  /** When the first append that was asked for after an instant was acknowledged; undefined while none was. */
  firstAfter(instant: number): number | undefined {
    const times = this.acknowledged.flatMap(({ asked, at }) => (asked > instant ? [at] : []));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The longest time (milliseconds) in which nothing was acknowledged. */
  longestPause(): number {
    const times = this.acknowledged.map(({ at }) => at).toSorted((a, b) => a - b);
    return times.reduce((longest, at, index) => Math.max(longest, at - (times[index - 1] ?? at)), 0);
  }
}

/** A node's log: on a server, with a copy of its own. */
export const nodeOfLog = (url: string, name: string, directory: string): Promise<EventStoreLog> => {
  const node = randomUUID();
  return EventStoreLog.open({ url, name, node, file: join(directory, `${node}.db`), clock: systemClock });
};

const organisation = deriveId('writers', 'organisation');
const anEvent = (): EventToAppend => ({
  id: randomUUID(),
  type: 'SomethingWritten',
  schemaVersion: 1,
  data: { text: 'x'.repeat(200) },
  metadata: {
    actor: { kind: 'system', id: 'writer' },
    organisation,
    correlationId: randomUUID(),
    commandId: randomUUID(),
  },
  recordedAt: new Date().toISOString(),
});

/**
 * Writes without end, one to three events at once, most of them to a stream that writers of all nodes share. An append that
 * has no answer is repeated as it is; one that somebody else was faster than is decided anew.
 */
export class LogWriter {
  private readonly stopping = new AbortController();
  private readonly working: Promise<void>;

  constructor(
    private readonly log: EventStoreLog,
    private readonly shared: string,
    private readonly record: Record,
  ) {
    this.working = this.work();
  }

  /** Stops once what is under way has been acknowledged. */
  stop(): Promise<void> {
    this.stopping.abort();
    return this.working;
  }

  private async work(): Promise<void> {
    const own = `own-${randomUUID()}`;
    for (let count = 0; !this.stopping.signal.aborted; count++) {
      await this.writeOnce(
        count % 3 === 0 ? own : this.shared,
        Array.from({ length: 1 + (count % 3) }, () => anEvent()),
      );
    }
  }

  private async writeOnce(stream: string, events: readonly EventToAppend[]): Promise<void> {
    const { log, record } = this;
    let after = await this.endOf(stream);
    for (;;) {
      const asked = Date.now();
      try {
        const written = await log.append(stream, after, events);
        const at = Date.now();
        record.acknowledged.push(...written.map(({ id, logNumber }) => ({ id, logNumber, asked, at })));
        return;
      } catch (error) {
        if (error instanceof WrongExpectedRevision) {
          record.lostRaces += 1;
          after = await this.endOf(stream);
        } else if (error instanceof LogUnavailable) {
          record.unavailable += 1;
          await sleep(50);
        } else throw error;
      }
    }
  }

  private async endOf(stream: string): Promise<number | 'none'> {
    const [last] = await this.log.readStream(stream, { direction: 'backwards', limit: 1 });
    return last?.revision ?? 'none';
  }
}
