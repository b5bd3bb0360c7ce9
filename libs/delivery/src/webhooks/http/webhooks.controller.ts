import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  deriveId,
  editsOf,
  HISTORY,
  isErased,
  READ_MODELS,
  toInstant,
  toMilliseconds,
  type CommandContext,
  type CommandOutcome,
  type History,
  type ReadModels,
} from '@art33/event-log';
import {
  IdPipe,
  Answer,
  Context,
  entity,
  invalid,
  notFound,
  readInstant,
  written,
  type Page,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, CONTROLLER_RIGHTS, PROCESSOR_RIGHTS, Roles, type OrganisationScope } from '@art33/identity';
import type { WebhookCommandData } from '../domain/commands.js';
import { webhookStream, type WebhookEvent } from '../domain/events.js';
import { GetWebhook, ListWebhooks, newSecret, WebhookCommand } from '../handlers/webhooks.js';
import type { Endpoint } from '../read-model/endpoints.js';
import type { Attempt } from '../sending/journal.js';
import { WebhookSender } from '../sending/sender.js';
import {
  ChangeWebhookBody,
  RegisterWebhookBody,
  ReplayWebhookBody,
  WebhookAttemptDto,
  WebhookAttemptPageDto,
  WebhookDto,
  WebhookPageDto,
} from './webhooks.dto.js';
import { webhookView } from './views.js';

/** A write that made a secret: it is answered once (and again only to the same request with the same Idempotency-Key). */
export interface SecretWriteResult extends WriteResult {
  /** `whsec_…`: what receivers verify signatures with. */
  readonly secret: string;
}

