import { join } from 'node:path';
import { SqliteEventLog, systemClock, type EventLog, type StoredEvent } from '@art33/event-log';

/** What became of one attempt to send a message. */
export interface Attempt {
  readonly message: string;
  readonly startedAt: number;
  readonly outcome: string | undefined;
  readonly why: string | undefined;
}

const ENDINGS = ['MessageAccepted', 'MessageFailed', 'MessageUnknown'];

/** The whole log as it is stored, and what a test asks of it. Sealed fields stay sealed: no key is needed. */
export class LogHistory {
  private constructor(readonly events: readonly StoredEvent[]) {}

  /** Reads the file beside its writer, or without one: the log, or a node's copy of the log on a server. */
  static async read(dataDirectory: string, name: 'log.db' | 'replica.db' = 'log.db'): Promise<LogHistory> {
    const log = await SqliteEventLog.open({ file: join(dataDirectory, name), clock: systemClock, readOnly: true });
    try {
      return await LogHistory.of(log);
    } finally {
      await log.close();
    }
  }

  /** As far as it is known where it is read. */
  static async of(log: Pick<EventLog, 'readAll'>): Promise<LogHistory> {
    return new LogHistory(await log.readAll(undefined, 10_000_000));
  }

  of(...types: readonly string[]): readonly StoredEvent[] {
    return this.events.filter(({ type }) => types.includes(type));
  }

  /** How often each value of a field of these events stands in the log, where more than once. */
  repeated(type: string, keyOf: (event: StoredEvent) => string): readonly string[] {
    const seen = new Set<string>();
    return this.of(type).flatMap((event) => {
      const key = keyOf(event);
      if (seen.has(key)) return [key];
      seen.add(key);
      return [];
    });
  }

  /** Messages of which more is to come by itself. */
  unfinishedMessages(): readonly string[] {
    const last = new Map<string, StoredEvent>();
    for (const event of this.events) if (event.stream.startsWith('message-')) last.set(event.stream, event);
    return [...last].flatMap(([stream, event]) => (isFinal(event) ? [] : [stream]));
  }

  attempts(): readonly Attempt[] {
    const numberOf = ({ data }: StoredEvent): unknown => (data as { readonly attempt?: unknown }).attempt;
    const endings = new Map(this.of(...ENDINGS).map((event) => [`${event.stream} ${String(numberOf(event))}`, event]));
    return this.of('MessageStarted').map((started) => {
      const ending = endings.get(`${started.stream} ${String(numberOf(started))}`);
      return {
        message: started.stream,
        startedAt: Date.parse(started.recordedAt),
        outcome: ending?.type,
        why: (ending?.data as { readonly why?: string } | undefined)?.why,
      };
    });
  }
}

const isFinal = ({ type, data }: StoredEvent): boolean =>
  ['MessageAccepted', 'MessageBounced', 'MessageGivenUp', 'MessageDeliveredByServer'].includes(type) ||
  (type === 'MessageFailed' && (data as { readonly retryAt: unknown }).retryAt === null);
