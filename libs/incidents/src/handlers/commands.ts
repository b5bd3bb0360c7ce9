import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRefused, COMMANDS, type CommandContext, type CommandOutcome, type Commands } from '@art33/event-log';
import type {
  AffectControllers,
  CloseIncident,
  IncidentCommandData,
  RecordHistoricalIncident,
} from '../domain/commands.js';
import { incidentDecider } from '../domain/decider.js';
import type { IncidentEvent } from '../domain/events.js';
import { noSuchIncident } from '../domain/refusals.js';
import type { IncidentState } from '../domain/state.js';
import { refuseUnfinished } from '@art33/imports';
import { CLOSING_GUARD, type ClosingGuard } from './closing-guard.js';
import { incidentStream } from '../domain/streams.js';

/** Runs one command to one incident on behalf of the context's organisation. */
export async function runIncident(
  commands: Commands,
  incidentId: string,
  command: IncidentCommandData,
  context: CommandContext,
): Promise<CommandOutcome<IncidentEvent>> {
  const stream = incidentStream(incidentId);
  const refuseHidden = async () =>
    refuseUnfinished(commands, (await commands.state(incidentDecider, stream)).history?.importId);
  // Only details can be added to what an import brought; of everything else the decider says so.
  if (command.type === 'add-details') await refuseHidden();
  try {
    return await commands.run(incidentDecider, stream, { ...command, onBehalfOf: context.organisation }, context);
  } catch (error) {
    if (error instanceof CommandRefused && error.refusal.code === 'historical-incident') await refuseHidden();
    throw error;
  }
}

/** Before anything is looked up for it: an incident is its own processor's alone. Throws `CommandRefused`. */
export const refuseForeign = ({ processorId }: IncidentState, { organisation }: CommandContext): void => {
  if (processorId !== organisation) throw new CommandRefused(noSuchIncident());
};

/** One command to one incident. What needs a look-up first has a class of its own. */
export class IncidentCommand extends Command<CommandOutcome<IncidentEvent>> {
  constructor(
    readonly incidentId: string,
    readonly command: Exclude<IncidentCommandData, AffectControllers | CloseIncident | RecordHistoricalIncident>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(IncidentCommand)
export class IncidentCommandHandler implements ICommandHandler<IncidentCommand> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  execute({ incidentId, command, context }: IncidentCommand): Promise<CommandOutcome<IncidentEvent>> {
    return runIncident(this.commands, incidentId, command, context);
  }
}

/** Closes an incident, after asking what is still undecided. */
export class CloseIncidentCommand extends Command<CommandOutcome<IncidentEvent>> {
  constructor(
    readonly incidentId: string,
    readonly conclusion: string | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CloseIncidentCommand)
export class CloseIncidentHandler implements ICommandHandler<CloseIncidentCommand> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CLOSING_GUARD) private readonly guard: ClosingGuard,
  ) {}

  async execute({ incidentId, conclusion, context }: CloseIncidentCommand): Promise<CommandOutcome<IncidentEvent>> {
    const state = await this.commands.state(incidentDecider, incidentStream(incidentId));
    refuseForeign(state, context);
    await refuseUnfinished(this.commands, state.history?.importId);
    const blockers = state.status === 'open' ? await this.guard.blockers(incidentId) : [];
    return runIncident(this.commands, incidentId, { type: 'close-incident', conclusion, blockers }, context);
  }
}
