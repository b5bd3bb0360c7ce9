import { toInstant, type Clock } from '../domain/clock.js';
import { fold, isRefusal, type Decider } from '../domain/decider.js';
import type { DomainEvent, EventMetadata, Instant, RecordedEvent } from '../domain/event.js';
import { deriveId } from '../domain/ids.js';
import {
  CommandIdReused,
  CommandRefused,
  EditConflict,
  type CommandContext,
  type CommandOutcome,
  type Commands,
} from '../port/commands.js';
import { LogUnavailable, WrongExpectedRevision } from '../port/errors.js';
import type { AppendItem, AppendOutcome, EventLog, StoredEvent } from '../port/event-log.js';
import type { EventCodec } from '../sealing/event-codec.js';
import { countEdits, isEdit } from './edits.js';
import { backOff, rest, Slices, turn } from './pace.js';

/** Others wrote to the stream first, again and again. Nothing was written; the same command may be sent again. */
export class TooBusy extends LogUnavailable {}

const TRIES = 10;
const FIRST_WAIT = 5;
const LONGEST_WAIT = 500;
/** So many streams are appended together, and so many of them loaded and decided between two breaths. */
const GROUP = 64;
const PREPARED_AT_ONCE = 8;

interface Item<C> {
  readonly stream: string;
  readonly command: C;
  readonly context: CommandContext;
}
interface Pending<C> extends Item<C> {
  readonly index: number;
  readonly tries: number;
}
/** A decision on its way into the log. */
interface Prepared<E extends DomainEvent> {
  readonly history: readonly RecordedEvent<E>[];
  readonly decided: readonly E[];
  readonly append: AppendItem;
}

/** Runs commands. Streams are short: each command reads its stream from the start, and nothing is kept between two. */
export class CommandRunner implements Commands {
  constructor(
    private readonly log: EventLog,
    private readonly codec: EventCodec,
    private readonly clock: Clock,
  ) {}

  async run<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    stream: string,
    command: C,
    context: CommandContext,
  ): Promise<CommandOutcome<E>> {
    const [outcome] = await this.runMany(decider, [{ stream, command, context }]);
    if (outcome === undefined || outcome instanceof Error) throw outcome;
    return outcome;
  }

  async runMany<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    items: readonly Item<C>[],
  ): Promise<readonly (CommandOutcome<E> | Error)[]> {
    const outcomes: (CommandOutcome<E> | Error)[] = [];
    let pending: readonly Pending<C>[] = items.map((item, index) => ({ ...item, index, tries: 0 }));
    while (pending.length > 0) {
      const { group, others } = oneOfEachStream(pending);
      const losers = await this.attempt(decider, group, outcomes);
      pending = [...losers, ...others];
      if (losers.length > 0)
        await rest(backOff(Math.max(...losers.map(({ tries }) => tries)), FIRST_WAIT, LONGEST_WAIT));
      else if (others.length > 0) await turn();
    }
    return outcomes;
  }

  async read<E extends DomainEvent>(stream: string, upTo = Infinity): Promise<readonly RecordedEvent<E>[]> {
    const stored = await this.log.readStream(stream);
    return this.codec.openMany<E>(stored.filter((event) => event.logNumber <= upTo));
  }

  async state<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    stream: string,
    options: { readonly fresh?: boolean } = {},
  ): Promise<S> {
    const stored = await this.log.readStream(stream, options);
    return fold(decider, await this.codec.openMany<E>(stored));
  }

  /** One try for streams that differ. Fills in what is final, and returns those that others were faster than. */
  private async attempt<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    group: readonly Pending<C>[],
    outcomes: (CommandOutcome<E> | Error)[],
  ): Promise<readonly Pending<C>[]> {
    const prepared = await this.prepareAll(decider, group);
    const appends = prepared.flatMap((each) => ('append' in each ? [each.append] : []));
    const appended = (await this.appendAll(appends))[Symbol.iterator]();
    const losers: Pending<C>[] = [];
    prepared.forEach((each, place) => {
      const item = group[place]!;
      if (!('append' in each)) {
        outcomes[item.index] = each;
        return;
      }
      const result = appended.next().value!;
      if (result.ok) {
        const written = result.events.map((event, index) => this.asDecided(event, each.decided[index]!, item.context));
        outcomes[item.index] = outcomeOf(written, [...each.history, ...written], item.context, false);
      } else if (!(result.error instanceof WrongExpectedRevision)) {
        outcomes[item.index] = result.error;
      } else if (item.tries + 1 < TRIES) {
        losers.push({ ...item, tries: item.tries + 1 });
      } else {
        outcomes[item.index] = new TooBusy(`${item.stream}: others wrote first ${TRIES} times`);
      }
    });
    return losers;
  }

  /** Some at a time: they wait for keys together, and others get their turn in between. */
  private async prepareAll<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    group: readonly Pending<C>[],
  ): Promise<readonly (Prepared<E> | CommandOutcome<E> | Error)[]> {
    const prepared: (Prepared<E> | CommandOutcome<E> | Error)[] = [];
    const slices = new Slices();
    for (let from = 0; from < group.length; from += PREPARED_AT_ONCE) {
      const some = group.slice(from, from + PREPARED_AT_ONCE);
      prepared.push(...(await Promise.all(some.map((item) => this.prepare(decider, item).catch(asError)))));
      await slices.breathe();
    }
    return prepared;
  }

  /** A written event as its decider made it: what was stored of it needs no reading back. */
  private asDecided<E extends DomainEvent>(written: StoredEvent, decided: E, context: CommandContext) {
    const { id, stream, revision, logNumber, position, type, recordedAt } = written;
    const metadata = metadataOf(context);
    const { schemaVersion, data } = this.codec.asRead(type, written.schemaVersion, decided.data);
    const event = { id, stream, revision, logNumber, position, type, schemaVersion, recordedAt, metadata, data };
    return event as RecordedEvent<E>;
  }

  private async appendAll(appends: readonly AppendItem[]): Promise<readonly AppendOutcome[]> {
    if (appends.length === 0) return [];
    try {
      return await this.log.appendMany(appends);
    } catch (error) {
      // What earlier groups have written must still be told to the caller.
      return appends.map(() => ({ ok: false, error: asError(error) }));
    }
  }

  /** Loads, folds, decides and seals; or finds that there is nothing to write. */
  private async prepare<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    { stream, command, context }: Item<C>,
  ): Promise<Prepared<E> | CommandOutcome<E>> {
    const history = await this.read<E>(stream);
    const earlier = history.filter(({ metadata }) => metadata.commandId === context.commandId);
    if (earlier.length > 0) return repeated(earlier, history, context);
    checkEdits(history, context);

    const last = history.at(-1);
    const now = laterOf(toInstant(this.clock.now()), last?.recordedAt);
    const decided = decider.decide({ ...command, now }, fold(decider, history));
    if (isRefusal(decided)) throw new CommandRefused(decided);
    if (decided.length === 0) return outcomeOf([], history, context, false);

    const metadata = metadataOf(context);
    const events = await Promise.all(
      decided.map((event, index) =>
        this.codec.toAppend(event, {
          id: deriveId(context.commandId, stream, index),
          stream,
          metadata,
          recordedAt: now,
        }),
      ),
    );
    return { history, decided, append: { stream, expectedRevision: last?.revision ?? 'none', events } };
  }
}

