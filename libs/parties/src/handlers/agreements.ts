import { Inject } from '@nestjs/common';
import { Command, CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  COMMANDS,
  CommandRefused,
  READ_MODELS,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import type { Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { isUnfinished, refuseUnfinished } from '@art33/imports';
import { agreementDecider } from '../domain/agreement-decider.js';
import type { AgreementCommandData } from '../domain/commands.js';
import type { AgreementEvent } from '../domain/events.js';
import { agreementIdOf, agreementStream, organisationStream, termsStream } from '../domain/ids.js';
import { organisationDecider } from '../domain/organisation-decider.js';
import { invalid, notFound } from '../domain/refusals.js';
import { termsDecider, versionOf } from '../domain/terms-decider.js';
import { visibleAgreement } from '../read-model/agreements.js';
import { agreementsOf, type AgreementFilter } from '../read-model/lists.js';

/** One command to one agreement, on behalf of the organisation that sends it. */
export class AgreementCommand extends Command<CommandOutcome<AgreementEvent>> {
  constructor(
    readonly agreementId: string,
    readonly command: Exclude<AgreementCommandData, { type: 'conclude-agreement' | 'move-to-version' }>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AgreementCommand)
export class AgreementCommandHandler implements ICommandHandler<AgreementCommand> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({ agreementId, command, context }: AgreementCommand): Promise<CommandOutcome<AgreementEvent>> {
    const onBehalf = { ...command, onBehalfOf: context.organisation };
    const stream = agreementStream(agreementId);
    const state = await this.commands.state(agreementDecider, stream);
    if (state.status === 'concluded') await refuseUnfinished(this.commands, state.importId);
    return this.commands.run(agreementDecider, stream, onBehalf, context);
  }
}

export interface ConcludedAgreement {
  readonly agreementId: string;
  readonly outcome: CommandOutcome<AgreementEvent>;
}

/** Concludes the next agreement of the acting processor with one of its controllers under its terms. */
export class ConcludeAgreement extends Command<ConcludedAgreement> {
  constructor(
    readonly controllerId: string,
    readonly termsId: string,
    readonly termsVersion: number,
    readonly from: Instant,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ConcludeAgreement)
export class ConcludeAgreementHandler implements ICommandHandler<ConcludeAgreement> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({ context, ...wanted }: ConcludeAgreement): Promise<ConcludedAgreement> {
    const { controllerId, termsId, termsVersion, from } = wanted;
    const processor = context.organisation;
    const controller = await this.commands.state(organisationDecider, organisationStream(controllerId));
    if (
      controller.status === 'none' ||
      controller.organisation.keptBy !== processor ||
      (await isUnfinished(this.commands, controller.importId))
    )
      throw new CommandRefused(
        invalid('unknown-controller', 'controllerId', 'the controller is one that this processor has registered'),
      );
    const subprocessors = await subprocessorsOf(this.commands, processor, termsId, termsVersion);
    // Agreements that ended stay where they are; the first that has not, or none yet, decides.
    for (let ordinal = 1; ; ordinal++) {
      const agreementId = agreementIdOf(processor, controllerId, termsId, ordinal);
      const conclude = {
        type: 'conclude-agreement',
        agreementId,
        controllerId,
        termsId,
        termsVersion,
        from,
        subprocessors,
      } as const;
      try {
        const onBehalf = { ...conclude, onBehalfOf: processor };
        return {
          agreementId,
          outcome: await this.commands.run(agreementDecider, agreementStream(agreementId), onBehalf, context),
        };
      } catch (error) {
        if (!(error instanceof CommandRefused && error.refusal.code === 'agreement-ended')) throw error;
      }
    }
  }
}

/** Moves an agreement to another version of its terms. */
export class MoveAgreementToVersion extends Command<CommandOutcome<AgreementEvent>> {
  constructor(
    readonly agreementId: string,
    readonly termsVersion: number,
    readonly from: Instant,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(MoveAgreementToVersion)
export class MoveAgreementToVersionHandler implements ICommandHandler<MoveAgreementToVersion> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({
    agreementId,
    termsVersion,
    from,
    context,
  }: MoveAgreementToVersion): Promise<CommandOutcome<AgreementEvent>> {
    const stream = agreementStream(agreementId);
    const agreement = await this.commands.state(agreementDecider, stream);
    if (agreement.status === 'none' || agreement.processorId !== context.organisation)
      throw new CommandRefused(notFound());
    await refuseUnfinished(this.commands, agreement.importId);
    const subprocessors = await subprocessorsOf(this.commands, context.organisation, agreement.termsId, termsVersion);
    const move = {
      type: 'move-to-version',
      termsVersion,
      from,
      subprocessors,
      onBehalfOf: context.organisation,
    } as const;
    return this.commands.run(agreementDecider, stream, move, context);
  }
}

/** Whom a version of the processor's own terms names. */
async function subprocessorsOf(
  commands: Commands,
  processor: string,
  termsId: string,
  version: number,
): Promise<readonly string[]> {
  const terms = await commands.state(termsDecider, termsStream(termsId));
  if (terms.status === 'none' || terms.processorId !== processor)
    throw new CommandRefused(
      invalid('unknown-terms', 'termsId', 'the terms are ones that this processor has published'),
    );
  const published = versionOf(terms, version);
  if (!published)
    throw new CommandRefused(invalid('unknown-version', 'termsVersion', 'the version is one that was published'));
  return published.terms.subprocessors.map(({ id }) => id);
}

/** One agreement with its ETag count; undefined where the asking organisation is no party to it. */
export class GetAgreement extends ScopedQuery<ReturnType<typeof visibleAgreement>> {
  constructor(
    scope: OrganisationScope,
    readonly agreementId: string,
  ) {
    super(scope);
  }
}

@QueryHandler(GetAgreement)
export class GetAgreementHandler implements IQueryHandler<GetAgreement> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  execute({ scope, agreementId }: GetAgreement): Promise<ReturnType<typeof visibleAgreement>> {
    return Promise.resolve(visibleAgreement(this.models.db, scope, agreementId));
  }
}

/** The agreements to which the asking organisation is a party. */
export class ListAgreements extends ScopedQuery<ReturnType<typeof agreementsOf>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: AgreementFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListAgreements)
export class ListAgreementsHandler implements IQueryHandler<ListAgreements> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, filter, wanted }: ListAgreements): Promise<ReturnType<typeof agreementsOf>> {
    return agreementsOf(wanted.db ?? this.models.db, scope, filter, wanted);
  }
}
