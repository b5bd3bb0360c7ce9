import {
  fold,
  type Commands,
  type Decider,
  type DomainEvent,
  type EventLog,
  type RecordedEvent,
} from '@art33/event-log';

/** How many long streams are kept. */
const KEPT = 8;

interface Known {
  /** Everything of the stream up to this log number is in `events`. */
  readonly upTo: number;
  readonly events: readonly RecordedEvent[];
  readonly states: Map<number, unknown>;
}

/**
 * States as they were at a log number. What many notices share (their incident, their terms) is read and folded once, not
 * once for each of them.
 */
export class PastStates {
  private readonly known = new Map<string, Promise<Known>>();

  constructor(
    private readonly commands: Commands,
    private readonly log: Pick<EventLog, 'head'>,
  ) {}

  async own<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    stream: string,
    upTo: number,
  ): Promise<S> {
    return fold(decider, await this.commands.read<E>(stream, upTo));
  }

  async shared<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    stream: string,
    upTo: number,
  ): Promise<S> {
    const { events, states } = await this.stream(stream, upTo);
    const then = events.filter(({ logNumber }) => logNumber <= upTo);
    const last = then.length;
    if (!states.has(last)) states.set(last, fold(decider, then as unknown as readonly RecordedEvent<E>[]));
    return states.get(last) as S;
  }

  private async stream(stream: string, upTo: number): Promise<Known> {
    const found = await this.known.get(stream)?.catch(() => undefined);
    if (found && found.upTo >= upTo) return found;
    const reading = this.read(stream);
    this.known.delete(stream);
    this.known.set(stream, reading);
    for (const oldest of this.known.keys()) if (this.known.size > KEPT) this.known.delete(oldest);
    return reading;
  }

  private async read(stream: string): Promise<Known> {
    const { size } = await this.log.head();
    return { upTo: size - 1, events: await this.commands.read(stream), states: new Map() };
  }
}
