import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
  type AllStreamRecordedEvent,
  type AllStreamSubscription,
} from '@eventstore/db-client';
import type { Json } from '../domain/event.js';
import { LogUnusable } from '../port/errors.js';
import { understood } from './failures.js';

/** Where an event stands in the server's whole log. */
export interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** An event as the server gives it out. */
export interface ServerEvent {
  readonly stream: string;
  /** 0-based, of the server's stream. */
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: unknown;
  readonly metadata: unknown;
  /** The server's clock when it took the event, in milliseconds since 1970. */
  readonly created: number;
  readonly position: ServerPosition;
}

export interface NewServerEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly metadata: Json;
}

/** What a subscription tells. `failed` comes once and is the last; whoever listens subscribes again. */
export interface Listener {
  event(event: ServerEvent): void;
  failed(error: Error): void;
}
export interface ServerSubscription {
  pause(): void;
  resume(): void;
  close(): void;
}

/** How long (milliseconds) one call may take: it also decides how soon a killed leader is noticed. */
const DEADLINE = 3_000;
/** How long (milliseconds) closing waits for the server. */
const CLOSED_WITHIN = 1_000;
/** The server looks at so many events of others before it says how far it has come. */
const CHECKPOINT_INTERVAL = 100;

/**
 * One connection to EventStoreDB, the only place that knows its client. Appends go the client's unary way, which is taken
 * where a call brings credentials: the batched way shares one map of pending appends among all connections of a process, and
 * a late answer there ends it. Every call has its own time-out. Throws `Conflict`, `Retryable` and `Refused`.
 */
export class ServerConnection {
  private readonly client: EventStoreDBClient;
  private readonly credentials: { readonly username: string; readonly password: string };

  /** Throws `LogUnusable` where the connection string makes no sense. */
  constructor(readonly url: string) {
    this.credentials = credentialsIn(url);
    try {
      this.client = EventStoreDBClient.connectionString(url);
    } catch (error) {
      throw new LogUnusable(`the EventStoreDB connection string is not understood: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** Appends to one stream, atomically, after the event with that revision. Events have been checked before. */
  async append(stream: string, after: number | 'none', events: readonly NewServerEvent[]): Promise<void> {
    await this.call((options) =>
      this.client.appendToStream(
        stream,
        events.map((event) => jsonEvent(event as never)),
        { ...options, expectedRevision: after === 'none' ? NO_STREAM : BigInt(after) },
      ),
    );
  }

  /** The last event of a stream as the leader knows it. */
  async lastOf(stream: string): Promise<ServerEvent | undefined> {
    return this.call(async (options) => {
      const reading = this.client.readStream(stream, {
        ...options,
        direction: BACKWARDS,
        fromRevision: END,
        maxCount: 1,
        requiresLeader: true,
      });
      try {
        return await onlyOne(reading);
      } catch (error) {
        if ((error as { readonly type?: unknown }).type !== 'stream-not-found') throw error;
        return undefined;
      }
    });
  }

  /** The event at a position, where one stands exactly there. */
  async at(position: ServerPosition): Promise<ServerEvent | undefined> {
    return this.call(async (options) => {
      const reading = this.client.readAll({ ...options, fromPosition: position, maxCount: 1 });
      const found = await onlyOne(reading);
      return found?.position.commit === position.commit && found.position.prepare === position.prepare
        ? found
        : undefined;
    });
  }

  /** Keeps only the last so many events of a stream that is not part of the log. */
  async keepOnly(stream: string, count: number): Promise<void> {
    await this.call((options) => this.client.setStreamMetadata(stream, { maxCount: count }, options));
  }

  /** Tells of every event after a position whose stream's name begins with one of the prefixes. */
  subscribe(after: ServerPosition | undefined, prefixes: readonly string[], listener: Listener): ServerSubscription {
    const subscription = this.client.subscribeToAll({
      credentials: this.credentials,
      fromPosition: after ?? START,
      filter: streamNameFilter({ prefixes: [...prefixes], checkpointInterval: CHECKPOINT_INTERVAL }),
    });
    return listen(subscription, listener);
  }

  /** Ends the connection and what is under way on it. */
  async close(): Promise<void> {
    // What does not answer does not say good-bye either.
    await within(CLOSED_WITHIN, this.client.dispose()).catch(() => undefined);
  }

  private async call<T>(
    work: (options: { credentials: ServerConnection['credentials']; deadline: number }) => Promise<T>,
  ) {
    try {
      return await within(DEADLINE + 500, work({ credentials: this.credentials, deadline: DEADLINE }));
    } catch (error) {
      throw understood(error);
    }
  }
}

const listen = (subscription: AllStreamSubscription, listener: Listener): ServerSubscription => {
  let isOver = false;
  const end = (error: Error): void => {
    if (isOver) return;
    isOver = true;
    listener.failed(error);
  };
  subscription.on('data', ({ event }) => {
    if (event !== undefined && !isOver) listener.event(toServerEvent(event));
  });
  // Errors may come after the end too, and one that nobody listens for would end the process.
  subscription.on('error', (error: unknown) => end(understood(error)));
  subscription.on('end', () => end(new Error('the server ended the subscription')));
  subscription.on('close', () => end(new Error('the subscription was closed')));
  return {
    pause: () => void subscription.pause(),
    resume: () => void subscription.resume(),
    close: () => {
      isOver = true;
      // Rejects where it never came about: then there is nothing to end.
      subscription.unsubscribe().catch(() => undefined);
    },
  };
};

const toServerEvent = (event: AllStreamRecordedEvent): ServerEvent => ({
  stream: event.streamId,
  revision: Number(event.revision),
  id: event.id,
  type: event.type,
  isJson: event.isJson,
  data: event.data,
  metadata: event.metadata,
  created: event.created.getTime(),
  position: event.position,
});

/** Reads to the end, because a read that is left keeps its connection. The client gives reads no time-out of their own. */
const onlyOne = async (
  reading: AsyncIterable<{ readonly event?: unknown }> & { destroy(error?: Error): unknown },
): Promise<ServerEvent | undefined> => {
  const timer = setTimeout(() => reading.destroy(new Error('it gave no answer in time')), DEADLINE);
  let found: ServerEvent | undefined;
  try {
    for await (const { event } of reading) {
      if (event !== undefined) found ??= toServerEvent(event as AllStreamRecordedEvent);
    }
    return found;
  } finally {
    clearTimeout(timer);
  }
};

const within = async <T>(milliseconds: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it gave no answer in time')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Those of the connection string. An insecure server ignores what it is sent; a secure one needs them. */
const credentialsIn = (url: string): ServerConnection['credentials'] => {
  const [, userInfo, rest = ''] = /^[a-z+]+:\/\/(?:([^@/]*)@)?(.*)$/i.exec(url) ?? [];
  if (userInfo !== undefined) {
    const [username = '', password = ''] = userInfo.split(':').map(decodeURIComponent);
    return { username, password };
  }
  if (!/[?&]tls=false\b/i.test(rest)) {
    throw new LogUnusable('the EventStoreDB connection string names no user: esdb://user:password@host:2113');
  }
  return { username: 'art33', password: '' };
};
