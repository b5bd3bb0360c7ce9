import { randomBytes } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CommandRefused,
  COMMANDS,
  READ_MODELS,
  Refusal,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import { OrganisationScope, ScopedQuery } from '@art33/identity';
import type { WebhookCommandData } from '../domain/commands.js';
import { webhookDecider } from '../domain/decider.js';
import { webhookStream, type WebhookEvent } from '../domain/events.js';
import { isWanted, TYPE_PATTERN } from '../domain/types-wanted.js';
import type { PublicEventKind } from '../public-events.js';
import { endpointById, endpointsOf, type Endpoint } from '../read-model/endpoints.js';
import { urlFault } from '../sending/addresses.js';
import { WebhookSender } from '../sending/sender.js';

/** Injection token of the types of events that receivers can be sent (`PublicEventKind[]`). */
export const PUBLIC_EVENT_KINDS = Symbol('PublicEventKinds');

/** So many endpoints an organisation can have. */
const ENDPOINTS_PER_ORGANISATION = 20;

/** As Standard Webhooks has it: 32 bytes, named so that secret scanners find them. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Registers, changes or removes an endpoint of the scope's organisation. */
export class WebhookCommand extends Command<CommandOutcome<WebhookEvent>> {
  constructor(
    readonly scope: OrganisationScope,
    readonly webhookId: string,
    readonly command: WebhookCommandData,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(WebhookCommand)
export class WebhookCommandHandler implements ICommandHandler<WebhookCommand> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(WebhookSender) private readonly sender: WebhookSender,
    @Inject(PUBLIC_EVENT_KINDS) private readonly kinds: readonly PublicEventKind[],
  ) {}

  execute({ scope, webhookId, command, context }: WebhookCommand): Promise<CommandOutcome<WebhookEvent>> {
    const refusal = this.refusal(scope, webhookId, command);
    if (refusal) throw new CommandRefused(refusal);
    return this.commands.run(webhookDecider, webhookStream(webhookId), command, context);
  }

  private refusal(scope: OrganisationScope, webhookId: string, command: WebhookCommandData): Refusal | undefined {
    if (command.type !== 'register' && command.type !== 'change') return undefined;
    const fault = urlFault(command.url, this.sender.privateAllowed);
    if (fault !== undefined) return new Refusal('webhook-url', 'invalid', fault, 'url');
    const strange = command.types.findIndex((pattern) => !this.reaches(pattern, scope));
    if (strange >= 0)
      return new Refusal(
        'webhook-types',
        'invalid',
        'a type of docs/webhooks.md that your organisation is sent, or the beginning of one with .*',
        `types.${strange}`,
      );
    if (command.type === 'change') return undefined;
    const others = endpointsOf(this.models.db, scope).filter(({ id }) => id !== webhookId);
    if (others.length < ENDPOINTS_PER_ORGANISATION) return undefined;
    const rule = `an organisation has at most ${ENDPOINTS_PER_ORGANISATION} webhooks`;
    return new Refusal('too-many-webhooks', 'conflict', rule);
  }

  /** Whether a pattern stands for anything that this organisation can be sent. */
  private reaches(pattern: string, { role }: OrganisationScope): boolean {
    return (
      TYPE_PATTERN.test(pattern) &&
      this.kinds.some(({ type, audience }) => audience.some((one) => one === role) && isWanted(type, [pattern]))
    );
  }
}

/** The endpoints of an organisation. */
export class ListWebhooks extends ScopedQuery<readonly Endpoint[]> {}

/** One endpoint; undefined where it is unknown or another organisation's. */
export class GetWebhook extends ScopedQuery<Endpoint | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly id: string,
  ) {
    super(scope);
  }
}

@QueryHandler(ListWebhooks)
export class ListWebhooksHandler implements IQueryHandler<ListWebhooks> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope }: ListWebhooks): Promise<readonly Endpoint[]> {
    return endpointsOf(this.models.db, scope);
  }
}

@QueryHandler(GetWebhook)
export class GetWebhookHandler implements IQueryHandler<GetWebhook> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, id }: GetWebhook): Promise<Endpoint | undefined> {
    return endpointById(this.models.db, scope, id);
  }
}