/** The next group, at most one command per stream, so that commands for one stream run in the order they were given in. */
const oneOfEachStream = <C>(pending: readonly Pending<C>[]) => {
  const group = new Map<string, Pending<C>>();
  const others = pending.filter((item) => {
    if (group.size === GROUP || group.has(item.stream)) return true;
    group.set(item.stream, item);
    return false;
  });
  return { group: [...group.values()], others };
};

const repeated = <E extends DomainEvent>(
  earlier: readonly RecordedEvent<E>[],
  history: readonly RecordedEvent<E>[],
  context: CommandContext,
): CommandOutcome<E> => {
  if (earlier[0]?.metadata.commandDigest !== context.commandDigest) {
    throw new CommandIdReused(`the command id ${context.commandId} has been used for another request`);
  }
  const then = earlier.at(-1)!.revision;
  const historyThen = history.filter(({ revision }) => revision <= then);
  return outcomeOf(earlier, historyThen, context, true);
};

const outcomeOf = <E extends DomainEvent>(
  events: readonly RecordedEvent<E>[],
  history: readonly RecordedEvent<E>[],
  context: CommandContext,
  isRepeated: boolean,
): CommandOutcome<E> => {
  const last = history.at(-1);
  return {
    events,
    position: last?.position,
    logNumber: last?.logNumber,
    revision: last?.revision ?? -1,
    edits: countEdits(history, context.organisation),
    repeated: isRepeated,
  };
};

const checkEdits = (history: readonly RecordedEvent[], { expectedEdits, organisation }: CommandContext): void => {
  if (expectedEdits === undefined) return;
  const edits = countEdits(history, organisation);
  if (edits === expectedEdits) return;
  const byPeople = history.filter(({ metadata }) => isEdit(metadata, organisation));
  const changes = byPeople.filter((_, index) => countEdits(byPeople.slice(0, index + 1), organisation) > expectedEdits);
  throw new EditConflict(
    expectedEdits,
    edits,
    changes.map(({ type, recordedAt, metadata, data }) => ({ type, at: recordedAt, actor: metadata.actor, data })),
  );
};

const metadataOf = (context: CommandContext): EventMetadata => {
  const { actor, organisation, correlationId, causationId, commandId, commandDigest } = context;
  return {
    actor: { kind: actor.kind, id: actor.id },
    organisation,
    correlationId,
    ...(causationId === undefined ? {} : { causationId }),
    commandId,
    ...(commandDigest === undefined ? {} : { commandDigest }),
  };
};

const laterOf = (one: Instant, other: Instant | undefined): Instant =>
  other !== undefined && other > one ? other : one;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
