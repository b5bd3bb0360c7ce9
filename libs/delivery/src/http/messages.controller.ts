import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdPipe, instantsOf, Listing, notFound, type Page } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { GetMessage, ListMessages } from '../handlers/queries.js';
import { SAVED_MESSAGES, type MessageDetails, type MessageView } from '../read-model/queries.js';
import { MessageDetailsDto, MessageListQuery, MessagePageDto } from './messages.dto.js';

/** The messages that the own organisation sends: what became of each, never what it says. */
@ApiTags('messages')
@Controller('messages')
export class MessagesController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** Messages, the latest first. */
  @Get()
  @ApiOkResponse({ type: MessagePageDto })
  list(@CurrentScope() scope: OrganisationScope, @Query() query: MessageListQuery): Listing<Page<MessageView>> {
    const { state, aboutKind, aboutId, q } = query;
    const filter = { state, aboutKind, aboutId, q, ...instantsOf(query, 'preparedFrom', 'preparedUntil') };
    return new Listing(SAVED_MESSAGES, query, (wanted) =>
      this.queryBus.execute(new ListMessages(scope, filter, wanted)),
    );
  }

  /** One message with its steps. */
  @Get(':id')
  @ApiOkResponse({ type: MessageDetailsDto })
  async one(@CurrentScope() scope: OrganisationScope, @Param('id', IdPipe) id: string): Promise<MessageDetails> {
    const message = await this.queryBus.execute(new GetMessage(scope, id));
    if (!message) throw notFound();
    return message;
  }
}
