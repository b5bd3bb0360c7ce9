import { Controller, Get, Inject, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { decodeCursor, invalid, notFound, page, sortOf, type Page } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { GetMessage, ListMessages } from '../handlers/queries.js';
import type { MessageDetails, MessageKey, MessageView } from '../read-model/queries.js';
import { MessageDetailsDto, MessageListQuery, MessagePageDto } from './messages.dto.js';

/** The messages that the own organisation sends: what became of each, never what it says. */
@ApiTags('messages')
@Controller('messages')
export class MessagesController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** Messages, the latest first. */
  @Get()
  @ApiOkResponse({ type: MessagePageDto })
  async list(@CurrentScope() scope: OrganisationScope, @Query() query: MessageListQuery): Promise<Page<MessageView>> {
    const { descending } = sortOf(query.sort, ['preparedAt'], '-preparedAt');
    const after = keyOf(query.cursor);
    const { state, aboutKind, aboutId, limit } = query;
    const filter = {
      ...(state === undefined ? {} : { state }),
      ...(aboutKind === undefined ? {} : { aboutKind }),
      ...(aboutId === undefined ? {} : { aboutId }),
    };
    const rows = await this.queryBus.execute(
      new ListMessages(scope, filter, { ...(after === undefined ? {} : { after }), limit, descending }),
    );
    return page(rows, limit, ({ preparedAt, id }) => [preparedAt, id]);
  }

  /** One message with its steps. */
  @Get(':id')
  @ApiOkResponse({ type: MessageDetailsDto })
  async one(@CurrentScope() scope: OrganisationScope, @Param('id', ParseUUIDPipe) id: string): Promise<MessageDetails> {
    const message = await this.queryBus.execute(new GetMessage(scope, id));
    if (!message) throw notFound();
    return message;
  }
}

function keyOf(cursor: string | undefined): MessageKey | undefined {
  const key = decodeCursor(cursor);
  if (key === undefined) return undefined;
  const [preparedAt, id] = key;
  if (typeof preparedAt !== 'string' || typeof id !== 'string') throw invalid('cursor', 'a nextCursor of this list');
  return [preparedAt, id];
}
