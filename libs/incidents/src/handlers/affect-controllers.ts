import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  COMMANDS,
  deriveId,
  fold,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type RecordedEvent,
} from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import { refuseUnfinished } from '@art33/imports';
import type { AgreementMatch } from '@art33/parties';
import { incidentDecider } from '../domain/decider.js';
import type { ControllersAffected, IncidentEvent } from '../domain/events.js';
import type { IncidentState } from '../domain/state.js';
import { CHUNK_SIZE, type AffectedAgreement } from '../domain/values.js';
import type { Selection } from '../read-model/selection.js';
import { refuseForeign, runIncident } from './commands.js';
import { Selector } from './selector.js';
import { incidentStream } from '../domain/streams.js';

/** Lists whom a selection affects. Given again with the same command id, it finishes what was interrupted. */
export class AffectControllersCommand extends Command<CommandOutcome<IncidentEvent>> {
  constructor(
    readonly scope: OrganisationScope,
    readonly incidentId: string,
    readonly selection: Selection,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AffectControllersCommand)
export class AffectControllersHandler implements ICommandHandler<AffectControllersCommand> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(Selector) private readonly selector: Selector,
  ) {}

  /** One command per chunk: a list of thousands is more than one append takes. */
  async execute({
    scope,
    incidentId,
    selection,
    context,
  }: AffectControllersCommand): Promise<CommandOutcome<IncidentEvent>> {
    const history = await this.commands.read<IncidentEvent>(incidentStream(incidentId));
    const state = fold(incidentDecider, history as readonly IncidentEvent[]);
    refuseForeign(state, context);
    await refuseUnfinished(this.commands, state.history?.importId);
    const since = state.details.occurred.from?.at ?? null;
    const { agreements, ...evaluation } = await this.selector.evaluate(scope, selection, since);
    const begun = chunksOfCommand(history, context);
    const lists = [...begun.map(() => []), ...(isComplete(begun) ? [] : chunksOf(agreements, state))];
    const outcomes: CommandOutcome<IncidentEvent>[] = [];
    for (const [index, list] of lists.entries()) {
      const chunk = { chunk: index + 1, chunks: lists.length, agreements: list };
      const command = { type: 'affect-controllers', ...evaluation, ...chunk } as const;
      outcomes.push(await runIncident(this.commands, incidentId, command, contextOfChunk(context, index + 1)));
    }
    return together(outcomes);
  }
}

const idOfChunk = (context: CommandContext, chunk: number): string => deriveId(context.commandId, 'chunk', chunk);

const contextOfChunk = (context: CommandContext, chunk: number): CommandContext => {
  const { expectedEdits, ...rest } = context;
  const commandId = idOfChunk(context, chunk);
  return chunk === 1 && expectedEdits !== undefined ? { ...rest, commandId, expectedEdits } : { ...rest, commandId };
};

/** What an interrupted run of this command has recorded already, in order. */
const chunksOfCommand = (
  history: readonly RecordedEvent<IncidentEvent>[],
  context: CommandContext,
): readonly ControllersAffected[] => {
  const ids = new Map(history.map((event) => [event.metadata.commandId, event as unknown as ControllersAffected]));
  const chunks: ControllersAffected[] = [];
  for (let next = ids.get(idOfChunk(context, 1)); next; next = ids.get(idOfChunk(context, chunks.length + 1)))
    chunks.push(next);
  return chunks;
};

const isComplete = (chunks: readonly ControllersAffected[]): boolean => {
  const last = chunks.at(-1)?.data;
  return last !== undefined && last.chunk === last.chunks;
};

/** Those who are not listed yet, in chunks; one empty chunk where there is nobody. */
function chunksOf(
  agreements: readonly AgreementMatch[],
  state: IncidentState,
): readonly (readonly AffectedAgreement[])[] {
  const listed = new Set(state.affected.map(({ agreementId }) => agreementId));
  const fresh = agreements
    .filter(({ agreementId }) => !listed.has(agreementId))
    .map(({ agreementId, controllerId, ended }) => ({ agreementId, controllerId, ended }));
  const count = Math.max(1, Math.ceil(fresh.length / CHUNK_SIZE));
  return Array.from({ length: count }, (_, n) => fresh.slice(n * CHUNK_SIZE, (n + 1) * CHUNK_SIZE));
}

/** The outcome of all chunks: everything they wrote, and where the stream stands after the last. */
const together = (outcomes: readonly CommandOutcome<IncidentEvent>[]): CommandOutcome<IncidentEvent> => ({
  ...outcomes.at(-1)!,
  events: outcomes.flatMap(({ events }) => events),
  repeated: outcomes.every(({ repeated }) => repeated),
});
