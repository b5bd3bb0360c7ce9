import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import type { Found, Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import {
  messageById,
  messagesOf,
  type MessageDetails,
  type MessageFilter,
  type MessageView,
} from '../read-model/queries.js';

/** The messages that an organisation sends. */
export class ListMessages extends ScopedQuery<Found<MessageView>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: MessageFilter,
    readonly wanted: Wanted,
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

  async execute({ scope, filter, wanted }: ListMessages): Promise<Found<MessageView>> {
    return messagesOf(wanted.db ?? this.models.db, scope, filter, wanted);
  }
}

@QueryHandler(GetMessage)
export class GetMessageHandler implements IQueryHandler<GetMessage> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, id }: GetMessage): Promise<MessageDetails | undefined> {
    return messageById(this.models.db, scope, id);
  }
}
