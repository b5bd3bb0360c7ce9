import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext, Moment } from '@art33/event-log';
import {
  IdPipe,
  AsOf,
  AsOfMoment,
  AsOfQuery,
  Context,
  entity,
  Listing,
  notFound,
  readInstant,
  RequireIfMatch,
  written,
  type Answer,
  type Page,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, Roles, type OrganisationScope } from '@art33/identity';
import type { NoticeCommandData } from '../domain/commands.js';
import { NoticeCommand } from '../handlers/commands.js';
import { GetNotice, GetReceipts, ListNotices } from '../handlers/queries.js';
import { EditDraft, SendNotice } from '../handlers/texts.js';
import { SAVED_NOTICES } from '../read-model/columns.js';
import type {
  NoticeListItem,
  NoticeView,
  ReceiptView,
  ReceivedNotice,
  ReceivedNoticeListItem,
} from '../read-model/views.js';
import { filterOf } from './lists.js';
import {
  ApprovalBody,
  DraftBody,
  LatenessReasonsBody,
  ListNoticesQuery,
  NotRequiredBody,
  NotRequiredProposalBody,
  SendingBody,
  StatedDeliveryBody,
  WithdrawalBody,
} from './notices.dto.js';

/** The notices of a processor to its controllers; for a controller, those that it was sent. */
@ApiTags('notices')
@Controller('notices')
export class NoticesController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
  ) {}

  /** The notices, the next due first; a controller's latest first. */
  @Get()
  list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListNoticesQuery,
    @AsOfMoment() asOf?: Moment,
  ): Listing<Page<NoticeListItem | ReceivedNoticeListItem>> {
    const filter = filterOf(query);
    return new Listing(
      SAVED_NOTICES,
      query,
      (wanted) => this.queryBus.execute(new ListNotices(scope, filter, wanted)),
      asOf,
    );
  }

  /** One notice: duties with their deadlines, texts, messages, deliveries, acknowledgements. A controller sees what it was sent. */
  @Get(':id')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() _: AsOfQuery,
    @AsOf() asOf?: number,
  ): Promise<Answer<NoticeView | ReceivedNotice>> {
    const found = await this.queryBus.execute(new GetNotice(scope, id, asOf));
    if (!found) throw notFound();
    return entity(found.view, found.edits);
  }

  /** The receipts of the notice's acknowledgements, the latest first: who, when, which exact text, where in the log. */
  @Get(':id/receipt')
  async receipt(
    @CurrentScope() scope: OrganisationScope,
    @Param('id', IdPipe) id: string,
    @Query() _: AsOfQuery,
    @AsOf() asOf?: number,
  ): Promise<{ readonly items: readonly ReceiptView[] }> {
    const items = await this.queryBus.execute(new GetReceipts(scope, id, asOf));
    if (!items) throw notFound();
    return { items };
  }

  /** Writes the next text. Needs If-Match: whoever edits says what was read. */
  @Put(':id/draft')
  @Roles('processor:responder')
  async draft(
    @Param('id', IdPipe) id: string,
    @RequireIfMatch() _: number,
    @Body() body: DraftBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const { bracesAreMeant = false, ...words } = body;
    return written(id, await this.commandBus.execute(new EditDraft(id, words, bracesAreMeant, context)));
  }

  /** Approves the last text. Where the organisation asks for four eyes, another person than the one who wrote it. */
  @Post(':id/approval')
  @HttpCode(200)
  @Roles('processor:approver')
  async approve(
    @Param('id', IdPipe) id: string,
    @Body() { textNumber }: ApprovalBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'approve', textNumber }, context);
  }

  /** Sends the approved text. Lateness never holds it up. */
  @Post(':id/sending')
  @HttpCode(200)
  @Roles('processor:responder', 'processor:approver')
  async send(
    @Param('id', IdPipe) id: string,
    @Body() { kind, recipients, again = false, withGaps = false }: SendingBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const choice = { kind, recipients, again, withGaps };
    return written(id, await this.commandBus.execute(new SendNotice(id, choice, context)));
  }

  /** States that the controller was told by other means. */
  @Post(':id/deliveries')
  @HttpCode(200)
  @Roles('processor:responder')
  async stateDelivery(
    @Param('id', IdPipe) id: string,
    @Body() body: StatedDeliveryBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'state-delivery', ...body, at: readInstant('at', body.at) }, context);
  }

  /** Takes back a delivery that was stated by mistake; it stays readable. */
  @Post(':id/deliveries/:deliveryId/withdrawal')
  @HttpCode(200)
  @Roles('processor:responder')
  async withdrawStatement(
    @Param('id', IdPipe) id: string,
    @Param('deliveryId', IdPipe) deliveryId: string,
    @Body() { reason }: WithdrawalBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'withdraw-statement', deliveryId, reason }, context);
  }

  /**
   * Decides that a duty, or a pending notice, need not be fulfilled: with a reason and a name. Where the organisation asks
   * for four eyes it is only proposed.
   */
  @Post(':id/not-required')
  @HttpCode(200)
  @Roles('processor:approver')
  async findNotRequired(
    @Param('id', IdPipe) id: string,
    @Body() { dutyId, reason, decidedBy }: NotRequiredBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'find-not-required', dutyId: dutyId ?? null, reason, decidedBy }, context);
  }

  /** Agrees, as another person than the one who proposed it, that something need not be fulfilled: it is decided by that. */
  @Post(':id/not-required/confirmation')
  @HttpCode(200)
  @Roles('processor:approver')
  async confirmNotRequired(
    @Param('id', IdPipe) id: string,
    @Body() { dutyId }: NotRequiredProposalBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'confirm-not-required', dutyId: dutyId ?? null }, context);
  }

  /** Takes back what was proposed as not required; nothing was decided. */
  @Post(':id/not-required/withdrawal')
  @HttpCode(200)
  @Roles('processor:approver')
  async withdrawNotRequired(
    @Param('id', IdPipe) id: string,
    @Body() { dutyId }: NotRequiredProposalBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'withdraw-not-required', dutyId: dutyId ?? null }, context);
  }

  /** Gives the reasons for lateness. */
  @Post(':id/lateness-reasons')
  @HttpCode(200)
  @Roles('processor:responder')
  async explainLateness(
    @Param('id', IdPipe) id: string,
    @Body() { dutyId, reason }: LatenessReasonsBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'explain-lateness', dutyId, reason }, context);
  }

  /** Closes the notice once everything is decided and explained. */
  @Post(':id/closure')
  @HttpCode(200)
  @Roles('processor:responder')
  async close(@Param('id', IdPipe) id: string, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'close' }, context);
  }

  private async run(id: string, command: NoticeCommandData, context: CommandContext): Promise<Answer<WriteResult>> {
    return written(id, await this.commandBus.execute(new NoticeCommand(id, command, context)));
  }
}
