/** The client as it comes, as fast as it can be asked without being unsafe: what the adapter is measured against. */
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import type { Json } from '../../domain/event.js';
import type { EventToAppend } from '../../port/event-log.js';

const CREDENTIALS = { username: 'any', password: '' };

export class BareClient {
  private readonly client: EventStoreDBClient;

  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  /** One event, by the client's unary way, at an exact revision; -1: a new stream. */
  async append(stream: string, after: number, event: EventToAppend): Promise<void> {
    const { id, type, data, metadata, recordedAt, schemaVersion } = event;
    const sent = jsonEvent({
      id,
      type,
      data: data as Record<string, Json>,
      metadata: { recordedAt, schemaVersion, metadata: metadata as unknown as Json },
    } as never);
    await this.client.appendToStream(stream, [sent], {
      expectedRevision: after < 0 ? NO_STREAM : BigInt(after),
      credentials: CREDENTIALS,
    });
  }

  /** Reads everything that the server has; how many events that are. */
  async readAll(): Promise<number> {
    let count = 0;
    for await (const { event } of this.client.readAll({ credentials: CREDENTIALS })) if (event) count += 1;
    return count;
  }

  close(): Promise<void> {
    return this.client.dispose();
  }
}
