import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import {
  messageById,
  messagesOf,
  type MessageDetails,
  type MessageFilter,
  type MessageKey,
  type MessageView,
} from '../read-model/queries.js';

/** The messages that an organisation sends. */
export class ListMessages extends ScopedQuery<readonly MessageView[]> {
  constructor(
    scope: OrganisationScope,
    readonly filter: MessageFilter,
    readonly page: { readonly after?: MessageKey; readonly limit: number; readonly descending: boolean },
  ) {
    super(scope);
  }
}

/** One message with its steps; undefined where it is unknown or another organisation's. */
export class GetMessage extends ScopedQuery<MessageDetails | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly id: string,
  ) {
    super(scope);
  }
}

@QueryHandler(ListMessages)
export class ListMessagesHandler implements IQueryHandler<ListMessages> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, filter, page }: ListMessages): Promise<readonly MessageView[]> {
    return messagesOf(this.models.db, scope, filter, page);
  }
}

@QueryHandler(GetMessage)
export class GetMessageHandler implements IQueryHandler<GetMessage> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, id }: GetMessage): Promise<MessageDetails | undefined> {
    return messageById(this.models.db, scope, id);
  }
}
