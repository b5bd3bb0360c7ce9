import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PrepareMessageHandler } from './handlers/prepare-message.js';
import { GetMessageHandler, ListMessagesHandler } from './handlers/queries.js';
import { MessagesController } from './http/messages.controller.js';

/** Needs COMMANDS, READ_MODELS and MAIL_IDENTITY from the app. Outbox and bounce intake are started by the app itself. */
@Module({
  imports: [CqrsModule],
  controllers: [MessagesController],
  providers: [PrepareMessageHandler, ListMessagesHandler, GetMessageHandler],
})
export class DeliveryModule {}
