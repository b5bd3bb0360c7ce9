import type { DomainEvent, EventMetadata, Instant, RecordedEvent } from '../domain/event.js';
import type { EventToAppend, StoredEvent } from '../port/event-log.js';
import type { EventRegistry, KnownEvent } from './event-registry.js';
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
  /** Newest versions that this node has seen switched on, of types in transition. */
  private readonly switchedOn = new Set<KnownEvent>();

  constructor(
    readonly registry: EventRegistry,
    private readonly sealer: Sealer,
  ) {}

  /**
   * To be told when the log says that all nodes read a version of an event type: from now on it is written, where it is this
   * release's newest. Until then the version before it is, which everybody reads. Anything else needs no telling.
   */
  switchOn(type: string, version: number): void {
    const known = this.registry.all().find((each) => each.type === type);
    if (known?.older !== undefined && version >= known.version) this.switchedOn.add(known);
  }

  /** Seals an event in the version that is written now. Throws `UnknownEventType`, `NotSwitchedOn`, `KeyErased`, `InvalidAppend`. */
  async toAppend(event: DomainEvent, envelope: Envelope): Promise<EventToAppend> {
    const { id, stream, metadata, recordedAt } = envelope;
    const known = this.registry.of(event.type);
    const older = known.older === undefined || this.switchedOn.has(known) ? undefined : known.older;
    const { version: schemaVersion } = older ?? known;
    const stated = older === undefined ? event.data : older.downcast(event.data);
    const data = await this.sealer.seal(id, stated, stream, older ?? known);
    return { id, type: event.type, schemaVersion, data, metadata, recordedAt };
  }

  /** How reading gives back what was stated in today's form and written in a version: with less, where that cannot hold all. */
  asRead(type: string, written: number, stated: unknown): { readonly schemaVersion: number; readonly data: unknown } {
    const { version: schemaVersion, older } = this.registry.of(type);
    if (older?.version !== written) return { schemaVersion, data: stated };
    return { schemaVersion, data: this.registry.upcast(type, written, older.downcast(stated)) };
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
