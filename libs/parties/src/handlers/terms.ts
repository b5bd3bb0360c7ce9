import { Inject } from '@nestjs/common';
import { Command, CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CLOCK,
  COMMANDS,
  READ_MODELS,
  type Clock,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import type { TermsCommandData } from '../domain/commands.js';
import type { TermsEvent } from '../domain/events.js';
import { termsStream } from '../domain/ids.js';
import { termsDecider } from '../domain/terms-decider.js';
import { listTerms, visibleTerms } from '../read-model/terms.js';
import { importTerms, type TermsFile, type TermsImport } from './import-terms.js';

/** One command to one text, on behalf of the organisation that sends it. */
export class TermsCommand extends Command<CommandOutcome<TermsEvent>> {
  constructor(
    readonly termsId: string,
    readonly command: TermsCommandData,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(TermsCommand)
export class TermsCommandHandler implements ICommandHandler<TermsCommand> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  execute({ termsId, command, context }: TermsCommand): Promise<CommandOutcome<TermsEvent>> {
    const onBehalf = { ...command, onBehalfOf: context.organisation };
    return this.commands.run(termsDecider, termsStream(termsId), onBehalf, context);
  }
}

/** Imports a processor's own terms files. */
export class ImportTerms extends Command<TermsImport> {
  constructor(
    readonly files: readonly TermsFile[],
    readonly dryRun: boolean,
    /** Only terms of this processor are taken; null: of any (the operator's import). */
    readonly onlyFor: string | null,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ImportTerms)
export class ImportTermsHandler implements ICommandHandler<ImportTerms> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ files, dryRun, onlyFor, context }: ImportTerms): Promise<TermsImport> {
    return importTerms({ commands: this.commands, clock: this.clock }, files, { context, onlyFor, dryRun });
  }
}

/** The texts that the asking organisation may see. */
export class ListTerms extends ScopedQuery<ReturnType<typeof listTerms>> {}

@QueryHandler(ListTerms)
export class ListTermsHandler implements IQueryHandler<ListTerms> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  execute({ scope }: ListTerms): Promise<ReturnType<typeof listTerms>> {
    return Promise.resolve(listTerms(this.models.db, scope));
  }
}

/** One text in one version (undefined: the latest that may be seen). */
export class GetTerms extends ScopedQuery<ReturnType<typeof visibleTerms>> {
  constructor(
    scope: OrganisationScope,
    readonly termsId: string,
    readonly version: number | undefined,
  ) {
    super(scope);
  }
}

@QueryHandler(GetTerms)
export class GetTermsHandler implements IQueryHandler<GetTerms> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  execute({ scope, termsId, version }: GetTerms): Promise<ReturnType<typeof visibleTerms>> {
    return Promise.resolve(visibleTerms(this.models.db, scope, termsId, version));
  }
}
