import {
  CommandRefused,
  deriveId,
  KeyErased,
  type CommandContext,
  type Commands,
  type Decider,
  type DomainEvent,
  type RecordedEvent,
} from '@art33/event-log';

/** The context of a command that a process sends because of an event: the same event gives the same command id. */
export const causedBy = (
  event: RecordedEvent,
  process: string,
  organisation: string,
  target: string,
): CommandContext => ({
  actor: { kind: 'system', id: process },
  organisation,
  commandId: deriveId(event.id, process, target),
  correlationId: event.metadata.correlationId,
  causationId: event.id,
});

/** Processes work through long lists in chunks, so that the one thread breathes between them. */
export function* chunksOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** Errors that trying again cannot mend: a rule said no, or a key was destroyed on purpose. */
const isFinal = (error: unknown): boolean => error instanceof CommandRefused || error instanceof KeyErased;

/** Runs a command for a process: what cannot be mended by trying again is passed over, everything else is tried again. */
export async function attempt(run: () => Promise<unknown>): Promise<void> {
  await run().catch((error: unknown) => {
    if (!isFinal(error)) throw error;
  });
}

/** The same for many commands in one go: throws the first error that trying again may mend. */
export async function attemptMany<S, C extends { readonly type: string }, E extends DomainEvent>(
  commands: Commands,
  decider: Decider<S, C, E>,
  items: readonly { readonly stream: string; readonly command: C; readonly context: CommandContext }[],
): Promise<void> {
  const outcomes = await commands.runMany(decider, items);
  const failure = outcomes.find((outcome) => outcome instanceof Error && !isFinal(outcome));
  if (failure) throw failure;
}