/** Where the own organisation's events are sent: see docs/webhooks.md. */
@ApiTags('webhooks')
@Roles('processor:admin', 'controller:admin')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
    @Inject(WebhookSender) private readonly sender: WebhookSender,
  ) {}

  /** The organisation's endpoints, the oldest first. */
  @Get()
  @Roles(...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS, 'auditor')
  @ApiOkResponse({ type: WebhookPageDto })
  async list(@CurrentScope() scope: OrganisationScope): Promise<Page<WebhookDto>> {
    const endpoints = await this.queryBus.execute(new ListWebhooks(scope));
    return { items: endpoints.map((endpoint) => this.view(endpoint, scope)), nextCursor: null };
  }

  /** Registers an endpoint. The answer holds its secret; it is not shown again. */
  @Post()
  async register(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Body() { url, types, enabled = true }: RegisterWebhookBody,
  ): Promise<Answer<SecretWriteResult>> {
    const webhookId = deriveId(context.commandId, 'webhook');
    const secret = newSecret();
    const { organisation } = scope;
    const command = { type: 'register', webhookId, organisation, url, types, secret, enabled } as const;
    return this.withSecret(webhookId, await this.run(scope, webhookId, command, context));
  }

  /** One endpoint: whether it is enabled, and how its deliveries go. */
  @Get(':id')
  @Roles(...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS, 'auditor')
  @ApiOkResponse({ type: WebhookDto })
  async one(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Promise<Answer<WebhookDto>> {
    const view = this.view(await this.endpoint(scope, id), scope);
    return entity(view, editsOf(this.models.db, webhookStream(view.id), scope.organisation));
  }

  /** Changes the address and the types of events. */
  @Put(':id')
  async change(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Body() { url, types }: ChangeWebhookBody,
  ): Promise<Answer<WriteResult>> {
    await this.endpoint(scope, id);
    return this.write(scope, id, { type: 'change', organisation: scope.organisation, url, types }, context);
  }

  /** Makes a new secret. For 24 hours both sign, so that the receiver can change over in its own time. */
  @Post(':id/secret')
  async rotate(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Param('id', IdPipe) id: string,
  ): Promise<Answer<SecretWriteResult>> {
    const command = { type: 'rotate-secret', organisation: scope.organisation, secret: newSecret() } as const;
    return this.withSecret(id.toLowerCase(), await this.run(scope, id, command, context));
  }

  /** Sends nothing more until the endpoint is enabled again. */
  @Post(':id/disabling')
  async disable(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Param('id', IdPipe) id: string,
  ): Promise<Answer<WriteResult>> {
    return this.write(scope, id, { type: 'disable', organisation: scope.organisation }, context);
  }

  /** Goes on where it stopped: nothing that happened meanwhile is left out. */
  @Post(':id/enabling')
  async enable(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Param('id', IdPipe) id: string,
  ): Promise<Answer<WriteResult>> {
    return this.write(scope, id, { type: 'enable', organisation: scope.organisation }, context);
  }

  /** Sends events again (or leaves some out) by beginning at another log number or instant. */
  @Post(':id/replay')
  async replay(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Body() { from }: ReplayWebhookBody,
  ): Promise<Answer<WriteResult>> {
    const fromLogNumber = await this.logNumberOf(from);
    return this.write(scope, id, { type: 'replay', organisation: scope.organisation, fromLogNumber }, context);
  }

  /** Sends one test event now, enabled or not, and answers what came of it. Nothing is recorded but the attempt. */
  @Post(':id/ping')
  @HttpCode(200)
  async ping(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Promise<WebhookAttemptDto> {
    const endpoint = await this.endpoint(scope, id);
    const attempt = await this.sender.ping(endpoint.id, endpoint.organisation);
    if (!attempt) throw notFound();
    return attempt;
  }

  /** The last hundred requests, the latest first. */
  @Get(':id/attempts')
  @Roles(...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS, 'auditor')
  @ApiOkResponse({ type: WebhookAttemptPageDto })
  async attempts(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Promise<Page<Attempt>> {
    const { id: known } = await this.endpoint(scope, id);
    return { items: this.sender.attempts(known), nextCursor: null };
  }

  /** Removes the endpoint for good. */
  @Delete(':id')
  async remove(
    @CurrentScope() scope: OrganisationScope,
    @Context() context: CommandContext,
    @Param('id', IdPipe) id: string,
  ): Promise<Answer<WriteResult>> {
    return this.write(scope, id, { type: 'remove', organisation: scope.organisation }, context);
  }

  private view(endpoint: Endpoint, scope: OrganisationScope): WebhookDto {
    return webhookView(endpoint, this.sender.progress(endpoint.id), scope);
  }

  private async endpoint(scope: OrganisationScope, id: string): Promise<Endpoint> {
    const endpoint = await this.queryBus.execute(new GetWebhook(scope, id.toLowerCase()));
    if (!endpoint) throw notFound();
    return endpoint;
  }

  private run(
    scope: OrganisationScope,
    id: string,
    command: WebhookCommandData,
    context: CommandContext,
  ): Promise<CommandOutcome<WebhookEvent>> {
    return this.commandBus.execute(new WebhookCommand(scope, id.toLowerCase(), command, context));
  }

  private async write(
    scope: OrganisationScope,
    id: string,
    command: WebhookCommandData,
    context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return written(id.toLowerCase(), await this.run(scope, id, command, context));
  }

  private withSecret(id: string, outcome: CommandOutcome<WebhookEvent>): Answer<SecretWriteResult> {
    const { body, headers } = written(id, outcome);
    const made = outcome.events.find(({ type }) => type === 'WebhookRegistered' || type === 'WebhookSecretRotated');
    const secret = made && 'secret' in made.data ? made.data.secret : '';
    return new Answer({ ...body, secret: isErased(secret) ? '' : secret }, headers);
  }

  private async logNumberOf(from: unknown): Promise<number> {
    if (typeof from === 'number') {
      if (Number.isSafeInteger(from) && from >= 0) return from;
      throw invalid('from', 'a log number (0, 1, 2 …), or an RFC 3339 instant with offset');
    }
    const { at } = readInstant('from', from);
    const before = await this.history.logNumberAt(toInstant(toMilliseconds(at) - 1));
    return before === null ? 0 : before + 1;
  }
}
