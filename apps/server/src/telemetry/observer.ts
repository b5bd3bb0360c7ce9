import type {
  AppendItem,
  AppendOutcome,
  AppliedSlice,
  CommandContext,
  CommandOutcome,
  Commands,
  Decider,
  DomainEvent,
  EventLog,
  ProcessManager,
  RecordedEvent,
} from '@art33/event-log';

/** When something was done. Milliseconds since 1970, with fractions. */
export interface Period {
  readonly from: number;
  readonly to: number;
}
export interface RequestSeen extends Period {
  readonly method: string;
  /** The pattern, `/api/v1/incidents/:id`: never the address, which may hold a secret. */
  readonly route: string;
  readonly status: number;
  readonly correlationId: string;
}
export interface CommandSeen extends Period {
  readonly type: string;
  readonly stream: string;
  readonly context: CommandContext;
  readonly result: CommandOutcome | Error;
}
export interface AppendSeen extends Period {
  readonly item: AppendItem;
  readonly outcome: AppendOutcome;
}
export interface StepSeen extends Period {
  readonly process: string;
  readonly event: RecordedEvent;
  readonly error?: unknown;
}
export interface SliceSeen extends Period, Pick<AppliedSlice, 'events'> {}

/** Is told what was done, after it was done, and changes nothing of it. Whoever counts or traces is one. */
export interface Observer {
  requestAnswered?(request: RequestSeen): void;
  commandRun?(command: CommandSeen): void;
  appended?(append: AppendSeen): void;
  applied?(slice: SliceSeen): void;
  handled?(step: StepSeen): void;
}

const ORIGIN = performance.timeOrigin;
export const rightNow = (): number => ORIGIN + performance.now();

/** Tells several what one is told. */
export const observers = (all: readonly Observer[]): Required<Observer> => ({
  requestAnswered: (seen) => all.forEach((one) => one.requestAnswered?.(seen)),
  commandRun: (seen) => all.forEach((one) => one.commandRun?.(seen)),
  appended: (seen) => all.forEach((one) => one.appended?.(seen)),
  applied: (seen) => all.forEach((one) => one.applied?.(seen)),
  handled: (seen) => all.forEach((one) => one.handled?.(seen)),
});

/** How the read models tell of their slices. */
export const sliceFor =
  ({ applied }: Required<Observer>) =>
  ({ events, milliseconds }: AppliedSlice): void => {
    const to = rightNow();
    applied({ events, from: to - milliseconds, to });
  };

/** The same log, its appends observed. */
export function observedLog(log: EventLog, { appended }: Required<Observer>): EventLog {
  const appendMany = async (items: readonly AppendItem[]): Promise<readonly AppendOutcome[]> => {
    const from = rightNow();
    const outcomes = await log.appendMany(items);
    const to = rightNow();
    outcomes.forEach((outcome, index) => appended({ item: items[index]!, outcome, from, to }));
    return outcomes;
  };
  return {
    async append(stream, expectedRevision, events) {
      const [outcome] = await appendMany([{ stream, expectedRevision, events }]);
      if (!outcome?.ok) throw outcome?.error ?? new Error('the log gave no outcome');
      return outcome.events;
    },
    appendMany,
    readStream: (stream, options) => log.readStream(stream, options),
    readAll: (after, limit) => log.readAll(after, limit),
    subscribe: (after, signal) => log.subscribe(after, signal),
    head: () => log.head(),
    comparePositions: (a, b) => log.comparePositions(a, b),
    close: () => log.close(),
  };
}

/** The same commands, observed. */
export function observedCommands(commands: Commands, { commandRun }: Required<Observer>): Commands {
  type Item<C> = { readonly stream: string; readonly command: C; readonly context: CommandContext };
  const runMany = async <S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    items: readonly Item<C>[],
  ): Promise<readonly (CommandOutcome<E> | Error)[]> => {
    const from = rightNow();
    const results = await commands.runMany(decider, items);
    const to = rightNow();
    items.forEach(({ stream, command: { type }, context }, index) =>
      commandRun({ type, stream, context, result: results[index]!, from, to }),
    );
    return results;
  };
  return {
    async run(decider, stream, command, context) {
      const [result] = await runMany(decider, [{ stream, command, context }]);
      if (result === undefined || result instanceof Error) throw result;
      return result;
    },
    runMany,
    read: (stream, upTo) => commands.read(stream, upTo),
    state: (decider, stream) => commands.state(decider, stream),
  };
}

/** The same process manager, observed. */
export function observedManager(manager: ProcessManager, { handled }: Required<Observer>): ProcessManager {
  const { name, handles } = manager;
  const observe = async (events: readonly RecordedEvent[], work: () => Promise<void>): Promise<void> => {
    const from = rightNow();
    const tell = (error?: unknown): void => {
      const to = rightNow();
      for (const event of events)
        handled({ process: name, event, from, to, ...(error === undefined ? {} : { error }) });
    };
    try {
      await work();
    } catch (error) {
      tell(error);
      throw error;
    }
    tell();
  };
  return {
    name,
    handles,
    handle: (event) => observe([event], () => manager.handle(event)),
    ...(manager.handleMany && {
      handleMany: (events: readonly RecordedEvent[]) => observe(events, async () => manager.handleMany?.(events)),
    }),
  };
}
