import type { DomainEvent, EventMetadata, Instant, RecordedEvent } from '../domain/event.js';
import type { EventToAppend, StoredEvent } from '../port/event-log.js';
import type { EventRegistry } from './event-registry.js';
import type { Sealer } from './sealer.js';

/** What a new event gets beside its type and data. */
export interface Envelope {
  readonly id: string;
  readonly stream: string;
  readonly metadata: EventMetadata;
  /** The writer's clock. */
  readonly recordedAt: Instant;
}

/** The way between events as features see them and events as the log stores them. */
export class EventCodec {
  constructor(
    readonly registry: EventRegistry,
    private readonly sealer: Sealer,
  ) {}

  /** Seals an event in today's schema version. Throws `UnknownEventType`, `KeyErased`, `InvalidAppend`. */
  async toAppend(event: DomainEvent, envelope: Envelope): Promise<EventToAppend> {
    const { id, stream, metadata, recordedAt } = envelope;
    const known = this.registry.of(event.type);
    const data = await this.sealer.seal(id, event.data, stream, known);
    return { id, type: event.type, schemaVersion: known.version, data, metadata, recordedAt };
  }

  /** Opens one event. Throws `UnknownEventType`, `NewerSchema`, `KeyUnusable`. */
  async open<E extends DomainEvent>(stored: StoredEvent): Promise<RecordedEvent<E>> {
    const [event] = await this.openMany<E>([stored]);
    return event as RecordedEvent<E>;
  }

  /** Opens many; throws what the first one that does not open throws. */
  async openMany<E extends DomainEvent>(stored: readonly StoredEvent[]): Promise<readonly RecordedEvent<E>[]> {
    return (await this.openEach<E>(stored)).map((event) => {
      if (event instanceof Error) throw event;
      return event;
    });
  }

  /**
   * Opens many, with an error in the place of each event that does not open. One promise for all of them; each key is
   * asked for once. Rejects only where keys cannot be read at all.
   */
  async openEach<E extends DomainEvent>(
    stored: readonly StoredEvent[],
  ): Promise<readonly (RecordedEvent<E> | Error)[]> {
    const opened = await this.sealer.open(stored);
    return stored.map((event, index) => {
      const data = opened[index];
      if (data instanceof Error) return data;
      try {
        const { version } = this.registry.of(event.type);
        const current = this.registry.upcast(event.type, event.schemaVersion, data ?? null);
        return { ...event, schemaVersion: version, data: current };
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    });
  }
}
